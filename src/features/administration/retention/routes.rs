//! Addresses of retention.

use serde_json::{Value, json};

use super::{
    HERE,
    forms::{RetentionForm, values},
    ops, pages,
};
use crate::{
    base::Result,
    data::Visit,
    features::settings::{Kept, RETAIN, Retention, VIEW},
    web::{Filled, Reply, Request, Route, Told},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW, show),
        Route::post(HERE, RETAIN, save),
        // What Undo leads back to.
        Route::page("/retention/{id}", VIEW, |_, _| Ok(Reply::go(HERE))),
        Route::api_get(
            "/retention",
            VIEW,
            "How many days what piles up is kept; null is for ever",
            answer,
        )
        .tells(RETENTION),
        Route::api_edit::<RetentionForm>(
            "/retention",
            RETAIN,
            "Change how long what piles up is kept",
            answer,
            |v, _| Ok(Filled::blank(&values(&held(v)?))),
            |v, _, form| ops::edit(v, form),
        )
        .tells(RETENTION),
    ]
}

fn held(visit: &Visit) -> Result<Retention> {
    Ok(visit.cached::<Kept>()?.0.clone())
}

fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = held(visit)?;
    let form = Filled::blank(&values(&held));
    Ok(pages::page(visit, request, &held, &form)?.into())
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<RetentionForm>();
    match filled.attempt(|form| ops::edit(visit, form))? {
        Err(filled) => {
            let held = held(visit)?;
            let filled = filled.against(held.version, &Filled::blank(&values(&held)));
            Ok(pages::page(visit, request, &held, &filled)?.into())
        }
        Ok(()) => Ok(Reply::go(HERE).toast("Saved", visit.wrote())),
    }
}

fn answer(visit: &Visit, _: &Request) -> Result<Reply> {
    Ok(Reply::json(as_json(&held(visit)?)))
}

fn as_json(held: &Retention) -> Value {
    json!({
        "notifications": held.notifications, "sign_ins": held.sign_ins, "alerts": held.alerts,
        "checks": held.checks, "version": held.version,
    })
}

const RETENTION: Told = Told::Object(&[
    ("notifications", Told::Number),
    ("sign_ins", Told::Number),
    ("alerts", Told::Number),
    ("checks", Told::Number),
    ("version", Told::Number),
]);
