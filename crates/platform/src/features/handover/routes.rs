//! Addresses of leaving, moving on, and coming back.

use serde_json::{Value, json};

use super::{
    forms::{Leave, MoveOn},
    holding::kind_of,
    ops, pages,
};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Visit},
    features::people::{DEACTIVATE, Department, EDIT, Held, User},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/users/{id}/leave", DEACTIVATE, |v, r| {
            let user = touched(v, r, &DEACTIVATE)?;
            ops::may_go(v, &user)?;
            if user.inactive {
                return Ok(Reply::go(format!("/users/{}", user.id)));
            }
            Ok(pages::leave(v, &user, r, &Filled::blank(&[]))?.into())
        })
        .slow(),
        Route::post("/users/{id}/deactivate", DEACTIVATE, deactivate),
        Route::post("/users/{id}/reactivate", DEACTIVATE, |v, r| {
            let id: Id<User> = r.id("id")?;
            ops::reactivate(v, id)?;
            Ok(Reply::go(format!("/users/{id}")).toast(
                "They can sign in again. What they held stays with who has it now",
                v.wrote(),
            ))
        }),
        Route::page("/users/{id}/move", EDIT, |v, r| {
            let user = touched(v, r, &EDIT)?;
            let from = from(r, &user);
            Ok(pages::move_on(v, &user, from, r, &Filled::blank(&[]))?.into())
        })
        .slow(),
        Route::post("/users/{id}/move", EDIT, move_on),
        Route::api_list::<Nothing>(
            "/users/{id}/holdings",
            DEACTIVATE,
            "What a person holds open, with who is proposed to take it",
            |v, r, _| {
                let user: User = touched(v, r, &DEACTIVATE)?;
                let plan = ops::plan(v, &user, None)?;
                let mut held: Vec<(&str, Held, Option<Id<User>>)> = Vec::new();
                for (piece, to) in plan.held.into_iter().zip(plan.proposed) {
                    held.push((kind_of(&piece)?.plural, piece, to));
                }
                let key = |(plural, held, _): &(&str, Held, _)| Key::new().text(plural).text(&held.number);
                let page = r.paging()?.page(&format!("holdings of {}", user.id), held, key, false)?;
                Ok(Reply::page(page.map(|(plural, held, to)| {
                    json!({"group": plural, "number": held.number, "proposed": to.map(|id| id.to_string())})
                })))
            },
        ).tells(Told::Object(&[("group", Told::Text), ("number", Told::Record), ("proposed", Told::Record)]))
        .slow(),
        Route::api_post::<Leave>(
            "/users/{id}/deactivate",
            DEACTIVATE,
            "Hand over what a person holds and close the door to them",
            |v, r, form| {
                ops::deactivate(v, r.id("id")?, form)?;
                answer(v, r)
            },
        ).tells(PERSON),
        Route::api_post::<Nothing>(
            "/users/{id}/reactivate",
            DEACTIVATE,
            "Let a person in again; what they held stays with who has it now",
            |v, r, _| {
                ops::reactivate(v, r.id("id")?)?;
                answer(v, r)
            },
        ).tells(PERSON),
        Route::api_post::<MoveOn>(
            "/users/{id}/move",
            EDIT,
            "Move a person to another department, with their open work handed over",
            |v, r, form| {
                ops::move_on(v, r.id("id")?, form)?;
                answer(v, r)
            },
        ).tells(PERSON),
    ]
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    let user: User = visit.find(request.id("id")?)?;
    let departments: Vec<Value> = user
        .departments
        .iter()
        .map(|id| json!(id.to_string()))
        .collect();
    Ok(Reply::json(json!({
        "id": user.id.to_string(), "name": user.name, "active": !user.inactive,
        "departments": departments, "version": user.version,
    })))
}

/// The person in the path, when this deed may be done to them.
fn touched(visit: &Visit, request: &Request, action: &crate::access::Action) -> Result<User> {
    let user: User = visit.find(request.id("id")?)?;
    match visit.may(action, &user) {
        true => Ok(user),
        false => Err(Error::Forbidden(visit.why(action, &user))),
    }
}

/// The department they leave: the one named, else the first they belong to.
fn from(request: &Request, user: &User) -> Option<Id<Department>> {
    let named = request.query("from").or(request.field("from"));
    named
        .and_then(Id::parse)
        .filter(|id| user.departments.contains(id))
        .or(user.departments.first().copied())
}

fn deactivate(visit: &Visit, request: &Request) -> Result<Reply> {
    let user: User = touched(visit, request, &DEACTIVATE)?;
    ops::may_go(visit, &user)?;
    match request
        .fill::<Leave>()
        .attempt(|form| ops::deactivate(visit, user.id, form))?
    {
        Err(filled) => Ok(pages::leave(visit, &user, request, &filled)?.into()),
        Ok(()) => Ok(Reply::go(format!("/users/{}", user.id))
            .toast("Deactivated; their sessions have ended", visit.wrote())),
    }
}

fn move_on(visit: &Visit, request: &Request) -> Result<Reply> {
    let user: User = touched(visit, request, &EDIT)?;
    match request
        .fill::<MoveOn>()
        .attempt(|form| ops::move_on(visit, user.id, form))?
    {
        Err(filled) => {
            let from = from(request, &user);
            Ok(pages::move_on(visit, &user, from, request, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/users/{}", user.id)).toast("Moved", visit.wrote())),
    }
}

const PERSON: Told = Told::Object(&[
    ("id", Told::Record),
    ("name", Told::Text),
    ("active", Told::Flag),
    ("departments", Told::List(&Told::Record)),
    ("version", Told::Number),
]);
