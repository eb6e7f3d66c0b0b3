//! Projects in rows, by how they stand.

use maud::html;

use super::super::{COUNT, Project, Status, parts::due_day, query::ProjectQuery};
use super::client_name;
use crate::{
    base::{Choice, Result, text},
    data::{Key, Visit},
    features::people::Directory,
    ui::prelude::*,
    web::{Page, Request, pages_around},
};

const VIEWS: [(&str, &str, Option<Status>); 6] = [
    ("", "Open", None),
    ("planned", "Planned", Some(Status::Planned)),
    ("active", "Active", Some(Status::Active)),
    ("on_hold", "On hold", Some(Status::OnHold)),
    ("delivered", "Delivered", Some(Status::Delivered)),
    ("closed", "Closed", Some(Status::Closed)),
];

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked = ProjectQuery {
        open: true,
        ..request.filters()
    };
    let page = visit.list(asked.query().page(request.page(50)))?;
    let names = Directory::of(visit)?;
    let mut tabs_drawn = Vec::new();
    for (key, name, state) in VIEWS {
        let href = if key.is_empty() {
            "/projects".to_owned()
        } else {
            format!("/projects?state={key}")
        };
        let mut tab = Tab::new(name, href).current(state == asked.state);
        if let Some(state) = state
            && let Some(count) = visit.total::<Project>(COUNT, Key::new().byte(state.code()))?
        {
            tab = tab.count(count.max(0) as u64);
        }
        tabs_drawn.push(tab);
    }
    let rows = page
        .rows
        .iter()
        .map(|project| {
            let second = format!("{}, {}", project.id, client_name(visit, project)?);
            Ok(Row::new()
                .id(format!("p-{}", project.id.raw()))
                .name_link(
                    &format!("/projects/{}", project.id),
                    project.title.as_str(),
                    second,
                )
                .cell(badge(project.state.tone(), project.state.label()))
                .cell(tag(project.category.tone(), project.category.label()))
                .cell(progress_bar(
                    u32::from(project.progress),
                    format!("{}%", project.progress),
                    &format!("{} progress", project.title),
                ))
                .number(format!("{} / {}", project.done, project.total))
                .cell(who_first(names.name(project.team_lead)))
                .cell(due_day(
                    Some(project.finish),
                    project.state.is_open(),
                    visit.today(),
                )))
        })
        .collect::<Result<Vec<_>>>()?;
    let body = html! {
        (Head::new("Projects"))
        (tabs("Show", tabs_drawn))
        div data-live-id="projects" {
            @if rows.is_empty() {
                (Empty::quiet("No projects here", "A project begins when a department manager approves a ticket: a playbook turns into its plan, and it appears here."))
            } @else {
                (Table::rows()
                    .columns([Column::new("Project"), Column::new("State"), Column::new("Service"), Column::new("Progress"), Column::number("Tasks"), Column::new("Lead"), Column::new("Finish")])
                    .body(rows))
            }
        }
        (pages_around(request, text::count(page.rows.len(), "project", "projects"), &page))
    };
    Ok(Page::new("Projects", body)
        .styles(&["list", "empty"])
        .live("projects"))
}
