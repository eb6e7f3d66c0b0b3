//! The work that nobody has, with somebody proposed for each: whoever knows it, has time, is there, and worked for the
//! client before.

use maud::html;

use super::super::people::{Proposals, proposals};
use crate::{
    base::{Result, text, time},
    data::Visit,
    features::{
        form_key,
        people::Directory,
        projects::{ASSIGN_TASK, Project, framed, parts::task_link},
    },
    ui::prelude::*,
    web::{Page, form::Refused},
};

/// Tasks that are given out at once: those that are due first.
const AT_ONCE: usize = 100;

pub fn people(visit: &Visit, project: &Project, refused: &Refused) -> Result<Page> {
    let Proposals { rows } = proposals(visit, project)?;
    let here = format!("/projects/{}/people", project.id);
    let today = visit.today();
    let names = Directory::of(visit)?;
    let may = visit.may(&ASSIGN_TASK, project);
    let more = rows.len().saturating_sub(AT_ONCE);
    let rows = &rows[..rows.len().min(AT_ONCE)];
    let table = rows.iter().enumerate().map(|(n, row)| {
        let task = &row.task;
        Row::new()
            .id(format!("free-{}", task.id))
            .name(html! { (task_link(visit, task, "", task.title.as_str())) " " (id(task.id.to_string())) })
            .dim(names.department_by_key(&row.role).map_or(row.role.as_str(), |held| held.name.as_str()))
            .number(format!("{} h", time::hours(i64::from(task.estimate.unwrap_or(0)))))
            .cell(task.due.map_or("no date".to_owned(), |day| day.show(today)))
            .cell(html! {
                (hidden(&format!("rows.{n}.task"), task.id))
                select name=(format!("rows.{n}.person")) aria-label={ "Who does " (task.title) } {
                    option value="" selected[row.chosen.is_none()] { "Nobody yet" }
                    @for one in &row.candidates {
                        option value=(one.user) selected[row.chosen == Some(one.user)] { (one.name) ": " (one.why(&row.role)) }
                    }
                    @if row.candidates.is_empty() {
                        @for one in names.staff() { option value=(one.id) { (one.name) } }
                    }
                }
                @if row.candidates.is_empty() { " " span class="dim t12" { "Nobody is known for it" } }
            })
    });
    let body = html! {
        @if rows.is_empty() {
            (Empty::quiet("Everything is somebody's", "Open tasks that nobody has appear here, each with somebody proposed for it."))
        } @else {
            form method="post" action=(here) data-once {
                (hidden("_key", form_key()))
                (Table::rows()
                    .columns([Column::new("Task"), Column::new("Skill"), Column::number("Estimate"), Column::new("Due"), Column::new("Person")])
                    .body(table))
                @if more > 0 { p class="dim" { (text::count(more, "more task", "more tasks")) " that nobody has: they are proposed once these are given out." } }
                @if may {
                    (buttons(html! {
                        (Button::submit(format!("Give out {}", text::count(rows.len(), "task", "tasks"))).primary().icon(Icon::Check))
                        (Button::link("Leave it", format!("/projects/{}", project.id)))
                    }))
                }
            }
        }
    };
    Ok(framed(visit, project, "", body, refused)?.styles(&["list", "empty", "form"]))
}
