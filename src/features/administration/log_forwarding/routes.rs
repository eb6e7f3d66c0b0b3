//! Addresses of the forwarding of logs.

use serde_json::{Value, json};

use super::{
    HERE,
    actions::{EDIT, TEST, VIEW},
    forms::{LogForm, values},
    ops, pages,
};
use crate::{
    base::{Choice, Result},
    data::Visit,
    web::{Filled, RateLimit, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW, |v, r| {
            let form = Filled::blank(&values(&ops::held(v)?));
            Ok(pages::page(v, r, &form, None)?.into())
        }),
        Route::post(HERE, EDIT, save),
        Route::post("/settings/logs/test", TEST, |v, r| {
            let tried = ops::test(v)?;
            let form = Filled::blank(&values(&ops::held(v)?));
            Ok(pages::page(v, r, &form, Some(&tried))?.into())
        })
        .rate_limited(RateLimit::Work),
        // What Undo leads back to.
        Route::page("/log-destinations/{id}", VIEW, |_, _| Ok(Reply::go(HERE))),
        Route::api_get(
            "/settings/logs",
            VIEW,
            "Where logs are forwarded to",
            answer,
        )
        .tells(DESTINATION),
        Route::api_edit::<LogForm>(
            "/settings/logs",
            EDIT,
            "Change where logs are forwarded to",
            answer,
            |v, _| Ok(Filled::blank(&values(&ops::held(v)?))),
            |v, _, form| ops::edit(v, form),
        )
        .tells(DESTINATION),
        Route::api_post::<Nothing>(
            "/settings/logs/test",
            TEST,
            "Send a test message to the collector; answers what came of it",
            |v, _, _| {
                let tried = ops::test(v)?;
                Ok(Reply::json(
                    json!({ "sent": tried.well, "said": tried.said }),
                ))
            },
        )
        .tells(Told::Object(&[("sent", Told::Flag), ("said", Told::Text)]))
        .rate_limited(RateLimit::Work),
    ]
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<LogForm>();
    match filled.attempt(|form| ops::edit(visit, form))? {
        Err(filled) => {
            let held = ops::held(visit)?;
            let filled = filled.against(held.version, &Filled::blank(&values(&held)));
            Ok(pages::page(visit, request, &filled, None)?.into())
        }
        Ok(()) => Ok(Reply::go(HERE).toast("Saved", visit.wrote())),
    }
}

fn answer(visit: &Visit, _: &Request) -> Result<Reply> {
    Ok(Reply::json(as_json(visit)?))
}

fn as_json(visit: &Visit) -> Result<Value> {
    let held = ops::held(visit)?;
    Ok(json!({
        "on": held.on, "host": held.host, "port": held.port, "journal": held.journal.key(),
        "program": held.program.key(), "version": held.version,
    }))
}

const DESTINATION: Told = Told::Object(&[
    ("on", Told::Flag),
    ("host", Told::Text),
    ("port", Told::Number),
    ("journal", Told::Text),
    ("program", Told::Text),
    ("version", Told::Number),
]);
