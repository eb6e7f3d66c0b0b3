//! The queue with the decision beside it.

use maud::{Markup, html};

use super::{Approval, approvable, approval::BY_STATUS, deadline, list, show};
use crate::{
    base::{Choice, Id, Result},
    data::{Key, Query, Visit},
    ui::prelude::*,
    web::{Page, Reply, Request},
};

/// Rows of the queue that are read at most.
const WAITING_SHOWN: usize = 100;

pub fn queue(visit: &Visit, request: &Request) -> Result<Reply> {
    let waiting = visit
        .list::<Approval>(
            Query::by(BY_STATUS)
                .under(Key::new().byte(0))
                .limit(WAITING_SHOWN),
        )?
        .rows;
    let decided = visit.list::<Approval>(
        Query::by(BY_STATUS)
            .under(Key::new().byte(1))
            .descending(true)
            .page(request.page(15)),
    )?;
    let me = Id::new(visit.actor.person);
    let (mine, others): (Vec<&Approval>, Vec<&Approval>) =
        waiting.iter().partition(|a| a.asked_now().contains(&me));
    let asked = request.query("open");
    let open = match asked {
        Some(number) => waiting
            .iter()
            .chain(&decided.rows)
            .find(|a| a.id.to_string() == number),
        None => mine.first().or(others.first()).copied(),
    };
    let here = |approval: &Approval| open.is_some_and(|open| open.id == approval.id);
    let left = html! {
        header class="pad" {
            div class="row between nowrap" { h1 { "Approvals" } (list::switch(false)) }
            p class="mute t12" { (mine.len()) " " (if mine.len() == 1 { "waits" } else { "wait" }) " for you, " (others.len()) " for others" }
        }
        @if !mine.is_empty() { p class="grp pad" { "Waiting for you" } (rows(visit, request, &mine, &here)) }
        @if !others.is_empty() { p class="grp pad" { "Waiting for others" } (rows(visit, request, &others, &here)) }
        @if !decided.rows.is_empty() {
            p class="grp pad" { "Decided" }
            (rows(visit, request, &decided.rows.iter().collect::<Vec<_>>(), &here))
            @if let Some(next) = &decided.next {
                p class="pad" { a class="link" href=(request.with_query("after", Some(next))) { "Older" } }
            }
        }
    };
    let right = match open {
        Some(approval) => show::pane(visit, approval)?,
        None => html! {
            (Empty::quiet("Nothing waits for a decision", "When support has completed a ticket, when a budget or a deadline is to change, when a subtask is asked for, it arrives here."))
        },
    };
    let body = html! {
        div class="split appr" data-asked[asked.is_some()] {
            section aria-label="Waiting" data-live-id="queue" { (left) }
            section aria-label="Decision" data-live-id="decision" {
                p class="pad only-narrow" { a class="link" href="/approvals" { "All approvals" } }
                (right)
            }
        }
    };
    Ok(Page::new("Approvals", body)
        .styles(&[
            "queue", "record", "arcade", "extra", "empty", "list", "chart",
        ])
        .live("approvals")
        .into())
}

fn rows(
    visit: &Visit,
    request: &Request,
    approvals: &[&Approval],
    here: &dyn Fn(&Approval) -> bool,
) -> Markup {
    html! {
        ul class="qlist" {
            @for approval in approvals {
                @let (tone, when) = deadline::left(visit, approval);
                li {
                    a href=(request.with_query("open", Some(&approval.id.to_string()))) aria-current=[here(approval).then_some("true")] {
                        span class="row between nowrap" { (id(approval.id.to_string())) (Badge::new(tone, when).bare()) }
                        b { (approval.title) }
                        small { (line(approval)) }
                    }
                }
            }
        }
    }
}

/// What it is about, in a line.
fn line(approval: &Approval) -> String {
    match &approval.decision {
        Some(_) => format!(
            "{}, {}",
            approvable::name_of(&approval.kind),
            approval.status.label().to_lowercase()
        ),
        None => format!(
            "{}, {}",
            approvable::name_of(&approval.kind),
            approval.category.label()
        ),
    }
}
