//! The list of people, one person, and the invitation.

use maud::{Markup, html};

use crate::{
    access::{Action, Tier},
    base::Result,
    data::{List, Visit},
    features::people::{self, Department, Directory, NewUser, Role, Team, User},
    ui::prelude::*,
    web::{Filled, Page, Request},
};

pub fn users(visit: &Visit, request: &Request) -> Result<Page> {
    let show = request.query("show").unwrap_or_default();
    let (gone, clients) = (show == "inactive", show == "clients");
    let list = List::by(people::BY_NAME)
        // Whoever looks for a colleague does not want the people of clients in between.
        .under(crate::data::Key::new().byte(User::shelf(clients, gone)))
        .after(request.query("after"));
    let page = visit.list::<User>(list)?;
    let names = Directory::of(visit)?;
    let rows = page.rows.iter().map(|user| {
        let roles: Vec<&str> = user.roles.iter().filter_map(|r| names.roles.get(&r.raw())).map(|r| r.name.as_str()).collect();
        let departments: Vec<&str> = user.departments.iter().map(|d| names.department(*d)).collect();
        Row::new()
            .id(format!("u-{}", user.id.raw()))
            .name(html! {
                span class="row nowrap" {
                    (Avatar::person(user.name.as_str()))
                    (two_line_link(&format!("/users/{}", user.id), user.name.as_str(), user.email.as_str()))
                }
            })
            .cell(roles.join(", "))
            .cell(departments.join(", "))
            .dim(user.tier.name())
    });
    let body = html! {
        (Head::new("People").actions(html! {
            @if visit.may_somewhere(&people::INVITE) {
                (Button::link("Invite somebody", "/users/new").primary().icon(Icon::Plus).key("n"))
            }
        }))
        (tabs("Show", [
            Tab::new("Staff", "/users").current(!gone && !clients),
            Tab::new("People of clients", "/users?show=clients").current(clients),
            Tab::new("Inactive", "/users?show=inactive").current(gone),
        ]))
        @if page.rows.is_empty() {
            @if clients { (Empty::quiet("Nobody here", "A client's contact appears here once the portal is opened for them.")) }
            @else { (Empty::quiet("Nobody here", "People you invite appear in this list.")) }
        } @else {
            div data-live-id="rows" { (Table::rows().column(Column::new("Name")).column(Column::new("Roles")).column(Column::new("Departments")).column(Column::new("Tier")).body(rows)) }
        }
        (pager(page.rows.len(), None, page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
    };
    Ok(Page::new("People", body).styles(&["list"]).live("users"))
}

fn user_fields(
    form: &Filled<NewUser>,
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
            (form.text("client", "Client").optional().hint("For people of a client: its number, such as CL-101."))
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
                .departments
                .values()
                .filter(|department| visit.may(action, *department))
                .collect(),
            teams: names
                .teams
                .values()
                .filter(|team| visit.may(action, *team))
                .collect(),
        }
    }

    fn kept(&self, form: &Filled<NewUser>) -> Vec<(&'static str, String)> {
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

pub fn invited(name: &str, link: &str) -> Page {
    Page::new("Invitation", html! {
        (Head::new("Invitation for ".to_owned() + name))
        (read(html! {
            p { "Give them this link yourself. It works once, for seven days, and lets them choose their password." }
            p { code data-copy=(link) { (link) } }
            (buttons(html! { button class="btn" type="button" data-copy=(link) { (icon(Icon::Copy)) "Copy the link" } (Button::link("Back to people", "/users")) }))
        }))
    }).under("People", "/users").scripts(&["copy"])
}

pub fn user(visit: &Visit, user: &User, form: &Filled<NewUser>, history: Markup) -> Result<Page> {
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
    let offered = Offered::of(visit, &names, &people::EDIT, own);
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
    let aside = html! {
        (Facts::new()
            .fact("E-mail", user.email.as_str())
            .fact("Tier", user.tier.name())
            .fact("Roles", html! { @for role in &roles { (tag(Tone::Stone, role.name.as_str())) } })
            .maybe("Departments", (!departments.is_empty()).then(|| html! { @for d in &departments { (d.name) br; } })))
    };
    let body = html! {
        (Head::new(user.name.as_str()).avatar(Avatar::person(user.name.as_str()).large()).fact(id(user.id.to_string())).fact(user.title.as_str()).actions(html! {
            @if !own && visit.may(&people::VIEW_AS, user) && names.look_as(visit.actor.person, user) {
                (Button::link("View as", format!("/users/{}/view-as", user.id)).icon(Icon::Eye))
            }
            @if may_edit && !own {
                (post_button(&format!("/users/{}/link", user.id), html! {}, Button::submit("New sign-in link").icon(Icon::Key)))
            }
            @if visit.may(&people::DEACTIVATE, user) && below && !own {
                @if user.inactive {
                    (post_button(&format!("/users/{}/reactivate", user.id), html! {}, Button::submit("Let in again")))
                } @else {
                    (post_button(&format!("/users/{}/deactivate", user.id), html! {}, Button::submit("Deactivate").danger()))
                }
            }
        }))
        @if user.inactive { (Banner::warning("This person is inactive: they can't sign in, and their work stays where it is.")) }
        (record(main, aside))
    };
    Ok(Page::new(user.name.as_str(), body)
        .under("People", "/users")
        .styles(&["extra", "record", "thread"])
        .live(format!("users:{}", user.id.raw()))
        .status(form.status()))
}
