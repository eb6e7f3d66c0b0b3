//! The timesheet: the week's own entries by day, with totals, the running timer and a form to log more.

use maud::{Markup, Render, html};

use super::{EditTime, LogTime, running};
use crate::{
    base::{Day, Result, time},
    data::{Record, Visit},
    features::{
        form_key,
        people::Directory,
        projects::{DAY_MINUTES, ENTRIES_OF_USER, Project, Task, TimeEntry, day_key},
    },
    ui::prelude::*,
    web::{Filled, Form, Page, Request},
};

/// The visitor's entries of the seven days from `monday` on.
fn week(visit: &Visit, monday: Day) -> Result<Vec<TimeEntry>> {
    let names = Directory::of(visit)?;
    let Some(me) = names.users.get(&visit.actor.person) else {
        return Ok(Vec::new());
    };
    let mut entries = Vec::new();
    for at in 0..7 {
        entries.extend(visit.related::<TimeEntry>(
            me,
            ENTRIES_OF_USER,
            day_key(me.id, monday + at),
            200,
        )?);
    }
    Ok(entries)
}

struct Filed {
    entry: TimeEntry,
    task: Option<Task>,
    project: Option<Project>,
}

pub fn timesheet(visit: &Visit, request: &Request, form: &Filled<LogTime>) -> Result<Page> {
    let today = visit.today();
    let asked = request.query("week").and_then(Day::parse).unwrap_or(today);
    let monday = asked + -i32::from(asked.weekday());
    let filed = week(visit, monday)?
        .into_iter()
        .map(|entry| {
            let task = visit.follow(&entry, |entry: &TimeEntry| entry.task)?;
            let project = visit.follow(&entry, |entry: &TimeEntry| entry.project)?;
            Ok(Filed {
                entry,
                task,
                project,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    let total: i64 = filed.iter().map(|f| i64::from(f.entry.minutes)).sum();
    let at = |day: Day| format!("/time?week={}", day.iso());
    let main = html! {
        (by_task(visit, monday, &filed)?)
        (Section::new("Entries", html! {
            @for offset in 0..7 {
                @let day = monday + offset;
                @if filed.iter().any(|f| f.entry.day == day) { (day_list(day, today, &filed)) }
            }
            @if filed.is_empty() {
                (Empty::quiet("No time this week", "Start a timer on a task, or log what you have done with the form beside. Your entries appear here by day.").plain())
            }
        }).live("entries"))
    };
    let body = html! {
        (Head::new("Timesheet")
            .fact(format!("{} to {}", monday.show(today), (monday + 6).show(today)))
            .fact(time::minutes(total))
            .actions(html! {
                (buttons_joined(html! {
                    (Button::square_link(Icon::Left, "Previous week", at(monday + -7)).standing())
                    (Button::square_link(Icon::Right, "Next week", at(monday + 7)).standing())
                }))
            }))
        (record(main, html! { (running_now(visit)?) (log_form(visit, form)?) }))
    };
    Ok(Page::new("Timesheet", body)
        .styles(&["time", "record", "list", "empty", "extra"])
        .live("time-entries")
        .status(form.status()))
}

fn clock(minutes: i64) -> String {
    if minutes == 0 {
        "·".into()
    } else {
        format!("{}:{:02}", minutes / 60, minutes % 60)
    }
}

fn by_task(visit: &Visit, monday: Day, filed: &[Filed]) -> Result<Markup> {
    let today = visit.today();
    let mut tasks: Vec<&Filed> = Vec::new();
    for held in filed {
        if !tasks
            .iter()
            .any(|other| other.entry.task == held.entry.task)
        {
            tasks.push(held);
        }
    }
    let on = |task: Option<&Filed>, day: Option<Day>| -> i64 {
        filed
            .iter()
            .filter(|f| {
                task.is_none_or(|t| t.entry.task == f.entry.task)
                    && day.is_none_or(|d| d == f.entry.day)
            })
            .map(|f| i64::from(f.entry.minutes))
            .sum()
    };
    let days: Vec<Day> = (0..7)
        .map(|n| monday + n)
        .filter(|d| d.weekday() < 5 || *d == today || on(None, Some(*d)) > 0)
        .collect();
    let me = crate::base::Id::new(visit.actor.person);
    let mut totals = Vec::new();
    for day in &days {
        totals.push((
            *day,
            visit.tally::<TimeEntry>(DAY_MINUTES, day_key(me, *day))?,
        ));
    }
    Ok(html! {
        table class="week rows" data-live-id="week" {
            caption class="vh" { "Minutes by task and day" }
            thead { tr {
                th scope="col" { "Task" }
                @for day in &days { th scope="col" class="center" data-today[*day == today] { (day.date().strftime("%a %-d").to_string()) } }
                th scope="col" class="num" { "Week" }
            } }
            tbody {
                @for held in &tasks {
                    tr {
                        th scope="row" { (two_line_link(&format!("/tasks/{}", held.entry.task), title(held),
                            format!("{}, {}", held.entry.task, held.project.as_ref().map_or("", |p| p.title.as_str())))) }
                        @for day in &days { td data-today[*day == today] { (clock(on(Some(held), Some(*day)))) } }
                        td class="num med" { (clock(on(Some(held), None))) }
                    }
                }
            }
            tfoot { tr {
                th scope="row" { "Total" }
                @for (day, minutes) in &totals { td class="center" data-today[*day == today] { (clock(*minutes)) } }
                td class="num" { (clock(on(None, None))) }
            } }
        }
    })
}

fn title(held: &Filed) -> &str {
    held.task
        .as_ref()
        .map_or("A task", |task| task.title.as_str())
}

fn day_list(day: Day, today: Day, filed: &[Filed]) -> Markup {
    let of_day: Vec<&Filed> = filed.iter().filter(|f| f.entry.day == day).collect();
    let sum: i64 = of_day.iter().map(|f| i64::from(f.entry.minutes)).sum();
    html! {
        (group(html! { (day.show(today)) ", " (time::minutes(sum)) }))
        ul class="list tight" {
            @for held in of_day {
                @let entry = &held.entry;
                li data-row {
                    span class="grow two-line" { a href=(format!("/tasks/{}", entry.task)) { (title(held)) } span { (entry.note) } }
                    @if !entry.billable { (Badge::new(Tone::Stone, "Internal").bare()) }
                    @if entry.started.is_some() { (badge(Tone::Info, "running")) }
                    @else {
                        span class="num" { (time::minutes(i64::from(entry.minutes))) }
                        (Button::square_link(Icon::Edit, format!("Edit {}", title(held)), format!("/time/{}/edit", entry.id)).small())
                        (post_button(&format!("/time/{}/delete", entry.id), html! {}, Button::square_submit(Icon::Trash, format!("Delete {}", title(held))).small()))
                    }
                }
            }
        }
    }
}

fn running_now(visit: &Visit) -> Result<Markup> {
    let Some(entry) = running(visit)? else {
        return Ok(html! { div data-live-id="running" {} });
    };
    let task: Option<Task> = visit.follow(&entry, |entry: &TimeEntry| entry.task)?;
    let since = entry.started.unwrap_or(visit.at);
    let elapsed = time::minutes(visit.at.since(since) / time::MINUTE);
    Ok(html! {
        (Section::new("Running", html! {
            (clock_with(Tone::Info, Icon::Hours, html! { time data-since=(since.0) { (elapsed) } }, task.map(|t| t.title).unwrap_or_default()))
            (post_button("/time/stop", html! {}, Button::submit("Stop").icon(Icon::Stop)))
        }).live("running"))
    })
}

fn log_form(visit: &Visit, form: &Filled<LogTime>) -> Result<Markup> {
    let today = visit.today();
    Ok(Section::new("Log time", html! {
        form class="stack" method="post" action="/time" data-once {
            (form.summary())
            (hidden("_key", form_key()))
            (form.record("task", "Task", Task::KIND.prefix).required().hint("Yours come first; type a word or a number to find another."))
            (entry_fields(form, today))
            (buttons(Button::submit("Log time").primary()))
        }
    })
    .render())
}

fn entry_fields<F: Form>(form: &Filled<F>, today: Day) -> Markup {
    let day = form.value("day").map_or(today.iso(), str::to_owned);
    html! {
        (form.text("minutes", "Time").required().hint("Such as 1.5, 1:30 or 90m."))
        (form.date("day", "Day").value(day).max(today.iso()))
        (form.text("note", "What was done").optional())
        (form.tick("billable", "Billable").checked(form.value("billable") != Some("")))
        // A box that isn't ticked is not sent; after one that is, this says so.
        (hidden("billable", ""))
    }
}

pub fn edit(visit: &Visit, entry: &TimeEntry, form: &Filled<EditTime>) -> Result<Page> {
    let task: Option<Task> = visit.follow(entry, |entry| entry.task)?;
    let title = task.map(|t| t.title).unwrap_or_default();
    let body = html! {
        (Head::new("Edit time entry").fact(title))
        form class="stack read" method="post" action=(format!("/time/{}", entry.id)) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (entry_fields(form, visit.today()))
            (buttons(html! { (Button::submit("Save time entry").primary()) (Button::link("Keep it as it is", "/time")) }))
        }
    };
    Ok(Page::new("Edit time entry", body)
        .under("Timesheet", "/time")
        .styles(&["extra"])
        .status(form.status()))
}

impl EditTime {
    pub fn of(entry: &TimeEntry) -> Filled<EditTime> {
        let billable = if entry.billable { "true" } else { "" };
        Filled::blank(&[
            ("minutes", format!("{}m", entry.minutes)),
            ("day", entry.day.iso()),
            ("note", entry.note.clone()),
            ("billable", billable.to_owned()),
            ("version", entry.version.to_string()),
        ])
    }
}
