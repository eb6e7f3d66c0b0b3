//! The list of people, one person, and the invitation.

use maud::{Markup, html};

use super::{bulk::Made, query::reads_ways};
use crate::{
    access::{Action, Tier},
    base::Result,
    data::{Record, Visit},
    features::{
        clients::Client,
        mail,
        people::{self, Department, Directory, EditUser, NewUser, Role, Team, User},
        records::Editing,
        sign_in::{self, Ways},
    },
    ui::prelude::*,
    web::{Filled, Form, Page, Request},
};

pub fn links(request: &Request, words: &str, links: &[Made]) -> Page {
    let all = links.iter().all(|made| made.mailed.is_some());
    let body = html! {
        (Head::new("Invited again").fact(words))
        p {
            @if all { "Each link is on its way by mail. It works once, for a day, and isn't shown again." }
            @else { "Give everybody their link yourself, but those it was mailed to. Each works once, for a day, and isn't shown again." }
        }
        (Table::rows().column(Column::new("Name")).column(Column::new("Link")).body(links.iter().map(|made| {
            let link = request.link(&format!("/welcome/{}", made.link));
            let name = match &made.mailed {
                Some(to) => two_line(made.name.as_str(), format!("Sent to {to}")),
                None => html! { (made.name) },
            };
            Row::new().name(name).cell(html! { code data-copy=(link) { (link) } })
        })))
        (buttons(Button::link("Back to people", "/users")))
    };
    Page::new("Invited again", body)
        .under("People", "/users")
        .styles(&["list"])
        .scripts(&["copy"])
}

fn user_fields(
    form: &Filled<impl Form>,
    offered: &Offered<'_>,
    names: &Directory,
    staff_only: bool,
) -> Markup {
    let chosen = |name: &str, id: String| form.values(name).any(|value| value == id);
    let named = |id: &str, all: &dyn Fn(u64) -> Option<String>| {
        let number = id.rsplit('-').next().and_then(|raw| raw.parse().ok());
        number.and_then(all).unwrap_or_else(|| id.to_owned())
    };
    let role = |id: &str| {
        named(id, &|raw| {
            names.roles.get(&raw).map(|held| held.name.clone())
        })
    };
    let department = |id: &str| {
        named(id, &|raw| {
            names.departments.get(&raw).map(|held| held.name.clone())
        })
    };
    let team = |id: &str| {
        named(id, &|raw| {
            names.teams.get(&raw).map(|held| held.name.clone())
        })
    };
    html! {
        (form.text("name", "Name").required().autocomplete("off"))
        @if !staff_only {
            (form.email("email", "E-mail").required().autocomplete("off"))
        }
        (form.text("title", "What they do").optional())
        @if !staff_only {
            (form.select("tier", "Tier").option("employee", "Employee: from the office network").option("admin", "Admin: with a code at every sign-in").option("client", "Client: only the portal"))
            (form.record("client", "Client", Client::KIND.prefix).optional().hint("For people of a client."))
        }
        @if offered.own {
            p class="mute" { "Nobody changes their own roles, departments and teams. Ask an admin." }
        } @else {
            (Field::new("roles", "Roles").theirs(form.theirs_as("roles", role)).error(form.problems.of("roles")).around_group(html! {
                @for role in &offered.roles {
                    (Tick::new("roles", role.name.as_str()).value(role.id).checked(chosen("roles", role.id.to_string())).hint(role.summary.as_str()))
                }
            }))
            (Field::new("departments", "Departments").theirs(form.theirs_as("departments", department)).error(form.problems.of("departments")).around_group(html! {
                @for department in &offered.departments {
                    (Tick::new("departments", department.name.as_str()).value(department.id).checked(chosen("departments", department.id.to_string())))
                }
            }))
            (Field::new("teams", "Teams").theirs(form.theirs_as("teams", team)).error(form.problems.of("teams")).around_group(html! {
                @for team in &offered.teams {
                    (Tick::new("teams", team.name.as_str()).value(team.id).checked(chosen("teams", team.id.to_string())))
                }
            }))
        }
        // What they have and isn't this person's to change stays as it is.
        @for (name, value) in offered.kept(form) { (hidden(name, value)) }
    }
}

/// What a person may choose from for somebody: as far as the rules let them grant it.
struct Offered<'d> {
    own: bool,
    roles: Vec<&'d Role>,
    departments: Vec<&'d Department>,
    teams: Vec<&'d Team>,
}

impl<'d> Offered<'d> {
    fn of(visit: &Visit, names: &'d Directory, action: &Action, own: bool) -> Offered<'d> {
        if own {
            return Offered {
                own,
                roles: Vec::new(),
                departments: Vec::new(),
                teams: Vec::new(),
            };
        }
        Offered {
            own,
            roles: names.grantable(visit.actor.person),
            departments: names
                .open_departments()
                .into_iter()
                .filter(|department| visit.may(action, *department))
                .collect(),
            teams: names
                .teams
                .values()
                .filter(|team| !team.retired && visit.may(action, *team))
                .collect(),
        }
    }

    fn kept(&self, form: &Filled<impl Form>) -> Vec<(&'static str, String)> {
        let mut kept = Vec::new();
        let offers = |name: &str, value: &str| match name {
            "roles" => self.roles.iter().any(|r| r.id.to_string() == value),
            "departments" => self.departments.iter().any(|d| d.id.to_string() == value),
            "teams" => self.teams.iter().any(|t| t.id.to_string() == value),
            _ => false,
        };
        for name in ["roles", "departments", "teams", "skills"] {
            kept.extend(
                form.values(name)
                    .filter(|value| !offers(name, value))
                    .map(|value| (name, value.to_owned())),
            );
        }
        kept
    }
}

pub fn new_user(visit: &Visit, form: &Filled<NewUser>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let offered = Offered::of(visit, &names, &people::INVITE, false);
    let body = html! {
        (Head::new("Invite somebody"))
        form class="stack read" method="post" action="/users" data-once {
            (form.banner())
            (user_fields(form, &offered, &names, false))
            (buttons(html! { (Button::submit("Invite").primary()) (Button::link("Cancel", "/users")) }))
        }
    };
    Ok(Page::new("Invite somebody", body)
        .under("People", "/users")
        .styles(&["extra"])
        .status(form.status()))
}

/// `mailed` is where the link went by mail already.
pub fn invited(name: &str, link: &str, holds: &str, mailed: Option<&str>) -> Page {
    Page::new("Invitation", html! {
        (Head::new("Invitation for ".to_owned() + name))
        (read(html! {
            @match mailed {
                Some(to) => {
                    p { "Sent to " b { (to) } ". The link works once, for " (holds) ", and lets them choose their password." }
                    p class="mute" { "If the mail doesn't arrive, give it to them yourself." }
                }
                None => p { "Give them this link yourself. It works once, for " (holds) ", and lets them choose their password." },
            }
            p { code data-copy=(link) { (link) } }
            (buttons(html! { button class="btn" type="button" data-copy=(link) { (icon(Icon::Copy)) "Copy the link" } (Button::link("Back to people", "/users")) }))
        }))
    }).under("People", "/users").scripts(&["copy"])
}

pub fn user(visit: &Visit, user: &User, form: &Filled<EditUser>, history: Markup) -> Result<Page> {
    let names = Directory::of(visit)?;
    let roles: Vec<&Role> = user
        .roles
        .iter()
        .filter_map(|r| names.roles.get(&r.raw()))
        .collect();
    let departments: Vec<&Department> = user
        .departments
        .iter()
        .filter_map(|d| names.departments.get(&d.raw()))
        .collect();
    let own = user.id.raw() == visit.actor.person;
    let below = names.touch(visit.actor.person, user).is_ok();
    let may_edit = visit.may(&people::EDIT, user) && below;
    let edits = match may_edit {
        true => Editing::of(visit, user),
        false => Editing::nothing(),
    };
    let offered = Offered::of(visit, &names, &people::EDIT, own);
    let factors = match Ways::of(visit)?.get(user.id).factors() {
        none if none.is_empty() => "none".to_owned(),
        factors => factors,
    };
    let main = html! {
        @if may_edit && user.tier != Tier::Client {
            (Section::new("Details", html! {
                form class="stack" method="post" action=(format!("/users/{}", user.id)) data-once {
                    (form.banner())
                    (form.version(user.version))
                    (user_fields(form, &offered, &names, true))
                    (buttons(Button::submit("Save").primary()))
                }
            }))
        }
        (Section::new("History", history))
    };
    let failing = mail::failing::note(visit, &user.email)?;
    let aside = html! {
        (Facts::new()
            .fact("E-mail", html! { (user.email) " " (failing) })
            .fact("Tier", user.tier.name())
            .fact("Roles", html! { @for role in &roles { (tag(Tone::Stone, role.name.as_str())) } })
            .maybe("Second factor", reads_ways(visit, user)?.then_some(factors))
            .maybe("Departments", (!departments.is_empty()).then(|| html! { @for d in &departments { (d.name) br; } })))
    };
    let body = html! {
        (Head::new(user.name.as_str()).avatar(Avatar::person(user.name.as_str()).large()).fact(id(user.id.to_string())).fact(edits.value("title", user.title.as_str())).mark(edits.pen("name")).actions(html! {
            @if !own && visit.may(&people::VIEW_AS, user) && names.look_as(visit.actor.person, user) {
                (Button::link("View as", format!("/users/{}/view-as", user.id)).icon(Icon::Eye))
            }
            @if may_edit && !own {
                @if user.tier != Tier::Client && !user.inactive { (Button::link("Move", format!("/users/{}/move", user.id)).icon(Icon::Org)) }
                (post_button(&format!("/users/{}/link", user.id), html! {}, Button::submit("New sign-in link").icon(Icon::Key)))
            }
            @if visit.may(&sign_in::CHANGE_EMAIL, user) && below && !own {
                (Button::link("Change e-mail", format!("/users/{}/email", user.id)).icon(Icon::Mail))
            }
            @if visit.may(&sign_in::RESET_FACTOR, user) && below && !own {
                (post_button(&format!("/users/{}/reset-factor", user.id), html! {}, Button::submit("Remove second factor").icon(Icon::Mobile)))
            }
            @if visit.may(&people::DEACTIVATE, user) && below && !own {
                @if user.inactive {
                    (post_button(&format!("/users/{}/reactivate", user.id), html! {}, Button::submit("Let in again")))
                } @else {
                    (Button::link("Deactivate", format!("/users/{}/leave", user.id)).danger())
                }
            }
        }))
        @if user.inactive { (Banner::warning("This person is inactive: they can't sign in. Their open work was handed over; letting them in again gives nothing of it back.")) }
        (record(main, aside))
    };
    Ok(Page::new(user.name.as_str(), body)
        .under("People", "/users")
        .styles(&["extra", "record", "thread"])
        .live(format!("users:{}", user.id.raw()))
        .status(form.status()))
}
