//! Addresses of mail.

use serde_json::{Value, json};

use super::{
    HERE,
    forms::{MailForm, values},
    ops,
    pages::{self},
};
use crate::{
    base::{Choice, Result},
    data::Visit,
    features::{
        administration::outbox,
        mail::{EDIT, Post, TEST, VIEW},
    },
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = settings();
    routes.extend(outbox::routes::<Post>());
    routes
}

fn settings() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW, |v, r| {
            let form = Filled::blank(&values(&ops::held(v)?));
            Ok(pages::page(v, r, &form, None)?.into())
        }),
        Route::post(HERE, EDIT, save),
        Route::post("/settings/mail/test", TEST, |v, r| {
            let tried = ops::test(v)?;
            let form = Filled::blank(&values(&ops::held(v)?));
            Ok(pages::page(v, r, &form, Some(&tried))?.into())
        }),
        // What Undo leads back to.
        Route::page("/mail-servers/{id}", VIEW, |_, _| Ok(Reply::go(HERE))),
        Route::api_get("/settings/mail", VIEW, "How mail is sent", answer).tells(SERVER),
        Route::api_edit::<MailForm>(
            "/settings/mail",
            EDIT,
            "Change how mail is sent; a password that isn't sent stays as it is",
            answer,
            |v, _| Ok(Filled::blank(&values(&ops::held(v)?))),
            |v, _, form| ops::edit(v, form),
        )
        .tells(SERVER),
        Route::api_post::<Nothing>(
            "/mail/test",
            TEST,
            "Send a test mail to oneself; answers what the server said",
            |v, _, _| {
                let tried = ops::test(v)?;
                Ok(Reply::json(
                    json!({ "sent": tried.well, "said": tried.said }),
                ))
            },
        )
        .tells(Told::Object(&[("sent", Told::Flag), ("said", Told::Text)])),
    ]
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<MailForm>();
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
        "on": held.on, "host": held.host, "port": held.port, "security": held.security.key(),
        "username": held.username, "has_password": ops::has_password(visit, &held),
        "from": held.from, "from_name": held.from_name, "reply_to": held.reply_to,
        "link_admins": held.link_admins, "link_employees": held.link_employees, "link_clients": held.link_clients,
        "checkpoint_to": held.checkpoint_to, "version": held.version,
    }))
}

const SERVER: Told = Told::Object(&[
    ("on", Told::Flag),
    ("host", Told::Text),
    ("port", Told::Number),
    ("security", Told::Text),
    ("username", Told::Text),
    ("has_password", Told::Flag),
    ("from", Told::Text),
    ("from_name", Told::Text),
    ("reply_to", Told::Text),
    ("link_admins", Told::Flag),
    ("link_employees", Told::Flag),
    ("link_clients", Told::Flag),
    ("checkpoint_to", Told::List(&Told::Text)),
    ("version", Told::Number),
]);
