//! What is asked before a deed on a ticket.

use super::{
    actions::{CANCEL, HAND_OVER, HOLD, RECEIVE, REOPEN, RETURN, TRIAGE, UNFREEZE},
    ops::takers,
    ticket::{Stage, TicketKind},
    view::TicketView,
};
use crate::{features::records::option_of, ui::prelude::*};
use maud::{Markup, html};

pub fn reason_dialog(
    see: &TicketView<'_>,
    id: &str,
    title: &str,
    verb: &str,
    told: &str,
) -> Markup {
    let body = html! {
        p { (told) }
        (see.form(id, "").area("reason", "Reason").id(format!("{id}-reason")).rows(3).required())
    };
    let act = Button::submit(verb).primary().form(format!("{id}-f"));
    html! { (Dialog::new(id, title).posts(see.post(id), html! {}).body(body).end(act).cancel("Keep it")) }
}

pub fn dialogs(see: &TicketView<'_>) -> Markup {
    let ticket = see.ticket;
    let onboarding = ticket.kind == TicketKind::Onboarding;
    let duty = match (onboarding, ticket.stage) {
        (true, Stage::Open) => Some(&TRIAGE),
        (true, _) => Some(&RECEIVE),
        (false, _) => None,
    };
    let (role, takers) = match duty {
        Some(duty) => (see.names.roles_on(duty), takers(see.names, duty, "support")),
        None => (None, see.names.staff()),
    };
    let choose = Select::new("to", "To").id("hand-over-to");
    let choose = match onboarding && ticket.stage != Stage::Enrichment {
        true => choose.nothing("Whoever has the fewest tickets"),
        false => choose.required(),
    };
    let options = takers
        .into_iter()
        .filter(|user| user.id != ticket.owner || onboarding && ticket.stage != Stage::Enrichment);
    let body = html! {
        (choose.options(options.map(|user| option_of(see.visit, see.names, user.id))).hint(if duty.is_none() { "They are told at once." } else { "They are told at once, and can return it." }))
        (see.form("hand-over", "").area("note", "Note").id("hand-over-note").rows(3).optional())
    };
    let title = match role {
        Some(role) => format!("Hand over to a {role}"),
        None => "Hand over".to_owned(),
    };
    html! {
        @if see.may(&HAND_OVER) && !ticket.stage.is_over() {
            (Dialog::new("hand-over", title).posts(see.post("hand-over"), html! {}).body(body)
                .end(Button::submit("Hand over").primary().form("hand-over-f")))
        }
        @if see.may(&RETURN) { (reason_dialog(see, "return", "Return the ticket", "Return", "It goes back to the hand before, who reads why.")) }
        @if see.may(&HOLD) && ticket.hold.is_none() { (reason_dialog(see, "hold", "Put the ticket on hold", "Put on hold", "Its clocks stand still, as far as their policies say so, until it is taken up again.")) }
        @if see.may(&CANCEL) { (reason_dialog(see, "cancel", "Cancel the ticket", "Cancel the ticket", "Nothing more is done on it. It can be reopened.")) }
        @if see.may(&REOPEN) && ticket.stage.is_over() { (reason_dialog(see, "reopen", "Reopen the ticket", "Reopen", "It goes back to the stage it was in.")) }
        @if see.may(&UNFREEZE) && ticket.frozen.is_some() { (reason_dialog(see, "unfreeze", "Unfreeze the scope", "Unfreeze", "The scope can be changed again; it has to be frozen before the approval.")) }
    }
}
