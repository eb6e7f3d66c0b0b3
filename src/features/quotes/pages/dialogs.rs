//! What is asked before a quote is withdrawn, declined or accepted for the client.

use maud::{Markup, html};

use super::super::{Quote, Way};
use crate::{
    base::Choice,
    features::form_key,
    ui::prelude::*,
    web::{
        Filled,
        form::{Nothing, Refused},
    },
};

/// Dialogs that came back with something to mend stand open on the page.
pub(super) fn refusals(quote: &Quote, refused: &Refused) -> Markup {
    html! {
        @if refused.is("withdraw") { (withdraw_dialog(quote, Some(refused.form("withdraw")))) }
        @if refused.is("decline") { (decline_dialog(quote, Some(refused.form("decline")))) }
        @if refused.is("accept") { (accept_dialog(quote, Some(refused.form("accept")))) }
    }
}

fn dialog(
    name: &str,
    title: &str,
    action: String,
    form: &Filled<Nothing>,
    back: bool,
    body: Markup,
    verb: Button,
) -> Markup {
    // A page that came back has the closed dialog of the head too, so this one needs a name of its own.
    let id = if back {
        format!("{name}-again")
    } else {
        name.to_owned()
    };
    let dialog = Dialog::new(id.as_str(), title)
        .posts(action, hidden("_key", form_key()))
        .body(html! {
            (form.banner())
            (body)
        })
        .cancel("Keep it as it is")
        .end(verb.form(format!("{id}-f")));
    html! { @if back { (dialog.inline()) } @else { (dialog) } }
}

pub(super) fn withdraw_dialog(quote: &Quote, back: Option<&Filled<Nothing>>) -> Markup {
    let blank = Filled::blank(&[]);
    let form = back.unwrap_or(&blank);
    let at = format!("/quotes/{}/withdraw", quote.id);
    let body = html! {
        p { @if quote.sent_at.is_some() { "The client sees that it was withdrawn, and can't accept it any more." } @else { "The draft is kept, and nobody can send it any more." } }
        (form.area("reason", "Reason").id(field_id("withdraw-reason", back.is_some())).rows(3).required())
    };
    dialog(
        "withdraw",
        "Withdraw the quote",
        at,
        form,
        back.is_some(),
        body,
        Button::submit("Withdraw").primary().danger(),
    )
}

pub(super) fn decline_dialog(quote: &Quote, back: Option<&Filled<Nothing>>) -> Markup {
    let blank = Filled::blank(&[]);
    let form = back.unwrap_or(&blank);
    let body = html! {
        (form.area("reason", "What the client said").id(field_id("decline-reason", back.is_some())).rows(3).required())
    };
    dialog(
        "decline",
        "The client said no",
        format!("/quotes/{}/decline", quote.id),
        form,
        back.is_some(),
        body,
        Button::submit("Decline").primary().danger(),
    )
}

pub(super) fn accept_dialog(quote: &Quote, back: Option<&Filled<Nothing>>) -> Markup {
    let blank = Filled::blank(&[]);
    let form = back.unwrap_or(&blank);
    let id = |name: &str| field_id(&format!("accept-{name}"), back.is_some());
    let body = html! {
        p { "Only when the client told you so outside the portal. It counts as accepted, wins the lead and goes to the sales managers." }
        (form.text("name", "Who accepted").id(id("name")).required())
        (form.select("way", "How").id(id("way")).options(Way::ALL.iter().filter(|way| **way != Way::Portal).map(|way| (way.key(), way.label()))))
        (form.area("note", "What they said, and when").id(id("note")).rows(3).required())
    };
    dialog(
        "accept",
        "The client said yes",
        format!("/quotes/{}/accept", quote.id),
        form,
        back.is_some(),
        body,
        Button::submit("Accept").primary(),
    )
}

/// How much of it becomes an invoice; a draft, so nothing is binding yet.
pub(super) fn bill_dialog(quote: &Quote) -> Markup {
    let form: Filled<Nothing> = Filled::blank(&[]);
    let parts = [
        ("whole", "All of it"),
        ("deposit", "A deposit"),
        ("rest", "What is left"),
    ];
    let body = html! {
        (form.select("part", "How much").id("bill-part").options(parts))
        (form.number("share", "Share in percent").id("bill-share").value("50").optional().hint("Of a deposit. What was billed before is taken off what is left."))
    };
    dialog(
        "bill",
        "Bill the quote",
        format!("/quotes/{}/invoice", quote.id),
        &form,
        false,
        body,
        Button::submit("Make a draft").primary(),
    )
}

fn field_id(name: &str, back: bool) -> String {
    if back {
        format!("{name}-again")
    } else {
        name.to_owned()
    }
}
