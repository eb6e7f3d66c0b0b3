//! Ways to a client's colleagues: their admin's page, and programs of theirs.

use serde_json::{Value, json};

use super::{
    actions::{INVITE, LET_GO, LET_IN, RIGHTS, VIEW},
    forms::{NewColleague, Rights},
    ops, page,
};
use crate::{
    access::Action,
    base::{Id, Result},
    data::{Key, Visit},
    features::{
        people::{Directory, User},
        sign_in,
    },
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

const COLLEAGUE: Told = Told::Object(&[
    ("id", Told::Record),
    ("name", Told::Text),
    ("email", Told::Text),
    ("roles", Told::List(&Told::Record)),
    ("may", Told::Text),
    ("access", Told::Flag),
    ("invited", Told::Flag),
]);
const INVITED: Told = Told::Object(&[("id", Told::Record), ("link", Told::Text)]);

/// A colleague of one's own company, before a form is looked at.
pub fn hold(visit: &Visit, request: &Request, action: &Action) -> Result<()> {
    let user = ops::of_company(visit, request.id("id")?)?;
    visit.demand_on(action, &user)
}

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/portal/colleagues", VIEW, |v, _| {
            page::page(v, &Filled::blank(&[])).map(Into::into)
        })
        .portal(),
        Route::post("/portal/colleagues", INVITE, invite).portal(),
        Route::post("/portal/colleagues/{id}/invite-again", INVITE, |v, r| {
            let id = r.id("id")?;
            let link = ops::invite_again(v, id)?;
            let user = ops::of_company(v, id)?;
            let link = r.client_link(&format!("/welcome/{link}"));
            let shown = sign_in::mailed_to(v, id).is_none();
            Ok(page::invited(&user.name, &user.email, shown.then_some(link.as_str())).into())
        })
        .portal(),
        Route::post("/portal/colleagues/{id}/rights", RIGHTS, |v, r| {
            ops::rights(v, r.id("id")?, r.form()?)?;
            Ok(Reply::go("/portal/colleagues").toast("Saved", None))
        })
        .portal(),
        Route::post("/portal/colleagues/{id}/let-go", LET_GO, |v, r| {
            ops::let_go(v, r.id("id")?)?;
            Ok(Reply::go("/portal/colleagues").toast("They have no access any more", None))
        })
        .portal(),
        Route::post("/portal/colleagues/{id}/let-in", LET_IN, |v, r| {
            ops::let_in(v, r.id("id")?)?;
            Ok(Reply::go("/portal/colleagues").toast("They have access again", None))
        })
        .portal(),
        Route::api_list::<Nothing>(
            "/colleagues",
            VIEW,
            "Who of the own company has or had access to the portal",
            |v, r, _| {
                let names = Directory::of(v)?;
                let key = |user: &User| Key::new().id(user.id);
                let mut all = page::colleagues(v)?;
                all.sort_by_key(|user| user.id.raw());
                let page = r.paging()?.page("colleagues", all, key, false)?;
                Ok(Reply::page(page.try_map(|user| as_json(v, &names, &user))?))
            },
        )
        .tells(COLLEAGUE)
        .for_clients(),
        Route::api_make::<NewColleague>(
            "/colleagues",
            INVITE,
            "Let a colleague into the portal, with a role that gives no more than one may do oneself; the link is answered where no mail takes it",
            |v, r, form| {
                let (id, link) = ops::invite(v, form)?;
                let link = match sign_in::mailed_to(v, id) {
                    Some(_) => None,
                    None => Some(r.client_link(&format!("/welcome/{link}"))),
                };
                Ok(Reply::created(json!({ "id": id.to_string(), "link": link })))
            },
        )
        .tells(INVITED)
        .for_clients(),
        Route::api_post::<Nothing>(
            "/colleagues/{id}/invite-again",
            INVITE,
            "Make a new link for a colleague who hasn't come yet; it is answered where no mail takes it",
            |v, r, _| {
                let id: Id<User> = r.id("id")?;
                let link = ops::invite_again(v, id)?;
                let link = match sign_in::mailed_to(v, id) {
                    Some(_) => None,
                    None => Some(r.client_link(&format!("/welcome/{link}"))),
                };
                Ok(Reply::json(json!({ "id": id.to_string(), "link": link })))
            },
        )
        .tells(INVITED)
        .for_clients(),
        Route::api_post::<Rights>(
            "/colleagues/{id}/rights",
            RIGHTS,
            "Change what a colleague may do in the portal",
            |v, r, form| {
                let id = r.id("id")?;
                ops::rights(v, id, form)?;
                one(v, id)
            },
        )
        .tells(COLLEAGUE)
        .for_clients(),
        Route::api_post::<Nothing>(
            "/colleagues/{id}/let-go",
            LET_GO,
            "Take a colleague's access to the portal away, with their sessions",
            |v, r, _| {
                let id = r.id("id")?;
                ops::let_go(v, id)?;
                one(v, id)
            },
        )
        .tells(COLLEAGUE)
        .for_clients(),
        Route::api_post::<Nothing>(
            "/colleagues/{id}/let-in",
            LET_IN,
            "Let a colleague into the portal again",
            |v, r, _| {
                let id = r.id("id")?;
                ops::let_in(v, id)?;
                one(v, id)
            },
        )
        .tells(COLLEAGUE)
        .for_clients(),
    ]
}

fn as_json(visit: &Visit, names: &Directory, user: &User) -> Result<Value> {
    let roles: Vec<String> = user.roles.iter().map(|id| id.to_string()).collect();
    let invited = !user.inactive && sign_in::is_invited(visit, user.id)?;
    Ok(json!({
        "id": user.id.to_string(), "name": user.name, "email": user.email, "roles": roles,
        "may": names.role_names(user), "access": !user.inactive, "invited": invited,
    }))
}

fn one(visit: &Visit, id: Id<User>) -> Result<Reply> {
    let user = ops::of_company(visit, id)?;
    Ok(Reply::json(as_json(visit, &*Directory::of(visit)?, &user)?))
}

fn invite(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<NewColleague>()
        .attempt(|form| ops::invite(visit, form.clone()).map(|made| (made, form)))?
    {
        Err(filled) => page::page(visit, &filled).map(Into::into),
        Ok(((id, link), form)) => {
            let link = request.client_link(&format!("/welcome/{link}"));
            let shown = sign_in::mailed_to(visit, id).is_none();
            let shown = shown.then_some(link.as_str());
            Ok(page::invited(&form.name, &form.email, shown).into())
        }
    }
}
