//! One week of somebody, with what it holds and what comes next of it; and the locked period.

use maud::html;

use super::{
    LockForm, Locked, Reopen, Timesheet, actions::REOPEN, entries::entries, ops, timesheet::Status,
};
use crate::{
    base::{Choice, Result, time},
    data::Visit,
    features::{approvals, people::Directory},
    ui::prelude::*,
    web::{Filled, Page},
};

pub const LOCK_AT: &str = "/time-lock";

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
