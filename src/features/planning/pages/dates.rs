//! The plan of dates: every date that would move, from when to when and why, before anything is applied.

use maud::{Markup, html};

use super::super::{
    PLAN,
    dates::{Proposal, Proposed, propose},
    forms::Asked,
};
use crate::{
    base::{Day, Error, Result, text},
    data::Visit,
    features::{
        form_key,
        people::Directory,
        projects::{Project, framed, parts::task_link},
    },
    ui::prelude::*,
    web::{Page, form::Refused},
};

pub fn dates(visit: &Visit, project: &Project, asked: &Asked, refused: &Refused) -> Result<Page> {
    let body = match propose(visit, project, &asked.wish) {
        Ok(proposal) => proposed(visit, project, asked, &proposal)?,
        // Why there is no plan stands where the plan would.
        Err(Error::Conflict(why)) => html! { (Banner::error(why)) },
        Err(error) => return Err(error),
    };
    Ok(framed(visit, project, "timeline", body, refused)?.styles(&["list", "empty", "chart"]))
}

fn proposed(
    visit: &Visit,
    project: &Project,
    asked: &Asked,
    proposal: &Proposal,
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let here = format!("/projects/{}/dates", project.id);
    let moved: Vec<&Proposed> = proposal.moved().collect();
    let shown = |day: Option<Day>| day.map_or("none".to_owned(), |day| day.show(today));
    let late = match (proposal.after, project.promised) {
        (Some(after), Some(promised)) if after > promised => {
            let days = proposal.calendar.between(promised + 1, after + 1);
            format!(
                "{} after the promised {}",
                text::count(days.unsigned_abs() as usize, "working day", "working days"),
                promised.show(today)
            )
        }
        (_, Some(promised)) => format!("promised {}", promised.show(today)),
        _ => String::new(),
    };
    let chosen = |row: &Proposed| asked.wish.moves.iter().any(|(id, _)| *id == row.task.id);
    let kept = |row: &Proposed| asked.wish.hold.contains(&row.task.id);
    // What is kept where it is stays to be seen, so that it is stored as held or let go of again.
    let told: Vec<&Proposed> = proposal
        .rows
        .iter()
        .filter(|row| row.is_moved() || kept(row) && row.can_be_held())
        .collect();
    let rows = told.iter().map(|row| {
        let owner = match row.task.assignee {
            Some(user) => names.name(user).to_owned(),
            None => format!("{}, nobody yet", names.department(row.task.department)),
        };
        Row::new()
            .id(format!("move-{}", row.task.id))
            .name(html! {
                (task_link(visit, &row.task, "", row.task.title.as_str())) " " (id(row.task.id.to_string()))
                @if row.critical { " " (badge(Tone::Danger, "critical")) }
                @if row.broken { " " (badge(Tone::Warning, "before what it waits for")) }
            })
            .cell(owner)
            .dim(span(row.task.start, row.task.due, today))
            .cell(span(Some(row.start), Some(row.due), today))
            .cell(row.because.as_str())
            .cell(html! {
                @if chosen(row) || row.task.pinned { span class="dim" { "held" } }
                @else { label class="hit" { input type="checkbox" name="hold" value=(row.task.id) form="plan-again" checked[kept(row)] aria-label={ "Keep the start of " (row.task.title) }; } }
            })
    });
    let verb = match moved.len() {
        0 => "Keep what is held".to_owned(),
        count => format!("Move {}", text::count(count, "task", "tasks")),
    };
    let may = visit.may(&PLAN, project);
    Ok(html! {
        (stats([
            Stat::new("Moves", text::count(moved.len(), "task", "tasks")),
            Stat::new("Ends", shown(proposal.after)).note(format!("now {}", shown(proposal.before))),
            Stat::new("Promise", match project.promised { Some(day) => day.show(today), None => "none".into() }).note(late),
        ]))
        form id="plan-again" method="get" action=(here) {
            @for (task, to) in &asked.wish.moves { (hidden("move", task)) (hidden("to", to.iso())) }
        }
        @if told.is_empty() {
            (Empty::quiet("Nothing moves", "The dates are as people's time, dependencies and the calendar give them."))
        } @else {
            (Table::rows()
                .columns([Column::new("Task"), Column::new("Who"), Column::new("Now"), Column::new("Then"), Column::new("Why then"), Column::new("Keep its start")])
                .body(rows))
            @if may {
                form method="post" action=(here) data-once {
                    (hidden("_key", form_key()))
                    @for (n, row) in told.iter().enumerate() {
                        (hidden(&format!("rows.{n}.task"), row.task.id))
                        (hidden(&format!("rows.{n}.start"), row.start.iso()))
                        (hidden(&format!("rows.{n}.due"), row.due.iso()))
                        (hidden(&format!("rows.{n}.version"), row.task.version))
                        @if chosen(row) || kept(row) { (hidden(&format!("rows.{n}.hold"), "on")) }
                    }
                    (buttons(html! {
                        (Button::submit(verb).primary().icon(Icon::Check))
                        (Button::submit("Plan again with what is kept").form("plan-again"))
                        (Button::link("Leave the dates as they are", format!("/projects/{}/timeline", project.id)))
                    }))
                }
            }
        }
    })
}

fn span(start: Option<Day>, due: Option<Day>, today: Day) -> String {
    match (start, due) {
        (Some(start), Some(due)) if start == due => due.show(today),
        (Some(start), Some(due)) => format!("{} to {}", start.show(today), due.show(today)),
        (None, Some(due)) => format!("due {}", due.show(today)),
        (Some(start), None) => format!("from {}", start.show(today)),
        (None, None) => "no dates".into(),
    }
}
