//! How the house bills.

use maud::html;

use super::{
    super::{actions::SET_TERMS, forms_terms::TermsForm, terms::BillingTerms, untaxed::Untaxed},
    trade,
};
use crate::{
    base::{Choice, Money, Result, money, text},
    data::Visit,
    features::settings::CurrentSettings,
    ui::prelude::*,
    web::{Filled, Page},
};

/// Why nothing is taxed, as the fields of a form.
pub fn untaxed_values(why: Option<Untaxed>, reason: &str) -> [(&'static str, String); 2] {
    let why = why.map(|why| why.key().to_owned());
    [
        ("untaxed", why.unwrap_or_default()),
        ("untaxed_reason", reason.to_owned()),
    ]
}

fn percent_or_empty(rate: i64) -> String {
    match rate {
        0 => String::new(),
        rate => money::percent(rate),
    }
}

/// What the form shows of it as it is.
///
/// # Errors
/// When the settings can't be read.
pub fn values(visit: &Visit, held: &BillingTerms) -> Result<Vec<(&'static str, String)>> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let steps: Vec<String> = held.reminders.iter().map(i32::to_string).collect();
    let mut values = vec![
        ("days", held.days.to_string()),
        ("pay", held.pay.clone()),
        ("pay_link", held.pay_link.clone()),
        (
            "hour",
            match held.hour {
                Money::ZERO => String::new(),
                hour => hour.input(currency),
            },
        ),
        ("reminders", steps.join(", ")),
        ("interest", percent_or_empty(held.interest)),
        (
            "late_fee",
            match held.late_fee {
                Money::ZERO => String::new(),
                fee => fee.input(currency),
            },
        ),
        (
            "late_fee_from",
            match held.late_fee_from {
                0 => String::new(),
                number => number.to_string(),
            },
        ),
        ("version", held.version.to_string()),
    ];
    values.extend(held.seller.values());
    values.extend(held.bank.values());
    values.extend(untaxed_values(held.untaxed, &held.untaxed_reason));
    Ok(values)
}

/// # Errors
/// When the settings can't be read.
pub fn page(visit: &Visit, held: &BillingTerms, form: &Filled<TermsForm>) -> Result<Page> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let body = html! {
        (Head::new("Terms of billing"))
        @if visit.may_somewhere(&SET_TERMS) {
            form class="stack read" method="post" action="/invoices/terms" data-once {
                (form.summary())
                (hidden("version", form.value("version").unwrap_or_default()))
                (form.number("days", "Days to pay").required().hint("From the day of issue, where nothing else is agreed with a client."))
                (form.area("pay", "How to pay").rows(4).optional().hint("Bank, account, routing. Stands on every invoice and in the portal; the number of the invoice is the reference."))
                (form.text("pay_link", "Link to pay").optional().hint("Where your payment provider takes an invoice, such as https://pay.example.com/{number}?amount={amount}&currency={currency}. Cards are entered there, never here."))
                (form.money("hour", "Price of an hour", currency.sign).optional().hint("Offered where time is billed."))
                (form.text("reminders", "Reminders").optional().hint("Days after the due day on which a client is reminded, such as 3, 14, 28. Empty reminds nobody; a client can be left out on their statement."))
                (Section::new("What is paid late", html! {
                    p class="mute" { "Charged on an invoice of its own that somebody writes from the one that is late, and reads over. Reminders say what it costs." }
                    (fields_three(html! {
                        (form.number("interest", "Interest in percent a year").optional().hint("For each day after the due day, on what was open at its end."))
                        (form.money("late_fee", "Fee of a reminder", currency.sign).optional())
                        (form.number("late_fee_from", "From which reminder on").optional().hint("Left empty, from the first."))
                    }))
                }))
                (Section::new("Who bills", html! {
                    p class="mute" { "On every paper, and by parts for programs: an electronic invoice needs at least the country, and a VAT number or a number in a register." }
                    (trade::party_fields(form, &str::to_owned, &held.seller))
                }))
                (Section::new("The account", html! {
                    p class="mute" { "Stands on every invoice below how to pay. With an IBAN, invoices in euros show a code for banking apps in the portal." }
                    (trade::bank_fields(form, &str::to_owned, &held.bank))
                }))
                (Section::new("What isn't taxed", trade::untaxed_fields(form, &str::to_owned, (held.untaxed, &held.untaxed_reason), "Said on each paper")))
                p class="dim t12" { (en16931::ATTRIBUTION) }
                (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep things as they are", "/invoices")) }))
            }
        } @else {
            (trade::party_facts(Facts::new(), &held.seller)
                .fact("Days to pay", held.days.to_string())
                .fact("How to pay", broken(&held.how_to_pay()))
                .maybe("Link to pay", (!held.pay_link.is_empty()).then(|| held.pay_link.clone()))
                .maybe("Price of an hour", (held.hour != Money::ZERO).then(|| held.hour.show(currency)))
                .fact("Reminders", match held.reminders.len() {
                    0 => "Nobody is reminded".to_owned(),
                    n => text::count(n, "step", "steps"),
                })
                .maybe("Interest a year", (held.interest > 0).then(|| format!("{}%", money::percent(held.interest))))
                .maybe("Fee of a reminder", (held.late_fee != Money::ZERO).then(|| held.late_fee.show(currency)))
                .maybe("Why no tax", held.untaxed.map(|why| why.words(&held.untaxed_reason))))
        }
    };
    Ok(Page::new("Terms of billing", body)
        .under("Invoices", "/invoices")
        .styles(&["extra", "record"])
        .live("billing-terms")
        .status(form.status()))
}
