//! Addresses of quotes, for staff, for clients in the portal, and for programs.

use serde_json::{Value, json};

use super::{
    ACCEPT, CREATE, DECLINE, EDIT, Line, Quote, REVISE, SEND, Status, Totals, VIEW, WITHDRAW,
    editor,
    forms::{Accept, Decline, EditQuote, NewQuote},
    ops, pages, portal,
};
use crate::{
    access::Tier,
    base::{Choice, Error, Id, Result},
    data::Visit,
    features::{leads::Lead, limit, settings::House},
    web::{
        Filled, Form, Reader, Reply, Request, Route,
        form::{Nothing, Optional, Reason, Refused},
    },
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/quotes", VIEW, |v, r| Ok(pages::list(v, r)?.into())),
        Route::page("/quotes/{id}", VIEW, |v, r| {
            show(v, r, v.find(r.id("id")?)?, Refused::default())
        }),
        Route::page("/quotes/{id}/edit", EDIT, show_edit),
        Route::post("/quotes/{id}", EDIT, edit),
        Route::page("/leads/{id}/quote", CREATE, show_new),
        Route::post("/leads/{id}/quote", CREATE, create),
        Route::post("/quotes/{id}/send", SEND, send),
        Route::post("/quotes/{id}/revise", REVISE, revise),
        Route::post("/quotes/{id}/withdraw", WITHDRAW, withdraw),
        Route::post("/quotes/{id}/accept", ACCEPT, accept),
        Route::post("/quotes/{id}/decline", DECLINE, decline),
        Route::page("/portal/quotes/{id}", VIEW, show_portal).portal(),
        Route::post("/portal/quotes/{id}/accept", ACCEPT, portal_accept).portal(),
        Route::post("/portal/quotes/{id}/decline", DECLINE, portal_decline).portal(),
        Route::api_get("/quotes", VIEW, "Quotes, last touched first", api_list)
            .asking::<Asked>()
            .for_clients(),
        crate::features::history::route::<Quote>(),
        Route::api_get("/quotes/{id}", VIEW, "A quote", |v, r| {
            api_quote(v, r.id("id")?)
        })
        .for_clients(),
        Route::api_post::<NewQuote>(
            "/quotes",
            CREATE,
            "Write a quote from a lead; lines as `line` or `lines`",
            |v, _, form| {
                let lead = form
                    .lead
                    .ok_or_else(|| Error::field("lead", "Lead is missing."))?;
                v.find::<Lead>(lead)
                    .map_err(|_| Error::field("lead", "There is no such lead that you may see."))?;
                let quote = v.find(ops::create(v, lead, form)?)?;
                Ok(Reply::created(as_json(v, &quote)))
            },
        ),
        Route::api_patch::<EditQuote>(
            "/quotes/{id}",
            EDIT,
            "Edit a draft; lines, when given, replace all",
            |v, r, form| {
                let id = r.id("id")?;
                ops::edit(v, id, form)?;
                api_quote(v, id)
            },
        ),
        Route::api_post::<Nothing>(
            "/quotes/{id}/send",
            SEND,
            "Send a quote to the client",
            |v, r, _| {
                let id = r.id("id")?;
                ops::send(v, id)?;
                api_quote(v, id)
            },
        ),
        Route::api_post::<Nothing>(
            "/quotes/{id}/revise",
            REVISE,
            "Begin a new version",
            |v, r, _| {
                let id = r.id("id")?;
                ops::revise(v, id)?;
                api_quote(v, id)
            },
        ),
        Route::api_post::<Reason>(
            "/quotes/{id}/withdraw",
            WITHDRAW,
            "Withdraw a quote",
            |v, r, form| {
                let id = r.id("id")?;
                ops::withdraw(v, id, form.reason)?;
                api_quote(v, id)
            },
        ),
        Route::api_post::<Accept>(
            "/quotes/{id}/accept",
            ACCEPT,
            "Accept a quote, by name or drawn signature; staff say way and note",
            |v, r, form| {
                let id = r.id("id")?;
                ops::accept(v, id, form)?;
                api_quote(v, id)
            },
        )
        .for_clients(),
        Route::api_post::<Decline>(
            "/quotes/{id}/decline",
            DECLINE,
            "Decline a quote, with a reason",
            |v, r, form| {
                let id = r.id("id")?;
                ops::decline(v, id, form)?;
                api_quote(v, id)
            },
        )
        .for_clients(),
    ]
}

fn show(visit: &Visit, request: &Request, quote: Quote, refused: Refused) -> Result<Reply> {
    Ok(pages::quote(visit, &quote, request, &refused)?.into())
}

// ── writing ──

fn lead_of(visit: &Visit, request: &Request) -> Result<Lead> {
    let lead = visit.find::<Lead>(request.id("id")?)?;
    if visit.may(&CREATE, &lead) {
        Ok(lead)
    } else {
        Err(Error::Forbidden(visit.why(&CREATE, &lead)))
    }
}

fn show_new(visit: &Visit, request: &Request) -> Result<Reply> {
    let lead = lead_of(visit, request)?;
    // One draft at a time: what was begun is gone on with.
    if let Some(draft) = pages::draft_of(visit, &lead)? {
        return Ok(Reply::go(format!("/quotes/{}/edit", draft.id)));
    }
    let blocked = ops::may_quote(&lead).err().map(|why| why.to_string());
    Ok(editor::new(visit, &lead, &editor::first(&lead), blocked.as_deref())?.into())
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    let lead = lead_of(visit, request)?;
    match request
        .fill::<NewQuote>()
        .attempt(|form| ops::create(visit, lead.id, form))?
    {
        Err(filled) => Ok(editor::new(visit, &lead, &filled, None)?.into()),
        Ok(id) => Ok(Reply::go(format!("/quotes/{id}")).toast("Draft saved", visit.wrote())),
    }
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let quote = visit.find::<Quote>(request.id("id")?)?;
    visit.demand_on(&EDIT, &quote)?;
    quote.must_be_draft()?;
    let values = editor::values(&quote, &House::of(visit)?.0);
    Ok(editor::edit(visit, &quote, &editor::filled(&values))?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Quote> = request.id("id")?;
    match request
        .fill::<EditQuote>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Err(typed) => {
            let quote: Quote = visit.find(id)?;
            let now = editor::filled(&editor::values(&quote, &House::of(visit)?.0));
            Ok(editor::edit(visit, &quote, &typed.against(quote.version, &now))?.into())
        }
        Ok(()) => Ok(done(visit, id, "Saved", true)),
    }
}

// ── the verbs on its page ──

fn done(visit: &Visit, id: Id<Quote>, told: &str, undo: bool) -> Reply {
    Reply::go(format!("/quotes/{id}")).toast(told, visit.wrote().filter(|_| undo))
}

fn send(visit: &Visit, request: &Request) -> Result<Reply> {
    let id = request.id("id")?;
    ops::send(visit, id)?;
    Ok(done(visit, id, "Sent to the client", false))
}

fn revise(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Quote> = request.id("id")?;
    ops::revise(visit, id)?;
    Ok(Reply::go(format!("/quotes/{id}/edit"))
        .toast("Revised: this is the new version", visit.wrote()))
}

fn withdraw(visit: &Visit, request: &Request) -> Result<Reply> {
    let id = request.id("id")?;
    match request
        .fill::<Reason>()
        .attempt(|form| ops::withdraw(visit, id, form.reason))?
    {
        Err(filled) => show(
            visit,
            request,
            visit.find(id)?,
            Refused::sent(request, filled),
        ),
        Ok(()) => Ok(done(visit, id, "Withdrawn", true)),
    }
}

fn accept(visit: &Visit, request: &Request) -> Result<Reply> {
    let id = request.id("id")?;
    match request
        .fill::<Accept>()
        .attempt(|form| ops::accept(visit, id, form))?
    {
        Err(filled) => show(
            visit,
            request,
            visit.find(id)?,
            Refused::sent(request, filled),
        ),
        Ok(()) => Ok(done(
            visit,
            id,
            "Accepted; the sales managers are told",
            false,
        )),
    }
}

fn decline(visit: &Visit, request: &Request) -> Result<Reply> {
    let id = request.id("id")?;
    match request
        .fill::<Decline>()
        .attempt(|form| ops::decline(visit, id, form))?
    {
        Err(filled) => show(
            visit,
            request,
            visit.find(id)?,
            Refused::sent(request, filled),
        ),
        Ok(()) => Ok(done(visit, id, "Declined", false)),
    }
}

// ── the portal ──

fn show_portal(visit: &Visit, request: &Request) -> Result<Reply> {
    let quote: Quote = visit.find(request.id("id")?)?;
    Ok(portal::page(visit, &quote, &Filled::blank(&[]), &Filled::blank(&[]))?.into())
}

fn portal_accept(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Quote> = request.id("id")?;
    match request
        .fill::<Accept>()
        .attempt(|form| ops::accept(visit, id, form))?
    {
        Err(filled) => {
            Ok(portal::page(visit, &visit.find(id)?, &filled, &Filled::blank(&[]))?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/portal/quotes/{id}")).toast("Accepted. Thank you", None)),
    }
}

fn portal_decline(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Quote> = request.id("id")?;
    match request
        .fill::<Decline>()
        .attempt(|form| ops::decline(visit, id, form))?
    {
        Err(filled) => {
            Ok(portal::page(visit, &visit.find(id)?, &Filled::blank(&[]), &filled)?.into())
        }
        Ok(()) => {
            Ok(Reply::go(format!("/portal/quotes/{id}"))
                .toast("Declined. We come back to you", None))
        }
    }
}

// ── the API ──

fn totals_json(totals: &Totals) -> Value {
    json!({ "net": totals.net.minor(), "discount": totals.discount.minor(), "tax": totals.tax.minor(), "gross": totals.gross.minor() })
}

/// Money in minor units, quantity in thousandths, rates in basis points.
fn line_json(line: &Line) -> Value {
    json!({
        "title": line.title, "detail": line.detail, "quantity": line.quantity, "price": line.price.minor(),
        "discount": line.discount, "tax": line.tax, "category": line.category.map(|c| c.key()),
        "net": line.amounts().net.minor(), "gross": line.amounts().gross.minor(),
    })
}

/// What both sides of a quote know of it; staff get the rest on top.
fn as_json(visit: &Visit, quote: &Quote) -> Value {
    let known = match visit.actor.tier {
        Tier::Client => quote.known(),
        _ => None,
    };
    let being_revised = match &known {
        Some(known) => known.being_revised,
        None => quote.is_being_revised(),
    };
    let quote = known.as_ref().map_or(quote, |known| &known.quote);
    let mut body = json!({
        "id": quote.id.to_string(), "title": quote.title, "status": quote.standing(visit.today()).key(),
        "revision": quote.revision, "being_revised": being_revised, "lines": quote.lines.iter().map(line_json).collect::<Vec<_>>(),
        "totals": totals_json(&quote.totals()), "note": quote.note, "terms": quote.terms,
        "valid_until": quote.valid_until.map(|day| day.iso()), "sent_at": quote.sent_at.map(|at| at.rfc3339()),
        "decided_at": quote.decided_at.map(|at| at.rfc3339()), "declined": quote.declined,
        "signature": quote.signature.as_ref().map(|s| json!({ "name": s.name, "path": s.path, "at": s.at.rfc3339() })),
        "version": quote.version,
    });
    if visit.actor.tier != Tier::Client {
        body["lead"] = json!(quote.lead.map(|lead| lead.to_string()));
        body["client"] = json!(quote.client.to_string());
        body["owner"] = json!(quote.owner.to_string());
        body["department"] = json!(quote.department.to_string());
        body["decided_by"] = json!(quote.decided_by.map(|by| by.to_string()));
        body["created_at"] = json!(quote.created_at.rfc3339());
        body["past"] = quote
            .past
            .iter()
            .map(|past| {
                json!({
                    "revision": past.revision, "sent_at": past.sent_at.map(|at| at.rfc3339()),
                    "valid_until": past.valid_until.map(|day| day.iso()), "declined": past.declined,
                    "lines": past.lines.iter().map(line_json).collect::<Vec<_>>(), "totals": totals_json(&past.totals),
                })
            })
            .collect();
        if let Some(signature) = &quote.signature {
            body["signature"]["way"] = json!(signature.way.key());
            body["signature"]["note"] = json!(signature.note);
            body["signature"]["address"] = json!(signature.address);
        }
    }
    body
}

/// What a list of quotes may be asked for.
struct Asked;

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        f.choice::<Status>("status", "Status", Optional);
        Asked
    }
}

fn api_list(visit: &Visit, request: &Request) -> Result<Reply> {
    let page = pages::rows(visit, request, limit(request))?;
    Ok(Reply::items(
        page.rows
            .iter()
            .map(|quote| as_json(visit, quote))
            .collect(),
        page.next,
    ))
}

fn api_quote(visit: &Visit, id: Id<Quote>) -> Result<Reply> {
    Ok(Reply::json(as_json(visit, &visit.find(id)?)))
}
