//! Ways to drafts: for staff beside the document, for clients in the portal, and for programs of both.

use super::{
    Decision, Pin,
    actions::{COMMENT, DECIDE, SETTLE, VIEW},
    forms::{AnswerForm, Asked, DecisionForm, PinForm},
    ops,
    pages::{self, Forms},
    told::{self, Proof},
};
use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::{Record, Visit},
    features::{
        documents::{Current, Document, How, Shown, drawn_page, numbered, opened},
        people::Directory,
    },
    web::{Reply, Request, Route, form::Nothing, rate_limit::RateLimit},
};

pub fn routes() -> Vec<Route> {
    let mut routes = of_side("", |route| route);
    routes.extend(of_side("/portal", Route::portal));
    routes.push(
        Route::post("/portal/documents/{id}/decision", DECIDE, decide)
            .portal()
            .gated(|v, r| v.demand_on(&DECIDE, &v.find::<Document>(r.id("id")?)?)),
    );
    routes.extend(operations());
    routes
}

/// The pages of one side, below `at`.
fn of_side(at: &str, face: fn(Route) -> Route) -> Vec<Route> {
    let of_pin = |action: Action| {
        move |v: &Visit, r: &Request| v.demand_on(&action, &v.find::<Pin>(r.id("id")?)?)
    };
    let own = vec![
        Route::page(&format!("{at}/documents/{{id}}/proof"), VIEW, |v, r| {
            show(v, r, &Forms::blank())
        })
        .slow(),
        Route::page(&format!("{at}/documents/{{id}}/proof/page"), VIEW, page)
            .slow()
            .rate_limited(RateLimit::Search),
        Route::post(&format!("{at}/documents/{{id}}/pins"), COMMENT, pin)
            .gated(|v, r| v.demand_on(&COMMENT, &v.find::<Document>(r.id("id")?)?)),
        // What notices, histories and Undo lead to.
        Route::page(&format!("{at}/pins/{{id}}"), VIEW, |v, r| {
            let pin: Pin = v.find(r.id("id")?)?;
            let (document, number) = whole(v, &pin)?;
            let to = pages::address(v, &document);
            let page = pin.page;
            let at = Record::number(&pin);
            Ok(Reply::go(format!("{to}?version={number}&page={page}#{at}")))
        }),
        Route::page(&format!("{at}/proof-decisions/{{id}}"), VIEW, |v, r| {
            let held: Decision = v.find(r.id("id")?)?;
            let document = v.follow(&held, |held| held.document)?;
            let to = pages::address(v, &document.ok_or(Error::NotFound)?);
            Ok(Reply::go(format!("{to}?version={}", held.number)))
        }),
        Route::post(&format!("{at}/pins/{{id}}/answer"), COMMENT, answer).gated(of_pin(COMMENT)),
        Route::post(&format!("{at}/pins/{{id}}/settle"), SETTLE, |v, r| {
            settle(v, r, true)
        })
        .gated(of_pin(SETTLE)),
        Route::post(&format!("{at}/pins/{{id}}/reopen"), SETTLE, |v, r| {
            settle(v, r, false)
        })
        .gated(of_pin(SETTLE)),
    ];
    own.into_iter().map(face).collect()
}

fn operations() -> Vec<Route> {
    let of_pin = |action: Action| {
        move |v: &Visit, r: &Request| v.demand_on(&action, &v.find::<Pin>(r.id("id")?)?)
    };
    vec![
        Route::api_get(
            "/documents/{id}/proof",
            VIEW,
            "What is said on a draft: comments with their places and answers, and the client's decisions, the latest first",
            |v, r| {
                let proof = Proof::of(v, v.find(r.id("id")?)?)?;
                Ok(Reply::json(proof.json(v)?))
            },
        )
        .tells(told::PROOF)
        .for_clients(),
        Route::api_make::<PinForm>(
            "/documents/{id}/pins",
            COMMENT,
            "Comment on a place of the newest version of a draft: thousandths of its width and height, and the page of a PDF",
            |v, r, form| {
                let id = ops::pin(v, r.id("id")?, form)?;
                Ok(Reply::created(one(v, id)?))
            },
        )
        .tells(told::PIN)
        .for_clients(),
        Route::api_get("/pins/{id}", VIEW, "A comment on a draft", |v, r| {
            Ok(Reply::json(one(v, r.id("id")?)?))
        })
        .tells(told::PIN)
        .for_clients(),
        Route::api_post::<AnswerForm>(
            "/pins/{id}/answer",
            COMMENT,
            "Answer a comment on a draft",
            |v, r, form| {
                let id = r.id("id")?;
                ops::answer(v, id, form)?;
                Ok(Reply::json(one(v, id)?))
            },
        )
        .tells(told::PIN)
        .for_clients()
        .gated(of_pin(COMMENT)),
        Route::api_post::<Nothing>(
            "/pins/{id}/settle",
            SETTLE,
            "Settle a comment on a draft",
            |v, r, _| settled(v, r, true),
        )
        .tells(told::PIN)
        .for_clients()
        .gated(of_pin(SETTLE)),
        Route::api_post::<Nothing>(
            "/pins/{id}/reopen",
            SETTLE,
            "Open a settled comment on a draft again",
            |v, r, _| settled(v, r, false),
        )
        .tells(told::PIN)
        .for_clients()
        .gated(of_pin(SETTLE)),
        Route::api_make::<DecisionForm>(
            "/documents/{id}/decision",
            DECIDE,
            "Decide as the client on the version that was shown, by its number and the hash of its file; answers the whole draft",
            |v, r, form| {
                let id: Id<Document> = r.id("id")?;
                ops::decide(v, id, form)?;
                let proof = Proof::of(v, v.find(id)?)?;
                Ok(Reply::created(proof.json(v)?))
            },
        )
        .tells(told::PROOF)
        .for_clients(),
    ]
}

/// The document of a comment, and the version that it is on, as people count.
fn whole(visit: &Visit, pin: &Pin) -> Result<(Document, u64)> {
    let document = visit.follow(pin, |pin| pin.document)?;
    let version = visit.follow(pin, |pin| pin.of)?;
    let document = document.ok_or(Error::NotFound)?;
    Ok((document, version.map_or(0, |version| version.number)))
}

fn one(visit: &Visit, id: Id<Pin>) -> Result<serde_json::Value> {
    let pin: Pin = visit.find(id)?;
    let (_, number) = whole(visit, &pin)?;
    Ok(told::pin_json(&pin, number, &*Directory::of(visit)?))
}

fn settled(visit: &Visit, request: &Request, settled: bool) -> Result<Reply> {
    let id = request.id("id")?;
    ops::settle(visit, id, settled)?;
    Ok(Reply::json(one(visit, id)?))
}

fn show(visit: &Visit, request: &Request, forms: &Forms) -> Result<Reply> {
    let proof = Proof::of(visit, visit.find(request.id("id")?)?)?;
    let asked: Asked = request.asked().into_form()?;
    pages::show(visit, &proof, &asked, forms).map(Into::into)
}

/// One page of a PDF as a picture.
fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    let asked: Asked = request.asked().into_form()?;
    let version = match asked.version {
        Some(number) => numbered(visit, &document, number.unsigned_abs())?,
        None => Current::of(visit, document.clone())?.newest,
    };
    if Shown::of(&version.media_type) != Some(Shown::Pdf) {
        return Err(Error::NotFound);
    }
    // A page that is drawn large is the file itself.
    opened(visit, &document, &version, How::Shown)?;
    let page = u16::try_from(asked.page).unwrap_or(1);
    let number = u32::from(page);
    let drawn = drawn_page(visit, &version.file, number)?;
    Ok(drawn.ok_or(Error::NotFound)?.reply(number))
}

fn pin(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    match request
        .fill::<PinForm>()
        .attempt(|form| ops::pin(visit, id, form))?
    {
        Ok(made) => {
            let pin: Pin = visit.find(made)?;
            let (document, number) = whole(visit, &pin)?;
            let to = pages::address(visit, &document);
            let at = format!("{to}?version={number}&page={}#{made}", pin.page);
            Ok(Reply::go(at).toast("Said", visit.wrote()))
        }
        Err(filled) => {
            // On the page that it was meant on; what was typed stands there again, over the version that counts now.
            let asked = Asked {
                page: filled.read().page,
                ..Asked::default()
            };
            let forms = Forms {
                pin: filled,
                ..Forms::blank()
            };
            let proof = Proof::of(visit, visit.find(id)?)?;
            pages::show(visit, &proof, &asked, &forms).map(Into::into)
        }
    }
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Pin> = request.id("id")?;
    let pin: Pin = visit.find(id)?;
    let (document, number) = whole(visit, &pin)?;
    match request
        .fill::<AnswerForm>()
        .attempt(|form| ops::answer(visit, id, form))?
    {
        Ok(()) => {
            Ok(Reply::go(back(visit, &document, &pin, number)).toast("Answered", visit.wrote()))
        }
        Err(filled) => {
            let forms = Forms {
                answer: Some((Record::number(&pin), filled)),
                ..Forms::blank()
            };
            let asked = Asked {
                version: i64::try_from(number).ok(),
                page: i64::from(pin.page),
                beside: None,
            };
            let proof = Proof::of(visit, document)?;
            pages::show(visit, &proof, &asked, &forms).map(Into::into)
        }
    }
}

fn back(visit: &Visit, document: &Document, pin: &Pin, number: u64) -> String {
    let to = pages::address(visit, document);
    let at = Record::number(pin);
    format!("{to}?version={number}&page={}#{at}", pin.page)
}

fn settle(visit: &Visit, request: &Request, settled: bool) -> Result<Reply> {
    let pin: Pin = visit.find(request.id("id")?)?;
    let (document, number) = whole(visit, &pin)?;
    let to = back(visit, &document, &pin, number);
    match ops::settle(visit, pin.id, settled) {
        Err(Error::Conflict(why)) => Ok(Reply::go(to).toast(why, None)),
        Err(other) => Err(other),
        Ok(()) => {
            let said = if settled { "Settled" } else { "Open again" };
            Ok(Reply::go(to).toast(said, visit.wrote()))
        }
    }
}

fn decide(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    match request
        .fill::<DecisionForm>()
        .attempt(|form| ops::decide(visit, id, form))?
    {
        Ok(_) => {
            let to = pages::address(visit, &visit.find(id)?);
            Ok(Reply::go(to).toast("Thank you: we know now", None))
        }
        Err(filled) => {
            let forms = Forms {
                decision: filled,
                ..Forms::blank()
            };
            show(visit, request, &forms)
        }
    }
}
