//! What came in, with what became of it, and the addresses from which mail comes back. Never what a mail says.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::{
    actions::{AGAIN, FETCH},
    addresses::{MAILBOX_AT, RECEIVED_AT},
    forms::InboundQuery,
    mail::{BY_OUTCOME, InboundMail, LEFT, Outcome, outcome_key},
    ops,
};
use crate::{
    base::{Choice, Result},
    data::{Key, Query, Visit},
    features::mail::{FailingAddress, WORKS, failing},
    ui::prelude::*,
    web::{Page, Request, Told, link, pages_around},
};

const ROWS: usize = 50;
/// Failing addresses that the page shows.
const ADDRESSES: usize = 50;

impl InboundQuery {
    pub fn query(&self) -> Query<InboundMail> {
        Query::by(BY_OUTCOME)
            .under(outcome_key(self.outcome))
            .descending(true)
    }
}

/// Addresses from which mail came back, the last first.
pub fn failing_addresses() -> Query<FailingAddress> {
    Query::by(failing::BY_LAST).descending(true)
}

pub fn page(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: InboundQuery = request.filters();
    let found = visit.list(asked.query().page(request.page(ROWS)))?;
    let left = visit
        .total::<InboundMail>(LEFT, Key::new())?
        .unwrap_or(0)
        .unsigned_abs();
    let mut parts = Vec::new();
    for outcome in Outcome::ALL {
        let href = format!("{RECEIVED_AT}?show={}", outcome.key());
        let part = Tab::new(outcome.label(), href).current(*outcome == asked.outcome);
        parts.push(match outcome {
            Outcome::Left => part.count(left),
            _ => part,
        });
    }
    let held = ops::held(visit)?;
    let addresses = visit.list(failing_addresses().limit(ADDRESSES))?.rows;
    let body = html! {
        (Head::new("Mail that came in").fact(if held.on { "Taken in" } else { "Off" }).actions(html! {
            @if held.on && visit.may_somewhere(&FETCH) {
                (post_button(&format!("{RECEIVED_AT}/fetch"), html! {}, Button::submit("Look now")))
            }
            (Button::link("The mailbox", MAILBOX_AT).icon(Icon::Settings))
        }))
        @if !held.on { (Banner::info("No mailbox is looked into: answers to mails reach whoever reads them there.")) }
        (tabs("Show", parts))
        div data-live-id="inbound" {
            @if found.rows.is_empty() {
                (empty(asked.outcome))
            } @else {
                div class="scroll" { (table(visit, &found.rows)?) }
                (pages_around(request, found.rows.len(), &found))
            }
            @if !addresses.is_empty() {
                (Section::new("Addresses from which mail comes back", html! {
                    div class="scroll" { (failing_table(visit, &addresses)) }
                }))
            }
        }
    };
    Ok(Page::new("Mail that came in", body)
        .under("Settings", "/settings")
        .styles(&["extra", "list"])
        .live("inbound-mails")
        .live("failing-addresses")
        .live("mailboxes"))
}

fn empty(shown: Outcome) -> Markup {
    let (title, text) = match shown {
        Outcome::Left => (
            "Nothing was left",
            "A mail that is no answer, or that can't be posted, stays in the mailbox and stands here with the reason.",
        ),
        Outcome::Posted => (
            "Nothing was posted by mail yet",
            "Answers to mails of Atrium stand here, with where they were posted.",
        ),
        Outcome::Made => (
            "Nothing was made of a mail",
            "Mails that answer nothing become tickets or leads only where the settings say so.",
        ),
        Outcome::Bounced => (
            "Nothing came back",
            "Mails that a server couldn't deliver stand here, and their addresses below.",
        ),
        _ => (
            "Nothing of programs",
            "Away notices, lists and what other programs write is passed over and stands here.",
        ),
    };
    html! { (Empty::quiet(title, text)) }
}

fn table(visit: &Visit, mails: &[InboundMail]) -> Result<Table> {
    let schema = visit.store().schema();
    let mut rows = Vec::new();
    for held in mails {
        let about = match held.about {
            Some(about) if visit.sees_ref(about)? => link(visit, about, schema.number(about)),
            _ => html! {},
        };
        let subject = match held.subject.as_str() {
            "" => "Without a subject",
            subject => subject,
        };
        let from = match held.from.as_str() {
            "" => "nobody who is named",
            from => from,
        };
        rows.push(
            Row::new()
                .id(format!("im-{}", held.id.raw()))
                .name(two_line(subject, from))
                .cell(html! { span class="t12" { (held.reason) @if held.again { " It is looked at once more." } } })
                .cell(html! {
                    (about)
                    @if held.outcome == Outcome::Left && !held.again && visit.may(&AGAIN, held) {
                        (post_button(&format!("{RECEIVED_AT}/{}/again", held.id), html! {}, Button::submit("Take it in after all").small()))
                    }
                })
                .cell(held.at.show(visit.at, &visit.tz)),
        );
    }
    Ok(Table::rows()
        .column(Column::new("Mail"))
        .column(Column::new("Why"))
        .column(Column::new("Became"))
        .column(Column::new("Came"))
        .body(rows))
}

fn failing_table(visit: &Visit, addresses: &[FailingAddress]) -> Table {
    let rows = addresses.iter().map(|held| {
        Row::new()
            .id(format!("fa-{}", held.id.raw()))
            .name(two_line(held.address.as_str(), format!("{} since {}", crate::base::text::count(held.times as usize, "mail", "mails"), held.since.show(visit.at, &visit.tz))))
            .cell(html! { span class="t12" { (held.said) } })
            .cell(html! {
                @if visit.may(&WORKS, held) {
                    (post_button(&format!("{RECEIVED_AT}/addresses/{}/works", held.id), html! {}, Button::submit("It works again").small()))
                }
            })
            .cell(held.last.show(visit.at, &visit.tz))
    });
    Table::rows()
        .column(Column::new("Address"))
        .column(Column::new("What the server said"))
        .column(Column::unseen("What to do"))
        .column(Column::new("Last"))
        .body(rows)
}

pub const TOLD: Told = Told::Object(&[
    ("id", Told::Record),
    ("outcome", Told::Text),
    ("reason", Told::Text),
    ("from", Told::Text),
    ("subject", Told::Text),
    ("at", Told::Moment),
    ("person", Told::Record),
    ("about", Told::Record),
]);

pub fn as_json(visit: &Visit, held: &InboundMail) -> Value {
    let schema = visit.store().schema();
    let person = (held.person != 0).then(|| schema.numbered("users", held.person));
    json!({
        "id": held.id.to_string(), "outcome": held.outcome.key(), "reason": held.reason, "from": held.from,
        "subject": held.subject, "at": held.at.rfc3339(), "person": person,
        "about": held.about.map(|about| schema.number(about)),
    })
}

pub const ADDRESS: Told = Told::Object(&[
    ("id", Told::Record),
    ("address", Told::Text),
    ("said", Told::Text),
    ("times", Told::Number),
    ("since", Told::Moment),
    ("last", Told::Moment),
]);

pub fn address_as_json(held: &FailingAddress) -> Value {
    json!({
        "id": held.id.to_string(), "address": held.address, "said": held.said, "times": held.times,
        "since": held.since.rfc3339(), "last": held.last.rfc3339(),
    })
}
