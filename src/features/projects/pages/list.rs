//! Projects in rows, by how they stand.

use maud::{Markup, html};

use super::super::{COUNT, Project, Status, parts::due_day, query::ProjectQuery};
use super::client_name;
use crate::{
    base::{Choice, Result, text},
    data::{Key, Visit},
    features::{
        clients,
        people::{Directory, Whom},
        settings::Category,
    },
    ui::prelude::*,
    web::{Page, Request, find_here, pages_around},
};

const VIEWS: [(&str, &str, Option<Status>); 6] = [
    ("", "Open", None),
    ("planned", "Planned", Some(Status::Planned)),
    ("active", "Active", Some(Status::Active)),
    ("on_hold", "On hold", Some(Status::OnHold)),
    ("delivered", "Delivered", Some(Status::Delivered)),
    ("closed", "Closed", Some(Status::Closed)),
];

/// How many there are of a state; of all that are open without one.
fn counted(visit: &Visit, state: Option<Status>) -> Result<Option<u64>> {
    let open = Status::ALL.iter().copied().filter(|state| state.is_open());
    let states: Vec<Status> = match state {
        Some(state) => vec![state],
        None => open.collect(),
    };
    let mut sum = 0;
    for state in states {
        match visit.total::<Project>(COUNT, Key::new().byte(state.code()))? {
            Some(count) => sum += u64::try_from(count).unwrap_or(0),
            None => return Ok(None),
        }
    }
    Ok(Some(sum))
}

fn chips(
    visit: &Visit,
    request: &Request,
    asked: &ProjectQuery,
    names: &Directory,
) -> Result<Markup> {
    Ok(html! {
        @match asked.team_lead {
            None => (chip_link("Mine", &request.with_query("team_lead", Some("me")))),
            Some(Whom::Me) => (chip_set(&request.with_query("team_lead", None), "Lead", "me")),
            Some(Whom::Of(id)) => (chip_set(&request.with_query("team_lead", None), "Lead", names.name(id))),
        }
        @match asked.category {
            Some(c) => (chip_set(&request.with_query("category", None), "Service", c.label())),
            None => {
                (chip_menu("Service", "service-menu"))
                (menu("service-menu", Category::ALL.iter().map(|c| Item::plain(c.label(), request.with_query("category", Some(c.key()))))))
            },
        }
        @if let Some(client) = asked.client { (clients::chip(visit, request, client)?) }
        @if asked.is_filtered() { (chips_clear(&request.path)) }
    })
}

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked = ProjectQuery {
        open: true,
        ..request.filters()
    };
    let page = visit.list(asked.query(visit).page(request.page(50)))?;
    let names = Directory::of(visit)?;
    let mut tabs_drawn = Vec::new();
    for (key, name, state) in VIEWS {
        let href = if key.is_empty() {
            "/projects".to_owned()
        } else {
            format!("/projects?state={key}")
        };
        let mut tab = Tab::new(name, href).current(state == asked.state);
        if let Some(count) = counted(visit, state)? {
            tab = tab.count(count);
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
        div data-live-id="project-tabs" { (answering("views", tabs("Show", tabs_drawn))) }
        (bar(html! {
            (find_here(request, "Find by title"))
            (answering("chips", chips(visit, request, &asked, &names)?))
        }, html! {}))
        (answering("list", html! {
        div data-live-id="projects" {
            @if rows.is_empty() && asked.is_filtered() {
                (Empty::no_match("No project fits", "Take a filter away, or look for another word.").actions(Button::link("Clear the filters", "/projects")))
            } @else if rows.is_empty() {
                (Empty::quiet("No projects here", "A project begins when a department manager approves a ticket: a playbook turns into its plan, and it appears here."))
            } @else {
                (Table::rows()
                    .columns([Column::new("Project"), Column::new("State"), Column::new("Service"), Column::new("Progress"), Column::number("Tasks"), Column::new("Lead"), Column::new("Finish")])
                    .body(rows))
            }
        }
        (pages_around(request, text::count(page.rows.len(), "project", "projects"), &page))
        }))
    };
    Ok(Page::new("Projects", body)
        .styles(&["list", "empty"])
        .live("projects"))
}
