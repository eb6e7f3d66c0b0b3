//! Payments, how clients stand, and what is agreed about money, for programs.

use serde_json::{Value, json};

use super::{
    VIEW,
    actions::{PAY, REFUND, SET_ACCOUNT, SET_TERMS, TAKE_BACK, VIEW_PAYMENTS},
    aged::open_by_age,
    downloads::statement_pdf,
    forms::{TakePayment, UseCredit},
    forms_terms::{AccountForm, TermsForm},
    ops_money, ops_terms, pages,
    payment::Payment,
    query::PaymentQuery,
    rules::AGES,
    statement::{self, Part, Row, account_of},
    terms::CurrentTerms,
};
use crate::{
    base::{Choice, Id, Money, Result, Unit},
    data::Visit,
    features::{clients::Client, history},
    web::{Filled, Reply, Request, Route, Told, form::Reason, route::Gives},
};

const ROW: Told = Told::Object(&[
    ("day", Told::Day),
    ("called", Told::Text),
    ("title", Told::Text),
    ("amount", Told::Counted(Unit::MinorUnits)),
    ("balance", Told::Counted(Unit::MinorUnits)),
]);

const PART: Told = Told::Object(&[
    ("currency", Told::Text),
    ("left", Told::Counted(Unit::MinorUnits)),
    ("credit", Told::Counted(Unit::MinorUnits)),
    ("before", Told::Counted(Unit::MinorUnits)),
    ("ages", Told::List(&Told::Counted(Unit::MinorUnits))),
    ("rows", Told::List(&ROW)),
]);

/// What is in the house's currency stands at the top as well.
const STATEMENT: Told = Told::Object(&[
    ("client", Told::Record),
    ("currency", Told::Text),
    ("left", Told::Counted(Unit::MinorUnits)),
    ("credit", Told::Counted(Unit::MinorUnits)),
    ("before", Told::Counted(Unit::MinorUnits)),
    ("ages", Told::List(&Told::Counted(Unit::MinorUnits))),
    ("rows", Told::List(&ROW)),
    ("parts", Told::List(&PART)),
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
    ("legal_name", Told::Text),
    ("street", Told::Text),
    ("zip", Told::Text),
    ("city", Told::Text),
    ("country", Told::Text),
    ("vat_number", Told::Text),
    ("register", Told::Text),
    ("electronic_address", Told::Text),
    ("untaxed", Told::Text),
    ("untaxed_reason", Told::Text),
    ("currency", Told::Text),
    ("rate", Told::Text),
    ("credit", Told::Counted(Unit::MinorUnits)),
    ("credit_in", Told::Text),
    ("version", Told::Number),
]);

const TERMS: Told = Told::Object(&[
    ("days", Told::Number),
    ("pay", Told::Text),
    ("hour", Told::Counted(Unit::MinorUnits)),
    ("reminders", Told::List(&Told::Number)),
    ("interest", Told::Counted(Unit::BasisPoints)),
    ("late_fee", Told::Counted(Unit::MinorUnits)),
    ("late_fee_from", Told::Number),
    ("legal_name", Told::Text),
    ("street", Told::Text),
    ("zip", Told::Text),
    ("city", Told::Text),
    ("country", Told::Text),
    ("vat_number", Told::Text),
    ("register", Told::Text),
    ("electronic_address", Told::Text),
    ("account", Told::Text),
    ("bic", Told::Text),
    ("holder", Told::Text),
    ("pay_link", Told::Text),
    ("untaxed", Told::Text),
    ("untaxed_reason", Told::Text),
    ("version", Told::Number),
]);

pub fn routes() -> Vec<Route> {
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
            |v, r, form| ops_terms::set_account(v, r.id("id")?, form),
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
            |v, _, form| ops_terms::set_terms(v, form),
        )
        .tells(TERMS),
    ]
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
    let parts: Vec<Value> = held.parts.iter().map(told_part).collect();
    let mut told = json!({ "client": client.id.to_string(), "parts": parts });
    if let Some(first) = held.parts.first() {
        add(&mut told, told_part(first));
    }
    Ok(Reply::json(told))
}

fn told_part(part: &Part) -> Value {
    let row = |row: &Row| {
        json!({
            "day": row.day.iso(), "called": row.called, "title": row.title,
            "amount": row.amount.minor(), "balance": row.balance.minor(),
        })
    };
    let rows: Vec<Value> = part.rows.iter().map(row).collect();
    json!({
        "currency": part.currency.code, "left": part.left.minor(), "credit": part.credit.minor(),
        "before": part.before.minor(), "ages": minors(&part.ages), "rows": rows,
    })
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
    let mut told = json!({
        "client": client.id.to_string(), "days": held.days, "reminders": !held.no_reminders,
        "email": held.email, "reference": held.reference, "credit": held.credit.minor(),
        "untaxed": held.untaxed.map(Choice::key), "untaxed_reason": held.untaxed_reason,
        "currency": held.currency, "rate": held.rate_shown(), "credit_in": held.credit_in,
        "version": held.version,
    });
    add(&mut told, json!(held.party));
    Ok(Reply::json(told))
}

fn terms(visit: &Visit, _: &Request) -> Result<Reply> {
    let held = visit.cached::<CurrentTerms>()?;
    let held = &held.0;
    let mut told = json!({
        "days": held.days, "pay": held.pay, "hour": held.hour.minor(),
        "pay_link": held.pay_link, "reminders": held.reminders, "untaxed": held.untaxed.map(Choice::key),
        "interest": held.interest, "late_fee": held.late_fee.minor(), "late_fee_from": held.late_fee_from,
        "untaxed_reason": held.untaxed_reason, "version": held.version,
    });
    add(&mut told, json!(held.seller));
    add(&mut told, json!(held.bank));
    Ok(Reply::json(told))
}

/// Puts the parts of another object beside those of one.
fn add(told: &mut Value, parts: Value) {
    if let (Value::Object(told), Value::Object(parts)) = (told, parts) {
        told.extend(parts);
    }
}
