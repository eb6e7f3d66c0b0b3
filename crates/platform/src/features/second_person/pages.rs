//! What waits for a second person, and one of it: what was sent, and the buttons of whoever may decide or do it.

use maud::{Markup, html};

use super::{
    ops,
    request::{Decision, SecondRequest},
};
use crate::{
    base::{Choice, Result},
    data::Visit,
    features::people::Directory,
    ui::prelude::*,
    web::{Filled, Form, Page},
};

pub const HERE: &str = "/second-person";

pub fn href(held: &SecondRequest) -> String {
    format!("{HERE}/{}", held.id)
}

fn state(visit: &Visit, held: &SecondRequest) -> Markup {
    let state = held.state(visit.at);
    badge(state.tone(), state.label())
}

pub fn list(visit: &Visit) -> Result<Page> {
    let names = Directory::of(visit)?;
    let held = ops::shown(visit)?;
    let body = html! {
        (Head::new("Second person"))
        p class="mute read" { "What weighs most is done by one and confirmed by another. Here is what you asked for, and what you may decide." }
        div data-live-id="second" {
            @if held.is_empty() {
                (Empty::quiet("Nothing waits", "When somebody does what needs a second person, it appears here."))
            } @else {
                ul class="list" {
                    @for each in &held {
                        li {
                            (icon(Icon::Shield))
                            span class="grow duo" {
                                a class="link" href=(href(each)) { (ops::title(visit, each)) }
                                span class="dim t12" { (names.name(each.by)) ", " (each.at.show(visit.at, &visit.tz)) }
                            }
                            (state(visit, each))
                        }
                    }
                }
            }
        }
    };
    Ok(Page::new("Second person", body)
        .styles(&["extra", "list", "empty"])
        .at(HERE))
}

/// A value as people read it: a record's number with what it is called.
fn told(visit: &Visit, value: &str) -> String {
    let of = visit.store().schema().parse_number(value);
    match of.and_then(|of| visit.title_of(of).ok().flatten()) {
        Some(title) => format!("{value}, {title}"),
        None => value.to_owned(),
    }
}

pub fn one<F: Form>(visit: &Visit, held: &SecondRequest, form: &Filled<F>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let title = ops::title(visit, held);
    let waits = held.state(visit.at) == Decision::Waiting;
    let mine = held.by.raw() == visit.actor.person;
    let ready = mine && held.state(visit.at) == Decision::Confirmed;
    let (at, words) = (href(held), |at: crate::base::Moment| {
        at.show(visit.at, &visit.tz)
    });
    let mut facts = Facts::new()
        .fact("Asked by", names.name(held.by))
        .fact("Asked", words(held.at))
        .fact("State", state(visit, held));
    if waits || ready {
        facts = facts.fact("Until", words(held.until()));
    }
    if let (Some(by), Some(when)) = (held.decided_by, held.decided_at) {
        facts = facts
            .fact("Decided by", names.name(by))
            .fact("Decided", words(when));
    }
    if !held.reason.is_empty() {
        facts = facts.fact("Reason", held.reason.as_str());
    }
    // The path says of what, where it is about something that is there.
    let about = held
        .path
        .split('/')
        .map(|part| told(visit, part))
        .find(|told| told.contains(", "));
    let mut sent = Facts::new();
    if let Some(about) = &about {
        sent = sent.fact("Of", about.as_str());
    }
    for (name, value) in held
        .fields
        .iter()
        .filter(|(name, value)| !value.is_empty() && name != "version")
    {
        sent = sent.fact(name.replace('_', " "), told(visit, value));
    }
    let body = html! {
        (Head::new(title.as_str()))
        (stack_wide(html! {
            @if mine && waits { (Banner::info("Somebody else who may do this decides. You are told, and then do it from here.")) }
            (Section::new("What is to be done", html! { (sent) @if held.files { p class="mute" { "A file came along." } } }))
            (Section::new("What became of it", facts))
            @if ready {
                @if held.path.starts_with("/api/") {
                    (Banner::info("It was confirmed. Send the same request once more."))
                } @else if held.files {
                    (Banner::info("It was confirmed. Files are not kept: send the same once more, with the same file."))
                } @else {
                    form method="post" action=(held.path) data-once {
                        @for (name, value) in &held.fields { (hidden(name, value)) }
                        (buttons(Button::submit("Do it").primary()))
                    }
                }
            }
            @if waits && ops::decides(visit, held) {
                form class="stack read" method="post" action=(format!("{at}/confirm")) data-once {
                    (form.banner())
                    (form.text("reason", "Reason").optional().hint("For whoever asked, and for the journal."))
                    (buttons(html! {
                        (Button::submit("Confirm").primary())
                        (Button::submit("Refuse").action(format!("{at}/refuse")))
                    }))
                }
            }
        }))
    };
    Ok(Page::new(title.as_str(), body)
        .under("Second person", HERE)
        .styles(&["extra", "record"])
        .status(form.status())
        .at(at))
}
