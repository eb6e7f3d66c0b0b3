//! What is asked before money is booked, a paper is taken back, or what is left is written off.

use maud::{Markup, html};

use super::super::{invoice::Invoice, payment::PaymentWay};
use crate::{
    base::{Choice, Money, money::Currency},
    data::Visit,
    features::form_key,
    ui::prelude::*,
    web::{
        Filled,
        form::{Nothing, Refused},
    },
};

pub fn field_id(name: &str, back: bool) -> String {
    if back {
        format!("{name}-again")
    } else {
        name.to_owned()
    }
}

/// A dialog, closed at its button; the one that came back stands open on the page.
pub fn dialog(
    (name, title, verb): (&str, &str, &str),
    action: String,
    refused: Option<&Filled<Nothing>>,
    danger: bool,
    body: impl Fn(&Filled<Nothing>, bool) -> Markup,
) -> Markup {
    let blank = Filled::blank(&[]);
    let back = refused.is_some();
    let form = refused.unwrap_or(&blank);
    let id = field_id(name, back);
    let button = Button::submit(verb).primary();
    let button = if danger { button.danger() } else { button };
    let dialog = Dialog::new(id.as_str(), title)
        .posts(action, hidden("_key", form_key()))
        .body(html! { (form.banner()) (body(form, back)) })
        .cancel("Keep it as it is")
        .end(button.form(format!("{id}-f")));
    html! { @if back { (dialog.inline()) } @else { (dialog) } }
}

/// Amount, day, way and reference of money that moves.
pub fn money_fields(
    visit: &Visit,
    form: &Filled<Nothing>,
    name: &str,
    back: bool,
    (amount, currency): (Option<Money>, Currency),
) -> Markup {
    let id = |field: &str| field_id(&format!("{name}-{field}"), back);
    let offered = amount
        .map(|amount| amount.input(currency))
        .unwrap_or_default();
    let typed = form.value("amount").map_or(offered, str::to_owned);
    let day = form
        .value("day")
        .map_or_else(|| visit.today().iso(), str::to_owned);
    html! {
        (fields_two(html! {
            (form.money("amount", "Amount", currency.sign).id(id("amount")).value(typed).required())
            (form.date("day", "Day").id(id("day")).value(day).required())
            (form.select("way", "How").id(id("way")).options(PaymentWay::ALL.iter().map(|way| (way.key(), way.label()))))
            (form.text("reference", "Reference").id(id("reference")).optional().max_length(120))
        }))
        (form.area("note", "Note").id(id("note")).rows(2).optional())
    }
}

pub fn pay(visit: &Visit, invoice: &Invoice, currency: Currency, refused: &Refused) -> Markup {
    let one = |back: Option<&Filled<Nothing>>| {
        dialog(
            ("pay", "Record a payment", "Record"),
            format!("/invoices/{}/pay", invoice.id),
            back,
            false,
            |form, back| {
                html! {
                    p { (invoice.left().show(currency)) " is left to pay. More than that stands to the client's credit." }
                    (money_fields(visit, form, "pay", back, (Some(invoice.left()), currency)))
                }
            },
        )
    };
    html! { (one(None)) @if refused.is("pay") { (one(Some(refused.form("pay")))) } }
}

pub fn use_credit(
    invoice: &Invoice,
    credit: Money,
    currency: Currency,
    refused: &Refused,
) -> Markup {
    let room = Money(credit.0.min(invoice.left().0));
    let one = |back: Option<&Filled<Nothing>>| {
        dialog(
            ("use-credit", "Pay from credit", "Pay"),
            format!("/invoices/{}/use-credit", invoice.id),
            back,
            false,
            |form, back| {
                html! {
                    p { (credit.show(currency)) " stands to the client's credit." }
                    (form.money("amount", "Amount", currency.sign).id(field_id("use-credit-amount", back)).value(form.value("amount").map_or_else(|| room.input(currency), str::to_owned)).required())
                }
            },
        )
    };
    html! { (one(None)) @if refused.is("use-credit") { (one(Some(refused.form("use-credit")))) } }
}

fn with_reason(
    (name, title, verb): (&'static str, &str, &str),
    action: String,
    words: &str,
    refused: &Refused,
) -> Markup {
    let one = |back: Option<&Filled<Nothing>>| {
        dialog(
            (name, title, verb),
            action.clone(),
            back,
            true,
            |form, back| {
                html! {
                    p { (words) }
                    (form.area("reason", "Reason").id(field_id(&format!("{name}-reason"), back)).rows(3).required())
                }
            },
        )
    };
    html! { (one(None)) @if refused.is(name) { (one(Some(refused.form(name)))) } }
}

pub fn credit(invoice: &Invoice, refused: &Refused) -> Markup {
    with_reason(
        ("credit", "Take the invoice back", "Write the credit note"),
        format!("/invoices/{}/credit", invoice.id),
        "A credit note takes back all of it, or a part: it is a draft first, in which lines are lowered or removed. The client reads the reason.",
        refused,
    )
}

pub fn write_off(invoice: &Invoice, currency: Currency, refused: &Refused) -> Markup {
    with_reason(
        ("write-off", "Write off what is left", "Write off"),
        format!("/invoices/{}/write-off", invoice.id),
        &format!(
            "{} will never be paid. Nobody is reminded of it any more.",
            invoice.left().show(currency)
        ),
        refused,
    )
}

pub fn take_back(action: String, refused: &Refused) -> Markup {
    with_reason(
        ("take-back", "Take the payment back", "Take back"),
        action,
        "It was booked by mistake: its invoices are open again, and what it left over is no longer to the client's credit.",
        refused,
    )
}

pub fn delete(invoice: &Invoice) -> Markup {
    dialog(
        ("delete", "Throw the draft away", "Throw away"),
        format!("/invoices/{}/delete", invoice.id),
        None,
        true,
        |_, _| html! { p { "It has no number yet, so nothing is missing afterwards. Time that stands on it is there to be billed again." } },
    )
}
