//! All departments: as a chart of who stands where, and as a list.

use maud::{Markup, Render, html};

use super::{CREATE, forms::DepartmentForm};
use crate::{
    access::Tier,
    base::{Id, Result, text},
    data::Visit,
    features::{
        people::{Department, Directory, User},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

/// Staff of a department itself, by name.
pub fn members(names: &Directory, id: Id<Department>) -> Vec<&User> {
    let mut people: Vec<&User> = names
        .users
        .values()
        .filter(|user| {
            !user.inactive && user.tier != Tier::Client && user.departments.contains(&id)
        })
        .collect();
    people.sort_by(|a, b| a.name.cmp(&b.name));
    people
}

fn below(names: &Directory, parent: Option<Id<Department>>) -> Vec<&Department> {
    let mut found = names.open_departments();
    found.retain(|held| held.parent == parent);
    found
}

fn card(visit: &Visit, names: &Directory, held: &Department) -> Markup {
    let people = members(names, held.id).len();
    let deputy = held.deputy_at(visit.at);
    html! {
        div class="dep" {
            div class="row nowrap between" {
                h2 { a href=(format!("/departments/{}", held.id)) { (held.name) } }
                span class="dim t12" { (text::count(people, "person", "people")) }
            }
            p {
                @match held.manager {
                    Some(manager) => (who(names.name(manager))),
                    None => span class="dim" { "No manager yet" },
                }
            }
            @if let Some(deputy) = deputy {
                p class="t12" { (tag(Tone::Warning, "deputy")) " " (names.name(deputy.person)) }
            }
            @if !held.summary.is_empty() { p class="t12 dim" { (held.summary) } }
        }
    }
}

/// A branch of the tree; `depth` ends it even if the tree had a circle.
fn branch(visit: &Visit, names: &Directory, parent: Option<Id<Department>>, depth: u8) -> Markup {
    let found = below(names, parent);
    html! {
        @if !found.is_empty() && depth > 0 {
            ul {
                @for held in found {
                    li { (card(visit, names, held)) (branch(visit, names, Some(held.id), depth - 1)) }
                }
            }
        }
    }
}

pub fn page(visit: &Visit, request: &Request) -> Result<Page> {
    let names = Directory::of(visit)?;
    let house = CurrentSettings::of(visit)?;
    let (list, retired) = (
        request.query("view") == Some("list"),
        request.query("show") == Some("retired"),
    );
    let open = names.open_departments();
    let gone = names
        .departments
        .values()
        .filter(|held| held.retired)
        .count();
    let staff = names.staff().len();
    let body = html! {
        (Head::new("Departments")
            .fact(format!("{}, {}", text::count(open.len(), "department", "departments"), text::count(staff, "person", "people")))
            .actions(html! {
                (segments("View", &[
                    (Some(Icon::Org), "Chart", "/departments", !list && !retired),
                    (Some(Icon::Table), "List", "/departments?view=list", list || retired),
                ]))
                @if visit.may_somewhere(&CREATE) {
                    (Button::link("New department", "/departments/new").primary().icon(Icon::Plus).key("n"))
                }
            }))
        @if retired || list {
            @if gone > 0 {
                (tabs("Show", [
                    Tab::new("In use", "/departments?view=list").current(!retired),
                    Tab::new("Retired", "/departments?show=retired").current(retired).count(gone as u64),
                ]))
            }
            div data-live-id="departments" { (table(visit, &names, retired)) }
        } @else if open.is_empty() {
            (Empty::first("No departments yet", "Departments say who works where, who manages and whose hours count. Make the first one."))
        } @else {
            ul class="orgchart" data-live-id="chart" {
                li {
                    div class="dep root" { p class="strong" { (house.0.name) } }
                    (branch(visit, &names, None, 12))
                }
            }
        }
    };
    Ok(Page::new("Departments", body)
        .styles(&["org", "list"])
        .live("departments")
        .live("users"))
}

fn table(visit: &Visit, names: &Directory, retired: bool) -> Markup {
    let mut found: Vec<&Department> = names
        .departments
        .values()
        .filter(|held| held.retired == retired)
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    if found.is_empty() {
        return Empty::quiet(
            "No department is retired",
            "A department that is retired is kept here for what it did.",
        )
        .render();
    }
    let rows = found.into_iter().map(|held| {
        let deputy = held
            .deputy_at(visit.at)
            .map(|deputy| names.name(deputy.person).to_owned());
        let teams = names.teams_of(held.id).filter(|team| !team.retired).count();
        Row::new()
            .id(format!("d-{}", held.id.raw()))
            .name_link(
                &format!("/departments/{}", held.id),
                held.name.as_str(),
                held.summary.as_str(),
            )
            .cell(
                held.parent
                    .map(|id| names.department(id))
                    .unwrap_or_default(),
            )
            .cell(html! {
                @match held.manager {
                    Some(manager) => (names.name(manager)),
                    None => span class="dim" { "nobody yet" },
                }
                @if let Some(deputy) = &deputy { br; span class="dim t12" { "deputy " (deputy) } }
            })
            .number(members(names, held.id).len().to_string())
            .number(teams.to_string())
    });
    Table::rows()
        .column(Column::new("Department"))
        .column(Column::new("Below"))
        .column(Column::new("Manager"))
        .column(Column::number("People"))
        .column(Column::number("Teams"))
        .body(rows)
        .render()
}

/// Everything under which a department may be put: not itself, and nothing below it.
pub fn parents<'d>(names: &'d Directory, of: Option<&Department>) -> Vec<&'d Department> {
    let mut open = names.open_departments();
    let find = |id: Id<Department>| names.departments.get(&id.raw());
    open.retain(|held| {
        of.is_none_or(|of| {
            held.id != of.id
                && !crate::features::people::above(find, held.id)
                    .iter()
                    .any(|above| above.id == of.id)
        })
    });
    open
}

pub fn fields(form: &Filled<DepartmentForm>, parents: &[&Department]) -> Markup {
    let chosen = form.value("parent").unwrap_or_default().to_owned();
    html! {
        (form.text("name", "Name").required())
        (form.text("summary", "What it does").optional().hint("In a few words, for the chart: \"brand, print, video\"."))
        (Field::new("parent", "Below").error(form.problems.of("parent")).around(
            Select::new("parent", "Below").nothing("the house itself").options(parents.iter().map(|held| (held.id.to_string(), held.name.clone()))).value(chosen)
        ))
    }
}

pub fn new(visit: &Visit, form: &Filled<DepartmentForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let body = html! {
        (Head::new("New department"))
        form class="stack read" method="post" action="/departments" data-once {
            (form.banner())
            (hidden("_key", crate::features::form_key()))
            (fields(form, &parents(&names, None)))
            (buttons(html! { (Button::submit("Make department").primary()) (Button::link("Keep things as they are", "/departments")) }))
        }
    };
    Ok(Page::new("New department", body)
        .under("Departments", "/departments")
        .styles(&["extra"])
        .status(form.status()))
}
