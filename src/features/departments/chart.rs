//! All departments as a chart of who stands where, and the form of one.

use std::collections::HashMap;

use maud::{Markup, html};

use super::{CREATE, forms::DepartmentForm};
use crate::{
    access::Tier,
    base::{Id, Result, text},
    data::Visit,
    features::{
        department_list::{self, people_in, switch, with_below},
        load::{Load, LoadQuery, loads, percent},
        people::{Department, Directory, User, above},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Page},
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

/// How much waits in each department, by its number.
type Waiting = HashMap<u64, i64>;

fn below(names: &Directory, parent: Option<Id<Department>>) -> Vec<&Department> {
    let mut found = names.open_departments();
    found.retain(|held| held.parent == parent);
    found
}

/// How much of the time of this week that people of a department and of those below it have is planned, in percent, as far
/// as the visitor may see their load; nothing where they see nobody's.
fn booked(names: &Directory, loads: &[Load], id: Id<Department>) -> Option<i64> {
    let all = with_below(names, id);
    let here = loads
        .iter()
        .filter(|load| load.user.departments.iter().any(|held| all.contains(held)));
    let (mut planned, mut time, mut people) = (0, 0, 0);
    for load in here {
        people += 1;
        planned += load.planned.first().copied().unwrap_or_default();
        time += load.days.of_week(0);
    }
    (people > 0 && time > 0).then(|| percent(planned, time))
}

/// A share of a week, by how it stands: more than there is stands out.
pub fn load_badge(share: i64) -> Markup {
    let tone = match share {
        101.. => Tone::Danger,
        91..=100 => Tone::Warning,
        _ => Tone::Stone,
    };
    due_toned(tone, format!("{share}%"))
}

fn card(
    visit: &Visit,
    names: &Directory,
    loads: &[Load],
    waiting: &Waiting,
    held: &Department,
) -> Markup {
    let people = people_in(names, held.id);
    let booked = booked(names, loads, held.id);
    let deputy = held.deputy_at(visit.at);
    let waiting = waiting.get(&held.id.raw()).copied().unwrap_or_default();
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
            @if !held.summary.is_empty() || booked.is_some() || waiting > 0 {
                div class="row nowrap between t12 dim" {
                    span {
                        (held.summary)
                        @if waiting > 0 {
                            @if !held.summary.is_empty() { " · " }
                            a class="nowrap tap" href={ "/departments/" (held.id) "#waits" } title="What waits here for what" { (waiting) @if waiting == 1 { " waits" } @else { " wait" } }
                        }
                    }
                    @if let Some(share) = booked { a class="nowrap tap" href=(format!("/load?department={}", held.id)) title="Of the hours of this week" { (load_badge(share)) " booked" } }
                }
            }
        }
    }
}

/// A branch of the tree; `depth` ends it even if the tree had a circle.
fn branch(
    visit: &Visit,
    names: &Directory,
    loads: &[Load],
    waiting: &Waiting,
    parent: Option<Id<Department>>,
    depth: u8,
) -> Markup {
    let found = below(names, parent);
    html! {
        @if !found.is_empty() && depth > 0 {
            ul {
                @for held in found {
                    li { (card(visit, names, loads, waiting, held)) (branch(visit, names, loads, waiting, Some(held.id), depth - 1)) }
                }
            }
        }
    }
}

/// The chart of who stands where.
pub fn page(visit: &Visit) -> Result<Page> {
    let names = Directory::of(visit)?;
    let house = CurrentSettings::of(visit)?;
    let open = names.open_departments();
    let staff = names.staff().len();
    let loads = loads(visit, &LoadQuery::default())?;
    let mut waiting = Waiting::new();
    for held in &open {
        let all = department_list::waiting(visit, held.id)?;
        waiting.insert(held.id.raw(), all.iter().map(|each| each.waits.count).sum());
    }
    let body = html! {
        (Head::new("Departments")
            .fact(format!("{}, {}", text::count(open.len(), "department", "departments"), text::count(staff, "person", "people")))
            .actions(html! {
                (switch(false))
                @if visit.may_somewhere(&CREATE) {
                    (Button::link("New department", "/departments/new").primary().icon(Icon::Plus).key("n"))
                }
            }))
        @if open.is_empty() {
            (Empty::first("No departments yet", "Departments say who works where, who manages and whose hours count. Make the first one."))
        } @else {
            ul class="orgchart" data-live-id="chart" {
                li {
                    div class="dep root" { p class="strong" { (house.0.name) } }
                    (branch(visit, &names, &loads, &waiting, None, 12))
                }
            }
        }
    };
    Ok(Page::new("Departments", body)
        .styles(&["org", "list"])
        .live("departments")
        .live("users"))
}

/// Everything under which a department may be put: not itself, and nothing below it.
pub fn parents<'d>(names: &'d Directory, of: Option<&Department>) -> Vec<&'d Department> {
    let mut open = names.open_departments();
    let find = |id: Id<Department>| names.departments.get(&id.raw());
    open.retain(|held| {
        of.is_none_or(|of| {
            held.id != of.id && !above(find, held.id).iter().any(|above| above.id == of.id)
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
