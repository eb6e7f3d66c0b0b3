//! Addresses of the mailbox and of what came in.

use serde_json::{Value, json};

use super::{
    InboundMail,
    actions::{AGAIN, FETCH, TEST},
    addresses::{MAILBOX_AT, RECEIVED_AT},
    forms::{InboundQuery, MailboxForm, values},
    open, ops, pages, received,
};
use crate::{
    base::{Choice, Id, Result},
    data::Visit,
    features::{
        mail::{EDIT, FailingAddress, VIEW, WORKS, failing},
        people::User,
    },
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(MAILBOX_AT, VIEW, |v, r| {
            let form = Filled::blank(&values(&ops::held(v)?));
            Ok(pages::page(v, r, &form, None)?.into())
        }),
        Route::post(MAILBOX_AT, EDIT, save),
        Route::post("/settings/mail/inbound/test", TEST, |v, r| {
            let tried = open::try_out(v)?;
            let form = Filled::blank(&values(&ops::held(v)?));
            Ok(pages::page(v, r, &form, Some(&tried))?.into())
        }),
        // What Undo leads back to.
        Route::page("/mailboxes/{id}", VIEW, |_, _| Ok(Reply::go(MAILBOX_AT))),
        Route::page("/inbound-mails/{id}", VIEW, |_, _| Ok(Reply::go(RECEIVED_AT))),
        Route::page("/failing-addresses/{id}", VIEW, |_, _| Ok(Reply::go(RECEIVED_AT))),
        Route::page(RECEIVED_AT, VIEW, |v, r| received::page(v, r).map(Into::into)),
        Route::post("/mail/received/fetch", FETCH, |v, _| {
            ops::look(v)?;
            Ok(Reply::go(RECEIVED_AT).toast("The mailbox is looked into", None))
        }),
        Route::post("/mail/received/{id}/again", AGAIN, |v, r| {
            ops::again(v, r.id("id")?)?;
            Ok(Reply::go(RECEIVED_AT).toast("It is looked at once more", None))
        }),
        Route::post("/mail/received/addresses/{id}/works", WORKS, |v, r| {
            failing::works(v, r.id("id")?)?;
            Ok(Reply::go(RECEIVED_AT).toast("It counts as working", v.wrote()))
        }),
        Route::api_get(MAILBOX_AT, VIEW, "The mailbox for answers", answer).tells(MAILBOX),
        Route::api_edit::<MailboxForm>(
            MAILBOX_AT,
            EDIT,
            "Change the mailbox; a password that isn't sent stays as it is",
            answer,
            |v, _| Ok(Filled::blank(&values(&ops::held(v)?))),
            |v, _, form| ops::edit(v, form),
        )
        .tells(MAILBOX),
        Route::api_post::<Nothing>(
            "/settings/mail/inbound/test",
            TEST,
            "Open the mailbox as it is saved; answers what the server said",
            |v, _, _| {
                let tried = open::try_out(v)?;
                Ok(Reply::json(json!({ "opened": tried.well, "said": tried.said })))
            },
        )
        .tells(Told::Object(&[
            ("opened", Told::Flag),
            ("said", Told::Text),
        ])),
        Route::api_list::<InboundQuery>(
            RECEIVED_AT,
            VIEW,
            "Mails that were left in the mailbox, or those of which something else became. Never what they say",
            |v, r, asked| {
                let page = v.list(asked.query().page(r.paging()?))?;
                Ok(Reply::page(page.map(|held| received::as_json(v, &held))))
            },
        )
        .tells(received::TOLD),
        Route::api_get(
            "/mail/received/{id}",
            VIEW,
            "A mail that came in, without what it says",
            |v, r| {
                let held: InboundMail = v.find(r.id("id")?)?;
                Ok(Reply::json(received::as_json(v, &held)))
            },
        )
        .tells(received::TOLD),
        Route::api_post::<Nothing>(
            "/mail/received/fetch",
            FETCH,
            "Have the mailbox looked into now",
            |v, _, _| {
                ops::look(v)?;
                Ok(Reply::json(json!({ "looking": true })))
            },
        )
        .tells(Told::Object(&[("looking", Told::Flag)])),
        Route::api_post::<Nothing>(
            "/mail/received/{id}/again",
            AGAIN,
            "Have a mail that was left taken in after all; it is looked at once more",
            |v, r, _| {
                let id: Id<InboundMail> = r.id("id")?;
                ops::again(v, id)?;
                Ok(Reply::json(received::as_json(v, &v.find(id)?)))
            },
        )
        .tells(received::TOLD)
        .gated(|v, r| {
            let id: Id<InboundMail> = r.id("id")?;
            v.find(id).map(drop)
        }),
        Route::api_list::<Nothing>(
            "/mail/received/addresses",
            VIEW,
            "Addresses from which mail comes back, the last first",
            |v, r, _| {
                let page = v.list(received::failing_addresses().page(r.paging()?))?;
                Ok(Reply::page(page.map(|held| received::address_as_json(&held))))
            },
        )
        .tells(received::ADDRESS),
        Route::api_post::<Nothing>(
            "/mail/received/addresses/{id}/works",
            WORKS,
            "Say that an address takes mail again",
            |v, r, _| {
                failing::works(v, r.id("id")?)?;
                Ok(Reply::json(json!({ "works": true })))
            },
        )
        .tells(Told::Object(&[("works", Told::Flag)]))
        .gated(|v, r| {
            let id: Id<FailingAddress> = r.id("id")?;
            v.find(id).map(drop)
        }),
    ]
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill_named::<MailboxForm>(visit)?;
    match filled.attempt(|form| ops::edit(visit, form))? {
        Err(filled) => {
            let held = ops::held(visit)?;
            let filled = filled.against(held.version, &Filled::blank(&values(&held)));
            Ok(pages::page(visit, request, &filled, None)?.into())
        }
        Ok(()) => Ok(Reply::go(MAILBOX_AT).toast("Saved", visit.wrote())),
    }
}

fn answer(visit: &Visit, _: &Request) -> Result<Reply> {
    Ok(Reply::json(as_json(visit)?))
}

fn as_json(visit: &Visit) -> Result<Value> {
    let held = ops::held(visit)?;
    let keeper = (held.keeper != 0).then(|| Id::<User>::new(held.keeper).to_string());
    Ok(json!({
        "on": held.on, "host": held.host, "port": held.port, "username": held.username,
        "has_password": ops::has_password(visit, &held)?, "address": held.address, "folder": held.folder,
        "done_folder": held.done_folder, "staff": held.staff, "clients": held.clients, "bounces": held.bounces,
        "strangers": held.strangers.key(), "keeper": keeper, "version": held.version,
    }))
}

const MAILBOX: Told = Told::Object(&[
    ("on", Told::Flag),
    ("host", Told::Text),
    ("port", Told::Number),
    ("username", Told::Text),
    ("has_password", Told::Flag),
    ("address", Told::Text),
    ("folder", Told::Text),
    ("done_folder", Told::Text),
    ("staff", Told::Flag),
    ("clients", Told::Flag),
    ("bounces", Told::Flag),
    ("strangers", Told::Text),
    ("keeper", Told::Record),
    ("version", Told::Number),
]);
