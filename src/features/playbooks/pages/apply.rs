//! A playbook on a project: which one, and then all that it would make, with people and days that can be changed before
//! anything is made.

use maud::{Markup, html};

use super::super::{
    Library,
    apply::{Prepared, need},
    layout::Row as PlanRow,
    outline::Level,
};
use crate::{
    base::{Choice, Result, schedule::Because, text, time},
    data::Visit,
    features::{
        form_key,
        people::Directory,
        projects::{Project, framed},
    },
    ui::prelude::*,
    web::{Page, form::Refused},
};

pub fn choose(visit: &Visit, project: &Project) -> Result<Page> {
    let library = Library::of(visit)?;
    let mut books: Vec<_> = library.all().iter().collect();
    books.sort_by_key(|book| book.category != project.category);
    let rows = books.into_iter().map(|book| {
        Row::new()
            .name_link(
                &format!("/projects/{}/playbook?playbook={}", project.id, book.key),
                book.called(),
                book.summary.as_str(),
            )
            .cell(tag(book.category.tone(), book.category.label()))
            .number(book.tasks())
            .number(format!("{} h", time::hours(i64::from(book.minutes()))))
            .number(book.days)
    });
    let body = html! {
        (Section::new("Apply a playbook", html! {
            p class="mute" { "It adds milestones, tasks and subtasks to this project. You see all of it, with people and days, before anything is made." }
            (Table::rows()
                .columns([Column::new("Playbook"), Column::new("Service"), Column::number("Tasks"), Column::number("Hours"), Column::number("Days")])
                .body(rows))
        }))
    };
    Ok(framed(visit, project, "", body, &Refused::default())?.styles(&["list"]))
}

/// `again`: it is shown once more because something was changed.
pub fn apply(
    visit: &Visit,
    project: &Project,
    made: &Prepared,
    again: bool,
    refused: &Refused,
) -> Result<Page> {
    let here = format!("/projects/{}/playbook", project.id);
    let today = visit.today();
    let names = Directory::of(visit)?;
    let draft = &made.draft;
    let tops = draft
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.level == Level::Milestone);
    let minutes: u32 = tops.map(|(at, _)| draft.minutes(at)).sum();
    let tasks = draft
        .rows
        .iter()
        .filter(|row| row.level == Level::Task)
        .count();
    let finish = draft.finish().unwrap_or(made.start);
    let promise = match project.promised {
        Some(day) if finish > day => format!("after the promised {}", day.show(today)),
        Some(day) => format!("promised {}", day.show(today)),
        None => String::new(),
    };
    let mut rows = Vec::new();
    let mut n = 0;
    for (at, row) in draft.rows.iter().enumerate() {
        let given = row.level == Level::Task;
        rows.push(
            Row::new()
                .name(html! {
                    span class="step" data-depth=(row.level.depth()) {
                        (row.title)
                        @if row.critical && given { " " (badge(Tone::Danger, "critical")) }
                    }
                    @if given {
                        (hidden(&format!("rows.{n}.key"), row.key))
                        @if made.held.contains(&row.key) { (hidden(&format!("rows.{n}.hold"), "on")) }
                        @if made.whole.contains(&row.key) { (hidden(&format!("rows.{n}.whole"), "on")) }
                    }
                })
                .cell(html! { @if given { (person(made, &names, at, n)) } })
                .number(format!("{} h", time::hours(i64::from(draft.minutes(at)))))
                .cell(html! { @if given { (date(&format!("rows.{n}.start"), "Start", row, row.start)) (hidden(&format!("rows.{n}.was"), row.start.iso())) } @else { (row.start.show(today)) } })
                .cell(html! { @if given { (date(&format!("rows.{n}.due"), "Due", row, row.due)) (hidden(&format!("rows.{n}.was_due"), row.due.iso())) } @else { (row.due.show(today)) } })
                .dim(why(made, row)),
        );
        n += usize::from(given);
    }
    let body = html! {
        form class="bar" method="get" action=(here) {
            (hidden("playbook", &made.book.key))
            (Input::date("start", "First day").value(made.start.iso()))
            @for (n, question) in made.book.outline.questions.iter().enumerate() {
                (hidden(&format!("answers.{n}.question"), &question.title))
                (Select::new(format!("answers.{n}.answer"), question.title.as_str())
                    .options(question.answers.iter().map(|answer| (answer.as_str(), answer.as_str())))
                    .maybe_value(made.answers.get(&question.title)))
            }
            (Button::submit("Show"))
        }
        @if let (Some(why), false) = (&made.no_time, refused.anything()) {
            (Banner::error(why.as_str()))
        } @else if again {
            (Banner::info("This is what follows from what you changed. Nothing is made yet."))
        }
        (stats([
            Stat::new("Adds", text::count(tasks, "task", "tasks")).note(made.book.called()),
            Stat::new("Hours", format!("{} h", time::hours(i64::from(minutes)))).note(format!("budget {} h", time::hours(i64::from(project.budget_minutes)))),
            Stat::new("Ends", finish.show(today)).note(promise),
        ]))
        form method="post" action=(here) data-once {
            (hidden("_key", form_key()))
            (hidden("playbook", &made.book.key))
            (hidden("number", made.book.number))
            (hidden("start", made.start.iso()))
            @for (n, (question, answer)) in made.answers.iter().enumerate() {
                (hidden(&format!("answers.{n}.question"), question))
                (hidden(&format!("answers.{n}.answer"), answer))
            }
            (Table::rows()
                .columns([Column::new("Step"), Column::new("Person"), Column::number("Estimate"), Column::new("Starts"), Column::new("Due"), Column::new("Why then")])
                .body(rows))
            (buttons(html! {
                (Button::submit(format!("Make {}", text::count(tasks, "task", "tasks"))).primary().icon(Icon::Check))
                (Button::submit("Plan again with these").attr("name", "again").attr("value", "true"))
                (Button::link("Leave the project as it is", format!("/projects/{}", project.id)))
            }))
        }
    };
    Ok(framed(visit, project, "", body, refused)?.styles(&["list", "chart", "outline", "form"]))
}

fn date(name: &str, label: &str, row: &PlanRow, day: crate::base::Day) -> Markup {
    html! { input type="date" name=(name) value=(day.iso()) aria-label={ (label) " of " (row.title) } required; }
}

/// Whoever does a task, or those of its subtasks that need the same, among those who could.
fn person(made: &Prepared, names: &Directory, at: usize, n: usize) -> Markup {
    let draft = &made.draft;
    let row = &draft.rows[at];
    let of = |at: usize| {
        draft.rows[at]
            .person
            .and_then(|place| made.people.get(place))
    };
    let parts = draft.parts(at);
    let alike = |part: &&usize| need(&draft.rows[**part]) == need(row);
    let first = || parts.iter().find_map(|part| of(*part));
    let chosen = of(at)
        .or_else(|| parts.iter().filter(alike).find_map(|part| of(*part)))
        .or_else(first);
    let found = made
        .candidates
        .get(&need(row))
        .map_or(&[][..], Vec::as_slice);
    let other = chosen.filter(|user| found.iter().all(|one| one.user != **user));
    let skill = if row.skill.is_empty() {
        &row.role
    } else {
        &row.skill
    };
    html! {
        @if let Some(chosen) = chosen { (hidden(&format!("rows.{n}.was_person"), chosen)) }
        select name=(format!("rows.{n}.person")) aria-label={ "Who does " (row.title) } {
            option value="" selected[chosen.is_none()] { "Nobody yet" }
            @if let Some(other) = other { option value=(other) selected { (names.name(*other)) } }
            @for one in found {
                option value=(one.user) selected[chosen == Some(&one.user)] title=(one.why(skill)) { (one.name) ": " (one.why(skill)) }
            }
        }
    }
}

fn why(made: &Prepared, row: &PlanRow) -> String {
    let title = |key: u64| {
        let at = usize::try_from(key).unwrap_or(0).checked_sub(1);
        let row = at.and_then(|at| made.draft.rows.get(at));
        row.map_or("another", |row| row.title.as_str())
    };
    match row.because {
        Because::First => String::new(),
        Because::NotBefore(_) => "by its day in the playbook".into(),
        Because::Pinned => "as you set it".into(),
        Because::After(key) => format!("after {}", title(key)),
        Because::Busy(Some(key)) => format!("their {} comes first", title(key)),
        Because::Busy(None) => "they have other work before".into(),
        Because::Away => "they are away before".into(),
    }
}
