//! The wizard: what somebody holds, group by group, each with who takes it, and what happens then.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    forms::{Leave, MoveOn},
    holding::kinds,
    ops::{self, Plan},
};
use crate::{
    access::{Tier, policy},
    base::{Id, Result},
    data::Visit,
    features::{
        authority::Access,
        people::{Department, Directory, Held, User},
    },
    ui::prelude::*,
    web::{Filled, Page, Request, form::Form},
};

/// Records shown of a group before "and 30 more".
const SHOWN: usize = 8;
/// For how many one by one somebody else can be chosen; the rest go as the group does.
const EACH: usize = 60;

pub fn leave(visit: &Visit, user: &User, request: &Request, form: &Filled<Leave>) -> Result<Page> {
    let plan = ops::plan(visit, user, None)?;
    let at = format!("/users/{}", user.id);
    let body = html! {
        (Head::new(format!("Deactivate {}", user.name)).avatar(Avatar::person(user.name.as_str()).large()).fact(user.title.as_str()))
        form class="stack" method="post" action=(format!("{at}/deactivate")) data-once {
            (form.banner())
            (problems(form))
            @if plan.held.is_empty() {
                (Banner::info("They hold nothing that is open, so nothing has to be handed over."))
            } @else {
                p { "Nothing may be left without an owner. Look at who takes what; everybody who gets something is told, and each record's history says so." }
                (groups(visit, user, request, form, &plan)?)
            }
            (form.area("reason", "Reason").optional().rows(2).hint("For the journal."))
            (Banner::warning("Their sessions and tokens end at once, a running timer stops, deputyships of theirs end. Letting them in again later gives nothing of this back by itself."))
            (buttons(html! { (Button::submit("Hand over and deactivate").danger().primary()) (Button::link("Keep things as they are", at.as_str())) }))
        }
    };
    Ok(Page::new(format!("Deactivate {}", user.name), body)
        .under("People", "/users")
        .under(user.name.as_str(), at.as_str())
        .styles(&["extra", "list"])
        .at(format!("{at}/leave"))
        .status(form.status()))
}

pub fn move_on(
    visit: &Visit,
    user: &User,
    from: Option<Id<Department>>,
    request: &Request,
    form: &Filled<MoveOn>,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let plan = ops::plan(visit, user, Some(from))?;
    let at = format!("/users/{}", user.id);
    let left = from
        .map(|id| names.department(id).to_owned())
        .unwrap_or_default();
    let targets = names
        .open_departments()
        .into_iter()
        .filter(|held| Some(held.id) != from && visit.may(&crate::features::people::EDIT, *held));
    let options: Vec<(String, String)> = targets
        .map(|held| (held.id.to_string(), held.name.clone()))
        .collect();
    let chosen = form.value("into").unwrap_or_default().to_owned();
    let body = html! {
        (Head::new(format!("Move {}", user.name)).avatar(Avatar::person(user.name.as_str()).large()).fact(user.title.as_str()))
        @if user.departments.len() > 1 {
            (tabs("From", user.departments.iter().map(|id| Tab::new(names.department(*id), format!("{at}/move?from={id}")).current(Some(*id) == from)).collect::<Vec<_>>()))
        }
        form class="stack" method="post" action=(format!("{at}/move")) data-once {
            (form.banner())
            (problems(form))
            @if let Some(from) = from { (hidden("from", from.to_string())) }
            (Field::new("into", "To").error(form.problems.of("into")).around(Select::new("into", "To").bare().nothing("choose a department").options(options).value(chosen)))
            @if plan.held.is_empty() {
                @if !left.is_empty() { (Banner::info(format!("They hold nothing open in {left}, so nothing has to be handed over."))) }
            } @else {
                p { "What they hold open in " (left) " stays there, with somebody else. Whoever gets something is told." }
                (groups(visit, user, request, form, &plan)?)
            }
            (form.area("reason", "Reason").optional().rows(2).hint("For the journal."))
            (buttons(html! { (Button::submit("Move").primary()) (Button::link("Keep things as they are", at.as_str())) }))
        }
    };
    Ok(Page::new(format!("Move {}", user.name), body)
        .under("People", "/users")
        .under(user.name.as_str(), at.as_str())
        .styles(&["extra", "list"])
        .at(format!("{at}/move"))
        .status(form.status()))
}

/// What is wrong, above: its fields may stand in any of the groups.
fn problems(form: &Filled<impl Form>) -> Markup {
    html! { @for (_, why) in form.problems.iter() { (Banner::error(why)) } }
}

fn groups(
    visit: &Visit,
    user: &User,
    request: &Request,
    form: &Filled<impl Form>,
    plan: &Plan,
) -> Result<Markup> {
    let access = visit.cached::<Access>()?;
    let names = Directory::of(visit)?;
    let each = request.query("each").unwrap_or_default();
    let mut row = 0;
    let mut parts = Vec::new();
    for kind in kinds().iter() {
        let apart = each == kind.plural;
        let pieces: Vec<(&Held, Option<Id<User>>)> = plan
            .held
            .iter()
            .zip(&plan.proposed)
            .filter(|(held, _)| held.of.kind == kind.code)
            .map(|(held, to)| (held, *to))
            .collect();
        if pieces.is_empty() {
            continue;
        }
        let fit: Vec<&User> = names
            .staff()
            .into_iter()
            .filter(|other| {
                other.id != user.id
                    && other.tier != Tier::Client
                    && access
                        .actor(other.id)
                        .is_some_and(|(actor, _)| policy::may_somewhere(&actor, &kind.view))
            })
            .collect();
        let usual = most(pieces.iter().filter_map(|(_, to)| *to));
        let typed = |what: &str| typed(form, what);
        let select =
            |what: &str, label: &str, preset: Option<String>, nothing: &str, row: &mut usize| {
                let name = format!("give.{row}.to");
                let chosen = typed(what).or(preset).unwrap_or_default();
                let drawn = Select::new(name, label)
                    .nothing(nothing)
                    .options(
                        fit.iter()
                            .map(|user| (user.id.to_string(), user.name.clone())),
                    )
                    .value(chosen);
                let whole = what == kind.plural;
                let drawn = html! {
                    (hidden(&format!("give.{row}.what"), what))
                    @if whole { (drawn) } @else { (drawn.bare()) }
                };
                *row += 1;
                drawn
            };
        let group_select = select(
            kind.plural,
            "Who takes them",
            usual.map(|id| id.to_string()),
            "choose somebody",
            &mut row,
        );
        let mut lines = Vec::new();
        let shown = match apart {
            true => EACH,
            false => SHOWN,
        };
        for (held, _) in pieces.iter().take(shown) {
            // What it is called is said to those who may see it; that it is there, to whoever hands it over.
            let title = visit.title_of(held.of)?;
            let own = match apart {
                true => select(
                    &held.number,
                    &format!("Who takes {}", held.number),
                    None,
                    "as the others",
                    &mut row,
                ),
                false => html! {},
            };
            lines.push(html! {
                li {
                    (id(held.number.as_str()))
                    span class="grow" { @match title { Some(title) => (title), None => span class="dim" { "not yours to see" } } }
                    (own)
                }
            });
        }
        let rest = pieces.len().saturating_sub(shown);
        let one_by_one = request.with_query("each", Some(kind.plural));
        let section = Section::new(
            kind.label,
            html! {
                (group_select)
                ul class="list mt1" { @for line in &lines { (line) } }
                @if rest > 0 { p class="dim t12" { "and " (rest) " more" } }
            },
        )
        .small(pieces.len().to_string())
        .id(kind.plural);
        parts.push(match pieces.len() > 1 && !apart && !form.is_refused() {
            true => html! { (section.action(Button::link("Choose for each", one_by_one).small().quiet())) },
            false => html! { (section) },
        });
    }
    Ok(html! { @for part in parts { (part) } })
}

/// What was chosen for a group or a record when the form was sent.
fn typed(form: &Filled<impl Form>, what: &str) -> Option<String> {
    let row = form.pairs().iter().find_map(|(name, value)| {
        let row = name.strip_prefix("give.")?.strip_suffix(".what")?;
        (value == what).then(|| row.to_owned())
    })?;
    form.value(&format!("give.{row}.to")).map(str::to_owned)
}

/// Whom most are proposed to.
fn most(people: impl Iterator<Item = Id<User>>) -> Option<Id<User>> {
    let mut counts: BTreeMap<Id<User>, usize> = BTreeMap::new();
    for person in people {
        *counts.entry(person).or_default() += 1;
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(person, _)| person)
}
