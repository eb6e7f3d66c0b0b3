//! The list of projects, and one project's overview: how far it is, its plan, its health, its people.

mod forms;
mod list;
mod overview;
mod plan;
mod whole;
use maud::{Markup, html};

use super::{
    Project, Status,
    actions::{
        CANCEL, CHANGE_SCOPE, CLOSE, CREATE_TASK, DELIVER, EDIT, HOLD, MAINTAIN, REOPEN, RESTORE,
        RESUME, VIEW_INVOICES, VIEW_REPORTS,
    },
    sub,
};
use crate::{
    access::Placement,
    base::{Choice, Result},
    data::Visit,
    features::{approvals, people::Directory, records::Editing},
    ui::prelude::*,
    web::{Page, form::Refused, link},
};

pub use forms::{change_scope, edit, milestone};
pub use list::list;
pub use overview::overview;
pub use whole::Overview;

pub fn client_name(visit: &Visit, project: &Project) -> Result<String> {
    Ok(visit
        .follow(project, |project| project.client)?
        .map(|client| client.name)
        .unwrap_or_default())
}

/// What every page of a project has in common: head, tabs, crumbs, live topic.
pub fn framed(
    visit: &Visit,
    project: &Project,
    tab: &str,
    body: Markup,
    refused: &Refused,
) -> Result<Page> {
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
        .mark(link(visit, project.client.as_ref(), firm(&client)))
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
        .fact(match project.updates_until {
            Some(until) if project.state == Status::ClosedPending => {
                let day = until.plus(-1).day(&visit.tz).show(today);
                match project.updates_over {
                    true => format!("its time for updates ended on {day}"),
                    false => format!("takes updates until {day}"),
                }
            }
            _ => String::new(),
        })
        .mark(html! { span class="who" { "Lead: " (names.name(project.team_lead)) } })
        .mark(Editing::of_fields(visit, project, &["title"]).pen("title"))
        .actions(actions(visit, project));
    let mut tabs_shown = vec![
        Tab::new("Overview", at("")).current(tab.is_empty()),
        Tab::new("Tasks", at("tasks"))
            .current(tab == "tasks")
            .count(u64::from(project.total)),
        Tab::new("Timeline", at("timeline")).current(tab == "timeline"),
        Tab::new("Time", at("time")).current(tab == "time"),
        Tab::new("Room", format!("/chat/{}", project.id)),
        Tab::new("Client", at("client")).current(tab == "client"),
        Tab::new("History", at("history")).current(tab == "history"),
    ];
    if project.parts > 0 {
        let parts = Tab::new("Sub-projects", at("sub-projects"))
            .current(tab == "sub-projects")
            .count(u64::from(project.parts));
        tabs_shown.insert(2, parts);
    }
    if visit
        .actor
        .places(&VIEW_INVOICES)
        .contains(&Placement::Global)
    {
        let billing = Tab::new("Billing", at("billing")).current(tab == "billing");
        tabs_shown.insert(tabs_shown.len() - 2, billing);
    }
    if visit.may(&VIEW_REPORTS, project) {
        let reports = Tab::new("Reports", at("reports")).current(tab == "reports");
        tabs_shown.insert(tabs_shown.len() - 2, reports);
    }
    let body = html! {
        div data-live-id="project-head" {
        (head)
        (tabs("Project", tabs_shown))
        }
        div data-live-id="waiting" { (approvals::banner(visit, &approvals::waiting_about(visit, project)?)) }
        (refused.banner(&[]))
        (body)
        (dialogs(visit, project, refused))
    };
    let mut page = Page::new(project.title.as_str(), body).under("Projects", "/projects");
    for above in sub::above(visit, project)?.iter().rev() {
        page = page
            .under(above.title.as_str(), format!("/projects/{}", above.id))
            .live(format!("projects:{}", above.id.raw()));
    }
    let page = page
        .styles(&["extra"])
        .live(format!("projects:{}", project.id.raw()))
        .status(refused.status());
    Ok(if refused.anything() {
        page.at(here)
    } else {
        page
    })
}

fn actions(visit: &Visit, project: &Project) -> Markup {
    let to = |verb: &str| format!("/projects/{}/{verb}", project.id);
    let may = |action| visit.may(action, project);
    let open = project.must_be_open().is_ok();
    html! {
        @if may(&EDIT) && project.must_not_be_closed().is_ok() { (Button::link("Edit", to("edit")).icon(Icon::Edit).key("e")) }
        @if project.must_not_be_closed().is_ok() && may(&CHANGE_SCOPE) {
            (Button::link("Change scope", to("change-scope")).icon(Icon::Approve))
        }
        @if project.state == Status::OnHold && may(&RESUME) {
            (post_button(&to("resume"), html! {}, Button::submit("Resume").primary().icon(Icon::Play)))
        }
        @if open && may(&HOLD) { (Button::plain("Put on hold").icon(Icon::Pause).opens("hold")) }
        @if open && may(&CREATE_TASK) {
            (Button::link("Add task", format!("/tasks/new?project={}", project.id)).icon(Icon::Plus).key("n"))
        }
        @if project.is_to_be_delivered() && may(&DELIVER) {
            @if project.is_done() {
                (Button::plain("Deliver to the client").primary().icon(Icon::Send).opens("deliver"))
            } @else {
                (Button::plain("Deliver to the client").primary().disabled_because(match project.total {
                    0 => "There are no tasks yet".to_owned(),
                    _ => project.still_open().unwrap_or_default(),
                }))
            }
        }
        @if project.state == Status::Delivered && may(&MAINTAIN) {
            (Button::plain("Maintain").icon(Icon::Refresh).opens("maintain"))
        }
        @if project.is_to_be_closed() && may(&CLOSE) {
            @match project.keeps_open() {
                None => (Button::plain("Close").primary().icon(Icon::Check).opens("close")),
                Some(open) => (Button::plain("Close").primary().disabled_because(open)),
            }
        }
        @if project.can_be_cancelled() && project.open_parts().is_none() && may(&CANCEL) { (Button::plain("Cancel").quiet().icon(Icon::X).opens("cancel")) }
        @if project.state == Status::Cancelled && may(&RESTORE) { (Button::plain("Take up again").primary().icon(Icon::Undo).opens("restore")) }
        @if project.takes_updates() && may(&REOPEN) {
            (Button::plain(match project.state {
                Status::ClosedPending => "Another update",
                _ => "Reopen for updates",
            }).icon(Icon::Undo).opens("reopen"))
        }
    }
}

/// What becomes of what is open when it is cancelled.
fn cancelled(project: &Project) -> String {
    let open = project.total.saturating_sub(project.done) as usize;
    let tasks = match open {
        0 => "No task of it is open.".to_owned(),
        1 => "The task that is still open is cancelled with it, with its subtasks.".to_owned(),
        open => format!(
            "The {open} tasks that are still open are cancelled with it, with their subtasks."
        ),
    };
    format!(
        "{tasks} Timers that run on it are stopped, and their time is booked. Questions about it that wait for a yes are closed. Its people are told. It can be taken up again, with these tasks."
    )
}

/// What is asked before a deed that others will want to understand; the remark stands in the history and goes to
/// whom the deed tells.
fn dialogs(visit: &Visit, project: &Project, refused: &Refused) -> Markup {
    let state = project.state;
    let ask = |verb: &str, title: &str, told: &str, label: &str, act: Button| {
        let form = refused.form(verb);
        let reason = form
            .area("reason", label)
            .id(format!("{verb}-reason"))
            .rows(3);
        let body = html! {
            p { (told) }
            @if verb == "reopen" {
                (reason.required().hint("One update a line; each becomes a task."))
                (form.date("until", "Until").id("reopen-until").optional().hint("It closes by itself after this day. Ten working days where it is left open."))
            } @else if verb == "cancel" { (reason.required()) } @else { (reason.optional()) }
        };
        Dialog::new(verb, title)
            .posts(format!("/projects/{}/{verb}", project.id), html! {})
            .body(body)
            .end(act.primary().form(format!("{verb}-f")))
    };
    let open = project.must_be_open().is_ok();
    html! {
        @if open && visit.may(&HOLD, project) {
            (ask("hold", "Put on hold", "Nobody can start tasks or log time on it until it is resumed. Its people are told.",
                "Why, and until when", Button::submit("Put on hold").icon(Icon::Pause)))
        }
        @if project.is_to_be_delivered() && project.is_done() && visit.may(&DELIVER, project) {
            (ask("deliver", "Deliver to the client", "The client sees it as delivered in the portal and is told at once. This can't be undone, only reopened.",
                "Note for the history", Button::submit("Deliver to the client").icon(Icon::Send)))
        }
        @if state == Status::Delivered && visit.may(&MAINTAIN, project) {
            (ask("maintain", "Take into maintenance", "It stays delivered, and takes tasks and time for its care until it is closed. Its people are told.",
                "Remark", Button::submit("Maintain").icon(Icon::Refresh)))
        }
        @if project.is_to_be_closed() && project.keeps_open().is_none() && visit.may(&CLOSE, project) {
            (ask("close", "Close the project", "Nothing more is done on it. It can be reopened for updates.",
                "Remark", Button::submit("Close").icon(Icon::Check)))
        }
        @if project.can_be_cancelled() && project.open_parts().is_none() && visit.may(&CANCEL, project) {
            (ask("cancel", "Cancel the project", &cancelled(project), "Why it is cancelled", Button::submit("Cancel the project").icon(Icon::X)))
        }
        @if state == Status::Cancelled && visit.may(&RESTORE, project) {
            (ask("restore", "Take the project up again", "It is again what it was before, and so are the tasks that were cancelled with it. Their people are told.",
                "Remark", Button::submit("Take up again").icon(Icon::Undo)))
        }
        @if project.takes_updates() && visit.may(&REOPEN, project) {
            (ask("reopen", "Reopen for updates", "It takes these updates and no other work. A closed project waits for a yes first. Its people are told.",
                "What has to be updated", Button::submit("Reopen for updates").icon(Icon::Undo)))
        }
    }
}
