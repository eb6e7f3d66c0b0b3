//! What work is reviewed by, as the house keeps it; the checklist and the reasons on a task's page; and how often work of a
//! project came back.

use maud::{Markup, html};

use super::{
    super::{Project, RETURNED_FOR, Task, actions::EDIT_REVIEW_RULES},
    ReviewRules, Reviewing,
    forms::ReviewRulesForm,
};
use crate::{
    base::{Choice, Result, text},
    data::{Key, Visit},
    features::settings::Category,
    ui::prelude::*,
    web::{Filled, Form, Page},
};

pub fn rules(visit: &Visit, held: &ReviewRules, form: &Filled<ReviewRulesForm>) -> Result<Page> {
    let edits = visit.may_somewhere(&EDIT_REVIEW_RULES);
    let categories = Category::ALL
        .iter()
        .filter(|category| **category != Category::Unknown);
    let list =
        |lines: &[String]| html! { ul class="stack s" { @for line in lines { li { (line) } } } };
    let body = html! {
        (Head::new("Reviews").fact("What work is held against"))
        p class="mute read" { "Whoever reviews a task is offered the checklist of its project's category. Why work comes back is chosen from the list, so that it can be counted." }
        div data-live-id="review-rules" {
            @if edits {
                form class="stack read" method="post" action="/review-rules" data-once {
                    (form.summary())
                    (form.version(held.version))
                    (form.area("reasons", "Reasons for a return").rows(9).hint("One in each line."))
                    @for category in categories {
                        (form.area(category.key(), category.label()).rows(8).hint("What is looked at before such work is accepted, one line each."))
                    }
                    (buttons(Button::submit("Save").primary()))
                }
            } @else {
                (Section::new("Reasons for a return", list(&held.reasons)))
                @for category in categories { (Section::new(category.label(), list(held.lines(*category)))) }
            }
        }
    };
    Ok(Page::new("Reviews", body)
        .under("Settings", "/settings")
        .at(super::HERE)
        .styles(&["form", "list", "extra"])
        .live("review-rules")
        .status(form.status()))
}

/// The fields of a return: the reasons of the list to be ticked, and words.
pub fn reasons<F: Form>(visit: &Visit, form: &Filled<F>) -> Result<Markup> {
    let rules = visit.cached::<Reviewing>()?;
    let chosen = |reason: &str| form.values("why").any(|held| held == reason);
    Ok(html! {
        @if !rules.0.reasons.is_empty() {
            fieldset class="stack s" {
                legend { "Why it comes back" }
                @for reason in &rules.0.reasons { (Tick::new("why", reason.as_str()).value(reason).checked(chosen(reason))) }
                @if let Some(problem) = form.problems.of("why") { p class="err" { (problem) } }
            }
        }
    })
}

/// The checklist of a project's category, to be gone through by whoever accepts; nothing where it has none.
pub fn accepting<F: Form>(
    visit: &Visit,
    project: &Project,
    form: &Filled<F>,
) -> Result<Option<Markup>> {
    let rules = visit.cached::<Reviewing>()?;
    let lines = rules.0.lines(project.category);
    if lines.is_empty() {
        return Ok(None);
    }
    let ticked = |at: usize| form.values("ticked").any(|held| held == at.to_string());
    Ok(Some(html! {
        (hidden("listed", "on"))
        fieldset class="stack s" {
            legend { (project.category.label()) ": looked at" }
            @for (at, line) in lines.iter().enumerate() { (Tick::new("ticked", line.as_str()).value(at).checked(ticked(at))) }
        }
        (form.area("note", "Note").id("note-accept").rows(2).hint("Needed where something isn't ticked: why it may stay so."))
    }))
}

/// How often work of a project came back from review.
pub fn times(visit: &Visit, project: &Project) -> Result<i64> {
    visit.tally::<Task>(RETURNED_FOR, Key::new().id(project.id).text(""))
}

/// How often work of a project came back, and why: the most frequent first. Nothing where none did.
pub fn on_project(visit: &Visit, project: &Project) -> Result<Option<String>> {
    let of = |reason: &str| {
        let key = Key::new().id(project.id).text(reason);
        visit.tally::<Task>(RETURNED_FOR, key)
    };
    let all = times(visit, project)?;
    if all == 0 {
        return Ok(None);
    }
    let rules = visit.cached::<Reviewing>()?;
    let mut each = Vec::new();
    for reason in &rules.0.reasons {
        let times = of(reason)?;
        if times > 0 {
            each.push((times, reason.as_str()));
        }
    }
    each.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
    let why: Vec<String> = each
        .iter()
        .map(|(times, reason)| format!("{reason} {times}"))
        .collect();
    let times = text::count(usize::try_from(all).unwrap_or(0), "time", "times");
    Ok(Some(match why.is_empty() {
        true => times,
        false => format!("{times}: {}", why.join(", ")),
    }))
}
