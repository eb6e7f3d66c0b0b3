//! Invoices, payments and what is agreed about them, for programs.

use serde_json::{Value, json};

use super::{
    VIEW,
    actions::{CHARGE_LATE, CREATE, CREDIT, DELETE, EDIT, ISSUE, SEND, WRITE_OFF},
    downloads::{pdf, ubl, xml},
    electronic::{self, Known},
    forms::{BillQuote, BillTime, EditInvoice, IssueForm, NewInvoice, UnbilledOf},
    from_quote, from_time,
    invoice::Invoice,
    late, ops, pages,
    query::InvoiceQuery,
    sending,
};
use crate::{
    base::{Id, Money, Result, Unit},
    data::Visit,
    features::{clients::Client, history, quotes::editor},
    web::{
        Reply, Request, Route, Told,
        form::{Nothing, Reason},
        route::Gives,
    },
};

const UNBILLED: Told = Told::Object(&[
    (
        "items",
        Told::List(&Told::Object(&[
            ("id", Told::Record),
            ("project", Told::Record),
            ("ticket", Told::Record),
            ("task", Told::Record),
            ("title", Told::Text),
            ("day", Told::Day),
            ("minutes", Told::Counted(Unit::Minutes)),
            ("note", Told::Text),
        ])),
    ),
    (
        "expenses",
        Told::List(&Told::Object(&[
            ("id", Told::Record),
            ("title", Told::Text),
            ("day", Told::Day),
            ("project", Told::Record),
            ("price", Told::Counted(Unit::MinorUnits)),
        ])),
    ),
    (
        "milestones",
        Told::List(&Told::Object(&[
            ("id", Told::Record),
            ("title", Told::Text),
            ("project", Told::Record),
            ("quote", Told::Record),
            ("share", Told::Counted(Unit::BasisPoints)),
            ("net", Told::Counted(Unit::MinorUnits)),
        ])),
    ),
    ("more", Told::Flag),
]);

const ELECTRONIC: Told = Told::Object(&[
    ("id", Told::Record),
    ("ready", Told::Flag),
    ("needs", Told::List(&Told::Text)),
]);

pub fn routes() -> Vec<Route> {
    let mut routes = papers();
    routes.extend(super::api_money::routes());
    routes
}

fn papers() -> Vec<Route> {
    vec![
        Route::api_list("/invoices", VIEW, "Invoices, last touched first", |v, r, asked: InvoiceQuery| {
            let page = v.list(asked.query().page(r.paging()?))?;
            Ok(Reply::page(page.try_map(|invoice| v.json(&invoice))?))
        })
        .of::<Invoice>()
        .for_clients(),
        history::route::<Invoice>(),
        Route::api_get("/invoices/{id}", VIEW, "An invoice", one)
            .of::<Invoice>()
            .for_clients(),
        Route::api_get("/invoices/{id}/pdf", VIEW, "An invoice as PDF/A-3", pdf)
            .gives(Gives::File)
            .for_clients()
            .slow(),
        Route::api_get(
            "/invoices/{id}/xml",
            VIEW,
            "An invoice for programs: EN 16931 in CII, as it stands in the PDF (Factur-X, ZUGFeRD)",
            xml,
        )
        .gives(Gives::File)
        .for_clients()
        .slow(),
        Route::api_get("/invoices/{id}/ubl", VIEW, "An invoice for programs: EN 16931 in UBL 2.1", ubl)
            .gives(Gives::File)
            .for_clients()
            .slow(),
        Route::api_get(
            "/invoices/{id}/electronic",
            VIEW,
            "Whether programs can read an invoice, and what that needs where they can't",
            told_electronic,
        )
        .tells(ELECTRONIC),
        Route::api_post::<NewInvoice>("/invoices", CREATE, "Write an invoice: a draft without a number", |v, _, form| {
            made(v, ops::create(v, form)?)
        })
        .of::<Invoice>(),
        Route::api_edit::<EditInvoice>(
            "/invoices/{id}",
            EDIT,
            "Edit a draft; lines, when given, replace all, and those that name their key keep what they are bound to",
            one,
            |v, r| {
                let invoice = v.find_for(&EDIT, r.id("id")?)?;
                Ok(editor::filled(&pages::edit_values(v, &invoice)?))
            },
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<Invoice>(),
        Route::api_delete::<Nothing>(
            "/invoices/{id}",
            DELETE,
            "Throw a draft away; answers the deed's number in the journal, which undoes it",
            |v, r, _| {
                let id: Id<Invoice> = r.id("id")?;
                ops::delete(v, id)?;
                Ok(Reply::json(json!({ "id": id.to_string(), "deleted": true, "seq": v.wrote() })))
            },
        )
        .tells(Told::Object(&[
            ("id", Told::Record),
            ("deleted", Told::Flag),
            ("seq", Told::Number),
        ])),
        Route::api_post::<IssueForm>(
            "/invoices/{id}/issue",
            ISSUE,
            "Issue a draft: it gets the next number of its series and year, and stays as it is; paid at once of what stands to the client's credit, where that is wanted",
            |v, r, form| {
                ops::issue_at(v, r.id("id")?, form)?;
                one(v, r)
            },
        )
        .of::<Invoice>(),
        Route::api_post::<Nothing>("/invoices/{id}/send", SEND, "Send an invoice to the client by mail", |v, r, _| {
            sending::send(v, r.id("id")?)?;
            one(v, r)
        })
        .of::<Invoice>(),
        Route::api_post::<Reason>(
            "/invoices/{id}/credit",
            CREDIT,
            "Write a credit note, as a draft; answers it",
            |v, r, form| made(v, ops::credit(v, r.id("id")?, form.reason)?),
        )
        .of::<Invoice>(),
        Route::api_post::<Reason>("/invoices/{id}/write-off", WRITE_OFF, "Write off what is left", |v, r, form| {
            ops::write_off(v, r.id("id")?, form.reason)?;
            one(v, r)
        })
        .of::<Invoice>(),
        Route::api_post::<Nothing>(
            "/invoices/{id}/charge-late",
            CHARGE_LATE,
            "Charge interest and fees for what of an invoice was paid late, as the terms of billing say; answers the draft",
            |v, r, _| made(v, late::charge(v, r.id("id")?)?),
        )
        .of::<Invoice>(),
        Route::api_post::<BillQuote>(
            "/quotes/{id}/invoice",
            CREATE,
            "Bill a quote that was accepted: all of it, a deposit, or what is left; answers the draft",
            |v, r, form| made(v, from_quote::create(v, r.id("id")?, form)?),
        )
        .of::<Invoice>(),
        Route::api_ask::<UnbilledOf>("/clients/{id}/unbilled", CREATE, "Billable time and expenses of a client, and milestones that they approved, that stand on no invoice", unbilled)
            .tells(UNBILLED),
        Route::api_post::<BillTime>(
            "/clients/{id}/unbilled",
            CREATE,
            "Bill time, expenses and milestones; answers the draft",
            |v, r, form| made(v, from_time::create(v, r.id("id")?, form)?),
        )
        .of::<Invoice>(),
    ]
}

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let invoice: Invoice = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&invoice)?))
}

fn made(visit: &Visit, id: Id<Invoice>) -> Result<Reply> {
    Ok(Reply::created(visit.json(&visit.find(id)?)?))
}

fn unbilled(visit: &Visit, request: &Request, asked: UnbilledOf) -> Result<Reply> {
    let client: Client = visit.find_for(&CREATE, request.id("id")?)?;
    let found = from_time::unbilled(visit, &client, asked.project)?;
    let items: Vec<Value> = found
        .entries
        .iter()
        .map(|from_time::OpenTime { entry, work, .. }| {
            json!({
                "id": entry.id.to_string(), "project": entry.project.map(|id| id.to_string()),
                "ticket": entry.ticket.map(|id| id.to_string()),
                "task": entry.task.map(|id| id.to_string()), "title": work, "day": entry.day.iso(),
                "minutes": entry.minutes, "note": entry.note,
            })
        })
        .collect();
    let expenses: Vec<Value> = found
        .expenses
        .iter()
        .map(|expense| {
            json!({
                "id": expense.id.to_string(), "title": expense.title, "day": expense.day.iso(),
                "project": expense.project.map(|id| id.to_string()),
                "price": expense.price().minor(),
            })
        })
        .collect();
    let milestones: Vec<Value> = found
        .milestones
        .iter()
        .map(|open| {
            json!({
                "id": open.milestone.id.to_string(), "title": open.milestone.title,
                "project": open.project.id.to_string(), "quote": open.quote.map(|id| id.to_string()),
                "share": open.price.share, "net": open.net.map(Money::minor),
            })
        })
        .collect();
    Ok(Reply::json(json!({
        "items": items, "expenses": expenses, "milestones": milestones, "more": found.more,
    })))
}

fn told_electronic(visit: &Visit, request: &Request) -> Result<Reply> {
    let invoice: Invoice = visit.find(request.id("id")?)?;
    let needs = electronic::needs(&invoice, &Known::of(visit, &invoice)?);
    let words: Vec<&str> = needs.iter().map(|need| need.words.as_str()).collect();
    let ready = invoice.is_issued() && words.is_empty();
    Ok(Reply::json(json!({
        "id": invoice.id.to_string(), "ready": ready, "needs": words,
    })))
}
