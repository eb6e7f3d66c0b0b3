//! Addresses about people, for those who administer them.

use serde_json::json;

use super::{
    bulk::{self, Bulk, Fate},
    bulk_page, list, pages,
    query::{UserQuery, reads_ways},
};
use crate::{
    base::{Error, Id, Result},
    data::{Json, Visit},
    features::{
        history,
        lists::export_routes,
        people::{EDIT, EditUser, INVITE, NewUser, User, VIEW},
        records,
        sign_in::{self, Ways},
    },
    web::{Filled, Reply, Request, Route, Told},
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(export_routes::<User>(
        "The people that a filter finds, staff where nothing is said, as CSV: the columns asked for, or all that can be brought in again",
    ));
    routes.extend(records::import_routes::<User>());
    routes.extend(records::in_place_routes::<User>());
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/users", VIEW, list::page),
        Route::page("/users/new", INVITE, |v, r| {
            pages::new_user(v, &Filled::begun(r, &["name"])).map(Into::into)
        }),
        Route::post("/users", INVITE, invite),
        Route::page("/users/{id}", VIEW, show_user),
        Route::post("/users/{id}", EDIT, edit),
        Route::post("/users/{id}/link", EDIT, new_link),
        Route::post("/users/bulk", EDIT, look_at_bulk),
        Route::post("/users/bulk/apply", EDIT, apply_bulk),
        Route::api_post::<Bulk>(
            "/users/bulk/preview",
            EDIT,
            "What would happen to each of several people, without doing it",
            |v, _, form| Ok(Reply::json(looked_json(&bulk::look(v, form)?))),
        )
        .tells(LOOKED),
        Route::api_post::<Bulk>(
            "/users/bulk",
            EDIT,
            "Give a role to several people, move, invite again or deactivate them; who can't be done to is passed over",
            |v, r, form| {
                let done = bulk::apply(v, form)?;
                let links = done.links.iter().map(|made| json!({"name": made.name, "link": r.link(&format!("/welcome/{}", made.link)), "mailed": made.mailed}));
                Ok(Reply::json(
                    json!({"done": done.words, "links": links.collect::<Vec<_>>()}),
                ))
            },
        )
        .tells(DONE),
        Route::api_list("/users", VIEW, "People, by name", api_users).of::<User>(),
        crate::features::history::route::<User>(),
        Route::api_get("/users/{id}", VIEW, "A person", api_user).of::<User>(),
        Route::api_edit::<EditUser>(
            "/users/{id}",
            EDIT,
            "Edit a person. Their e-mail and how they come in have ways of their own",
            api_user,
            |v, r| {
                let user: User = v.find_for(&EDIT, r.id("id")?)?;
                records::filled(v, &user)
            },
            |v, r, form| sign_in::edit(v, r.id("id")?, form),
        )
        .of::<User>(),
        Route::api_post::<NewUser>(
            "/users",
            INVITE,
            "Invite a person; answers the single-use link",
            api_invite,
        )
        .of::<User>()
        .tells(LINK),
    ]
}

fn invite(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill_named::<NewUser>(visit)?;
    let name = filled.value("name").unwrap_or_default().to_owned();
    match filled.attempt(|form| sign_in::invite(visit, form))? {
        Err(filled) => Ok(pages::new_user(visit, &filled)?.into()),
        Ok((id, link)) => Ok(pages::invited(
            &name,
            &request.link(&format!("/welcome/{link}")),
            "seven days",
            sign_in::mailed_to(visit, id).as_deref(),
        )
        .into()),
    }
}

fn show_user(visit: &Visit, request: &Request) -> Result<Reply> {
    let user = visit.find::<User>(request.id("id")?)?;
    let history = history::of(visit, &user, request)?;
    Ok(pages::user(visit, &user, &records::filled(visit, &user)?, history)?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<User> = request.id("id")?;
    match request
        .fill::<EditUser>()
        .attempt(|form| sign_in::edit(visit, id, form))?
    {
        Err(filled) => {
            let user: User = visit.find(id)?;
            let history = history::of(visit, &user, request)?;
            let filled = filled.against(user.version, &records::filled(visit, &user)?);
            Ok(pages::user(visit, &user, &filled, history)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/users/{id}")).toast("Saved", visit.wrote())),
    }
}

fn new_link(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<User> = request.id("id")?;
    let user = visit.find(id)?;
    let link = sign_in::reset_password_link(visit, id, EDIT)?;
    Ok(pages::invited(
        &user.name,
        &request.link(&format!("/welcome/{link}")),
        "a day",
        sign_in::mailed_to(visit, id).as_deref(),
    )
    .into())
}

/// A person; how they come in as well, for whoever takes people in or cares for them.
fn as_json(visit: &Visit, user: &User) -> Result<Json> {
    let mut body = visit.json(user)?;
    if reads_ways(visit, user)? {
        let way = Ways::of(visit)?.get(user.id);
        body.insert("authenticator", way.authenticator);
        body.insert("passkeys", way.passkeys);
    }
    Ok(body)
}

fn looked_json(looked: &bulk::Looked) -> serde_json::Value {
    let people = looked.people.iter().map(|(user, fate)| {
        let (what, why) = match fate {
            Fate::Does(why) => ("will be done", why),
            Fate::Already(why) => ("nothing to do", why),
            Fate::Refused(why) => ("not done", why),
        };
        json!({"id": user.id.to_string(), "name": user.name, "what": what, "why": why})
    });
    json!({ "items": people.collect::<Vec<_>>() })
}

/// What would happen to each of several people.
const LOOKED: Told = Told::Object(&[(
    "items",
    Told::List(&Told::Object(&[
        ("id", Told::Record),
        ("name", Told::Text),
        (
            "what",
            Told::Word(&["will be done", "nothing to do", "not done"]),
        ),
        ("why", Told::Text),
    ])),
)]);

/// A link that is told once, and whom it was mailed to.
const LINK: Told = Told::Object(&[("link", Told::Text), ("mailed", Told::Text)]);

/// What was done to them.
const DONE: Told = Told::Object(&[
    ("done", Told::Text),
    (
        "links",
        Told::List(&Told::Object(&[
            ("name", Told::Text),
            ("link", Told::Text),
            ("mailed", Told::Text),
        ])),
    ),
]);

fn look_at_bulk(visit: &Visit, request: &Request) -> Result<Reply> {
    let looked = request.form().and_then(|form| bulk::look(visit, form));
    match looked {
        Ok(looked) => Ok(bulk_page::page(visit, &looked, None)?.into()),
        Err(Error::Invalid(problems)) => {
            Ok(Reply::go(request.back_to("/users")).toast(problems.to_string(), None))
        }
        Err(other) => Err(other),
    }
}

fn apply_bulk(visit: &Visit, request: &Request) -> Result<Reply> {
    let form: Bulk = request.form()?;
    match bulk::apply(visit, form.clone()) {
        Ok(done) if !done.links.is_empty() => {
            Ok(pages::links(request, &done.words, &done.links).into())
        }
        Ok(done) => Ok(Reply::go("/users").toast(done.words, done.undo)),
        Err(Error::Invalid(problems)) => Ok(bulk_page::page(
            visit,
            &bulk::look(visit, form)?,
            Some(&problems.to_string()),
        )?
        .into()),
        Err(Error::Conflict(why)) => {
            Ok(bulk_page::page(visit, &bulk::look(visit, form)?, Some(&why))?.into())
        }
        Err(other) => Err(other),
    }
}

fn api_users(visit: &Visit, request: &Request, asked: UserQuery) -> Result<Reply> {
    asked.permitted(visit)?;
    let page = asked.page(visit, &request.paging()?)?;
    Ok(Reply::page(page.try_map(|user| as_json(visit, &user))?))
}

fn api_user(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(as_json(
        visit,
        &visit.find(request.id("id")?)?,
    )?))
}

fn api_invite(visit: &Visit, request: &Request, form: NewUser) -> Result<Reply> {
    let (id, link) = sign_in::invite(visit, form)?;
    let mut body = as_json(visit, &visit.find(id)?)?;
    body.insert("link", request.link(&format!("/welcome/{link}")));
    body.insert("mailed", sign_in::mailed_to(visit, id));
    Ok(Reply::created(body))
}
