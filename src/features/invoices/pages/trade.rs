//! Who the house and its clients are in law, as fields, and what an electronic invoice needs.

use maud::{Markup, html};

use super::super::{
    actions::{EDIT, SET_ACCOUNT, SET_TERMS},
    electronic::{self, Known, Need, Place},
    invoice::Invoice,
    trade::{Bank, TradeParty},
    untaxed::Untaxed,
};
use crate::{
    base::{Choice, Result},
    data::Visit,
    features::clients::Client,
    ui::prelude::*,
    web::{Filled, Form},
};

/// What a field is called, and what is said below it.
type Named = (&'static str, &'static str, &'static str);

const PARTY: [Named; 8] = [
    (
        "legal_name",
        "Name in law",
        "Where it is another than the name that they go by.",
    ),
    ("street", "Street", ""),
    ("zip", "Postal code", ""),
    ("city", "City", ""),
    ("country", "Country", "Two letters, such as DE or US."),
    (
        "vat_number",
        "VAT number",
        "With the letters of its country, such as DE123456789.",
    ),
    (
        "register",
        "Register number",
        "In the register of companies.",
    ),
    (
        "electronic_address",
        "Electronic address",
        "An e-mail address where programs take invoices.",
    ),
];

const BANK: [Named; 3] = [
    ("account", "IBAN or account", ""),
    ("bic", "BIC", ""),
    ("holder", "Account holder", "Where it is another name."),
];

fn fields<F: Form>(
    form: &Filled<F>,
    id: &dyn Fn(&str) -> String,
    named: &[Named],
    held: &[(&'static str, String)],
) -> Markup {
    let value = |name: &str| {
        let held = held.iter().find(|(field, _)| *field == name);
        let held = held.map(|(_, value)| value.as_str()).unwrap_or_default();
        form.value(name).unwrap_or(held).to_owned()
    };
    fields_two(html! {
        @for (name, label, hint) in named {
            @let input = match *name {
                "electronic_address" => form.email(name, label),
                _ => form.text(name, label),
            };
            @let input = input.id(id(name)).value(value(name)).optional();
            @if hint.is_empty() { (input) } @else { (input.hint(*hint)) }
        }
    })
}

/// Who somebody is in law; the form's values stand before those held.
pub fn party_fields<F: Form>(
    form: &Filled<F>,
    id: &dyn Fn(&str) -> String,
    held: &TradeParty,
) -> Markup {
    fields(form, id, &PARTY, &held.values())
}

pub fn bank_fields<F: Form>(form: &Filled<F>, id: &dyn Fn(&str) -> String, held: &Bank) -> Markup {
    fields(form, id, &BANK, &held.values())
}

/// Why nothing is taxed of what is billed at no tax.
pub fn untaxed_fields<F: Form>(
    form: &Filled<F>,
    id: &dyn Fn(&str) -> String,
    (why, reason): (Option<Untaxed>, &str),
    nothing: &'static str,
) -> Markup {
    let held = why.map(Untaxed::key).unwrap_or_default();
    let chosen = form.value("untaxed").unwrap_or(held);
    let reason = form.value("untaxed_reason").unwrap_or(reason);
    fields_two(html! {
        (form.select("untaxed", "Why no tax").id(id("untaxed")).nothing(nothing)
            .options(Untaxed::ALL.iter().map(|why| (why.key(), why.label()))).value(chosen).optional())
        (form.text("untaxed_reason", "Reason").id(id("untaxed_reason")).value(reason).optional().hint("Stands on papers that bill anything at 0%. Left empty, the usual words; for what is exempt, the law that says so."))
    })
}

/// What the house or a client is in law, where nobody may change it.
pub fn party_facts(facts: Facts, held: &TradeParty) -> Facts {
    let mut facts = facts;
    for (name, value) in held.values() {
        let label = PARTY.iter().find(|(field, ..)| *field == name);
        let label = label.map(|(_, label, _)| *label).unwrap_or_default();
        facts = facts.maybe(label, (!value.is_empty()).then_some(value));
    }
    facts
}

/// What is missing before programs can read an invoice, or where they get it.
///
/// # Errors
/// When the store can't be read.
pub fn electronic(visit: &Visit, invoice: &Invoice, client: &Client) -> Result<Markup> {
    let needs = electronic::needs(invoice, &Known::of(visit, invoice)?);
    let at = format!("/invoices/{}", invoice.id);
    let where_to = |need: &Need| match need.place {
        Place::House if visit.may_somewhere(&SET_TERMS) => Some("/invoices/terms".to_owned()),
        Place::Client if visit.may(&SET_ACCOUNT, client) => {
            Some(format!("/clients/{}/statement", client.id))
        }
        Place::Paper if !invoice.is_issued() && visit.may(&EDIT, invoice) => {
            Some(format!("{at}/edit"))
        }
        _ => None,
    };
    let body = match (needs.as_slice(), invoice.is_issued()) {
        ([], true) => html! {
            p class="mute" { "Programs read it from the PDF (Factur-X, EN 16931), or from a file of its own." }
            (buttons(html! {
                (Button::link("Factur-X", format!("{at}/xml")).icon(Icon::Download))
                (Button::link("UBL", format!("{at}/ubl")).icon(Icon::Download))
            }))
        },
        ([], false) => html! {
            p class="mute" { "Nothing is missing: once it is issued, programs read it from the PDF." }
        },
        (needs, issued) => html! {
            p { "An electronic invoice needs" }
            ul class="list" {
                @for need in needs {
                    li { @match where_to(need) {
                        Some(href) => { a class="link" href=(href) { (need.words) } }
                        None => { (need.words) }
                    } }
                }
            }
            p class="mute" {
                @if issued { "It was issued without and stays as it is: its PDF is for people alone." }
                @else { "Issued without, its PDF is for people alone." }
            }
        },
    };
    Ok(html! { (Section::new("Electronic invoice", body)) })
}
