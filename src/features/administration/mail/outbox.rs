//! The box: what waits, what failed and why, what was sent in the last days. Never what a mail says.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::ops;
use crate::{
    base::{Choice, Result},
    data::{Key, Query, Visit},
    features::mail::{self, AGAIN, BY_STAGE, GIVE_UP, OutgoingMail, Stage},
    jobs::outbox::{Delivery, Outgoing},
    ui::prelude::*,
    web::{Form, Page, Reader, Request, Told, form::Optional, pages_around},
};

const ROWS: usize = 50;

/// What a list of mails may be asked for; what is shown first is what wants somebody.
#[derive(Debug, Clone, Default)]
pub struct MailQuery {
    pub stage: Stage,
}

impl Form for MailQuery {
    fn read(f: &mut Reader) -> Self {
        MailQuery {
            stage: f.choice("show", "Show", Optional).unwrap_or_default(),
        }
    }
}

impl MailQuery {
    pub fn query(&self) -> Query<OutgoingMail> {
        let query = Query::by(BY_STAGE).under(Delivery::staged(self.stage));
        query.descending(self.stage != Stage::Waiting)
    }
}

pub fn page(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: MailQuery = request.filters();
    let shown = asked.stage;
    let found = visit.list(asked.query().page(request.page(ROWS)))?;
    let server = ops::held(visit)?;
    let count = |tally| -> Result<u64> {
        let total = visit.total::<OutgoingMail>(tally, Key::new())?;
        Ok(total.unwrap_or(0).unsigned_abs())
    };
    let mut parts = Vec::new();
    for stage in Stage::ALL {
        let href = format!("/mail?show={}", stage.key());
        let part = Tab::new(stage.label(), href).current(*stage == shown);
        parts.push(match stage {
            Stage::Waiting => part.count(count(mail::WAITING)?),
            Stage::Failed => part.count(count(mail::FAILED)?),
            _ => part,
        });
    }
    let body = html! {
        (Head::new("Mail").fact(match server.on { true => "Sent by itself", false => "Off" }).actions(Button::link("How it is sent", super::HERE).icon(Icon::Settings)))
        @if !server.on { (Banner::info("Mail is off: nothing leaves, and links are handed over by people.")) }
        (tabs("Show", parts))
        div data-live-id="rows" {
            @if found.rows.is_empty() { (empty(shown)) }
            @else { (table(visit, shown, &found.rows)) }
        }
        @if !found.rows.is_empty() { (pages_around(request, found.rows.len(), &found)) }
    };
    Ok(Page::new("Mail", body)
        .under("Settings", "/settings")
        .styles(&["extra", "list"])
        .live("letters")
        .live("mail-servers"))
}

fn empty(shown: Stage) -> Markup {
    let (title, text) = match shown {
        Stage::Waiting => (
            "Nothing waits",
            "What is written goes within seconds, when the server takes it.",
        ),
        Stage::Failed => (
            "Nothing failed",
            "A mail that nobody takes for two days, or that is refused, stands here with the reason.",
        ),
        Stage::Sent => (
            "Nothing was sent lately",
            "Sent mails stand here for thirty days, without what they said.",
        ),
        _ => (
            "Nothing here",
            "Mails whose link was used, replaced or ran out before they could be sent stand here.",
        ),
    };
    html! { (Empty::quiet(title, text)) }
}

fn table(visit: &Visit, shown: Stage, letters: &[OutgoingMail]) -> Table {
    let (when, said) = match shown {
        Stage::Waiting => ("Goes again", "Why it waits"),
        Stage::Failed => ("Failed", "What the server said"),
        Stage::Sent => ("Sent", "What the server said"),
        _ => ("Ended", "Why"),
    };
    let deeds = matches!(shown, Stage::Waiting | Stage::Failed)
        && (visit.may_somewhere(&AGAIN) || visit.may_somewhere(&GIVE_UP));
    // What wants somebody stands first: on a phone the rest is a swipe away.
    let drawn = letters.iter().map(|held| {
        let way = &held.delivery;
        let at = way.ended.unwrap_or(way.next);
        let row = Row::new()
            .id(format!("l-{}", held.id.raw()))
            .name(two_line(held.subject.as_str(), held.to.as_str()))
            .cell(html! { span class="t12" { (way.said) } });
        let row = match deeds {
            true => row.cell(both(visit, held)),
            false => row,
        };
        row.cell(at.show(visit.at, &visit.tz))
            .number(way.tries)
            .dim(held.what.label())
            .dim(way.made.show(visit.at, &visit.tz))
    });
    let table = Table::rows()
        .column(Column::new("Mail"))
        .column(Column::new(said));
    let table = match deeds {
        true => table.column(Column::unseen("What to do")),
        false => table,
    };
    table
        .column(Column::new(when))
        .column(Column::number("Tries"))
        .column(Column::new("About"))
        .column(Column::new("Written"))
        .body(drawn)
}

fn both(visit: &Visit, held: &OutgoingMail) -> Markup {
    html! {
        span class="row nowrap" {
            @if visit.may(&AGAIN, held) && held.has_content() {
                (post_button(&format!("/mail/{}/again", held.id), html! {}, Button::submit("Send now").small()))
            }
            @if visit.may(&GIVE_UP, held) {
                (post_button(&format!("/mail/{}/give-up", held.id), html! {}, Button::submit("Give up").small()))
            }
        }
    }
}

pub const TOLD: Told = Told::Object(&[
    ("id", Told::Record),
    ("about", Told::Text),
    ("to", Told::Text),
    ("subject", Told::Text),
    ("stage", Told::Text),
    ("written", Told::Moment),
    ("tries", Told::Number),
    ("next", Told::Moment),
    ("ended", Told::Moment),
    ("said", Told::Text),
]);

pub fn as_json(held: &OutgoingMail) -> Value {
    let way = &held.delivery;
    json!({
        "id": held.id.to_string(), "about": held.what.key(), "to": held.to, "subject": held.subject,
        "stage": way.stage.key(), "written": way.made.rfc3339(), "tries": way.tries,
        "next": (way.stage == Stage::Waiting).then(|| way.next.rfc3339()),
        "ended": way.ended.map(|at| at.rfc3339()), "said": way.said,
    })
}
