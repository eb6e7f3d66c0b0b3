//! The forms of a department.

use super::{
    chart,
    chart::members,
    forms::{AppointForm, DepartmentForm, DeputyForm, MemberForm, TeamForm},
};
use crate::{
    access::Tier,
    base::Result,
    data::Visit,
    features::people::{Department, Directory, EDIT as EDIT_USER, Team, User},
    ui::prelude::*,
    web::{Filled, Page, form::Form},
};
use maud::{Markup, html};

pub fn at(held: &Department) -> String {
    format!("/departments/{}", held.id)
}

pub struct Sheet<'a, F> {
    pub(super) held: &'a Department,
    pub(super) title: &'a str,
    pub(super) action: String,
    pub(super) verb: &'a str,
    pub(super) form: &'a Filled<F>,
}

/// A form of its own page, in the department's place.
pub fn sheet<F: Form>(of: Sheet<'_, F>, fields: Markup) -> Page {
    let back = at(of.held);
    let body = html! {
        (Head::new(of.title))
        form class="stack read" method="post" action=(of.action) data-once {
            (of.form.banner())
            (fields)
            (buttons(html! { (Button::submit(of.verb).primary()) (Button::link("Keep things as they are", back.as_str())) }))
        }
    };
    Page::new(of.title, body)
        .under("Departments", "/departments")
        .under(of.held.name.as_str(), back)
        .styles(&["extra"])
        .status(of.form.status())
}

pub fn people_select(
    names: &Directory,
    name: &str,
    label: &str,
    form: &Filled<impl Form>,
    nothing: &str,
    first: &[&User],
) -> Markup {
    let chosen = form.value(name).unwrap_or_default().to_owned();
    let staff = names.staff();
    let others = staff
        .iter()
        .filter(|user| !first.iter().any(|held| held.id == user.id));
    let words = |user: &User| match user.title.is_empty() {
        true => user.name.clone(),
        false => format!("{}, {}", user.name, user.title),
    };
    let mut select = Select::new(name, label).nothing(nothing);
    if !first.is_empty() {
        select = select.options(first.iter().map(|user| (user.id.to_string(), words(user))));
    }
    select = select
        .options(others.map(|user| (user.id.to_string(), words(user))))
        .value(chosen);
    Field::new(name, label)
        .error(form.problems.of(name))
        .around(select)
}

pub fn edit(visit: &Visit, held: &Department, form: &Filled<DepartmentForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let fields = html! { (form.version(held.version)) (chart::fields(form, &chart::parents(&names, Some(held)))) };
    Ok(sheet(
        Sheet {
            held,
            title: "Rename or move",
            action: at(held),
            verb: "Save department",
            form,
        },
        fields,
    ))
}

pub fn manager(visit: &Visit, held: &Department, form: &Filled<AppointForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let fields = html! {
        (form.version(held.version))
        (people_select(&names, "manager", "Manager", form, "nobody", &members(&names, held.id)))
        p class="dim" { "The manager gets the department's approvals and notices. What they may do comes from their roles, which stay as they are. Deputies named by the last manager end." }
    };
    Ok(sheet(
        Sheet {
            held,
            title: "Appoint a manager",
            action: format!("{}/manager", at(held)),
            verb: "Appoint",
            form,
        },
        fields,
    ))
}

pub fn deputy(visit: &Visit, held: &Department, form: &Filled<DeputyForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let manager = held.manager.map_or("the manager", |id| names.name(id));
    let fields = html! {
        p { "While " (manager) " is away, the deputy gets their notices about " (held.name) " and may do what they may do here, and nowhere else. It begins and ends by itself." }
        (people_select(&names, "person", "Deputy", form, "choose somebody", &members(&names, held.id)))
        (fields_two(html! {
            (form.date("from", "First day").required())
            (form.date("until", "Last day").required())
        }))
    };
    Ok(sheet(
        Sheet {
            held,
            title: "Name a deputy",
            action: format!("{}/deputies", at(held)),
            verb: "Name deputy",
            form,
        },
        fields,
    ))
}

pub fn team(
    visit: &Visit,
    held: &Department,
    team: Option<&Team>,
    form: &Filled<TeamForm>,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let fields = html! {
        @match team {
            Some(team) => (form.version(team.version)),
            None => (hidden("_key", crate::features::form_key())),
        }
        (form.text("name", "Name").required())
        (people_select(&names, "lead", "Team lead", form, "nobody yet", &members(&names, held.id)))
    };
    let (title, action, verb) = match team {
        Some(team) => ("Change a team", format!("/teams/{}", team.id), "Save team"),
        None => ("New team", format!("{}/teams", at(held)), "Make team"),
    };
    let mut page = sheet(
        Sheet {
            held,
            title,
            action,
            verb,
            form,
        },
        fields,
    );
    if let Some(team) = team {
        let retire = html! {
            (Section::new("Retire", html! {
                p class="dim" { "A team that nobody belongs to can be retired. It is kept for what it did." }
                (post_button(&format!("/teams/{}/retire", team.id), hidden("version", team.version.to_string()), Button::submit("Retire team").danger()))
            }))
        };
        page.body = html! { (page.body) (retire) };
    }
    Ok(page)
}

pub fn member(visit: &Visit, held: &Department, form: &Filled<MemberForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let chosen = form.value("person").unwrap_or_default().to_owned();
    let others = names.staff().into_iter().filter(|user| {
        user.tier != Tier::Client
            && !user.departments.contains(&held.id)
            && user.id.raw() != visit.actor.person
            && visit.may(&EDIT_USER, *user)
            && names.touch(visit.actor.person, user).is_ok()
    });
    let options: Vec<(String, String)> = others
        .map(|user| {
            let places: Vec<&str> = user
                .departments
                .iter()
                .map(|id| names.department(*id))
                .collect();
            (
                user.id.to_string(),
                format!("{} ({})", user.name, places.join(", ")),
            )
        })
        .collect();
    let fields = html! {
        (Field::new("person", "Person").error(form.problems.of("person")).hint("They stay where they are as well. To move somebody with their open work, use Move on the department they leave.")
            .around(Select::new("person", "Person").bare().nothing("choose somebody").options(options).value(chosen)))
    };
    Ok(sheet(
        Sheet {
            held,
            title: "Add somebody",
            action: format!("{}/members", at(held)),
            verb: "Add to department",
            form,
        },
        fields,
    ))
}
