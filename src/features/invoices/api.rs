//! Invoices, payments and what is agreed about them, for programs.

use serde_json::{Value, json};

use super::{
    CREATE, CREDIT, DELETE, EDIT, ISSUE, PAY, REFUND, SEND, SET_ACCOUNT, SET_TERMS, TAKE_BACK,
    VIEW, VIEW_PAYMENTS, WRITE_OFF,
    aged::open_by_age,
    forms::{
        AccountForm, BillQuote, BillTime, EditInvoice, NewInvoice, TakePayment, TermsForm,
        UseCredit,
    },
    from_quote, from_time,
    invoice::Invoice,
    ops, ops_money, pages,
    payment::Payment,
    query::{InvoiceQuery, PaymentQuery},
    routes::{pdf, statement_pdf},
    rules::AGES,
    sending,
    statement::{self, account_of},
    terms::CurrentTerms,
};
use crate::{
    base::{Id, Money, Result, Unit},
    data::Visit,
    features::{clients::Client, history, projects::Project, quotes::editor},
    web::{
        Filled, Reply, Request, Route, Told,
        form::{Nothing, Reason, Shown},
        route::Gives,
    },
};

const ROW: Told = Told::Object(&[
    ("day", Told::Day),
    ("called", Told::Text),
    ("title", Told::Text),
    ("amount", Told::Counted(Unit::MinorUnits)),
    ("balance", Told::Counted(Unit::MinorUnits)),
]);

const STATEMENT: Told = Told::Object(&[
    ("client", Told::Record),
    ("left", Told::Counted(Unit::MinorUnits)),
    ("credit", Told::Counted(Unit::MinorUnits)),
    ("before", Told::Counted(Unit::MinorUnits)),
    ("ages", Told::List(&Told::Counted(Unit::MinorUnits))),
    ("rows", Told::List(&ROW)),
]);

const AGED: Told = Told::Object(&[(
    "items",
    Told::List(&Told::Object(&[
        ("client", Told::Record),
        ("name", Told::Text),
        ("currency", Told::Text),
        ("left", Told::Counted(Unit::MinorUnits)),
        ("ages", Told::List(&Told::Counted(Unit::MinorUnits))),
    ])),
)]);

const AGREED: Told = Told::Object(&[
    ("client", Told::Record),
    ("days", Told::Number),
    ("reminders", Told::Flag),
    ("email", Told::Text),
    ("reference", Told::Text),
    ("credit", Told::Counted(Unit::MinorUnits)),
    ("version", Told::Number),
]);

const UNBILLED: Told = Told::Object(&[
    (
        "items",
        Told::List(&Told::Object(&[
            ("id", Told::Record),
            ("project", Told::Record),
            ("task", Told::Record),
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
    ("more", Told::Flag),
]);

const TERMS: Told = Told::Object(&[
    ("days", Told::Number),
    ("pay", Told::Text),
    ("hour", Told::Counted(Unit::MinorUnits)),
    ("reminders", Told::List(&Told::Number)),
    ("version", Told::Number),
]);

pub fn routes() -> Vec<Route> {
    let mut routes = papers();
    routes.extend(money());
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
                Ok(editor::filled(&pages::values(v, &invoice)?))
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
        Route::api_post::<Shown>(
            "/invoices/{id}/issue",
            ISSUE,
            "Issue a draft: it gets the next number of its series and year, and stays as it is",
            |v, r, form| {
                ops::issue_at(v, r.id("id")?, form.version)?;
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
        Route::api_post::<BillQuote>(
            "/quotes/{id}/invoice",
            CREATE,
            "Bill a quote that was accepted: all of it, a deposit, or what is left; answers the draft",
            |v, r, form| made(v, from_quote::create(v, r.id("id")?, form)?),
        )
        .of::<Invoice>(),
        Route::api_get("/clients/{id}/unbilled", CREATE, "Billable time and expenses of a client that stand on no invoice", unbilled)
            .tells(UNBILLED),
        Route::api_post::<BillTime>(
            "/clients/{id}/unbilled",
            CREATE,
            "Bill time and expenses; answers the draft",
            |v, r, form| made(v, from_time::create(v, r.id("id")?, form)?),
        )
        .of::<Invoice>(),
    ]
}

fn money() -> Vec<Route> {
    vec![
        Route::api_post::<TakePayment>(
            "/invoices/{id}/pay",
            PAY,
            "Record a payment of an invoice; what is more than is left stands to the client's credit",
            |v, r, form| booked(v, ops_money::pay(v, r.id("id")?, form)?),
        )
        .of::<Payment>(),
        Route::api_post::<UseCredit>(
            "/invoices/{id}/use-credit",
            PAY,
            "Pay an invoice of what stands to the client's credit",
            |v, r, form| booked(v, ops_money::use_credit(v, r.id("id")?, form)?),
        )
        .of::<Payment>(),
        Route::api_post::<TakePayment>(
            "/clients/{id}/receive",
            PAY,
            "Record a payment of a client: it pays what is open, the first due first",
            |v, r, form| booked(v, ops_money::receive(v, r.id("id")?, form)?),
        )
        .of::<Payment>(),
        Route::api_post::<TakePayment>(
            "/clients/{id}/refund",
            REFUND,
            "Refund a client of what stands to their credit",
            |v, r, form| booked(v, ops_money::refund(v, r.id("id")?, form)?),
        )
        .of::<Payment>(),
        Route::api_list("/payments", VIEW_PAYMENTS, "Payments, the newest day first", |v, r, asked: PaymentQuery| {
            let page = v.list(asked.query().page(r.paging()?))?;
            Ok(Reply::page(page.try_map(|payment| v.json(&payment))?))
        })
        .of::<Payment>()
        .for_clients(),
        history::route::<Payment>(),
        Route::api_get("/payments/{id}", VIEW_PAYMENTS, "A payment", |v, r| {
            Ok(Reply::json(v.json(&v.find::<Payment>(r.id("id")?)?)?))
        })
        .of::<Payment>()
        .for_clients(),
        Route::api_post::<Reason>(
            "/payments/{id}/take-back",
            TAKE_BACK,
            "Take a payment back that was booked by mistake; answers the deed's number in the journal",
            |v, r, form| {
                let id: Id<Payment> = r.id("id")?;
                ops_money::take_back(v, id, form.reason)?;
                Ok(Reply::json(json!({ "id": id.to_string(), "deleted": true, "seq": v.wrote() })))
            },
        )
        .tells(Told::Object(&[
            ("id", Told::Record),
            ("deleted", Told::Flag),
            ("seq", Told::Number),
        ])),
        Route::api_get("/clients/{id}/statement", VIEW, "How a client stands: papers and payments with what was open after each", told_statement)
            .tells(STATEMENT),
        Route::api_get(
            "/clients/{id}/statement/pdf",
            VIEW,
            "A client's statement as PDF/A-3",
            statement_pdf,
        )
        .gives(Gives::File)
        .slow(),
        Route::api_get("/invoices/open", VIEW, "What is open, by client and by how long it is due", aged)
            .tells(AGED),
        Route::api_get("/clients/{id}/agree", VIEW, "What is agreed with a client about paying", agreed)
            .tells(AGREED),
        Route::api_edit::<AccountForm>(
            "/clients/{id}/agree",
            SET_ACCOUNT,
            "Change what is agreed with a client about paying",
            agreed,
            |v, r| {
                let client: Client = v.find_for(&SET_ACCOUNT, r.id("id")?)?;
                statement::must_see_all_of(v, &client)?;
                Ok(Filled::blank(&pages::account_values(&account_of(v, &client)?)))
            },
            |v, r, form| ops_money::set_account(v, r.id("id")?, form),
        )
        .tells(AGREED),
        Route::api_get("/invoices/terms", VIEW, "How the house bills", terms).tells(TERMS),
        Route::api_edit::<TermsForm>(
            "/invoices/terms",
            SET_TERMS,
            "Change how the house bills",
            terms,
            |v, _| {
                let held = v.cached::<CurrentTerms>()?;
                Ok(Filled::blank(&pages::terms_values(v, &held.0)?))
            },
            |v, _, form| ops_money::set_terms(v, form),
        )
        .tells(TERMS),
    ]
}

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let invoice: Invoice = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&invoice)?))
}

fn made(visit: &Visit, id: Id<Invoice>) -> Result<Reply> {
    Ok(Reply::created(visit.json(&visit.find(id)?)?))
}

fn booked(visit: &Visit, id: Id<Payment>) -> Result<Reply> {
    Ok(Reply::created(visit.json(&visit.find(id)?)?))
}

fn minors(sums: &[Money; AGES.len()]) -> Vec<i64> {
    sums.iter().map(|sum| sum.minor()).collect()
}

fn told_statement(visit: &Visit, request: &Request) -> Result<Reply> {
    let client: Client = visit.find(request.id("id")?)?;
    statement::must_see_all_of(visit, &client)?;
    let held = statement::of(visit, &client, "")?;
    let rows: Vec<Value> = held
        .rows
        .iter()
        .map(|row| {
            json!({
                "day": row.day.iso(), "called": row.called, "title": row.title,
                "amount": row.amount.minor(), "balance": row.balance.minor(),
            })
        })
        .collect();
    Ok(Reply::json(json!({
        "client": client.id.to_string(), "left": held.left.minor(), "credit": held.credit.minor(),
        "before": held.before.minor(), "ages": minors(&held.ages), "rows": rows,
    })))
}

fn aged(visit: &Visit, _: &Request) -> Result<Reply> {
    let items: Vec<Value> = open_by_age(visit)?
        .iter()
        .map(|each| {
            json!({
                "client": each.client.to_string(), "name": each.name, "currency": each.currency.code,
                "left": each.left.minor(), "ages": minors(&each.ages),
            })
        })
        .collect();
    Ok(Reply::json(json!({ "items": items })))
}

fn agreed(visit: &Visit, request: &Request) -> Result<Reply> {
    let client: Client = visit.find(request.id("id")?)?;
    statement::must_see_all_of(visit, &client)?;
    let held = account_of(visit, &client)?;
    Ok(Reply::json(json!({
        "client": client.id.to_string(), "days": held.days, "reminders": !held.no_reminders,
        "email": held.email, "reference": held.reference, "credit": held.credit.minor(),
        "version": held.version,
    })))
}

fn unbilled(visit: &Visit, request: &Request) -> Result<Reply> {
    let client: Client = visit.find_for(&CREATE, request.id("id")?)?;
    let only = request.query("project").and_then(Id::<Project>::parse);
    let found = from_time::unbilled(visit, &client, only)?;
    let items: Vec<Value> = found
        .entries
        .iter()
        .map(|(entry, task, project)| {
            json!({
                "id": entry.id.to_string(), "project": project.id.to_string(),
                "task": task.id.to_string(), "day": entry.day.iso(),
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
    Ok(Reply::json(json!({
        "items": items, "expenses": expenses, "more": found.more,
    })))
}

fn terms(visit: &Visit, _: &Request) -> Result<Reply> {
    let held = visit.cached::<CurrentTerms>()?;
    let held = &held.0;
    Ok(Reply::json(json!({
        "days": held.days, "pay": held.pay, "hour": held.hour.minor(),
        "reminders": held.reminders, "version": held.version,
    })))
}
