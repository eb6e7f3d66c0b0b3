//! The clocks of a record on its page, and the cell of a list.

use maud::{Markup, html};

use super::{
    BY_SUBJECT, Clock, Left, Pause, actions::VIEW_POLICIES, clock::subject_key, next_due::NextDue,
    pause::OF_CLOCK,
};
use crate::{
    base::{Choice, Moment, Result},
    data::{Key, Record, Visit},
    ui::prelude::*,
    web::link,
};

/// As many of a record are looked at.
const CLOCKS: usize = 40;
/// Of those that are over, the newest are told.
const OVER: usize = 6;
const PAUSES: usize = 10;

/// What runs, what is held up and why, and what was kept and missed; nothing where nothing was promised.
pub fn section<R: Record>(visit: &Visit, record: &R) -> Result<Markup> {
    let key = subject_key(record.as_ref());
    let all: Vec<Clock> = visit.related(record, BY_SUBJECT, key, CLOCKS)?;
    if all.is_empty() {
        return Ok(html! {});
    }
    let (mut open, over): (Vec<Clock>, Vec<Clock>) = all.into_iter().partition(Clock::is_open);
    open.sort_by_key(|clock| clock.due.unwrap_or(Moment(i64::MAX)));
    let mut shown = Vec::new();
    for clock in &open {
        shown.push(running(visit, record, clock)?);
    }
    let mut told = Vec::new();
    for clock in over.iter().take(OVER) {
        let left = Left::of(visit, clock)?;
        told.push((clock.target.label(), left));
    }
    let body = html! {
        div class="stack s" { @for clock in &shown { (clock) } }
        @if !told.is_empty() {
            (fold(Icon::Hours, "Kept and missed", html! {
                (told.into_iter().fold(Facts::new(), |facts, (target, left)| facts.fact(target, badge(left.tone, left.left))))
            }))
        }
    };
    Ok(html! { (Section::new("Clocks", body).live("clock")) })
}

fn running<R: Record>(visit: &Visit, record: &R, clock: &Clock) -> Result<Markup> {
    let left = Left::of(visit, clock)?;
    let show = |at: Moment| at.show(visit.at, &visit.tz);
    let until = match (clock.due, clock.held) {
        (Some(due), _) => format!("{}, until {}", clock.target.label(), show(due)),
        (None, Some(held)) => format!("{}, since {}", clock.target.label(), show(held.since)),
        (None, None) => clock.target.label().to_owned(),
    };
    let pauses: Vec<Pause> = visit.related(record, OF_CLOCK, Key::new().id(clock.id), PAUSES)?;
    let policy = visit.title_of(clock.policy.as_ref())?;
    Ok(html! {
        @match clock.held {
            Some(_) => (clock_with(left.tone, Icon::Pause, left.left, until)),
            None => (crate::ui::route::clock(left.tone, left.percent, left.left, until)),
        }
        @if let Some(missed) = clock.missed { (badge(Tone::Danger, format!("missed {}", show(missed)))) }
        @if visit.may_somewhere(&VIEW_POLICIES) && let Some(policy) = policy {
            p class="dim t12" { "Promised by " (link(visit, clock.policy.as_ref(), policy)) }
        }
        @if !pauses.is_empty() {
            ul class="list" {
                @for pause in &pauses {
                    li class="t12 dim" {
                        (pause.reason.label()) ": " (show(pause.from)) " to "
                        @match pause.until { Some(until) => (show(until)), None => "now" }
                    }
                }
            }
        }
    })
}

/// What is next to be missed of a record, as a list shows it.
///
/// # Errors
/// When the store can't be read.
pub fn clock_cell(visit: &Visit, next: Option<&NextDue>) -> Result<Markup> {
    Ok(match next {
        Some(next) => {
            let left = Left::of_next(visit, next)?;
            due_toned(left.tone, left.left.as_str())
        }
        None => html! { span class="dim" { "-" } },
    })
}
