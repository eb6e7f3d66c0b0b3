//! The page on which the journal is taken along, and where its accounts are named.

use maud::html;

use super::{
    super::actions::SET_TERMS,
    BookAccounts,
    export::period,
    forms::{BooksForm, MOST_RATES, PeriodForm},
};
use crate::{
    base::{Result, money},
    data::Visit,
    features::form_key,
    ui::prelude::*,
    web::{Filled, Page},
};

/// What a field is called, and what is said below it.
const ACCOUNTS: [(&str, &str, &str); 7] = [
    ("receivable", "Receivables", "What clients owe."),
    ("bank", "Bank", ""),
    ("cash", "Cash", ""),
    (
        "credit",
        "Clients’ credit",
        "What they paid beyond what they owed.",
    ),
    ("loss", "Written off", ""),
    ("revenue", "Revenue", "Of rates that aren’t named below."),
    ("tax", "Tax account", "Likewise."),
];
/// Empty rows at the end.
const SPARE: usize = 2;

/// # Errors
/// When the store can't be read.
pub fn page(visit: &Visit, held: &BookAccounts, form: &Filled<BooksForm>) -> Result<Page> {
    let (from, until) = period(visit, &PeriodForm::default())?;
    let rows = (held.rates.len() + SPARE).min(MOST_RATES);
    let ask = Filled::<PeriodForm>::blank(&[("from", from.iso()), ("until", until.iso())]);
    let body = html! {
        (Head::new("Accounting"))
        (Section::new("Journal", html! {
            p class="mute" { "Every invoice, credit note, payment and write-off of these days with its accounts and tax codes, in the house’s currency. Each entry is balanced." }
            form class="stack read" method="get" action="/accounting/journal.csv" {
                (fields_two(html! {
                    (ask.date("from", "From").required())
                    (ask.date("until", "Until").required())
                }))
                (buttons(Button::submit("Download the journal").primary().icon(Icon::Download)))
            }
        }))
        @if visit.may_somewhere(&SET_TERMS) {
            (Section::new("Accounts", html! {
                form class="stack read" method="post" action="/accounting" data-once {
                    (hidden("_key", form_key()))
                    (form.summary())
                    (form.version(held.version))
                    (fields_two(html! {
                        @for (name, label, hint) in ACCOUNTS {
                            @let input = form.text(name, label).required();
                            @if hint.is_empty() { (input) } @else { (input.hint(hint)) }
                        }
                    }))
                    (hidden("rates", ""))
                    @for n in 0..rows {
                        @let of = |name: &str| format!("rates.{n}.{name}");
                        (fields_two(html! {
                            (form.number(&of("rate"), "Tax in percent").optional())
                            (form.text(&of("code"), "Tax code").optional())
                            (form.text(&of("revenue"), "Revenue").optional())
                            (form.text(&of("tax"), "Tax account").optional())
                        }))
                    }
                    (buttons(Button::submit("Save the accounts")))
                }
            }))
        } @else {
            (Section::new("Accounts", ACCOUNTS.iter().zip(told(held)).fold(Facts::new(), |facts, ((_, label, _), account)| facts.fact(*label, account))))
            @for of in &held.rates {
                p { (money::percent(of.rate)) "%: revenue " (of.revenue) ", tax " (of.tax) " " (of.code) }
            }
        }
    };
    Ok(Page::new("Accounting", body)
        .under("Invoices", "/invoices")
        .styles(&["extra", "record"])
        .status(form.status()))
}

/// In the order of `ACCOUNTS`.
fn told(held: &BookAccounts) -> [String; ACCOUNTS.len()] {
    [
        held.receivable.clone(),
        held.bank.clone(),
        held.cash.clone(),
        held.credit.clone(),
        held.loss.clone(),
        held.revenue.clone(),
        held.tax.clone(),
    ]
}
