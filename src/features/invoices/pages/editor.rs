//! The form in which an invoice is written; its lines are written as those of a quote are.

use maud::{Markup, html};

use super::{
    super::{
        forms::{EditInvoice, NewInvoice},
        invoice::Invoice,
        terms::CurrentTerms,
    },
    terms::untaxed_values,
    trade,
};
use crate::{
    base::Result,
    data::{Record, Visit},
    features::{
        clients::Client,
        form_key,
        projects::Project,
        quotes::{Line, editor},
        settings::{CurrentSettings, Settings},
    },
    ui::prelude::*,
    web::{Filled, Form, Page},
};

/// What of a row goes with it unseen: the key that binds it to what it came from.
const CARRIED: &[&str] = &["key"];

/// A draft as the fields of the form that edits it.
///
/// # Errors
/// When the settings can't be read.
pub fn edit_values(visit: &Visit, invoice: &Invoice) -> Result<Vec<(String, String)>> {
    let mut all = values(visit, invoice)?;
    let untaxed = untaxed_values(invoice.untaxed, &invoice.untaxed_reason);
    all.extend(untaxed.map(|(name, value)| (name.to_owned(), value)));
    Ok(all)
}

/// What is written of an invoice as the fields of a form.
///
/// # Errors
/// When the settings can't be read.
pub fn values(visit: &Visit, invoice: &Invoice) -> Result<Vec<(String, String)>> {
    let house = counted_in(visit, invoice)?;
    let mut values = vec![
        ("title".to_owned(), invoice.title.clone()),
        ("note".into(), invoice.note.clone()),
        ("days".into(), invoice.days.to_string()),
    ];
    for (n, held) in invoice.lines.iter().enumerate() {
        values.extend(editor::row_values(n, &held.line, &house));
        values.push((format!("lines.{n}.key"), held.key.to_string()));
    }
    Ok(values)
}

/// The house's settings, with the currency of a draft for a client who is billed in another.
fn counted_in(visit: &Visit, invoice: &Invoice) -> Result<Settings> {
    let mut house = CurrentSettings::of(visit)?.0.clone();
    if !invoice.currency.is_empty() {
        house.currency.clone_from(&invoice.currency);
    }
    Ok(house)
}

/// What is written of it: title, days to pay, items, note.
///
/// # Errors
/// When the settings can't be read.
pub fn fields<F: Form>(
    visit: &Visit,
    form: &Filled<F>,
    lines: &[Line],
    note: bool,
) -> Result<Markup> {
    let house = CurrentSettings::of(visit)?;
    fields_in(visit, &house.0, form, (lines, note))
}

fn fields_in<F: Form>(
    visit: &Visit,
    house: &Settings,
    form: &Filled<F>,
    (lines, note): (&[Line], bool),
) -> Result<Markup> {
    let usual = visit.cached::<CurrentTerms>()?.0.days;
    Ok(html! {
        (form.banner())
        (editor::wrong(form))
        (fields_two(html! {
            (form.text("title", "Title").required().max_length(120).hint("What is billed, in a few words."))
            @if !note {
                (form.number("days", "Days to pay").optional().hint(format!("From the day it is issued. Left empty, what was agreed with the client, else {usual}.")))
            }
        }))
        (editor::items(form, house, CARRIED))
        (wide_narrow(
            html! { (form.area("note", "Note to the client").rows(4).optional()) },
            editor::sums(lines, house),
        ))
    })
}

fn page<F: Form>(title: String, form: &Filled<F>, body: Markup) -> Page {
    Page::new(title, body)
        .styles(&["extra", "paper", "record"])
        .scripts(&["line-items"])
        .status(form.status())
        .under("Invoices", "/invoices")
}

/// # Errors
/// When the settings can't be read.
pub fn new(visit: &Visit, form: &Filled<NewInvoice>) -> Result<Page> {
    let house = CurrentSettings::of(visit)?;
    let body = html! {
        (Head::new("Write an invoice"))
        (editor::frame("/invoices", &house.0, hidden("_key", form_key()), html! {
            (fields_two(html! {
                (form.record("client", "Client", Client::KIND.prefix).required().hint("Prices are in what was agreed with the client, where that isn’t the house’s currency."))
                (form.record("project", "Project", Project::KIND.prefix).optional().hint("Whoever leads it sees the invoice."))
            }))
            (fields(visit, form, &[], false)?)
        }, "Save the draft", ("Cancel", "/invoices")))
    };
    Ok(page("Write an invoice".into(), form, body))
}

/// # Errors
/// When the settings can't be read.
pub fn edit(visit: &Visit, invoice: &Invoice, form: &Filled<EditInvoice>) -> Result<Page> {
    let house = counted_in(visit, invoice)?;
    let at = format!("/invoices/{}", invoice.id);
    let body = html! {
        (Head::new("Edit ".to_owned() + &invoice.title).fact(id(invoice.id.to_string())))
        (editor::frame(&at, &house, form.version(invoice.version), html! {
            (fields_in(visit, &house, form, (&invoice.plain_lines(), invoice.is_credit_note()))?)
            @if !invoice.is_credit_note() {
                (trade::untaxed_fields(form, &str::to_owned, (invoice.untaxed, &invoice.untaxed_reason), "Not said"))
            }
        }, "Save", ("Keep things as they are", &at)))
    };
    Ok(page("Edit".into(), form, body).under(invoice.called(), at))
}
