//! What stands in the row of a line: what it is proposed to be with the button that confirms it, or what became of it.

use maud::{Markup, html};

use super::super::{
    account::BankAccount,
    actions::{MATCH, VIEW},
    line::{BankLine, LineStatus},
    matched::{self, BankMatch, OF_PAYMENT},
    propose::{Certainty, Proposal, Proposing},
};
use crate::{
    base::{Choice, Money, Result, if_found, money::Currency, text},
    data::{Key, Record, Visit},
    features::{form_key, invoices::Payment, settings::CurrentSettings},
    ui::prelude::*,
    web::link,
};

fn tone(certainty: Certainty) -> Tone {
    match certainty {
        Certainty::Sure => Tone::Success,
        _ => Tone::Info,
    }
}

/// What a proposal says, in words.
pub fn words(visit: &Visit, proposal: &Proposal, currency: Currency) -> Markup {
    let whose = proposal.client.as_ref();
    let whose = whose.map(|client| link(visit, client.id.as_ref(), client.name.as_str()));
    html! {
        @if let Some(payment) = &proposal.payment {
            "Entered already as " (link(visit, payment.id.as_ref(), payment.id.to_string()))
            @if let Some(whose) = &whose { " of " (whose) }
        } @else if proposal.pays.is_empty() {
            "Back to " @if let Some(whose) = &whose { (whose) } ", of their credit"
        } @else {
            @for (n, (invoice, amount)) in proposal.pays.iter().enumerate() {
                @if n > 0 { ", " }
                (link(visit, invoice.id.as_ref(), invoice.called()))
                @if *amount < invoice.left() { " (" (amount.show(currency)) " of " (invoice.left().show(currency)) ")" }
            }
            @if let Some(whose) = &whose { " of " (whose) }
            @if proposal.rest > Money::ZERO { ", " (proposal.rest.show(currency)) " to their credit" }
        }
    }
}

/// What a proposal sends when it is confirmed: what was seen, and nothing else.
pub fn sent(line: &BankLine, proposal: &Proposal, currency: Currency) -> Markup {
    let whose = proposal.client.as_ref().map(|client| client.id);
    let whose = whose.filter(|_| proposal.payment.is_none());
    html! {
        (hidden("version", line.version))
        (hidden("_key", form_key()))
        @for (n, (invoice, amount)) in proposal.pays.iter().enumerate() {
            (hidden(&format!("pays.{n}.invoice"), invoice.id))
            (hidden(&format!("pays.{n}.amount"), amount.input(currency)))
        }
        @if let Some(whose) = whose.filter(|_| proposal.rest > Money::ZERO || proposal.pays.is_empty()) { (hidden("client", whose)) }
        @if let Some(payment) = &proposal.payment { (hidden("payment", payment.id)) }
    }
}

/// The cell that decides a line. `back` is where its button comes back to.
///
/// # Errors
/// When the store can't be read.
pub fn decide(
    visit: &Visit,
    line: &BankLine,
    proposal: Option<&Proposal>,
    back: &str,
) -> Result<Markup> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let at = format!("/bank-lines/{}", line.id);
    let payments = matched::payments(visit, line)?;
    let may = line.status == LineStatus::Waiting && visit.may(&MATCH, line);
    Ok(html! {
        @for (n, (payment, amount)) in payments.iter().enumerate() {
            @if n > 0 { ", " }
            (link(visit, payment.id.as_ref(), payment.id.to_string()))
            @if *amount != line.size() { " (" (amount.show(currency)) ")" }
        }
        @match line.status {
            LineStatus::Ignored => span class="dim" { (text::shorten(&line.reason, 90)) },
            LineStatus::Matched => {}
            _ => {
                @if let Some(proposal) = proposal {
                    div class="row tight" {
                        (badge(tone(proposal.certainty), proposal.certainty.label()))
                        span { (words(visit, proposal, currency)) }
                    }
                    @if line.alike.is_some() { p class="mute" { "Perhaps there already." } }
                    @if may {
                        div class="row tight" {
                            (post_button(&format!("{at}/match"), html! { (sent(line, proposal, currency)) (hidden("back", back)) }, Button::submit("Confirm").small().primary().label(format!("Confirm {}", Record::title(line)))))
                            (Button::link("Otherwise", at.as_str()).small().quiet().label(format!("Match {} otherwise", Record::title(line))))
                        }
                    }
                } @else if may { (Button::link("Match or ignore", at.as_str()).small().label(format!("Match or ignore {}", Record::title(line)))) }
                @else { span class="dim" { "Nothing fits" } }
            }
        }
    })
}

/// The same where lines of several accounts stand in one list.
///
/// # Errors
/// When the store can't be read.
pub fn decide_alone(visit: &Visit, line: &BankLine) -> Result<Markup> {
    let account: Option<BankAccount> = if_found(visit.find(line.account))?;
    let proposal = match &account {
        Some(account) => Proposing::of(visit, account)?.propose(line)?,
        None => None,
    };
    decide(visit, line, proposal.as_ref(), "")
}

/// The line that a payment came by, on the payment's page.
///
/// # Errors
/// When the store can't be read.
pub fn of_payment(visit: &Visit, payment: &Payment) -> Result<Markup> {
    if !visit.may_somewhere(&VIEW) {
        return Ok(html! {});
    }
    let key = Key::new().id(payment.id);
    let held: Option<BankMatch> = if_found(visit.find_by(OF_PAYMENT, key))?;
    let line: Option<BankLine> = match &held {
        Some(held) => visit.follow(held, |held: &BankMatch| held.line)?,
        None => None,
    };
    let (Some(held), Some(line)) = (held, line) else {
        return Ok(html! {});
    };
    let day = line.day.show(visit.today());
    let how = match held.books {
        true => "booked from it",
        false => "entered before it came",
    };
    Ok(html! {
        (Section::new("Bank line", html! {
            p { (link(visit, line.id.as_ref(), Record::title(&line))) " " span class="dim" { (day) ", " (how) } }
        }))
    })
}
