//! Addresses of what waits for a second person.

use serde_json::{Value, json};

use super::{
    actions::{ASK, DECIDE},
    forms::Reason,
    ops, pages,
    request::SecondRequest,
};
use crate::{
    base::{Choice, Error, Moment, Result},
    data::{Key, Visit},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(pages::HERE, ASK, |v, _| pages::list(v).map(Into::into)),
        Route::page("/second-person/{id}", ASK, |v, r| {
            let held = ops::one(v, r.id("id")?)?;
            Ok(pages::one(v, &held, &Filled::<Nothing>::blank(&[]))?.into())
        }),
        Route::post("/second-person/{id}/confirm", DECIDE, |v, r| {
            decide(v, r, true)
        }),
        Route::post("/second-person/{id}/refuse", DECIDE, |v, r| {
            decide(v, r, false)
        }),
        Route::api_list::<Nothing>(
            "/second-person",
            ASK,
            "What waits for a second person, or waited: what one asked for and what one may decide",
            |v, r, _| {
                let key = |held: &SecondRequest| Key::new().number(held.id.raw());
                let page = r
                    .paging()?
                    .page("second person", ops::shown(v)?, key, true)?;
                Ok(Reply::page(page.map(|held| as_json(v, &held))))
            },
        )
        .tells(ASKED),
        Route::api_get(
            "/second-person/{id}",
            ASK,
            "A deed that waits for a second person",
            |v, r| Ok(Reply::json(as_json(v, &ops::one(v, r.id("id")?)?))),
        )
        .tells(ASKED),
        Route::api_post::<Reason>(
            "/second-person/{id}/confirm",
            DECIDE,
            "Confirm what another asked for; they do it within a day",
            |v, r, form| api_decide(v, r, true, form),
        )
        .gated(|v, r| ops::must_decide(v, r.id("id")?))
        .tells(ASKED),
        Route::api_post::<Reason>(
            "/second-person/{id}/refuse",
            DECIDE,
            "Refuse what another asked for",
            |v, r, form| api_decide(v, r, false, form),
        )
        .gated(|v, r| ops::must_decide(v, r.id("id")?))
        .tells(ASKED),
    ]
}

fn as_json(visit: &Visit, held: &SecondRequest) -> Value {
    let fields: Vec<Value> = held
        .fields
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect();
    json!({
        "id": held.id.to_string(),
        "action": held.action,
        "by": held.by.to_string(),
        "at": held.at.rfc3339(),
        "until": held.until().rfc3339(),
        "state": held.state(visit.at).key(),
        "path": held.path,
        "fields": fields,
        "decided_by": held.decided_by.map(|id| id.to_string()),
        "decided_at": held.decided_at.map(Moment::rfc3339),
        "reason": held.reason,
    })
}

/// What `as_json` says.
const ASKED: Told = Told::Object(&[
    ("id", Told::Record),
    ("action", Told::Text),
    ("by", Told::Record),
    ("at", Told::Moment),
    ("until", Told::Moment),
    ("state", Told::Text),
    ("path", Told::Text),
    (
        "fields",
        Told::List(&Told::Object(&[
            ("name", Told::Text),
            ("value", Told::Text),
        ])),
    ),
    ("decided_by", Told::Record),
    ("decided_at", Told::Moment),
    ("reason", Told::Text),
]);

/// What whoever asked is answered while it waits.
pub fn answer(visit: &Visit, request: &Request, action: &'static str) -> Result<Reply> {
    let id = ops::wait(visit, request, action)?;
    if request.path.starts_with("/api/") {
        let held = ops::one(visit, id)?;
        return Ok(Reply::with_status(202, as_json(visit, &held)));
    }
    Ok(Reply::go(format!("{}/{id}", pages::HERE)).toast(
        "This needs a second person. Whoever may decide was told",
        None,
    ))
}

fn decide(visit: &Visit, request: &Request, confirm: bool) -> Result<Reply> {
    let id = request.id("id")?;
    let held = ops::one(visit, id)?;
    let tried = request
        .fill::<Reason>()
        .attempt(|Reason(reason)| ops::decide(visit, id, confirm, reason))?;
    match tried {
        Err(filled) => Ok(pages::one(visit, &held, &filled)?.into()),
        Ok(()) => {
            let said = if confirm { "Confirmed" } else { "Refused" };
            Ok(Reply::go(pages::HERE).toast(said, None))
        }
    }
}

fn api_decide(
    visit: &Visit,
    request: &Request,
    confirm: bool,
    Reason(reason): Reason,
) -> Result<Reply> {
    let id = request.id("id")?;
    // An unknown one isn't there, whoever asks.
    if id.is_none() {
        return Err(Error::NotFound);
    }
    ops::decide(visit, id, confirm, reason)?;
    Ok(Reply::json(as_json(visit, &ops::one(visit, id)?)))
}
