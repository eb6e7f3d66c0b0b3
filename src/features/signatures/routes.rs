//! Ways to signatures: of whoever asks, of those who sign, of programs, and the check that is open to all.

use serde_json::json;

use super::{
    ASK, CANCEL, DECLINE, SEND, SIGN, VIEW,
    forms::{EditRequest, NewRequest, Places, QuoteToSign, Sign},
    list, ops,
    pages::{self, Forms, Side, Signing},
    pictures,
    query::RequestQuery,
    request::SignatureRequest,
    sign::{self, signed_name},
    verify,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{
        documents::{self, Document, How},
        history, lists,
        quotes::Quote,
    },
    web::{
        Filled, RateLimit, Reply, Request, Route, Told,
        form::{Form, Optional, Reader, Reason, Shown},
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

fn of(visit: &Visit, request: &Request) -> Result<SignatureRequest> {
    visit.find(request.id("id")?)
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(visit.json(&of(visit, request)?)?))
}

// ── whoever asks ──

fn new(visit: &Visit, request: &Request) -> Result<Reply> {
    let Some(id) = request.query("document").and_then(Id::<Document>::parse) else {
        return Ok(Reply::go("/documents").toast("Choose the document first", None));
    };
    let document: Document = visit.find_for(&ASK, id)?;
    let form = match ops::signable(visit, id) {
        Ok(_) => Filled::blank(&[("every", "3".to_owned())]),
        Err(Error::Invalid(problems)) => {
            let blank = Filled::blank(&[]);
            let why = problems.of("document").unwrap_or_default().to_owned();
            blank.with_problem("document", &why)
        }
        Err(other) => return Err(other),
    };
    Ok(pages::new(visit, &document, &form)?.status(200).into())
}

fn prepare(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<NewRequest>()
        .attempt(|form| ops::prepare(visit, form))?
    {
        Ok(id) => {
            Ok(Reply::go(format!("/signature-requests/{id}")).toast("Prepared", visit.wrote()))
        }
        Err(filled) => {
            let id = filled.value("document").and_then(Id::<Document>::parse);
            let document: Document = visit.find(id.ok_or(Error::NotFound)?)?;
            Ok(pages::new(visit, &document, &filled)?.into())
        }
    }
}

fn show(visit: &Visit, request: &Request, forms: &Forms) -> Result<Reply> {
    Ok(pages::one(visit, &of(visit, request)?, request, forms)?.into())
}

fn here(id: Id<SignatureRequest>) -> String {
    format!("/signature-requests/{id}")
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<EditRequest>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(here(id)).toast("Saved", visit.wrote())),
        Err(edit) => {
            let held = of(visit, request)?;
            let edit = edit.against(held.version, &pages::filled(&held));
            let forms = Forms {
                edit,
                ..Forms::blank(&held)
            };
            show(visit, request, &forms)
        }
    }
}

fn place(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<Places>()
        .attempt(|form| ops::place(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(here(id)).toast("Places saved", visit.wrote())),
        Err(places) => {
            let held = of(visit, request)?;
            let places = places.against(held.version, &pages::typed_places(&held));
            let forms = Forms {
                places,
                ..Forms::blank(&held)
            };
            show(visit, request, &forms)
        }
    }
}

fn send(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    let form: Shown = request.form()?;
    match ops::send(visit, id, form.version) {
        Ok(()) => Ok(Reply::go(here(id)).toast("Sent to those who sign", None)),
        Err(why @ Error::Conflict(_)) => {
            let held = of(visit, request)?;
            let forms = Forms {
                send: Some(why),
                ..Forms::blank(&held)
            };
            show(visit, request, &forms)
        }
        Err(other) => Err(other),
    }
}

fn cancel(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<Reason>()
        .attempt(|form| ops::cancel(visit, id, form.reason))?
    {
        Ok(()) => Ok(Reply::go(here(id)).toast("Cancelled", None)),
        Err(cancel) => {
            let held = of(visit, request)?;
            let forms = Forms {
                cancel,
                ..Forms::blank(&held)
            };
            show(visit, request, &forms)
        }
    }
}

// ── those who sign ──

fn reading(visit: &Visit, request: &Request, side: Side) -> Result<Reply> {
    let held = of(visit, request)?;
    Ok(pages::signing(visit, &held, side, &Signing::blank())?.into())
}

fn signed(visit: &Visit, request: &Request, side: Side) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<Sign>()
        .attempt(|form| sign::sign(visit, id, form))?
    {
        Ok(sealed) => {
            let said = match sealed {
                true => "Signed. Everybody has, and it is sealed",
                false => "Signed. Thank you",
            };
            Ok(Reply::go(side.here(&of(visit, request)?)).toast(said, None))
        }
        Err(sign) => {
            let forms = Signing {
                sign,
                ..Signing::blank()
            };
            Ok(pages::signing(visit, &of(visit, request)?, side, &forms)?.into())
        }
    }
}

fn declined(visit: &Visit, request: &Request, side: Side) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<Reason>()
        .attempt(|form| sign::decline(visit, id, form.reason))?
    {
        Ok(()) => {
            let to = side.here(&of(visit, request)?);
            Ok(Reply::go(to).toast("Declined. They are told", None))
        }
        Err(decline) => {
            let forms = Signing {
                decline,
                ..Signing::blank()
            };
            Ok(pages::signing(visit, &of(visit, request)?, side, &forms)?.into())
        }
    }
}

/// Which of the two files.
struct Asked {
    sealed: bool,
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        Asked {
            sealed: f.flag("sealed", "With all signatures and the seal"),
        }
    }
}

/// Whoever signs reads the document here, and its own log says so as well.
fn noted(visit: &Visit, held: &SignatureRequest, how: How) -> Result<()> {
    let document = visit.follow(held, |held| held.document)?;
    let version = visit.follow(held, |held| held.of)?;
    match document.zip(version) {
        Some((document, version)) => {
            documents::opened_through(visit, &document, &version, how, held.id.to_string())
        }
        None => Ok(()),
    }
}

fn file(visit: &Visit, request: &Request, asked: Asked) -> Result<Reply> {
    let held = of(visit, request)?;
    if asked.sealed && held.sealed.is_none() {
        return Err(Error::NotFound);
    }
    noted(visit, &held, How::Downloaded)?;
    let (file, name) = match asked.sealed {
        true => {
            let sealed = held.sealed.ok_or(Error::NotFound)?;
            (sealed.file, signed_name(&held.name))
        }
        false => {
            let stem = signed_name(&held.name).replace("-signed.pdf", ".pdf");
            (held.file, stem)
        }
    };
    Ok(Reply::File {
        file,
        name,
        media_type: "application/pdf".into(),
        inline: false,
        kept: false,
    })
}

/// Which page, from 1.
struct PageNumber(u32);

impl Form for PageNumber {
    fn read(f: &mut Reader) -> Self {
        let number = f.whole("number", "Page", Optional, 1..=500);
        PageNumber(number.and_then(|n| u32::try_from(n).ok()).unwrap_or(1))
    }
}

fn picture(visit: &Visit, request: &Request, asked: PageNumber) -> Result<Reply> {
    let held = of(visit, request)?;
    let drawn = pictures::page(visit, &held, asked.0)?;
    noted(visit, &held, How::Shown)?;
    Ok(drawn)
}
