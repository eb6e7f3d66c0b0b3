//! Addresses of views.

use serde_json::{Value, json};

use super::{
    View,
    actions::VIEW,
    forms::{Trial, Why},
    ops, pages, view,
};
use crate::{
    access::Tier,
    base::{Error, Result},
    data::{Query, Visit},
    features::{
        authority::Standing,
        history,
        people::{Directory, Role, TRY_ROLE, User, VIEW_AS},
    },
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/users/{id}/view-as", VIEW_AS, |v, r| {
            Ok(pages::view_as(&person(v, r)?, &Filled::blank(&[])).into())
        }),
        Route::post("/users/{id}/view-as", VIEW_AS, view_as),
        Route::page("/roles/{id}/try", TRY_ROLE, |v, r| {
            Ok(pages::try_role(v, &v.find(r.id("id")?)?, &Filled::blank(&[]))?.into())
        }),
        Route::post("/roles/{id}/try", TRY_ROLE, try_role),
        Route::anyone("POST", "/views/end", end).as_oneself(),
        Route::page("/views", VIEW, |v, r| pages::list(v, r).map(Into::into)),
        Route::page("/views/{id}", VIEW, |v, r| {
            let view: View = v.find(r.id("id")?)?;
            let history = history::of(v, &view, r)?;
            Ok(pages::one(v, &view, history)?.into())
        }),
        Route::api_list(
            "/views",
            VIEW,
            "Who looked as whom: those that last, then those that ended",
            api_views,
        ).tells(VIEWED),
        Route::api_get(
            "/views/{id}",
            VIEW,
            "A view and what was opened in it",
            |v, r| {
                let view: View = v.find(r.id("id")?)?;
                Ok(Reply::json(as_json(&*Directory::of(v)?, &view)))
            },
        ).tells(VIEWED),
        Route::api_post::<Why>(
            "/users/{id}/view-as",
            VIEW_AS,
            "See Atrium as a person does, in this browser's session; read-only",
            |v, r, form| {
                let id = ops::view_as(v, r.id("id")?, form)?;
                Ok(Reply::created(json!({ "id": id.to_string() })))
            },
        ).tells(Told::Object(&[("id", Told::Record)])),
        Route::api_post::<Trial>(
            "/roles/{id}/try",
            TRY_ROLE,
            "See Atrium as somebody with this role alone would, in this browser's session; read-only",
            |v, r, form| {
                let id = ops::try_role(v, r.id("id")?, form)?;
                Ok(Reply::created(json!({ "id": id.to_string() })))
            },
        ).tells(Told::Object(&[("id", Told::Record)])),
        Route::api_post::<Nothing>("/views/end", super::actions::END, "End the own view", |v, _, _| {
            let ended = ops::end(v)?.map(|view| view.id.to_string());
            Ok(Reply::json(json!({ "ended": ended })))
        }).tells(Told::Object(&[("ended", Told::Record)]))
        .as_oneself(),
    ]
}

fn as_json(names: &Directory, view: &View) -> Value {
    json!({
        "id": view.id.to_string(), "by": view.by.to_string(), "as": pages::whom(names, view),
        "user": view.user.map(|id| id.to_string()), "role": view.role.map(|id| id.to_string()),
        "reason": view.reason, "started": view.started.rfc3339(), "until": view.until.rfc3339(),
        "ended": view.ended.map(|at| at.rfc3339()), "opened": view.opened, "version": view.version,
    })
}

/// The person, for whoever may look through their eyes.
fn person(visit: &Visit, request: &Request) -> Result<User> {
    let user: User = visit.find(request.id("id")?)?;
    visit.demand_on(&VIEW_AS, &user)?;
    let names = Directory::of(visit)?;
    let roles: Vec<Role> = names.roles.values().cloned().collect();
    let me = names
        .users
        .get(&visit.actor.person)
        .ok_or(Error::NotFound)?;
    Standing::of(me, &roles).look_as(&Standing::of(&user, &roles))?;
    Ok(user)
}

fn view_as(visit: &Visit, request: &Request) -> Result<Reply> {
    let user = person(visit, request)?;
    let home = match user.tier {
        Tier::Client => "/portal",
        _ => "/",
    };
    match request
        .fill::<Why>()
        .attempt(|form| ops::view_as(visit, user.id, form))?
    {
        Err(filled) => Ok(pages::view_as(&user, &filled).into()),
        Ok(_) => Ok(Reply::go(home)),
    }
}

fn try_role(visit: &Visit, request: &Request) -> Result<Reply> {
    let role: Role = visit.find(request.id("id")?)?;
    match request
        .fill::<Trial>()
        .attempt(|form| ops::try_role(visit, role.id, form))?
    {
        Err(filled) => Ok(pages::try_role(visit, &role, &filled)?.into()),
        Ok(_) => Ok(Reply::go("/")),
    }
}

fn end(visit: &Visit, _: &Request) -> Result<Reply> {
    let back = match ops::end(visit)? {
        Some(View {
            user: Some(user), ..
        }) => format!("/users/{user}"),
        Some(View {
            role: Some(role), ..
        }) => format!("/roles/{role}"),
        _ => "/".into(),
    };
    Ok(Reply::go(back).toast("The view has ended. You are yourself again", None))
}

fn api_views(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let page = visit.list::<View>(Query::by(view::BY_TIME).page(request.paging()?))?;
    let names = Directory::of(visit)?;
    Ok(Reply::page(page.map(|view| as_json(&names, &view))))
}

const VIEWED: Told = Told::Object(&[
    ("id", Told::Record),
    ("by", Told::Record),
    ("as", Told::Text),
    ("user", Told::Record),
    ("role", Told::Record),
    ("reason", Told::Text),
    ("started", Told::Moment),
    ("until", Told::Moment),
    ("ended", Told::Moment),
    ("opened", Told::List(&Told::Text)),
    ("version", Told::Number),
]);
