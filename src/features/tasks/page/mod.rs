//! One task, as a page and as the panel over a list: what it is, what one can do with it now (`deeds`), its facts
//! (`facts`), its subtasks (`parts`), checklist, time and talk (`work`).

mod deeds;
mod facts;
mod parts;
mod work;

use std::sync::Arc;

use maud::{Markup, html};

use super::{SUBTASKS, Task, requested, waits};
use crate::{
    access::Action,
    base::{Error, Result},
    data::{Key, Visit},
    features::{
        history,
        people::Directory,
        projects::{
            Project, on_task,
            parts::{inline_button, state, task_link},
        },
        records::Editing,
    },
    ui::prelude::*,
    web::{Page, Request, form::Refused},
};

struct Shown<'a> {
    visit: &'a Visit,
    task: &'a Task,
    project: &'a Project,
    names: Arc<Directory>,
    subtasks: Vec<Task>,
    /// What has to be completed before it or the task it is part of, and isn't.
    waits_for: Vec<String>,
    /// Whether this person's yes counts, of a subtask that was asked for.
    approves: bool,
    /// The project takes work now.
    open: bool,
    /// Minutes booked on it with its subtasks.
    logged: i64,
    /// What of it this person changes where it stands.
    edits: Editing,
    refused: Refused,
}

pub fn page(visit: &Visit, task: &Task, request: &Request, refused: Refused) -> Result<Page> {
    let project = visit
        .follow(task, |task| task.project)?
        .ok_or(Error::NotFound)?;
    let parent = visit.follow(task, |task| task.parent.unwrap_or_default())?;
    let waits_for = waits::told(visit, task)?;
    let shown = Shown {
        visit,
        waits_for,
        approves: task.requested && requested::may_approve(visit, task)?,
        task,
        project: &project,
        names: Directory::of(visit)?,
        subtasks: visit.related(task, SUBTASKS, Key::new().id(task.id), 200)?,
        open: project.must_be_open().is_ok(),
        edits: Editing::of(visit, task),
        logged: on_task(visit, task.id)?,
        refused,
    };
    let milestone = visit
        .follow(task, |task| task.milestone)?
        .map(|m| m.title)
        .unwrap_or_default();
    let told = history::of(visit, task, request)?;
    let main = shown.main(told, request)?;
    let actions = shown.actions();
    let topics = format!("tasks:{} projects:{}", task.id.raw(), project.id.raw());
    let part_of = parent.as_ref().map(|parent| {
        html! { span { "part of " (task_link(visit, parent, "link", parent.title.as_str())) } }
    });
    let panel_head = html! {
        (task.state_icon()) (id(task.id.to_string()))
        span class="dim t12" { (milestone) ", " (project.id) @if let Some(part_of) = &part_of { ", " (part_of) } }
    };
    let panel_body = html! {
        div data-live-id="panel-head" { (Head::new(task.title.as_str()).id("panel-h").actions(actions.clone())) }
        div class="stack l" {
            div class="stack" data-live-id="task-facts" { (shown.banners()) (shown.facts()?) }
            (main)
            (shown.time()?)
        }
    };
    let here = format!("/tasks/{}", task.id);
    let panel = panel(
        &topics,
        visit.reached().seq,
        &here,
        panel_head,
        panel_body,
        html! {},
    );
    let mut head = Head::new(task.title.as_str())
        .mark(id(task.id.to_string()))
        .mark(state(task))
        .fact(milestone.as_str())
        .mark(shown.edits.pen("title"));
    if let Some(part_of) = part_of {
        head = head.mark(part_of);
    }
    let body = html! {
        div data-live-id="task-head" { (head.actions(actions)) (shown.banners()) }
        (record(html! {
            div class="stack l" {
                div class="stack" data-live-id="task-facts" { (shown.facts()?) }
                (main)
            }
        }, html! {
            (shown.time()?)
            (crate::features::shares::section(visit, task)?)
        }))
    };
    let status = shown.refused.status();
    let mut page = Page::new(task.title.as_str(), body).under("Projects", "/projects");
    if visit.sees_ref(project.id.as_ref())? {
        page = page.under(project.title.as_str(), format!("/projects/{}", project.id));
    }
    let page = page
        .styles(&["record", "thread", "extra", "list", "plan", "arcade"])
        .live(format!("tasks:{}", task.id.raw()))
        .live(format!("projects:{}", project.id.raw()))
        .panel(panel)
        .status(status);
    Ok(if status == 200 { page } else { page.at(here) })
}

impl Shown<'_> {
    fn may(&self, action: &Action) -> bool {
        self.visit.may(action, self.task)
    }

    fn to(&self, verb: &str) -> String {
        format!("/tasks/{}/{verb}", self.task.id)
    }

    fn button(&self, verb: &str, button: Button) -> Markup {
        inline_button(&self.to(verb), hidden("version", self.task.version), button)
    }

    /// It is the visitor's to work on.
    fn in_hand(&self) -> bool {
        self.visit
            .has_in_hand(&super::actions::START, self.task)
            .unwrap_or(false)
    }

    fn main(&self, told: Markup, request: &Request) -> Result<Markup> {
        let task = self.task;
        Ok(html! {
            div data-live-id="task-detail" { (self.edits.beside("detail", html! { @if !task.detail.is_empty() { p class="pre grow" { (task.detail) } } })) }
            @if task.parent.is_none() { (self.parts()?) }
            (self.checklist())
            (self.talk(request)?)
            (Section::new("History", told).live("task-history"))
        })
    }
}
