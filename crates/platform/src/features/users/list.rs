//! The list of people: staff, the people of clients, whoever left; with what can be done to several of them at once.

use maud::{Markup, html};

use super::query::{Show, UserQuery, reads_ways, sees_ways};
use crate::{
    access::Action,
    base::Result,
    data::{Key, Page, Paging, Query, Visit},
    features::{
        lists::{self, Around, Filter, Frame, ListTab, Listed, Named, Shown, Totals},
        people::{self, Department, Directory, User, entity::tiers},
        records::Editing,
        sign_in::{Way, Ways},
    },
    ui::prelude::*,
    web::{Reply, Request},
};

/// A shelf of people as a tab, with how many stand on it.
fn tab(visit: &Visit, name: &'static str, query: &str, shelf: u8, why: Empty) -> Result<ListTab> {
    let on_it = Query::<User>::by(people::BY_NAME).under(Key::new().byte(shelf));
    let count = Totals::counted(visit, &on_it)?;
    Ok(ListTab::new(name, query).count(Some(count)).nothing(why))
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let invites = visit.may_somewhere(&people::INVITE);
    let gone = request.query("show") == Some("inactive");
    let invite = || Button::link("Invite somebody", "/users/new").primary();
    let nobody = || {
        Empty::quiet("Nobody here", "People you invite appear in this list.").actions(html! {
            @if invites { (invite()) }
        })
    };
    let frame = Frame {
        head: html! {
            (Head::new("People").actions(html! {
                @if invites {
                    (Button::link("Invite from a sheet", "/users/import").icon(Icon::Upload))
                    (invite().icon(Icon::Plus).key("n"))
                }
            }))
            (super::asked::section(visit)?)
        },
        tabs: vec![
            tab(visit, "Staff", "", User::shelf(false, false), nobody())?,
            tab(
                visit,
                "People of clients",
                "show=clients",
                User::shelf(true, false),
                Empty::quiet(
                    "Nobody here",
                    "A client's contact appears here once the portal is opened for them.",
                ),
            )?,
            tab(
                visit,
                "Inactive",
                "show=inactive",
                User::shelf(false, true),
                Empty::quiet(
                    "Nobody has left",
                    "Whoever is deactivated is kept here, with all they did.",
                ),
            )?,
        ],
        find: "Find by name, e-mail or title",
        nothing: html! { (nobody()) },
        several: match visit.may_somewhere(&people::EDIT) && !gone {
            true => Some(several(visit)?),
            false => None,
        },
        styles: vec!["form"],
        live: vec!["link-requests"],
        ..Frame::default()
    };
    lists::page::<User>(visit, request, frame)
}

/// What can be done to everybody who is ticked; each is looked at before anything happens.
fn several(visit: &Visit) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let roles = names.grantable(visit.actor.person);
    let departments: Vec<&Department> = names
        .open_departments()
        .into_iter()
        .filter(|held| visit.may(&people::EDIT, *held))
        .collect();
    Ok(html! {
        (Select::new("role", "Role").id("several-role").nothing("a role").options(roles.iter().map(|role| (role.id.to_string(), role.name.clone()))).bare())
        (Button::submit("Give role").small().value("deed", "add_role"))
        @if !departments.is_empty() {
            (Select::new("department", "Department").id("several-department").nothing("a department").options(departments.iter().map(|held| (held.id.to_string(), held.name.clone()))).bare())
            (Button::submit("Move").small().value("deed", "move"))
        }
        (Input::text("skill", "Skill").id("several-skill").placeholder("a skill").suggestions(skills(&names)).bare())
        (Button::submit("Note skill").small().value("deed", "add_skill"))
        (Button::submit("Invite again").small().value("deed", "invite"))
        @if visit.may_somewhere(&people::DEACTIVATE) { (Button::submit("Deactivate").small().danger().value("deed", "deactivate")) }
    })
}

/// The skills that somebody has.
fn skills(names: &Directory) -> Vec<String> {
    let mut skills: Vec<String> = names
        .staff()
        .iter()
        .flat_map(|user| user.skills.iter().cloned())
        .collect();
    skills.sort_unstable();
    skills.dedup();
    skills
}

/// The roles that there are, by their numbers.
fn roles(around: &Around<'_>) -> Vec<(String, String)> {
    let held = around.names.roles.values().filter(|role| !role.retired);
    let mut roles: Vec<(String, String)> = held
        .map(|role| (role.id.to_string(), role.name.clone()))
        .collect();
    roles.sort_by(|a, b| a.1.cmp(&b.1));
    roles
}

/// How they come in, where it is not as it should be.
fn way(way: Way, visit: &Visit) -> Markup {
    html! {
        @match (way.signed_in, way.invited) {
            (true, _) => {}
            (false, Some(until)) if until > visit.at => (badge(Tone::Stone, "invited")),
            (false, Some(_)) => (badge(Tone::Warning, "invitation expired")),
            (false, None) => (badge(Tone::Stone, "never signed in")),
        }
        @if way.has_factor() { " " span class="dim t12" { (way.factors()) } }
    }
}

/// The same in a sheet.
fn way_told(way: Way) -> String {
    let came = if way.signed_in {
        "signed in"
    } else {
        "never signed in"
    };
    match way.has_factor() {
        true => format!("{came}, {}", way.factors()),
        false => came.to_owned(),
    }
}

fn department_names(names: &Directory, user: &User) -> String {
    let held = user.departments.iter().map(|id| names.department(*id));
    held.collect::<Vec<_>>().join(", ")
}

/// How people come in.
const WAYS: &str = "ways";

impl Listed for User {
    type Asked = UserQuery;
    const EXPORT: Action = people::VIEW;
    const FILTERS: &'static [Filter] = &[
        Filter::words("tier", "Tier", tiers),
        Filter::departments("department", "Department"),
        Filter::few("role", "Role", roles),
        Filter::words("factor", "Second factor", || vec![("none", "None")]),
        Filter::words("signed", "Signed in", || vec![("never", "Never")]),
    ];
    const NAME_SORTS: &'static [(&'static str, Sort)] =
        &[("name", Sort::Ascending), ("-name", Sort::Descending)];

    fn columns() -> Vec<Shown<User>> {
        vec![
            Shown::<User>::new("roles", "Roles", |around, user| {
                Ok(html! { (around.names.role_names(user)) })
            })
            .told(|around, user| Ok(around.names.role_names(user)))
            .sorts(&[("role", Sort::Ascending), ("-role", Sort::Descending)]),
            Shown::<User>::new("departments", "Departments", |around, user| {
                Ok(html! { (department_names(&around.names, user)) })
            })
            .sorts(&[
                ("department", Sort::Ascending),
                ("-department", Sort::Descending),
            ]),
            Shown::<User>::new("tier", "Tier", |_, user| Ok(html! { (user.tier.name()) }))
                .dim()
                .sorts(&[("tier", Sort::Ascending), ("-tier", Sort::Descending)]),
            Shown::<User>::new(WAYS, "Signing in", |around, user| {
                let ways = Ways::of(around.visit)?;
                Ok(match reads_ways(around.visit, user)? {
                    true => way(ways.get(user.id), around.visit),
                    false => html! {},
                })
            })
            .told(|around, user| {
                let ways = Ways::of(around.visit)?;
                Ok(match reads_ways(around.visit, user)? {
                    true => way_told(ways.get(user.id)),
                    false => String::new(),
                })
            }),
        ]
    }

    fn named(&self, _: &Around<'_>) -> Result<Named> {
        let named = Named::new(
            format!("/users/{}", self.id),
            &self.name,
            self.email.as_str(),
        );
        Ok(named.mark(Avatar::person(self.name.as_str())))
    }

    fn editing(&self, visit: &Visit, keys: &[&str]) -> Editing {
        Editing::of_fields(visit, self, keys)
    }

    /// Staff, where nothing is said.
    fn at_first(asked: UserQuery) -> UserQuery {
        UserQuery {
            show: match asked.show {
                Show::All => Show::Staff,
                show => show,
            },
            ..asked
        }
    }

    fn sorted<'s>(_: &UserQuery, said: &'s str) -> Option<&'s str> {
        Some(if said.is_empty() { "name" } else { said })
    }

    /// How people come in is for those who keep the list of them.
    fn offers(visit: &Visit, name: &str) -> bool {
        !matches!(name, "factor" | "signed" | WAYS) || sees_ways(visit)
    }

    fn permitted(visit: &Visit, asked: &UserQuery) -> Result<()> {
        asked.permitted(visit)
    }

    fn page(visit: &Visit, asked: &UserQuery, paging: Paging) -> Result<Page<User>> {
        asked.as_far_as(visit).page(visit, &paging)
    }

    fn count(visit: &Visit, asked: &UserQuery, most: usize) -> Result<usize> {
        Ok(asked.as_far_as(visit).all(visit)?.len().min(most))
    }
}
