//! Ways to the journal and its accounts.

use serde_json::{Value, json};

use super::{
    super::actions::{EXPORT, SET_TERMS},
    BookAccounts, BooksForm, CurrentAccounts,
    export::{self, must_see_all},
    forms::{PeriodForm, values},
    page,
};
use crate::{
    base::{Result, Unit},
    data::Visit,
    features::quotes::editor,
    web::{Filled, RateLimit, Reply, Request, Route, Told, route::Gives},
};

const AT: &str = "/accounting";
const JOURNAL: &str = "/accounting/journal.csv";

const ACCOUNTS: Told = Told::Object(&[
    ("receivable", Told::Text),
    ("bank", Told::Text),
    ("cash", Told::Text),
    ("credit", Told::Text),
    ("loss", Told::Text),
    ("revenue", Told::Text),
    ("tax", Told::Text),
    (
        "rates",
        Told::List(&Told::Object(&[
            ("rate", Told::Counted(Unit::BasisPoints)),
            ("revenue", Told::Text),
            ("tax", Told::Text),
            ("code", Told::Text),
        ])),
    ),
    ("version", Told::Number),
]);

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(AT, EXPORT, |v, _| {
            must_see_all(v)?;
            let held = held(v)?;
            Ok(page::page(v, &held, &filled(v)?)?.into())
        }),
        Route::post(AT, SET_TERMS, save),
        // What Undo leads back to.
        Route::page("/book-accounts/{id}", EXPORT, |_, _| Ok(Reply::go(AT))),
        Route::page(JOURNAL, EXPORT, |v, r| {
            journal(v, r, r.filters::<PeriodForm>())
        })
        .rate_limited(RateLimit::Export)
        .slow(),
        Route::api_get(
            AT,
            EXPORT,
            "The accounts and tax codes of the house's books",
            |v, _| answer(v),
        )
        .tells(ACCOUNTS),
        Route::api_edit::<BooksForm>(
            AT,
            SET_TERMS,
            "Name the accounts and tax codes of the house's books",
            |v, _| answer(v),
            |v, _| filled(v),
            |v, _, form| set(v, form),
        )
        .tells(ACCOUNTS),
        Route::api_ask::<PeriodForm>(
            JOURNAL,
            EXPORT,
            "The journal of some days with accounts and tax codes, as CSV: invoices, credit notes, payments and write-offs",
            journal,
        )
        .gives(Gives::File)
        .rate_limited(RateLimit::Export)
        .slow(),
    ]
}

fn held(visit: &Visit) -> Result<BookAccounts> {
    Ok(visit.cached::<CurrentAccounts>()?.0.clone())
}

fn filled(visit: &Visit) -> Result<Filled<BooksForm>> {
    Ok(editor::filled(&values(&held(visit)?)))
}

fn answer(visit: &Visit) -> Result<Reply> {
    let held = held(visit)?;
    let rate = |of: &super::RateAccounts| json!({ "rate": of.rate, "revenue": of.revenue, "tax": of.tax, "code": of.code });
    let rates: Vec<Value> = held.rates.iter().map(rate).collect();
    Ok(Reply::json(json!({
        "receivable": held.receivable, "bank": held.bank, "cash": held.cash, "credit": held.credit,
        "loss": held.loss, "revenue": held.revenue, "tax": held.tax, "rates": rates,
        "version": held.version,
    })))
}

/// Names the accounts of the books.
///
/// # Errors
/// Where somebody saved in between.
pub fn set(visit: &Visit, form: BooksForm) -> Result<()> {
    visit.act(SET_TERMS, move |change| {
        let mut held = change.only::<BookAccounts>(form.version)?;
        let (id, version) = (held.id, held.version);
        *held = BookAccounts {
            id,
            version,
            ..form.accounts
        };
        change.put(&held)
    })
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<BooksForm>()
        .attempt(|form| set(visit, form))?
    {
        Ok(()) => Ok(Reply::go(AT).toast("Saved", visit.wrote())),
        Err(typed) => {
            must_see_all(visit)?;
            let held = held(visit)?;
            let typed = typed.against(held.version, &filled(visit)?);
            Ok(page::page(visit, &held, &typed)?.into())
        }
    }
}

fn journal(visit: &Visit, request: &Request, asked: PeriodForm) -> Result<Reply> {
    must_see_all(visit)?;
    let days = export::period(visit, &asked)?;
    let body = export::sheet(visit, days)?;
    let name = format!("journal-{}-{}.csv", days.0.iso(), days.1.iso());
    Ok(Reply::sheet(request, &name, body))
}
