//! For the client: which projects are theirs, and the page that shows one of them.
//! Nothing of the house's inner life is written here: no hours, cost, names of roles, risks or returns.

use maud::{Markup, html};

use super::{MILESTONES, Milestone, Project, Status, TASKS_OF_PROJECT, Task, project::BY_FINISH};
use crate::ui::{portal, prelude::*};
use crate::{
    base::{Day, Id, Result},
    data::{Key, Query, Visit},
    features::{
        clients::ATTEND,
        people::{Directory, User},
    },
    web::{Page, reply::Frame},
};

/// The client's projects: open ones first, the next to be finished first.
pub fn for_client(visit: &Visit) -> Result<Vec<Project>> {
    if visit.actor.client.is_none() || !visit.may_somewhere(&super::VIEW) {
        return Ok(Vec::new());
    }
    Ok(visit.list(Query::by(BY_FINISH).limit(100))?.rows)
}

/// Whom the client turns to: whoever keeps them, if clients are attended by them, else the project manager.
pub fn contact(visit: &Visit, project: &Project) -> Result<Id<User>> {
    let keeper = visit
        .follow(project, |project| project.client)?
        .map(|client| client.owner);
    let accounts = Directory::of(visit)?;
    Ok(keeper
        .filter(|keeper| accounts.is_on_duty(*keeper, &ATTEND))
        .unwrap_or(project.manager))
}

/// The milestones a client sees.
pub fn milestones(visit: &Visit, project: &Project) -> Result<Vec<Milestone>> {
    let mut all: Vec<Milestone> =
        visit.related(project, MILESTONES, Key::new().id(project.id), 100)?;
    all.retain(|milestone| milestone.client_visible && milestone.total > 0);
    Ok(all)
}

pub fn colonnade(milestones: &[Milestone], today: Day) -> Markup {
    let bays: Vec<Bay> = milestones
        .iter()
        .map(|m| {
            let word = m.title.split_whitespace().next().unwrap_or(&m.title);
            let caption = if m.is_done() {
                "done".to_owned()
            } else {
                format!("by {}", m.due.brief(today))
            };
            Bay::new(word, f64::from(m.weight.max(1)), f64::from(m.progress))
                .full(m.title.as_str())
                .now(m.started > 0 && !m.is_done())
                .caption(caption)
        })
        .collect();
    html! { @if !bays.is_empty() { (ProgressChart::new(bays).silent()) } }
}

/// "62% done. The next milestone, Build, is due on ..."
pub fn lede(project: &Project, milestones: &[Milestone], today: Day) -> String {
    match project.state {
        Status::Delivered | Status::Closed => "Everything is done and delivered.".into(),
        Status::Maintenance => "Everything is delivered, and we look after it.".into(),
        Status::OnHold => format!(
            "{}% done. We have paused the work; your contact tells you when it goes on.",
            project.progress
        ),
        Status::Cancelled | Status::Unknown => "The work on this project has ended.".into(),
        Status::Planned | Status::Active | Status::ClosedPending => {
            let next = milestones.iter().find(|m| !m.is_done());
            let date = |day: Day| {
                if day < today {
                    "very soon".to_owned()
                } else {
                    format!("by {}", day.show(today))
                }
            };
            let next = next
                .map(|m| format!(" Next: {}, {}.", m.title, date(m.due)))
                .unwrap_or_default();
            format!(
                "{}% done.{next} Everything is ready {}.",
                project.progress,
                date(project.promised())
            )
        }
    }
}

pub fn page(visit: &Visit, project: &Project) -> Result<Page> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let milestones = milestones(visit, project)?;
    let tasks: Vec<Task> =
        visit.related(project, TASKS_OF_PROJECT, Key::new().id(project.id), 1000)?;
    let parts = milestones.iter().map(|milestone| {
        let note = match milestone.is_done() {
            true => badge(Tone::Success, "Done"),
            false => html! { "by " (milestone.due.show(today)) },
        };
        let mut part = portal::PartStep::new(
            milestone.title.as_str(),
            u32::from(milestone.progress),
            note,
        );
        // What is done is told by its milestone; what lies far ahead isn't yet worth a list.
        if !milestone.is_done() && milestone.started > 0 {
            let steps = tasks
                .iter()
                .filter(|t| t.milestone == milestone.id && t.parent.is_none());
            for task in steps.filter(|t| t.client_visible && t.counts()) {
                let remark = (task.progress > 0 && task.progress < 100)
                    .then(|| format!("{}%", task.progress));
                part = part.item(
                    task.state.state_icon(),
                    task.title.as_str(),
                    remark.as_deref(),
                );
            }
        }
        part
    });
    let contact = contact(visit, project)?;
    let next = milestones.iter().find(|m| !m.is_done());
    let main = html! {
        (Section::new("What is being made", html! {
            @if milestones.is_empty() { p class="mute" { "The plan is being drawn up. Its steps appear here." } }
            @else { (portal::part_steps(parts)) }
        }).live("steps"))
    };
    let aside = html! {
        (Section::new("Dates", Facts::new()
            .fact("State", project.state.for_client())
            .fact("Start", project.start.long())
            .maybe("Next", next.map(|m| format!("{}, {}", m.title, m.due.show(today))))
            .strong("Finish", project.promised().long())).live("dates"))
        (Section::new("Questions", html! {
            @if !contact.is_none() {
                ul class="list" { (portal::contact(names.name(contact), "Your contact for everything")) }
            }
            div class="btns mt" { (Button::link("Ask a question", "/portal/requests").primary().icon(Icon::Chat)) }
        }).live("contact"))
    };
    let body = html! {
        (portal::back("Home", "/portal"))
        div data-live-id="portal-progress" {
            (portal::welcome(project.title.as_str(), lede(project, &milestones, today)))
            (colonnade(&milestones, today))
        }
        (portal::grid(main, aside))
    };
    Ok(Page::new(project.title.as_str(), body)
        .frame(Frame::Portal)
        .styles(&["portal", "arcade", "extra", "list"])
        .live(format!("projects:{}", project.id.raw())))
}
