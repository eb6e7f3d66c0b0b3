//! For the client: which projects are theirs, and the page that shows one of them.
//! Nothing of the house's inner life is written here: no hours, cost, names of roles, risks or returns.

use maud::{Markup, html};

use super::{
    Answer, AnswerForm, MILESTONES, Milestone, Project, Said, Status, TASKS_OF_PROJECT, Task,
    actions::ANSWER_MILESTONE, entry, project::BY_FINISH,
};
use crate::ui::{
    portal,
    prelude::*,
    radios::Radios,
    timeline::{Bar, Line, Timeline},
};
use crate::{
    base::{
        Choice, Day, Id, Result,
        language::{self, say},
        time,
    },
    data::{Key, Query, Record, Visit},
    features::{
        clients::ATTEND,
        documents::{self, BY_ABOUT, Current, Document, about_key},
        people::{Directory, User},
    },
    said,
    web::{Filled, Page, reply::Frame},
};

/// Days that a timeline is drawn over at most; a longer one is told in words.
const DRAWN: i32 = 366;

/// The client's projects: open ones first, the next to be finished first.
pub fn for_client(visit: &Visit) -> Result<Vec<Project>> {
    if visit.actor.client.is_none() || !visit.may_somewhere(&super::actions::VIEW) {
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

/// The milestones a client sees: those with work in them, and those that they are asked about.
pub fn milestones(visit: &Visit, project: &Project) -> Result<Vec<Milestone>> {
    let mut all: Vec<Milestone> =
        visit.related(project, MILESTONES, Key::new().id(project.id), 100)?;
    all.retain(|milestone| {
        milestone.client_visible && (milestone.total > 0 || milestone.asked.is_some())
    });
    Ok(all)
}

/// Milestones of projects that go on, which this person of the client is asked about.
pub fn to_approve(visit: &Visit) -> Result<Vec<(Project, Milestone)>> {
    let mut asked = Vec::new();
    for project in for_client(visit)? {
        if !project.takes_answers() {
            continue;
        }
        let waiting = milestones(visit, &project)?.into_iter();
        let waiting = waiting.filter(|held| answers(visit, held));
        asked.extend(waiting.map(|held| (project.clone(), held)));
    }
    Ok(asked)
}

fn answers(visit: &Visit, milestone: &Milestone) -> bool {
    milestone.waits_for_client() && visit.may(&ANSWER_MILESTONE, milestone)
}

fn colonnade(project: &Project, milestones: &[Milestone], today: Day) -> Markup {
    let bays: Vec<Bay> = milestones
        .iter()
        .map(|m| {
            let word = m.title.split_whitespace().next().unwrap_or(&m.title);
            let caption = match (m.is_done(), project.shows.timeline) {
                (true, _) => say("project-caption-done").to_owned(),
                (false, true) => said!("project-by", day = m.due.brief(today)),
                (false, false) => String::new(),
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
        Status::Delivered | Status::Closed => say("project-all-delivered").into(),
        Status::Maintenance => say("project-in-our-care").into(),
        Status::OnHold => said!("project-paused", percent = project.told_progress()),
        Status::Cancelled | Status::Unknown => say("project-ended").into(),
        Status::Planned | Status::Active | Status::ClosedPending => {
            let next = milestones.iter().find(|m| !m.is_done());
            let mut told = said!("project-percent-done", percent = project.told_progress());
            if let Some(m) = next {
                let title = m.title.as_str();
                told.push(' ');
                told.push_str(&match project.shows.timeline {
                    true if m.due < today => said!("project-next-soon", milestone = title),
                    true => said!(
                        "project-next-by",
                        milestone = title,
                        day = m.due.within(today)
                    ),
                    false => said!("project-next-is", milestone = title),
                });
            }
            let ready = match project.promised() {
                day if day < today => say("project-ready-soon").to_owned(),
                day => said!("project-ready-by", day = day.within(today)),
            };
            format!("{told} {ready}")
        }
    }
}

/// One milestone that was asked about, with what was typed when it was refused.
pub type RefusedAnswer = (Id<Milestone>, Filled<AnswerForm>);

pub fn page(visit: &Visit, project: &Project, refused: Option<&RefusedAnswer>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let milestones = milestones(visit, project)?;
    let waiting: Vec<&Milestone> = milestones
        .iter()
        .filter(|held| answers(visit, held) && project.takes_answers())
        .collect();
    // Refused because it isn't asked any more (a colleague was faster): there is no form left to say it above.
    let late = refused.filter(|(of, _)| !waiting.iter().any(|held| held.id == *of));
    let main = html! {
        @if let Some((_, filled)) = late { (filled.banner()) }
        @if !waiting.is_empty() {
            (Section::new(say("project-waits-for-your-yes"), html! {
                div class="stack l" { @for milestone in &waiting { (approval(visit, milestone, refused)) } }
            }).live("asked"))
        }
        (Section::new(say("project-what-is-being-made"), html! {
            @if milestones.is_empty() { p class="mute" { (say("project-the-plan-is-being-drawn-up")) } }
            @else { (steps(visit, project, &milestones)?) }
        }).live("steps"))
        @if project.shows.timeline && milestones.len() > 1 { (drawn(project, &milestones, today)) }
        @if project.shows.files { (files(visit, project)?) }
    };
    let body = html! {
        (portal::back(say("project-home"), "/portal"))
        div data-live-id="portal-progress" {
            (portal::welcome(project.title.as_str(), lede(project, &milestones, today)))
            @if !project.told_words().is_empty() {
                div class="mt" { p { (broken(project.told_words())) } (said_by(visit, project, &names)) }
            }
            (colonnade(project, &milestones, today))
        }
        (portal::grid(main, aside(visit, project, &milestones, &names)?))
    };
    let page = Page::new(project.title.as_str(), body)
        .frame(Frame::Portal)
        .styles(&[
            "portal", "arcade", "extra", "list", "timeline", "thread", "form",
        ])
        .live("documents")
        .live(format!("projects:{}", project.id.raw()));
    Ok(match refused {
        Some((_, filled)) => page
            .status(filled.status())
            .at(format!("/portal/projects/{}", project.id)),
        None => page,
    })
}

fn said_by(visit: &Visit, project: &Project, names: &Directory) -> Markup {
    html! { @if let Some(held) = &project.published {
        p class="dim t12" { (names.name(held.by)) ", " (held.at.show(visit.at, &visit.tz)) }
    } }
}

fn steps(visit: &Visit, project: &Project, milestones: &[Milestone]) -> Result<Markup> {
    let today = visit.today();
    let tasks: Vec<Task> = match project.shows.tasks {
        true => visit.related(project, TASKS_OF_PROJECT, Key::new().id(project.id), 1000)?,
        false => Vec::new(),
    };
    Ok(portal::part_steps(milestones.iter().map(|milestone| {
        let answer = milestone.asked.as_ref().map(|asked| asked.answer);
        let note = match (milestone.is_done(), answer) {
            (_, Some(answer)) => badge(answer.tone(), answer.for_client()),
            (true, None) => badge(Tone::Success, say("project-done")),
            (false, None) if project.shows.timeline => {
                html! { (said!("project-by", day = milestone.due.within(today))) }
            }
            (false, None) => html! {},
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
    })))
}

/// The question, what to look at, and the two answers.
fn approval(visit: &Visit, milestone: &Milestone, refused: Option<&RefusedAnswer>) -> Markup {
    let typed = refused
        .filter(|(of, _)| *of == milestone.id)
        .map(|(_, filled)| filled);
    let note = milestone.asked.as_ref().map(|asked| asked.note.as_str());
    let at = milestone.asked.as_ref().map(|asked| asked.at);
    let words = Textarea::new("words", say("project-in-your-words"))
        .id(format!("words-{}", milestone.id))
        .hint(say("project-if-something-should-be-different-say"))
        .value(
            typed
                .and_then(|held| held.value("words"))
                .unwrap_or_default(),
        )
        .error(typed.and_then(|held| held.problems.of("words")))
        .rows(3);
    let choice = Radios::new("answer", say("project-your-answer"))
        .id(format!("answer-{}", milestone.id))
        .option(Said::Approved.key(), Said::Approved.label())
        .option(Said::Changes.key(), Said::Changes.label())
        .value(
            typed
                .and_then(|held| held.value("answer"))
                .unwrap_or_default(),
        )
        .error(typed.and_then(|held| held.problems.of("answer")));
    html! {
        form class="stack" method="post" action=(format!("/portal/milestones/{}/answer", milestone.id)) data-once {
            h3 { (milestone.title) }
            @if let Some(filled) = typed { (filled.banner()) }
            @if let Some(note) = note.filter(|note| !note.is_empty()) { p { (broken(note)) } }
            @if let Some(at) = at { p class="dim t12" { (said!("project-asked", at = at.show(visit.at, &visit.tz))) } }
            (choice)
            (words)
            (buttons(Button::submit(say("project-send-your-answer")).primary()))
        }
    }
}

/// From when to when each milestone goes.
fn drawn(project: &Project, milestones: &[Milestone], today: Day) -> Markup {
    let first = milestones
        .iter()
        .map(|held| held.start.min(held.due))
        .min()
        .unwrap_or(project.start);
    let last = milestones.iter().map(|held| held.due).max();
    let last = last.unwrap_or(first).max(project.promised());
    let days = last - first + 1;
    if days > DRAWN {
        return html! {};
    }
    let here = format!("/portal/projects/{}", project.id);
    let lines = milestones.iter().map(|held| Line {
        depth: 0,
        mark: icon_small(Icon::Milestone),
        name: held.title.clone(),
        href: here.clone(),
        who: html! {},
        when: said!(
            "project-from-to",
            from = held.start.show(today),
            until = held.due.show(today)
        ),
        bar: Some(Bar {
            from: held.start.min(held.due) - first,
            until: held.due - first,
            percent: u32::from(held.progress),
            done: held.is_done(),
            late: !held.is_done() && held.due < today,
            ..Bar::default()
        }),
        moves: None,
    });
    let timeline = Timeline {
        lines: lines.collect(),
        links: Vec::new(),
        days,
        free: Vec::new(),
        marks: (0..days)
            .filter(|day| (first + *day).weekday() == 0 && (days <= 140 || day % 4 == 0))
            .map(|day| (day, (first + day).brief(today)))
            .collect(),
        today: (0..days).contains(&(today - first)).then(|| today - first),
        promised: Some((
            project.promised() - first,
            said!("project-ready", day = project.promised().brief(today)),
        ))
        .filter(|(day, _)| (0..days).contains(day)),
        preview: None,
    };
    html! { (Section::new(say("project-timeline"), timeline).live("timeline")) }
}

/// Documents of the project that are theirs to see.
fn files(visit: &Visit, project: &Project) -> Result<Markup> {
    let found: Vec<Document> =
        visit.related(project, BY_ABOUT, about_key(project.as_ref()), 100)?;
    let theirs = found
        .into_iter()
        .filter(|held| !held.archived && held.client_sees())
        .collect();
    let files = Current::all(visit, theirs)?;
    Ok(html! {
        @if !files.is_empty() {
            (Section::new(say("project-files"), html! {
                div class="stack s" { @for held in &files {
                    (file(&documents::portal_link(held), &documents::kind_of(&held.newest), held.name.as_str(),
                        html! { (held.newest.at.show(visit.at, &visit.tz)) ", " (documents::size(held.newest.file.size)) }))
                } }
            }).live("files"))
        }
    })
}

fn aside(
    visit: &Visit,
    project: &Project,
    milestones: &[Milestone],
    names: &Directory,
) -> Result<Markup> {
    let today = visit.today();
    let contact = contact(visit, project)?;
    let next = milestones
        .iter()
        .find(|m| !m.is_done())
        .map(|m| match project.shows.timeline {
            true => format!("{}, {}", m.title, m.due.show(today)),
            false => m.title.clone(),
        });
    let hours = match project.shows.hours {
        true => {
            let logged = time::hours(entry::on_project(visit, project.id)?);
            Some(match project.budget_minutes {
                0 => said!("project-hours-logged", hours = language::number(&logged)),
                budget => said!(
                    "project-hours-of",
                    hours = language::number(&logged),
                    budget = language::number(&time::hours(i64::from(budget)))
                ),
            })
        }
        false => None,
    };
    let approved = milestones
        .iter()
        .filter_map(|held| held.asked.as_ref())
        .filter(|asked| asked.answer == Answer::Approved)
        .count();
    Ok(html! {
        (Section::new(say("project-dates"), Facts::new()
            .fact(say("project-state"), project.state.for_client())
            .fact(say("project-start"), project.start.long())
            .maybe(say("project-next"), next)
            .maybe(say("project-hours"), hours)
            .maybe(say("project-approved-by-you"), (approved > 0).then_some(approved))
            .strong(say("project-finish"), project.promised().long())).live("dates"))
        (Section::new(say("project-questions"), html! {
            @if !contact.is_none() {
                ul class="list" { (portal::contact(names.name(contact), say("project-your-contact-for-everything"))) }
            }
            div class="btns mt" { (Button::link(say("project-ask-a-question"), "/portal/requests").primary().icon(Icon::Chat)) }
        }).live("contact"))
    })
}
