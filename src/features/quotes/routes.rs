//! Addresses of quotes, for staff, for clients in the portal, and for programs.

use std::io::Cursor;

use super::{
    Quote, accepting,
    actions::{ACCEPT, ASK_DISCOUNT, CREATE, DECLINE, EDIT, REVISE, SEND, VIEW, WITHDRAW},
    discount, editor,
    forms::{Accept, Decline, EditQuote, NewQuote},
    ops, pages,
    portal_routes::{portal_accept, portal_decline, show_portal},
    query::QuoteQuery,
    sending,
    sheet::{self, Version},
};
use crate::{
    access::Tier,
    base::{Error, Id, Result},
    data::{Json, Visit},
    features::{
        approvals::{Approval, Note},
        leads::Lead,
        lists, records,
        settings::{CurrentSettings, logo_printed},
    },
    ui::sheet::Sheet,
    web::{
        Reply, Request, Route,
        form::{Nothing, Reason, Refused},
        route::Gives,
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(records::in_place_routes::<Quote>());
    routes.extend(records::several_routes::<Quote>(
        EDIT,
        "Give several quotes to an agent, set until when drafts are valid, or withdraw them",
    ));
    routes.extend(lists::export_routes::<Quote>(
        "The quotes that a filter finds, as CSV, with the columns asked for",
    ));
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/quotes", VIEW, pages::list),
        Route::page("/quotes/{id}", VIEW, |v, r| {
            show(v, r, v.find(r.id("id")?)?, Refused::default())
        }),
        Route::page("/quotes/{id}/edit", EDIT, show_edit),
        Route::post("/quotes/{id}", EDIT, edit),
        Route::page("/leads/{id}/quote", CREATE, show_new),
        Route::post("/leads/{id}/quote", CREATE, create),
        Route::post("/quotes/{id}/send", SEND, sending::send),
        Route::post("/quotes/{id}/ask-discount", ASK_DISCOUNT, |v, r| {
            let id: Id<Quote> = r.id("id")?;
            let asked = discount::ask(v, id, r.form::<Note>()?)?;
            Ok(Reply::go(format!("/quotes/{id}"))
                .toast(format!("{asked} asks for the discount"), v.wrote()))
        }),
        Route::post("/quotes/{id}/revise", REVISE, revise),
        Route::post("/quotes/{id}/withdraw", WITHDRAW, withdraw),
        Route::post("/quotes/{id}/accept", ACCEPT, accept),
        Route::post("/quotes/{id}/decline", DECLINE, decline),
        Route::page("/quotes/{id}/pdf", VIEW, pdf).slow(),
        Route::page("/portal/quotes/{id}/pdf", VIEW, pdf)
            .portal()
            .slow(),
        Route::page("/portal/quotes/{id}", VIEW, show_portal).portal(),
        Route::post("/portal/quotes/{id}/accept", ACCEPT, portal_accept).portal(),
        Route::post("/portal/quotes/{id}/decline", DECLINE, portal_decline).portal(),
        Route::api_list("/quotes", VIEW, "Quotes, last touched first", api_list)
            .of::<Quote>()
            .for_clients(),
        crate::features::history::route::<Quote>(),
        Route::api_get("/quotes/{id}", VIEW, "A quote", api_one)
            .of::<Quote>()
            .for_clients(),
        Route::api_get("/quotes/{id}/pdf", VIEW, "A quote as PDF/A-3", pdf)
            .gives(Gives::File)
            .for_clients()
            .slow(),
        Route::api_post::<NewQuote>(
            "/quotes",
            CREATE,
            "Write a quote from a lead",
            |v, _, form| {
                let lead = form
                    .lead
                    .ok_or_else(|| Error::field("lead", "Lead is missing."))?;
                v.find::<Lead>(lead)
                    .map_err(|_| Error::field("lead", "There is no such lead that you may see."))?;
                let quote = v.find(ops::create(v, lead, form)?)?;
                Ok(Reply::created(as_json(v, &quote)?))
            },
        )
        .of::<Quote>(),
        Route::api_edit::<EditQuote>(
            "/quotes/{id}",
            EDIT,
            "Edit a draft; lines, when given, replace all",
            api_one,
            |v, r| {
                let quote = v.find_for(&EDIT, r.id("id")?)?;
                Ok(editor::filled(&editor::values(
                    &quote,
                    &CurrentSettings::of(v)?.0,
                )))
            },
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<Quote>(),
        Route::api_post::<Nothing>(
            "/quotes/{id}/send",
            SEND,
            "Send a quote to the client",
            |v, r, _| {
                let id = r.id("id")?;
                ops::send(v, id)?;
                api_quote(v, id)
            },
        )
        .of::<Quote>(),
        Route::api_post::<Note>(
            "/quotes/{id}/ask-discount",
            ASK_DISCOUNT,
            "Ask for a yes to the discount of a quote; answers the approval",
            |v, r, form| {
                let id = discount::ask(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find::<Approval>(id)?)?))
            },
        )
        .of::<Approval>(),
        Route::api_post::<Nothing>(
            "/quotes/{id}/revise",
            REVISE,
            "Begin a new version",
            |v, r, _| {
                let id = r.id("id")?;
                ops::revise(v, id)?;
                api_quote(v, id)
            },
        )
        .of::<Quote>(),
        Route::api_post::<Reason>(
            "/quotes/{id}/withdraw",
            WITHDRAW,
            "Withdraw a quote",
            |v, r, form| {
                let id = r.id("id")?;
                ops::withdraw(v, id, form.reason)?;
                api_quote(v, id)
            },
        )
        .of::<Quote>(),
        Route::api_post::<Accept>(
            "/quotes/{id}/accept",
            ACCEPT,
            "Accept a quote, by name or drawn signature; staff say way and note",
            |v, r, form| {
                let id = r.id("id")?;
                accepting::accept(v, id, form)?;
                api_quote(v, id)
            },
        )
        .of::<Quote>()
        .for_clients(),
        Route::api_post::<Decline>(
            "/quotes/{id}/decline",
            DECLINE,
            "Decline a quote, with a reason",
            |v, r, form| {
                let id = r.id("id")?;
                accepting::decline(v, id, form)?;
                api_quote(v, id)
            },
        )
        .of::<Quote>()
        .for_clients(),
    ]
}

fn show(visit: &Visit, request: &Request, quote: Quote, refused: Refused) -> Result<Reply> {
    Ok(pages::quote(visit, &quote, request, &refused)?.into())
}

/// As a file; a client gets what was sent last.
fn pdf(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: Quote = visit.find(request.id("id")?)?;
    let asked = request.query("revision").and_then(|text| text.parse().ok());
    let (quote, asked) = match visit.actor.tier {
        Tier::Client => (held.known().ok_or(Error::NotFound)?.quote, None),
        _ => (held.clone(), asked),
    };
    let (client, contacts) = sheet::client_of(visit, &held)?;
    let version = Version::of(&quote, asked);
    let said = sheet::said(visit, &quote, &version, &client, &contacts)?;
    let sheet = Sheet {
        picture: logo_printed(visit)?,
        ..said
    };
    let bytes = sheet.pdf()?;
    Ok(Reply::Stream {
        size: Some(bytes.len() as u64),
        reader: Box::new(Cursor::new(bytes)),
        name: format!("{}.pdf", quote.id),
        media_type: "application/pdf",
    })
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
        .fill_named::<NewQuote>(visit)?
        .attempt(|form| ops::create(visit, lead.id, form))?
    {
        Err(filled) => Ok(editor::new(visit, &lead, &filled, None)?.into()),
        Ok(id) => sending::saved(visit, request, id, "Draft saved"),
    }
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let quote = visit.find::<Quote>(request.id("id")?)?;
    visit.demand_on(&EDIT, &quote)?;
    quote.must_be_draft()?;
    let values = editor::values(&quote, &CurrentSettings::of(visit)?.0);
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
            let now = editor::filled(&editor::values(&quote, &CurrentSettings::of(visit)?.0));
            Ok(editor::edit(visit, &quote, &typed.against(quote.version, &now))?.into())
        }
        Ok(()) => sending::saved(visit, request, id, "Saved"),
    }
}

// ── the verbs on its page ──

fn done(visit: &Visit, id: Id<Quote>, told: &str, undo: bool) -> Reply {
    Reply::go(format!("/quotes/{id}")).toast(told, visit.wrote().filter(|_| undo))
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
        .attempt(|form| accepting::accept(visit, id, form))?
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
        .attempt(|form| accepting::decline(visit, id, form))?
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

// ── the API ──

/// What both sides of a quote know of it: a client what was sent last.
fn as_json(visit: &Visit, quote: &Quote) -> Result<Json> {
    let known = match visit.actor.tier {
        Tier::Client => quote.known(),
        _ => None,
    };
    let mut body = visit.json(known.as_ref().map_or(quote, |known| &known.quote))?;
    if let Some(known) = known {
        body.insert("being_revised", known.being_revised);
    }
    Ok(body)
}

fn api_list(visit: &Visit, request: &Request, asked: QuoteQuery) -> Result<Reply> {
    let asked = asked.permitted(visit)?;
    let page = visit.list(asked.query(visit).page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|quote| as_json(visit, &quote))?))
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    api_quote(visit, request.id("id")?)
}

fn api_quote(visit: &Visit, id: Id<Quote>) -> Result<Reply> {
    Ok(Reply::json(as_json(visit, &visit.find(id)?)?))
}
