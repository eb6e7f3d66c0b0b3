//! The list of projects, and one project's overview: how far it is, its plan, its health, its people.

mod forms;
mod list;
mod overview;
mod plan;
use maud::{Markup, html};

use super::{CLOSE, CREATE_TASK, DELIVER, EDIT, HOLD, Project, REOPEN, RESUME, Status};
use crate::{
    base::{Choice, Result, text},
    data::Visit,
    features::{clients::Client, people::Directory},
    ui::prelude::*,
    web::Page,
};

pub use forms::{edit, milestone};
pub use list::list;
pub use overview::{Overview, overview};

pub fn client_name(visit: &Visit, project: &Project) -> Result<String> {
    Ok(visit
        .follow::<Client>(project, project.client)?
        .map(|client| client.name)
        .unwrap_or_default())
}

/// What every page of a project has in common: head, tabs, crumbs, live topic.
pub fn framed(visit: &Visit, project: &Project, tab: &str, body: Markup) -> Result<Page> {
    let names = Directory::of(visit)?;
    let client = client_name(visit, project)?;
    let here = format!("/projects/{}", project.id);
    let at = |name: &str| {
        if name.is_empty() {
            here.clone()
        } else {
            format!("{here}/{name}")
        }
    };
    let today = visit.today();
    let head = Head::new(project.title.as_str())
        .mark(id(project.id.to_string()))
        .mark(html! { a href=(format!("/clients/{}", project.client)) { (firm(&client)) } })
        .mark(tag(project.category.tone(), project.category.label()))
        .mark(badge(project.state.tone(), project.state.label()))
        .fact(format!(
            "{} to {}",
            project.start.show(today),
            project.finish.show(today)
        ))
        .fact(match project.promised {
            Some(day) if day != project.finish => format!("promised {}", day.show(today)),
            _ => String::new(),
        })
        .mark(html! { span class="who" { "Lead: " (names.name(project.team_lead)) } })
        .actions(actions(visit, project));
    let body = html! {
        div data-live-id="project-head" {
        (head)
        (tabs("Project", [
            Tab::new("Overview", at("")).current(tab.is_empty()),
            Tab::new("Tasks", at("tasks")).current(tab == "tasks").count(u64::from(project.total)),
            Tab::new("Time", at("time")).current(tab == "time"),
            Tab::new("History", at("history")).current(tab == "history"),
        ]))
        }
        (body)
    };
    Ok(Page::new(project.title.as_str(), body)
        .under("Projects", "/projects")
        .live(format!("projects:{}", project.id.raw())))
}

fn actions(visit: &Visit, project: &Project) -> Markup {
    let to = |verb: &str| format!("/projects/{}/{verb}", project.id);
    let may = |action| visit.may(action, project);
    let open = project.must_be_open().is_ok();
    html! {
        @if may(&EDIT) { (Button::link("Edit", to("edit")).icon(Icon::Edit).key("e")) }
        @if project.state == Status::OnHold && may(&RESUME) {
            (post_button(&to("resume"), html! {}, Button::submit("Resume").primary().icon(Icon::Play)))
        }
        @if open && may(&HOLD) { (post_button(&to("hold"), html! {}, Button::submit("Put on hold").icon(Icon::Pause))) }
        @if open && may(&CREATE_TASK) {
            (Button::link("Add task", format!("/tasks/new?project={}", project.id)).icon(Icon::Plus).key("n"))
        }
        @if open && may(&DELIVER) {
            @if project.is_done() {
                (post_button(&to("deliver"), html! {}, Button::submit("Deliver to the client").primary().icon(Icon::Send)))
            } @else {
                (Button::plain("Deliver to the client").primary().disabled_because(match project.total {
                    0 => "There are no tasks yet".to_owned(),
                    total => format!("{} still open", text::count((total - project.done) as usize, "task is", "tasks are")),
                }))
            }
        }
        @if matches!(project.state, Status::Delivered | Status::ClosedPending) && may(&CLOSE) {
            (post_button(&to("close"), html! {}, Button::submit("Close").primary().icon(Icon::Check)))
        }
        @if matches!(project.state, Status::Delivered | Status::Closed) && may(&REOPEN) {
            (post_button(&to("reopen"), html! {}, Button::submit("Reopen for updates").icon(Icon::Undo)))
        }
    }
}
