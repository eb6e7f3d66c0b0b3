//! The other pages of a project: its board, its time, its history.

use maud::{Markup, html};

use super::{
    AS_A_WHOLE, Booked, Limits, Passing, Project, Swim, WorkBoard, WorkOn,
    actions::{EDIT, LOG_TIME},
    entry::{self, TimeEntry},
    pages::{Overview, framed},
    parts::{add_line, inline_form, timer},
};
use crate::{
    base::{Choice, Result, text, time},
    data::{Key, Visit},
    features::{form_key, history, people::Directory},
    ui::prelude::*,
    web::{Page, Request, form::Refused},
};

/// The project's top-level tasks on a board; with `?subtasks=all` the subtasks as well, with `?swim=` in swimlanes.
pub fn tasks(
    visit: &Visit,
    project: &Project,
    request: &Request,
    refused: &Refused,
) -> Result<Page> {
    let Overview {
        milestones,
        tasks: mut shown,
    } = Overview::of(visit, project)?;
    let names = Directory::of(visit)?;
    let all = request.query("subtasks") == Some("all");
    shown.retain(|task| all || task.parent.is_none() || task.requested);
    let place = |task: &super::Task| {
        let milestone = milestones
            .iter()
            .find(|m| m.id == task.milestone)
            .map_or("", |m| m.title.as_str());
        if task.parent.is_some() {
            "subtask".to_owned()
        } else {
            milestone.to_owned()
        }
    };
    let logged = entry::on_project(visit, project.id)?;
    let here = format!("/projects/{}/tasks", project.id);
    let subtasks = |all: bool| request.with_query("subtasks", all.then_some("all"));
    let (tops, everything) = (subtasks(false), subtasks(true));
    let swim = Swim::asked(request);
    let edits = visit.may(&EDIT, project) && project.must_not_be_closed().is_ok();
    let board = WorkBoard {
        visit,
        names: &names,
        tasks: &shown,
        most: 40,
        totals: &[],
        // They count tasks, not their subtasks.
        limits: if all {
            Limits::default()
        } else {
            project.limits
        },
        swim,
        by_milestone: true,
        place: &place,
    };
    let body = html! {
        (bar(
            html! {
                (segments("Show", &[(Some(Icon::Task), "Tasks", &tops, !all), (Some(Icon::Branch), "With subtasks", &everything, all)]))
                (swim.choice(request, "By milestone"))
            },
            html! {
                @if edits { (Button::plain("Limits").small().quiet().icon(Icon::Board).opens("limits")) }
                (Button::link("Filter", format!("/tasks?show=all&project={}", project.id)).small().quiet().icon(Icon::Filter))
                a class="link t12" href={ "/recurring-tasks?project=" (project.id) } { "What recurs" }
                span class="dim t12" { (time::hours(logged)) " of " (time::hours(i64::from(project.budget_minutes))) " h logged" }
            },
        ))
        @if shown.is_empty() {
            (Empty::first("No tasks yet", "Tasks that lead to the milestones appear here. A team lead adds them."))
        } @else {
            (board.draw()?)
        }
        (add_line(visit, project, &here))
        @if edits { (limits_dialog(project, refused)) }
    };
    Ok(framed(visit, project, "tasks", body, refused)?
        .styles(&[
            "board", "list", "empty", "record", "thread", "extra", "plan",
        ])
        .scripts(&["drag-board"]))
}

/// How many tasks each column may hold, and what happens when one more comes.
fn limits_dialog(project: &Project, refused: &Refused) -> Markup {
    let form = refused.form("limits");
    let limits = project.limits;
    let most = |name: &str, label: &str, held: u32| {
        let input = form
            .number(name, label)
            .id(format!("limits-{name}"))
            .placeholder("Any number");
        match refused.is("limits") || held == 0 {
            true => input,
            false => input.value(held),
        }
    };
    let passing = match limits.stops {
        true => Passing::Stop,
        false => Passing::Warn,
    };
    let body = html! {
        (form.banner())
        (form.version(project.version))
        (fields_three(html! {
            (most("to_do", "To do", limits.to_do))
            (most("in_progress", "In progress", limits.in_progress))
            (most("review", "Review", limits.review))
        }))
        (form.choice::<Passing>("passing", "When one more comes").id("limits-passing").value(passing.key()))
    };
    let dialog = Dialog::new("limits", "Limits of the board")
        .posts(format!("/projects/{}/limits", project.id), html! {})
        .body(body)
        .end(Button::submit("Save limits").primary().form("limits-f"));
    html! { (dialog) }
}

/// What was spent on the project: on its tasks, and on it as a whole, which is logged and timed here.
///
/// # Errors
/// When the store can't be read.
pub fn time_tab(visit: &Visit, project: &Project, refused: &Refused) -> Result<Page> {
    let entries: Vec<TimeEntry> =
        visit.related(project, entry::BY_PROJECT, Key::new().id(project.id), 200)?;
    let names = Directory::of(visit)?;
    let logged = entry::on_project(visit, project.id)?;
    let booked = Booked::on_project(visit, project, 200)?;
    let billable: i64 = booked
        .iter()
        .filter(|e| e.billable)
        .map(|e| i64::from(e.minutes))
        .sum();
    let others = booked.len() - entries.len();
    let takes_time = visit.may_somewhere(&LOG_TIME) && project.must_not_be_closed().is_ok();
    let mut rows = Vec::new();
    for held in &entries {
        let title = match held.task {
            Some(_) => {
                let task = visit.follow(held, |held: &TimeEntry| held.task.unwrap_or_default())?;
                task.map(|task: super::Task| task.title).unwrap_or_default()
            }
            None => AS_A_WHOLE.to_owned(),
        };
        rows.push(
            Row::new()
                .id(format!("te-{}", held.id.raw()))
                .name_link(&held.on().path(), title, held.note.as_str())
                .cell(who(names.name(held.user)))
                .cell(held.day.show(visit.today()))
                .cell(if held.billable {
                    Badge::new(Tone::Info, "Billable").bare()
                } else {
                    Badge::new(Tone::Stone, "Not billable").bare()
                })
                .number(match held.started {
                    Some(_) => html! { (badge(Tone::Info, "running")) },
                    None => html! { (time::minutes(i64::from(held.minutes))) },
                }),
        );
    }
    let body = html! {
        div data-live-id="time" {
            (stats([
                Stat::new("Logged", format!("{} h", time::hours(logged))).note(format!("of {} h", time::hours(i64::from(project.budget_minutes)))),
                Stat::new("Billable", format!("{} h", time::hours(billable))).note("of the latest entries"),
                Stat::new("Progress", format!("{}%", project.progress)),
            ]))
            @if takes_time { (bar(timer(visit, &WorkOn::Project(project.id))?, html! {})) }
            @if others > 0 {
                p class="dim t12" { (text::count(others, "entry", "entries")) " of others counted in, which your roles don't show you." }
            }
            @if rows.is_empty() && others == 0 {
                (Empty::quiet("No time yet", "When somebody starts a timer on one of the tasks or on the project, or logs time on them, the entry appears here."))
            } @else if !rows.is_empty() {
                (Table::rows().columns([Column::new("Work"), Column::new("Who"), Column::new("Day"), Column::new("Kind"), Column::number("Time")]).body(rows))
                p { a class="link tap" href={ "/time-entries?project=" (project.id) } { "All time on it, to filter and take along" } }
            }
        }
        @if takes_time { (log_here(visit, project, refused)) }
    };
    Ok(framed(visit, project, "time", body, &Refused::default())?
        .styles(&["chart", "list", "empty", "extra"])
        .live("time-entries")
        .status(refused.form("log").status()))
}

/// Logs time on the project as a whole. It lies outside of what is drawn anew, so that what is typed stays.
fn log_here(visit: &Visit, project: &Project, refused: &Refused) -> Markup {
    let form = refused.form("log");
    let today = visit.today();
    let day = form.value("day").map_or(today.iso(), str::to_owned);
    let fields = html! {
        (form.banner())
        (hidden("_key", form_key())) (hidden("project", project.id)) (hidden("back", WorkOn::Project(project.id).path()))
        (fields_three(html! {
            (form.text("minutes", "Time").required().placeholder("1:30"))
            (form.date("day", "Day").value(day).min(project.first_day(&visit.tz).iso()).max(today.iso()))
            (form.text("note", "What was done"))
        }))
        @if form.problems.of("over_budget").is_some() {
            (form.text("over_budget", "Why over the budget").hint("Whoever manages the project reads it."))
        }
        (buttons(Button::submit("Log time").small()))
    };
    fold_open(
        refused.is("log"),
        Icon::Plus,
        "Log time on the project as a whole",
        inline_form("/time", fields),
    )
}

pub fn history_tab(visit: &Visit, project: &Project, request: &Request) -> Result<Page> {
    let told = history::of(visit, project, request)?;
    Ok(framed(
        visit,
        project,
        "history",
        html! { div data-live-id="history" { (told) } },
        &Refused::default(),
    )?
    .styles(&["thread"]))
}
