//! The tab of a project that says what its client sees, reads and is asked.

use maud::{Markup, html};

use super::{
    super::{
        MILESTONES, Milestone, Project,
        actions::{ASK_CLIENT, PUBLISH_PROGRESS, SHOW_CLIENT},
        pages::framed,
    },
    says::{Answer, Asked},
};
use crate::{
    base::{Choice, Result},
    data::{Key, Visit},
    features::people::Directory,
    ui::prelude::*,
    web::{Page, form::Refused},
};

/// # Errors
/// When the store can't be read.
pub(in crate::features::projects) fn page(
    visit: &Visit,
    project: &Project,
    refused: &Refused,
) -> Result<Page> {
    let milestones: Vec<Milestone> =
        visit.related(project, MILESTONES, Key::new().id(project.id), 100)?;
    let names = Directory::of(visit)?;
    let open = project.must_be_open().is_ok();
    let main = html! {
        (Section::new("Progress that the client reads", progress(visit, project, &names, refused)).live("published"))
        (Section::new("Milestones that the client approves", html! {
            @if milestones.is_empty() {
                (Empty::quiet("No milestones yet", "Add a milestone on the overview; then ask the client for their yes here.").plain())
            } @else {
                ul class="list" { @for milestone in &milestones { (approves(visit, milestone, &names, open)) } }
            }
        }).live("asked"))
    };
    let aside =
        html! { (Section::new("The client sees", shows(visit, project, refused)).live("shows")) };
    let asks = milestones.iter().filter(|held| may_ask(visit, held, open));
    let body = html! {
        (record(main, aside))
        @for milestone in asks { (ask_dialog(milestone)) }
    };
    Ok(framed(visit, project, "client", body, refused)?
        .styles(&["list", "record", "empty", "thread"]))
}

fn shows(visit: &Visit, project: &Project, refused: &Refused) -> Markup {
    let held = project.shows;
    let all = [
        (
            "tasks",
            "Tasks",
            "Steps of the milestone that is worked on, as far as each is for the client",
            held.tasks,
        ),
        (
            "hours",
            "Hours",
            "Time that was logged, of how much",
            held.hours,
        ),
        (
            "files",
            "Files",
            "Documents of the project that are shared with them; what they sent stays theirs",
            held.files,
        ),
        (
            "timeline",
            "Timeline",
            "From when to when each milestone goes; the finish they always read",
            held.timeline,
        ),
    ];
    if !visit.may(&SHOW_CLIENT, project) || project.must_not_be_closed().is_err() {
        let each = all.into_iter();
        let facts = each.fold(Facts::new(), |facts, (_, label, _, on)| {
            facts.fact(label, if on { "Yes" } else { "No" })
        });
        return html! { (facts) };
    }
    let form = refused.form("shows");
    let on = |name: &str, held: bool| match refused.is("shows") {
        true => form.value(name).is_some(),
        false => held,
    };
    html! {
        form class="stack" method="post" action=(format!("/projects/{}/shows", project.id)) data-once {
            (form.version(project.version))
            @for (name, label, hint, held) in all { (Tick::new(name, label).hint(hint).checked(on(name, held))) }
            p class="dim t12" { "Name, state, progress and finish are always shown." }
            (buttons(Button::submit("Save what they see").primary()))
        }
    }
}

fn progress(visit: &Visit, project: &Project, names: &Directory, refused: &Refused) -> Markup {
    let form = refused.form("publish-progress");
    let at = project.told_progress();
    let publishes = visit.may(&PUBLISH_PROGRESS, project) && project.must_be_open().is_ok();
    let (percent, words) = match (refused.is("publish-progress"), &project.published) {
        (true, _) => (
            form.value("progress").unwrap_or_default().to_owned(),
            form.value("words").unwrap_or_default().to_owned(),
        ),
        (false, Some(held)) => (held.progress.to_string(), held.words.clone()),
        (false, None) => (project.progress.to_string(), String::new()),
    };
    html! {
        (progress_bar(u32::from(at), format!("{at}%"), "Progress that the client reads"))
        @match &project.published {
            Some(held) => p class="dim t12" {
                "Published by " (names.name(held.by)) " " (held.at.show(visit.at, &visit.tz)) ". From the tasks follows " (project.progress) "%."
            },
            None => p class="dim t12" { "Follows from the tasks, until somebody publishes another number." },
        }
        @if publishes {
            form class="stack mt" method="post" action=(format!("/projects/{}/publish-progress", project.id)) data-once {
                (form.version(project.version))
                (form.number("progress", "Percent").value(percent).hint("Empty goes back to what follows from the tasks."))
                (form.area("words", "Words to the client").value(words).rows(3).optional().hint("They read it beside the milestones, and are told."))
                (buttons(Button::submit("Publish to the client").primary().icon(Icon::Send)))
            }
        }
    }
}

fn may_ask(visit: &Visit, milestone: &Milestone, open: bool) -> bool {
    let free = milestone
        .asked
        .as_ref()
        .is_none_or(|asked| matches!(asked.answer, Answer::Changes | Answer::Unknown));
    open && free && milestone.client_visible && visit.may(&ASK_CLIENT, milestone)
}

fn approves(visit: &Visit, milestone: &Milestone, names: &Directory, open: bool) -> Markup {
    let said = |asked: &Asked| match asked.answered_by.zip(asked.answered_at) {
        Some((by, at)) => format!(
            "{} {}{}{}",
            names.name(by),
            at.show(visit.at, &visit.tz),
            if asked.words.is_empty() { "" } else { ": " },
            asked.words
        ),
        None => format!(
            "Asked by {} {}",
            names.name(asked.by),
            asked.at.show(visit.at, &visit.tz)
        ),
    };
    let second = match &milestone.asked {
        Some(asked) => said(asked),
        None if milestone.client_visible => "Not asked".to_owned(),
        None => "The client doesn't see it".to_owned(),
    };
    let dialog = format!("ask-{}", milestone.id);
    html! {
        li {
            span class="grow two-line" { span { (milestone.title) } span { (second) } }
            @if let Some(asked) = &milestone.asked { (badge(asked.answer.tone(), asked.answer.label())) }
            @if may_ask(visit, milestone, open) { (Button::plain("Ask the client").small().opens(dialog)) }
        }
    }
}

fn ask_dialog(milestone: &Milestone) -> Markup {
    let dialog = format!("ask-{}", milestone.id);
    let body = html! {
        p { "They find it in their portal, are told at once, and say yes or what should be different." }
        (Textarea::new("note", "What to look at").id(format!("{dialog}-note")).rows(3).optional())
    };
    let to = format!("/milestones/{}/ask-client", milestone.id);
    let send = Button::submit("Ask the client").primary();
    html! {
        (Dialog::new(&dialog, format!("Ask about {}", milestone.title)).posts(to, html! {}).body(body).end(send.form(format!("{dialog}-f"))))
    }
}
