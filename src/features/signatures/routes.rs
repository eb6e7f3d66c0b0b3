//! Ways to signatures: of whoever asks, of those who sign, of programs, and the check that is open to all.

use serde_json::json;

use super::{
    actions::{ASK, CANCEL, DECLINE, SEND, SIGN, VIEW},
    forms::{EditRequest, NewRequest, Places, QuoteToSign, Sign},
    list, ops,
    pages::{self, Forms, Side},
    posted::{
        Asked, cancel, declined, edit, file, new, of, picture, place, prepare, reading, send, show,
        signed,
    },
    query::RequestQuery,
    request::SignatureRequest,
    sign::{self},
    verify,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{history, lists, quotes::Quote},
    web::{
        RateLimit, Reply, Request, Route, Told,
        form::{Reason, Shown},
        route::Gives,
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = Route::about::<SignatureRequest>("/signature-requests", of_house());
    routes.extend(Route::about::<SignatureRequest>(
        "/portal/signature-requests",
        of_portal(),
    ));
    routes.extend(Route::about::<SignatureRequest>(
        "/signature-requests",
        of_programs(),
    ));
    routes.extend(Route::about::<Quote>("/quotes", of_quotes()));
    routes.extend(lists::export_routes::<SignatureRequest>(
        "The requests for signatures that a filter finds, as CSV, with the columns asked for",
    ));
    routes.extend(open());
    routes
}

fn open() -> Vec<Route> {
    const WHY: &str =
        "whoever has a file is told whether it was signed and sealed here; it shows nothing else";
    vec![
        Route::open("GET", "/verify", WHY, verify::show).at_the_portal(),
        Route::open("POST", "/verify", WHY, verify::answer)
            .at_the_portal()
            .rate_limited(RateLimit::Search),
    ]
}

fn of_quotes() -> Vec<Route> {
    vec![
        Route::post("/quotes/{id}/have-signed", ASK, |v, r| {
            let id: Id<Quote> = r.id("id")?;
            let back = || Reply::go(format!("/quotes/{id}"));
            match quote_to_sign(v, id, r.form()?) {
                Ok(made) => Ok(Reply::go(format!("/signature-requests/{made}"))
                    .toast("Prepared: send it to those who sign", v.wrote())),
                // It has no form of its own on the page.
                Err(Error::Invalid(problems)) => Ok(back().toast(problems.to_string(), None)),
                Err(Error::Conflict(why) | Error::Unavailable(why)) => Ok(back().toast(why, None)),
                Err(other) => Err(other),
            }
        })
        .slow(),
        Route::api_post::<QuoteToSign>(
            "/quotes/{id}/have-signed",
            ASK,
            "Prepare a request for signatures over a quote that waits for its answer: with the last signature it is accepted",
            |v, r, form| {
                let id = quote_to_sign(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<SignatureRequest>()
        .slow(),
    ]
}

fn quote_to_sign(visit: &Visit, id: Id<Quote>, form: QuoteToSign) -> Result<Id<SignatureRequest>> {
    super::of_quotes::prepare(visit, id, form.content)
}

fn of_house() -> Vec<Route> {
    vec![
        Route::page("/signature-requests", VIEW, list::page),
        Route::page("/signature-requests/new", ASK, new),
        Route::post("/signature-requests", ASK, prepare),
        Route::page("/signature-requests/{id}", VIEW, |v, r| {
            let request = of(v, r)?;
            show(v, r, &Forms::blank(&request))
        }),
        Route::post("/signature-requests/{id}", ASK, edit),
        Route::post("/signature-requests/{id}/places", ASK, place),
        Route::post("/signature-requests/{id}/send", SEND, send),
        Route::post("/signature-requests/{id}/cancel", CANCEL, cancel),
        Route::page("/signature-requests/{id}/sign", VIEW, |v, r| {
            reading(v, r, Side::Staff)
        }),
        Route::post("/signature-requests/{id}/sign", SIGN, |v, r| {
            signed(v, r, Side::Staff)
        }),
        Route::post("/signature-requests/{id}/decline", DECLINE, |v, r| {
            declined(v, r, Side::Staff)
        }),
        Route::page("/signature-requests/{id}/file", VIEW, |v, r| {
            file(v, r, r.asked().into_form()?)
        })
        .slow(),
        Route::page("/signature-requests/{id}/page", VIEW, |v, r| {
            picture(v, r, r.asked().into_form()?)
        })
        .slow(),
    ]
}

fn of_portal() -> Vec<Route> {
    vec![
        Route::page("/portal/signature-requests/{id}", VIEW, |v, r| {
            reading(v, r, Side::Portal)
        })
        .portal(),
        Route::post("/portal/signature-requests/{id}/sign", SIGN, |v, r| {
            signed(v, r, Side::Portal)
        })
        .portal(),
        Route::post(
            "/portal/signature-requests/{id}/decline",
            DECLINE,
            |v, r| declined(v, r, Side::Portal),
        )
        .portal(),
        Route::page("/portal/signature-requests/{id}/file", VIEW, |v, r| {
            file(v, r, r.asked().into_form()?)
        })
        .portal()
        .slow(),
        Route::page("/portal/signature-requests/{id}/page", VIEW, |v, r| {
            picture(v, r, r.asked().into_form()?)
        })
        .portal()
        .slow(),
    ]
}

const SIGNED: Told = Told::Object(&[("sealed", Told::Flag)]);

fn of_programs() -> Vec<Route> {
    vec![
        Route::api_list(
            "/signature-requests",
            VIEW,
            "Requests for signatures, the last moved first",
            |v, r, asked: RequestQuery| {
                let page = v.list(asked.query(v).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<SignatureRequest>()
        .for_clients(),
        history::route::<SignatureRequest>(),
        Route::api_get(
            "/signature-requests/{id}",
            VIEW,
            "A request for signatures",
            api_one,
        )
        .of::<SignatureRequest>()
        .for_clients(),
        Route::api_ask::<Asked>(
            "/signature-requests/{id}/file",
            VIEW,
            "What is signed; the file with all signatures and the seal when `sealed` is asked for",
            file,
        )
        .gives(Gives::File)
        .for_clients()
        .slow(),
        Route::api_make::<NewRequest>(
            "/signature-requests",
            ASK,
            "Prepare a request for signatures over the version of a document that counts",
            |v, _, form| {
                let id = ops::prepare(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<SignatureRequest>(),
        Route::api_edit::<EditRequest>(
            "/signature-requests/{id}",
            ASK,
            "Change who signs, until when and with which message, before it is sent",
            api_one,
            |v, r| Ok(pages::filled(&v.find_for(&ASK, r.id("id")?)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<SignatureRequest>(),
        Route::api_post::<Places>(
            "/signature-requests/{id}/places",
            ASK,
            "Say where on the pages what stands, all of it, in thousandths of the page",
            |v, r, form| {
                ops::place(v, r.id("id")?, form)?;
                api_one(v, r)
            },
        )
        .of::<SignatureRequest>(),
        Route::api_post::<Shown>(
            "/signature-requests/{id}/send",
            SEND,
            "Send a request to those who sign",
            |v, r, form| {
                ops::send(v, r.id("id")?, form.version)?;
                api_one(v, r)
            },
        )
        .of::<SignatureRequest>(),
        Route::api_post::<Reason>(
            "/signature-requests/{id}/cancel",
            CANCEL,
            "Cancel a request that is not sealed",
            |v, r, form| {
                ops::cancel(v, r.id("id")?, form.reason)?;
                api_one(v, r)
            },
        )
        .of::<SignatureRequest>(),
        Route::api_post::<Sign>(
            "/signature-requests/{id}/sign",
            SIGN,
            "Sign as oneself, over the hash of what was read; answers whether all have, and it is sealed",
            |v, r, form| {
                let sealed = sign::sign(v, r.id("id")?, form)?;
                Ok(Reply::json(json!({ "sealed": sealed })))
            },
        )
        .tells(SIGNED)
        .for_clients(),
        Route::api_post::<Reason>(
            "/signature-requests/{id}/decline",
            DECLINE,
            "Decline to sign, with a reason",
            |v, r, form| {
                sign::decline(v, r.id("id")?, form.reason)?;
                api_one(v, r)
            },
        )
        .of::<SignatureRequest>()
        .for_clients(),
    ]
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(visit.json(&of(visit, request)?)?))
}

// ── whoever asks ──

// ── those who sign ──
