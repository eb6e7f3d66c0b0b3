//! Addresses of gateways and of what is posted.

use serde_json::{Value, json};

use super::{
    HERE,
    forms::{GatewayForm, values},
    ops, pages,
};
use crate::{
    base::{Choice, Error, Result},
    data::Visit,
    features::{
        administration::outbox,
        gateways::{Calls, EDIT, Purpose, TEST, VIEW},
        push::Pushes,
    },
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = settings();
    routes.extend(outbox::routes::<Calls>());
    routes.extend(outbox::routes::<Pushes>());
    routes
}

fn settings() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW, |v, r| Ok(pages::page(v, r, None, None)?.into())),
        Route::post("/settings/gateways/{purpose}", EDIT, save),
        Route::post("/settings/gateways/{purpose}/test", TEST, |v, r| {
            let purpose = purpose(r)?;
            let tried = ops::test(v, purpose)?;
            Ok(pages::page(v, r, None, Some((purpose, &tried)))?.into())
        }),
        // What Undo leads back to.
        Route::page("/gateways/{id}", VIEW, |_, _| Ok(Reply::go(HERE))),
        Route::api_get(
            "/gateways/{purpose}",
            VIEW,
            "A gateway: sms or webhook",
            answer,
        )
        .tells(GATEWAY),
        Route::api_edit::<GatewayForm>(
            "/gateways/{purpose}",
            EDIT,
            "Change a gateway; a secret that isn't sent stays as it is",
            answer,
            |v, r| Ok(Filled::blank(&values(&ops::held(v, purpose(r)?)?))),
            |v, r, form| ops::edit(v, purpose(r)?, form),
        )
        .tells(GATEWAY),
        Route::api_post::<Nothing>(
            "/gateways/{purpose}/test",
            TEST,
            "Try a gateway; answers what it said",
            |v, r, _| {
                let tried = ops::test(v, purpose(r)?)?;
                Ok(Reply::json(
                    json!({ "posted": tried.well, "said": tried.said }),
                ))
            },
        )
        .tells(Told::Object(&[
            ("posted", Told::Flag),
            ("said", Told::Text),
        ])),
    ]
}

fn purpose(request: &Request) -> Result<Purpose> {
    Purpose::from_key(request.capture("purpose")).ok_or(Error::NotFound)
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let purpose = purpose(request)?;
    let filled = request.fill::<GatewayForm>();
    match filled.attempt(|form| ops::edit(visit, purpose, form))? {
        Err(filled) => {
            let held = ops::held(visit, purpose)?;
            let filled = filled.against(held.version, &Filled::blank(&values(&held)));
            Ok(pages::page(visit, request, Some((purpose, &filled)), None)?.into())
        }
        Ok(()) => Ok(Reply::go(HERE).toast("Saved", visit.wrote())),
    }
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(as_json(visit, purpose(request)?)?))
}

fn as_json(visit: &Visit, purpose: Purpose) -> Result<Value> {
    let held = ops::held(visit, purpose)?;
    Ok(json!({
        "purpose": purpose.key(), "on": held.on, "url": held.url, "inside": held.inside, "headers": held.headers,
        "has_secret": ops::has_secret(visit, &held), "media": held.media.key(), "body": held.body,
        "types": held.types, "version": held.version,
    }))
}

const GATEWAY: Told = Told::Object(&[
    ("purpose", Told::Text),
    ("on", Told::Flag),
    ("url", Told::Text),
    ("inside", Told::Flag),
    ("headers", Told::Text),
    ("has_secret", Told::Flag),
    ("media", Told::Text),
    ("body", Told::Text),
    ("types", Told::List(&Told::Text)),
    ("version", Told::Number),
]);
