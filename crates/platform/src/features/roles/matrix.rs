//! The matrix of one role: resource by resource how far each deed reaches, what is inherited shown as such; and the
//! page before saving that says who gains what.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    forms::GrantsForm,
    impact::{Impact, MOST, SHOWN, Step, Touched},
    ops::own_scope,
};
use crate::{
    access::{Action, ActionKind, Grants, RoleRules, Scope, compile},
    base::{Result, text},
    data::Visit,
    features::people::{Directory, Role},
    ui::prelude::*,
    web::{Filled, Page},
};

/// What a scope is called in a cell.
pub fn word(scope: Scope) -> &'static str {
    match scope {
        Scope::None => "–",
        Scope::Own => "Own",
        Scope::Team => "Team",
        Scope::Department => "Department",
        Scope::All => "All",
    }
}

fn resource_title(resource: &str) -> String {
    let mut chars = resource.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), chars.as_str()).replace('-', " ")
}

/// The deeds that a role can grant, by resource in the order of the features; seeing first, duties last.
pub fn by_resource(actions: &[Action]) -> Vec<(&'static str, Vec<Action>)> {
    let mut out: Vec<(&'static str, Vec<Action>)> = Vec::new();
    for action in actions {
        if !action.kind.is_granted() {
            continue;
        }
        match out.iter_mut().find(|(held, _)| *held == action.resource()) {
            Some((_, deeds)) => deeds.push(*action),
            None => out.push((action.resource(), vec![*action])),
        }
    }
    for (_, deeds) in &mut out {
        deeds.sort_by_key(|action| {
            (
                action.kind != ActionKind::Read,
                action.kind == ActionKind::Duty,
            )
        });
    }
    out
}

/// What a role inherits, with the role each comes from.
pub fn inherited(role: &Role, names: &Directory, actions: &[Action]) -> Grants {
    let rules: Vec<RoleRules> = names.roles.values().map(Role::rules).collect();
    let above: Vec<u64> = role.inherits.iter().map(|id| id.raw()).collect();
    compile(&above, &rules, actions)
}

/// Reading: every resource with a deed granted, each with its reach, inherited ones in italics.
pub fn shown(visit: &Visit, role: &Role) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let actions = &visit.store().schema().actions;
    let above = inherited(role, &names, actions);
    let mut rows = Vec::new();
    for (resource, deeds) in by_resource(actions) {
        let granted: Vec<(Action, Scope, Option<String>)> = deeds
            .into_iter()
            .filter_map(|action| {
                let own = own_scope(role, &action);
                let from = above.of(&action).filter(|grant| grant.scope >= own);
                let scope = own.max(above.scope(&action));
                (scope != Scope::None)
                    .then(|| (action, scope, from.map(|grant| grant.role.to_string())))
            })
            .collect();
        if !granted.is_empty() {
            rows.push((resource, granted));
        }
    }
    Ok(html! {
        @if rows.is_empty() {
            (Empty::quiet("Grants nothing yet", "What this role may do appears here, resource by resource."))
        } @else {
            dl class="stack s" data-live-id="granted" {
                @for (resource, granted) in &rows {
                    div {
                        dt { b { (resource_title(resource)) } }
                        @for (action, scope, from) in granted {
                            dd class="row" {
                                @match from {
                                    Some(role) => i class="grow" { (action.title) span class="dim t12" { " from " (role) } },
                                    None => span class="grow" { (action.title) },
                                }
                                span class="sc" data-s=(scope.name()) { (word(*scope)) }
                            }
                        }
                    }
                }
            }
        }
    })
}

fn legend() -> Markup {
    html! {
        p class="legend" {
            span { "How far a permission reaches: " }
            @for scope in &Scope::ALL[1..] { span class="sc" data-s=(scope.name()) { (word(*scope)) } " " }
        }
    }
}

/// The deeds that nearly every resource has, a column each; the others stand together in the last one.
const COLUMNS: [(&str, &str); 3] = [("view", "See"), ("create", "Create"), ("edit", "Edit")];

/// In which column a deed stands, counted from 0.
fn column(action: &Action) -> usize {
    let verb = action.key.rsplit('.').next().unwrap_or_default();
    let found = COLUMNS.iter().position(|(held, _)| *held == verb);
    found.unwrap_or(COLUMNS.len())
}

/// One cell: what it may become. What is inherited can't be taken back here, so less isn't offered.
fn cell(
    n: usize,
    action: &Action,
    own: Scope,
    floor: Option<&crate::access::Grant>,
    set: Scope,
) -> Markup {
    let least = floor.map_or(Scope::None, |grant| grant.scope);
    let now = own.max(least);
    html! {
        label data-inherited[floor.is_some() && own <= least] data-changed[set != now] {
            span { (action.title) }
            input type="hidden" name=(format!("grant.{n}.action")) value=(action.key);
            select name=(format!("grant.{n}.scope")) title=[floor.map(|g| format!("At least {} from {}", word(g.scope), g.role))] {
                @for scope in Scope::ALL.into_iter().filter(|scope| *scope >= least) {
                    option value=(scope.name()) selected[scope == set] { (word(scope)) }
                }
            }
        }
    }
}

pub fn editor(
    visit: &Visit,
    role: &Role,
    form: &Filled<GrantsForm>,
    cells: &[(String, Scope)],
    version: u64,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let actions = &visit.store().schema().actions;
    let above = inherited(role, &names, actions);
    let set: BTreeMap<&str, Scope> = cells.iter().map(|(k, s)| (k.as_str(), *s)).collect();
    let home = format!("/roles/{}", role.id);
    let mut count = 0..;
    let numbered: Vec<(&str, Vec<(usize, Action)>)> = by_resource(actions)
        .into_iter()
        .map(|(resource, deeds)| (resource, count.by_ref().zip(deeds).collect()))
        .collect();
    let draw = |(n, action): &(usize, Action)| {
        let own = own_scope(role, action);
        let now = own.max(above.scope(action));
        let set = set.get(action.key).copied().unwrap_or(now);
        cell(*n, action, own, above.of(action), set)
    };
    let body = html! {
        (Head::new(format!("What {} may do", role.name)).fact(format!("level {}", role.level)).fact(format!("{} tier", role.tier.name())))
        (form.summary())
        (legend())
        p class="dim t12" { "Italic values are inherited: they can be widened here, and narrowed only in the role they come from." }
        form class="stack roles" method="post" action=(format!("{home}/preview")) {
            (hidden("version", version))
            table class="matrix" {
                caption class="vh" { "How far each deed of each resource reaches" }
                thead { tr {
                    th scope="col" { "Resource" }
                    @for (_, title) in COLUMNS { th scope="col" { (title) } }
                    th scope="col" { "Other deeds" }
                } }
                tbody {
                    @for (resource, deeds) in &numbered {
                        tr {
                            th scope="row" { (resource_title(resource)) }
                            @for at in 0..=COLUMNS.len() {
                                td {
                                    @let held = deeds.iter().filter(|(_, action)| column(action) == at);
                                    @if at < COLUMNS.len() { @for one in held { (draw(one)) } }
                                    @else { div class="deeds" { @for one in held { (draw(one)) } } }
                                }
                            }
                        }
                    }
                }
            }
            div class="row savebar" role="region" aria-label="Unsaved changes" {
                span class="mute" { "Nothing is saved before you have seen who gains what." }
                span class="right" {}
                (Button::link("Discard", home.as_str()).quiet())
                (Button::submit("See who gains what").primary())
            }
        }
    };
    Ok(Page::new(format!("What {} may do", role.name), body)
        .under("Roles", "/roles")
        .under(role.name.as_str(), home)
        .styles(&["roles", "extra"])
        .status(form.status()))
}

fn step_line(step: &Step) -> Markup {
    html! {
        li { (step.action.title) ": " span class="dim" { (word(step.was)) } " → " b { (word(step.is)) } }
    }
}

fn records(touched: &Touched) -> String {
    let each = touched.records.iter().filter(|(_, count)| *count != 0);
    let said: Vec<String> = each
        .map(|(plural, count)| {
            let most = count.unsigned_abs();
            let number = match most >= MOST as u64 {
                true => "1,000+".to_owned(),
                false => most.to_string(),
            };
            let sign = if *count < 0 { "−" } else { "+" };
            format!("{sign}{number} {}", plural.replace('-', " "))
        })
        .collect();
    match said.is_empty() {
        true => "none yet".into(),
        false => said.join(", "),
    }
}

/// The people and what changes for each: the exact ones, before it is so.
pub fn people(impact: &Impact, names: &Directory) -> Markup {
    let rows = impact.people.iter().take(SHOWN).map(|touched| {
        let person = &touched.person;
        let departments: Vec<&str> = person
            .departments
            .iter()
            .map(|d| names.department(*d))
            .collect();
        Row::new()
            .name_link(
                &format!("/users/{}", person.id),
                person.name.as_str(),
                departments.join(", "),
            )
            .cell(html! { ul { @for step in touched.gains() { (step_line(step)) } } })
            .cell(html! { ul { @for step in touched.loses() { (step_line(step)) } } })
            .cell(records(touched))
    });
    html! {
        (Table::plain().column(Column::new("Person")).column(Column::new("Gains")).column(Column::new("Loses")).column(Column::new("Records")).body(rows))
        @if impact.people.len() > SHOWN {
            p class="dim" { "And " (impact.people.len() - SHOWN) " more." }
        }
    }
}

pub fn sentence(impact: &Impact) -> String {
    let some = |n: usize, verb: &str| {
        let s = if n == 1 { "s" } else { "" };
        format!("{} {verb}{s}", text::count(n, "person", "people"))
    };
    match (impact.gaining(), impact.losing()) {
        (0, 0) => "Nobody gains or loses anything now; it holds for whoever gets this role.".into(),
        (gain, 0) => format!("{} from this at once.", some(gain, "gain")),
        (0, lose) => format!("{} by this at once.", some(lose, "lose")),
        (gain, lose) => format!(
            "{} and {} by this at once.",
            some(gain, "gain"),
            some(lose, "lose")
        ),
    }
}

pub fn preview(
    visit: &Visit,
    role: &Role,
    form: &Filled<GrantsForm>,
    cells: &[(String, Scope)],
    impact: &Impact,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let home = format!("/roles/{}", role.id);
    let fields = || {
        html! {
            (hidden("version", form.value("version").unwrap_or_default()))
            @for (n, (key, scope)) in cells.iter().enumerate() {
                (hidden(&format!("grant.{n}.action"), key))
                (hidden(&format!("grant.{n}.scope"), scope.name()))
            }
        }
    };
    let body = html! {
        (Head::new("Who gains what").fact(role.name.as_str()))
        (form.summary())
        @if impact.steps.is_empty() {
            (Banner::info("Nothing was changed, so there is nothing to save."))
        } @else {
            (Section::new(text::count(impact.steps.len(), "change", "changes"), html! {
                ul { @for step in &impact.steps { (step_line(step)) } }
            }))
        }
        (Section::new(sentence(impact), html! { @if !impact.people.is_empty() { (people(impact, &names)) } }))
        div class="row savebar" role="region" aria-label="Unsaved changes" {
            form method="post" action=(format!("{home}/grants")) data-once {
                (fields())
                @if impact.steps.is_empty() {
                    (Button::submit("Save").primary().disabled_because("Nothing was changed"))
                } @else {
                    (Button::submit("Save").primary())
                }
            }
            form method="post" action=(format!("{home}/matrix")) { (fields()) (Button::submit("Go on editing")) }
            (Button::link("Discard", home.as_str()).quiet())
        }
    };
    Ok(Page::new("Who gains what", body)
        .under("Roles", "/roles")
        .under(role.name.as_str(), home)
        .styles(&["roles", "extra", "list"])
        .status(form.status()))
}
/// The deeds that two roles may do differently far, inherited ones included: each with how far for either.
pub fn differences(
    visit: &Visit,
    names: &Directory,
    a: &Role,
    b: &Role,
) -> Vec<(Action, Scope, Scope)> {
    let scope = |role: &Role, action: &Action| {
        let above = inherited(role, names, std::slice::from_ref(action)).scope(action);
        super::ops::own_scope(role, action).max(above)
    };
    let all = by_resource(&visit.store().schema().actions);
    let deeds = all.into_iter().flat_map(|(_, deeds)| deeds);
    let both = deeds.map(|deed| (deed, scope(a, &deed), scope(b, &deed)));
    both.filter(|(_, x, y)| x != y).collect()
}
