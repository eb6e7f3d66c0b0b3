//! One week of somebody, with what it holds and what comes next of it; and the locked period.

use maud::{Markup, html};

use super::{LockForm, Locked, REOPEN, Reopen, Timesheet, ops, timesheet::Status};
use crate::{
    base::{Choice, Result, if_found, time},
    data::{Key, Query, Visit},
    features::{
        approvals,
        people::Directory,
        projects::{ENTRIES_BY_DAY, ENTRY_USER, Project, Task, TimeEntry},
    },
    ui::prelude::*,
    web::{Filled, Page, link},
};

pub const LOCK_AT: &str = "/time-lock";
/// Entries of one week that are shown.
const MOST: usize = 400;

/// The entries of a week, as far as the visitor sees them.
fn of_week(visit: &Visit, sheet: &Timesheet) -> Result<Vec<TimeEntry>> {
    let day = |offset: i32| Key::new().signed(i64::from((sheet.week + offset).0));
    let query = Query::by(ENTRIES_BY_DAY)
        .from(day(0))
        .until(day(7))
        .any(ENTRY_USER, [Key::new().id(sheet.user)])
        .limit(MOST);
    Ok(visit.list::<TimeEntry>(query)?.rows)
}

/// What was done in a week, day by day: on its own page, and beside the question about it.
pub fn entries(visit: &Visit, sheet: &Timesheet) -> Result<Markup> {
    let today = visit.today();
    let mut rows = Vec::new();
    for entry in of_week(visit, sheet)? {
        // Whoever sees the hours doesn't see all that they were for.
        let task: Option<Task> = if_found(visit.find(entry.task))?;
        let project: Option<Project> = if_found(visit.find(entry.project))?;
        let title = task.map_or_else(|| entry.task.to_string(), |task| task.title);
        let project = project.map(|project| project.title).unwrap_or_default();
        rows.push(
            Row::new()
                .cell(entry.day.show(today))
                .cell(html! { span class="two-line" { (link(visit, entry.task.as_ref(), title)) span { (project) } } })
                .dim(entry.note.as_str())
                .cell(
                    html! { @if !entry.billable { (Badge::new(Tone::Stone, "Internal").bare()) } },
                )
                .number(link(
                    visit,
                    entry.id.as_ref(),
                    time::minutes(i64::from(entry.minutes)),
                )),
        );
    }
    Ok(html! {
        @if rows.is_empty() {
            (Empty::quiet("No time in this week", "Nothing was logged, or you don't see the entries themselves.").plain())
        } @else {
            div class="scroll" {
                (Table::rows()
                    .caption("What was done in the week")
                    .column(Column::new("Day"))
                    .column(Column::new("Task"))
                    .column(Column::new("What was done"))
                    .column(Column::unseen("Billable"))
                    .column(Column::number("Time"))
                    .body(rows))
            }
        }
    })
}

pub fn one(visit: &Visit, sheet: &Timesheet, form: &Filled<Reopen>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let mine = sheet.user.raw() == visit.actor.person;
    let asked = approvals::all_about(visit, sheet)?;
    let total = i64::from(sheet.minutes);
    let title = format!("Week of {}", sheet.week_name());
    let at = |at: crate::base::Moment| at.show(visit.at, &visit.tz);
    let facts = Facts::new()
        .fact("Person", who(names.name(sheet.user)))
        .fact("Status", badge(sheet.status.tone(), sheet.status.label()))
        .maybe("Submitted", sheet.submitted_at.map(at))
        .maybe(
            "Decided",
            sheet.decided_at.map(|when| {
                let by = sheet.decided_by.map_or("", |by| names.name(by));
                format!("{} by {by}", at(when))
            }),
        )
        .maybe("Note", (!sheet.note.is_empty()).then_some(&sheet.note))
        .maybe(
            "Why it came back",
            (!sheet.reason.is_empty()).then_some(&sheet.reason),
        );
    let body = html! {
        (Head::new(title.as_str())
            .fact(names.name(sheet.user).to_owned())
            .fact(html! { @if !sheet.is_open() { (time::minutes(total)) } })
            .actions(html! {
                @if mine { (Button::link("Open my week", format!("/time?week={}", sheet.week.iso())).icon(Icon::Hours)) }
                @if let Some(waits) = asked.iter().find(|held| held.is_waiting()) {
                    (Button::link(if mine { "Who decides" } else { "Decide" }, format!("/approvals/{}", waits.id)).icon(Icon::Approve))
                }
            }))
        (record(html! {
            (Section::new("Time", entries(visit, sheet)?).live("entries"))
        }, html! {
            div data-live-id="sheet" { (facts) }
            @if sheet.status == Status::Approved && visit.may(&REOPEN, sheet) { (reopen(sheet, form)) }
            @if !asked.is_empty() {
                (Section::new("Approvals", html! {
                    ul class="list tight" { @for held in &asked {
                        li { a class="grow" href=(format!("/approvals/{}", held.id)) { (held.id) } (badge(held.status.tone(), held.status.label())) }
                    } }
                }))
            }
        }))
    };
    Ok(Page::new(title, body)
        .under("Timesheets", "/timesheets")
        .styles(&["record", "list", "empty", "extra"])
        .live(format!("timesheets:{}", sheet.id.raw()))
        .status(form.status()))
}

fn reopen(sheet: &Timesheet, form: &Filled<Reopen>) -> Section {
    Section::new(
        "Reopen",
        html! {
            form class="stack" method="post" action=(format!("/timesheets/{}/reopen", sheet.id)) data-once {
                (form.summary())
                (form.version(sheet.version))
                (form.text("reason", "Reason").required().hint("Whoever it is of is told."))
                (buttons(Button::submit("Reopen the week").icon(Icon::Reply)))
            }
        },
    )
}

/// The waiting question is taken back where it stands: on one's own week.
pub fn taken_back(visit: &Visit, sheet: &Timesheet) -> Result<bool> {
    let mine = sheet.user.raw() == visit.actor.person;
    Ok(mine && sheet.status == Status::Submitted && ops::waiting(visit, sheet)?.is_some())
}

impl LockForm {
    pub fn of(locked: &Locked) -> Filled<LockForm> {
        let until = locked.0.until.map(|day| day.iso()).unwrap_or_default();
        Filled::blank(&[("until", until), ("version", locked.0.version.to_string())])
    }
}

pub fn lock(visit: &Visit, form: &Filled<LockForm>) -> Result<Page> {
    let locked = visit.cached::<Locked>()?;
    let now = match locked.0.until {
        Some(until) => format!("Time up to {} is locked", until.long()),
        None => "No period is locked".to_owned(),
    };
    let yesterday = visit.today() + -1;
    let body = html! {
        (Head::new("Locked period").fact(now))
        form class="stack read" method="post" action=(LOCK_AT) data-once {
            (form.summary())
            (form.version(locked.0.version))
            (form.date("until", "Locked up to").optional().max(yesterday.iso())
                .hint("Nobody logs, changes or deletes time up to and with this day, whether their week is submitted or not. Empty opens every period."))
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep it as it is", "/timesheets")) }))
        }
    };
    Ok(Page::new("Locked period", body)
        .under("Timesheets", "/timesheets")
        .styles(&["extra"])
        .status(form.status()))
}
