//! The timesheet: one's own week as a grid and by entry, with what comes next of it, the running timer and a form to log
//! more.

use maud::{Markup, Render, html};

use super::{
    EditTime, LogTime, StartTimer,
    grid::{self, Filed, Week},
    place::Place,
    running,
    week::WeekForm,
};
use crate::{
    base::{Choice, Day, Result, if_found, percent, time},
    data::Visit,
    features::{
        form_key, leave,
        people::{Directory, Whom},
        projects::{TimeEntry, WorkOn},
        timesheets::{self, Status, TimesheetQuery, monday},
    },
    ui::prelude::*,
    web::{Filled, Form, Page, Request},
};

/// What of the page was sent and refused.
#[derive(Default)]
pub struct Sent<'f> {
    pub log: Option<&'f Filled<LogTime>>,
    pub week: Option<&'f Filled<WeekForm>>,
    /// Why the week was not submitted.
    pub refused: Option<String>,
}

pub fn timesheet(visit: &Visit, request: &Request, sent: &Sent<'_>) -> Result<Page> {
    let today = visit.today();
    let asked = request.query("week").or(request.field("week"));
    let monday = monday(asked.and_then(Day::parse).unwrap_or(today));
    let more = WorkOn::named(|name| request.query(name));
    let week = Week::of(visit, monday, more, request.query("rows") == Some("last"))?;
    let blank_week = Filled::blank(&[]);
    let blank_log = Filled::blank(&[]);
    let form = sent.week.unwrap_or(&blank_week);
    let log = sent.log.unwrap_or(&blank_log);
    let main = html! {
        @if let Some(why) = &sent.refused { (Banner::error(why.as_str())) }
        @if let Some(sheet) = week.sheet.as_ref().filter(|sheet| !sheet.reason.is_empty()) {
            (Banner::warning(format!("{}: {}", if sheet.status == Status::Returned { "It came back" } else { "It was reopened" }, sheet.reason)))
        }
        (grid::grid(visit, &week, form))
        (Section::new("Entries", html! {
            @for offset in 0..7 {
                @let day = monday + offset;
                @if week.filed.iter().any(|f| f.entry.day == day) { (day_list(day, today, &week)) }
            }
            @if week.filed.is_empty() {
                (Empty::quiet("No time this week", "Start a timer on a task, or write what you have done into the grid. Your entries appear here by day.").plain())
            }
        }).live("entries"))
    };
    let aside = html! {
        (running_now(visit)?)
        @if week.open { (log_form(visit, log, &week.categories)?) }
        (this_week(&week))
        (last_weeks(visit, monday)?)
    };
    let body = html! {
        (head(visit, &week)?)
        (record(main, aside))
    };
    let status = match sent.refused {
        Some(_) => 422,
        None => form.status().max(log.status()),
    };
    Ok(Page::new("Timesheet", body)
        .styles(&["time", "record", "list", "empty", "extra"])
        .scripts(&["week"])
        .live("time-entries")
        .live("timesheets")
        .live("leave")
        .status(status))
}

fn head(visit: &Visit, week: &Week) -> Result<Markup> {
    let (monday, today) = (week.monday, visit.today());
    let at = |day: Day| format!("/time?week={}", day.iso());
    let sheet = week.sheet.as_ref();
    let status = sheet.map_or(Status::Open, |sheet| sheet.status);
    let recall = match sheet {
        Some(sheet) if timesheets::taken_back(visit, sheet)? => Some(sheet.id),
        _ => None,
    };
    Ok(html! {
        div data-live-id="week-head" {
            (Head::new("Timesheet")
                .fact(format!("{} to {}", monday.show(today), (monday + 6).show(today)))
                .fact(grid::of_plan(week))
                .fact(badge(status.tone(), status.label()))
                .actions(html! {
                    @if visit.may_somewhere(&timesheets::VIEW) { (Button::link("All weeks", "/timesheets").icon(Icon::Table)) }
                    @if visit.may_somewhere(&leave::VIEW) { (Button::link("Leave", "/leave").icon(Icon::Calendar)) }
                    (buttons_joined(html! {
                        (Button::square_link(Icon::Left, "Previous week", at(monday + -7)).standing())
                        (Button::square_link(Icon::Right, "Next week", at(monday + 7)).standing())
                    }))
                    @if week.open {
                        (Button::link("Last week’s tasks", format!("{}&rows=last", at(monday))).icon(Icon::Copy))
                        @if monday <= today { (Button::link("Draft from what I did", format!("/time/draft?week={}", monday.iso())).icon(Icon::Edit)) }
                        @if monday <= today && visit.may_somewhere(&timesheets::SUBMIT) {
                            (entered(grid::FORM))
                            (Button::submit("Submit week").primary().icon(Icon::Check).form(grid::FORM).value("then", "submit"))
                        }
                    }
                    @if let Some(id) = recall {
                        (post_button(&format!("/timesheets/{id}/recall"), html! {}, Button::submit("Take it back").icon(Icon::Reply)))
                    }
                }))
        }
    })
}

fn this_week(week: &Week) -> Markup {
    let total = week.total();
    let share = percent::bar(week.billable(), total, 100, 0);
    let over = total - week.planned();
    let over = match over > 0 && week.is_worked() {
        true => time::minutes(over),
        false => "none".into(),
    };
    Section::new(
        "This week",
        html! {
            (Facts::new()
                .fact("Billable", progress_bar(share, format!("{share}%"), "Billable share"))
                .fact("Overtime", over))
        },
    )
    .live("this-week")
    .render()
}

/// Weeks before the one that is shown.
const WEEKS: usize = 4;

fn last_weeks(visit: &Visit, monday: Day) -> Result<Markup> {
    let asked = TimesheetQuery {
        users: vec![Whom::Me],
        until: Some(monday + -1),
        ..TimesheetQuery::default()
    };
    let before = match visit.may_somewhere(&timesheets::VIEW) {
        true => visit.list(asked.query(visit).limit(WEEKS))?.rows,
        false => Vec::new(),
    };
    Ok(html! {
        @if !before.is_empty() {
            (Section::new("Last weeks", html! {
                ul class="list tight" {
                    @for sheet in &before {
                        li {
                            a class="grow" href=(format!("/time?week={}", sheet.week.iso())) { (sheet.week_name()) }
                            @if !sheet.is_open() { span class="num" { (time::minutes(i64::from(sheet.minutes))) } }
                            (Badge::new(sheet.status.tone(), sheet.status.label()).bare())
                        }
                    }
                }
            }).live("last-weeks"))
        }
    })
}

fn title(held: &Filed) -> &str {
    held.place.as_ref().map_or("A task", Place::title)
}

fn day_list(day: Day, today: Day, week: &Week) -> Markup {
    let of_day: Vec<&Filed> = week.filed.iter().filter(|f| f.entry.day == day).collect();
    let sum: i64 = of_day.iter().map(|f| i64::from(f.entry.minutes)).sum();
    html! {
        (group(html! { (day.show(today)) ", " (time::minutes(sum)) }))
        ul class="list tight" {
            @for held in of_day {
                @let entry = &held.entry;
                li data-row {
                    span class="grow two-line" { a href=(entry.on().path()) { (title(held)) } span { (entry.note) } }
                    @if !entry.billable { (Badge::new(Tone::Stone, "Not billable").bare()) }
                    @if entry.started.is_some() { (badge(Tone::Info, "running")) }
                    @else {
                        @if entry.owes_reason { (badge(Tone::Warning, "over budget: say why")) }
                        span class="num" { (time::minutes(i64::from(entry.minutes))) }
                        @if week.open {
                            (Button::square_link(Icon::Edit, format!("Edit {}", title(held)), format!("/time/{}/edit", entry.id)).small())
                            (post_button(&format!("/time/{}/delete", entry.id), html! {}, Button::square_submit(Icon::Trash, format!("Delete {}", title(held))).small()))
                        }
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
    let place = Place::of(visit, &entry)?;
    let since = entry.started.unwrap_or(visit.at);
    let elapsed = time::minutes(visit.at.since(since) / time::MINUTE);
    Ok(html! {
        (Section::new("Running", html! {
            (clock_with(Tone::Info, Icon::Hours, html! { time data-since=(since.0) { (elapsed) } }, place.as_ref().map_or("", Place::title)))
            (buttons(html! {
                (post_button("/time/stop", html! {}, Button::submit("Stop").icon(Icon::Stop)))
                (Button::link("I stopped earlier", "/time/timer").quiet())
            }))
        }).live("running"))
    })
}

fn log_form(visit: &Visit, form: &Filled<LogTime>, categories: &[String]) -> Result<Markup> {
    let today = visit.today();
    Ok(Section::new("Log time", html! {
        form class="stack" method="post" action="/time" data-once {
            (form.summary())
            (hidden("_key", form_key()))
            (form.record("on", "What it was for", &WorkOn::prefixes()).hint("A task, a project as a whole or a ticket. Yours come first; type a word or a number to find another."))
            @if !categories.is_empty() {
                (form.select("category", "Internal work").nothing("None").options(grid::chosen(categories)).hint("Instead of that: billed to nobody."))
            }
            (entry_fields(form, today))
            (form.select("billable", "Billed").nothing("As the rates say").options([("true", "Billable"), ("false", "Not billable")]))
            (buttons(Button::submit("Log time").primary()))
        }
    })
    .render())
}

fn entry_fields<F: Form>(form: &Filled<F>, today: Day) -> Markup {
    let day = form.value("day").map_or(today.iso(), str::to_owned);
    html! {
        (form.text("minutes", "Time").required().hint("Such as 1.5, 1:30, 90m or 9-11:15."))
        (form.date("day", "Day").value(day).max(today.iso()))
        (form.text("note", "What was done").optional())
        (grid::why_over(form, "over_budget"))
    }
}

/// Asks why the timer starts although a budget is used up, or says why it doesn't.
pub fn start(visit: &Visit, form: &Filled<StartTimer>, back: &str) -> Result<Page> {
    let on = WorkOn::named(|name| form.value(name));
    let place = on
        .clone()
        .map_or(Ok(None), |on| if_found(Place::find(visit, on)))?;
    let title = place.as_ref().map_or("Start timer", Place::title);
    let may = form.problems.of("over_budget").is_some();
    let body = html! {
        (Head::new("Start timer").fact(title))
        form class="stack read" method="post" action="/time/start" data-once {
            (form.summary())
            (hidden("back", back))
            @if let Some(on) = on.filter(|_| may) { (hidden(on.word(), &on)) }
            @else {
                (form.record("on", "What it is for", &WorkOn::prefixes()).hint("A task, a project as a whole, or a ticket."))
            }
            (hidden("note", form.value("note").unwrap_or_default()))
            (grid::why_over(form, "over_budget"))
            (buttons(html! { (Button::submit("Start timer").primary()) (Button::link("Back", back)) }))
        }
    };
    Ok(Page::new("Start timer", body)
        .under("Timesheet", "/time")
        .styles(&["extra"])
        .status(form.status()))
}

/// Where an entry stands among others: in one's own week, or among all of somebody else's.
pub fn beside(visit: &Visit, entry: &TimeEntry) -> String {
    match entry.user.raw() == visit.actor.person {
        true => format!("/time?week={}", entry.day.iso()),
        false => format!("/time-entries?user={}", entry.user),
    }
}

pub fn edit(visit: &Visit, entry: &TimeEntry, form: &Filled<EditTime>) -> Result<Page> {
    let place = Place::of(visit, entry)?;
    let title = place.as_ref().map_or("", Place::title);
    let own = entry.user.raw() == visit.actor.person;
    let names = Directory::of(visit)?;
    let to = beside(visit, entry);
    let body = html! {
        (Head::new("Edit time entry")
            .fact(html! { a class="link" href=(entry.on().path()) { (title) } })
            .fact(html! { @if !own { "Time of " (names.name(entry.user)) } }))
        form class="stack read" method="post" action=(format!("/time/{}", entry.id)) data-once {
            (form.summary())
            @if entry.owes_reason { (Banner::warning("The timer ran beyond a budget. The time is booked; say why it went on, or lower it to what there was room for.")) }
            (hidden("version", form.value("version").unwrap_or_default()))
            (entry_fields(form, visit.today()))
            @if entry.owes_reason && !grid::asks_why(form, "over_budget") { (form.text("over_budget", grid::WHY_OVER).hint(grid::WHO_READS)) }
            @if !own { (form.text("reason", "Why it is changed").hint("Whose time it is reads it.")) }
            (form.tick("billable", "Billable").checked(form.value("billable") != Some("")))
            // A box that isn't ticked is not sent; after one that is, this says so.
            (hidden("billable", ""))
            (buttons(html! { (Button::submit("Save time entry").primary()) (Button::link("Keep it as it is", to.as_str())) }))
        }
    };
    let room = if own { "Timesheet" } else { "Time entries" };
    Ok(Page::new("Edit time entry", body)
        .under(room, to)
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
            ("over_budget", entry.over_budget.clone()),
            ("billable", billable.to_owned()),
            ("version", entry.version.to_string()),
        ])
    }
}
