//! All roles, one role, its form, two side by side, retiring, the explorer.

use maud::{Markup, html};

use super::{
    CREATE, EDIT, RETIRE,
    explorer::Verdict,
    forms::{CopyForm, EditRole, RoleForm},
    impact::Impact,
    matrix,
};
use crate::{
    access::{Action, Placement, Tier, policy},
    base::{Result, text},
    data::Visit,
    features::{
        authority::{Standing, level_of, with_inherited},
        people::{Directory, Role, User},
    },
    ui::prelude::*,
    web::{Filled, Form, Page, Request, link},
};

pub(super) fn holders<'d>(names: &'d Directory, role: &Role) -> Vec<&'d User> {
    let mut people: Vec<&User> = names
        .users
        .values()
        .filter(|user| !user.inactive && user.roles.contains(&role.id))
        .collect();
    people.sort_by(|a, b| a.name.cmp(&b.name));
    people
}

/// Colleagues are; a client's people to those who see the client.
pub fn is_known(visit: &Visit, user: &User) -> Result<bool> {
    Ok(user.tier != Tier::Client || visit.title_of(user.id.as_ref())?.is_some())
}

/// What the rules would say to a change, as far as it shows before trying: for buttons.
fn may_change(visit: &Visit, action: &Action, role: &Role) -> bool {
    let Ok(names) = Directory::of(visit) else {
        return false;
    };
    if visit.actor.superadmin {
        return true;
    }
    let roles: Vec<Role> = names.roles.values().cloned().collect();
    let Some(me) = names.users.get(&visit.actor.person) else {
        return false;
    };
    visit.may(action, role)
        && !with_inherited(&me.roles, &roles)
            .iter()
            .any(|held| held.id == role.id)
        && level_of(role, &roles).max(role.level) <= Standing::of(me, &roles).level
        && !role.is_everything()
}

/// Why the role is not this person's to change, where they may change roles at all.
fn why_not(visit: &Visit, role: &Role) -> Option<String> {
    if !visit.may_somewhere(&EDIT) || may_change(visit, &EDIT, role) {
        return None;
    }
    let names = Directory::of(visit).ok()?;
    let roles: Vec<Role> = names.roles.values().cloned().collect();
    let me = names.users.get(&visit.actor.person)?;
    let held = with_inherited(&me.roles, &roles);
    Some(if role.is_everything() {
        "A role that grants everything is changed by the superadmin alone.".into()
    } else if held.iter().any(|held| held.id == role.id) {
        format!(
            "You hold {} yourself, directly or through what your roles inherit, so somebody who stands above you and doesn't hold it changes it: an administrator, or the superadmin.",
            role.name
        )
    } else if !visit.may(&EDIT, role) {
        "You change roles of your own departments only.".into()
    } else {
        "This role stands above your own, so somebody who stands higher changes it.".into()
    })
}

fn fields<F: Form>(visit: &Visit, form: &Filled<F>, itself: Option<&Role>) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let action = if itself.is_some() { EDIT } else { CREATE };
    let places = visit.actor.places(&action);
    let open = |id: u64| {
        places.contains(&Placement::Global) || places.contains(&Placement::Department(id))
    };
    let chosen = |id: String| form.values("inherits").any(|value| value == id);
    Ok(html! {
        (form.text("name", "Name").required().autocomplete("off"))
        (form.text("summary", "What it is for").optional())
        (form.select("tier", "Tier").option("employee", "Employee: from the office network").option("admin", "Admin: with a code at every sign-in").option("client", "Client: only the portal"))
        (form.number("level", "Level").hint("0 to 100. Whoever stands higher may grant and change it; yours is the highest you may give."))
        (form.select("department", "Department").nothing("The whole house").options(
            names.departments.values().filter(|d| open(d.id.raw())).map(|d| (d.id, d.name.as_str()))))
        (Field::new("inherits", "Inherits from").error(form.problems.of("inherits")).around_group(html! {
            @for role in names.roles.values().filter(|r| !r.retired && itself.is_none_or(|it| it.id != r.id) && !r.is_everything()) {
                (Tick::new("inherits", role.name.as_str()).value(role.id).checked(chosen(role.id.to_string())).hint(role.summary.as_str()))
            }
        }))
        @if let Some(why) = form.problems.of("grant") { (Banner::error(why)) }
    })
}

pub fn new(visit: &Visit, form: &Filled<RoleForm>) -> Result<Page> {
    let body = html! {
        (Head::new("New role"))
        form class="stack read" method="post" action="/roles" data-once {
            (form.summary())
            (hidden("_key", crate::features::form_key()))
            (fields(visit, form, None)?)
            (buttons(html! { (Button::submit("Make the role").primary()) (Button::link("Cancel", "/roles")) }))
        }
    };
    Ok(Page::new("New role", body)
        .under("Roles", "/roles")
        .styles(&["extra"])
        .status(form.status()))
}

pub fn edit(visit: &Visit, role: &Role, form: &Filled<EditRole>) -> Result<Page> {
    let home = format!("/roles/{}", role.id);
    let body = html! {
        (Head::new(format!("Edit {}", role.name)))
        form class="stack read" method="post" action=(home) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (fields(visit, form, Some(role))?)
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Discard", home.as_str())) }))
        }
    };
    Ok(Page::new(format!("Edit {}", role.name), body)
        .under("Roles", "/roles")
        .under(role.name.as_str(), home)
        .styles(&["extra"])
        .status(form.status()))
}

pub fn role(visit: &Visit, role: &Role, history: Markup) -> Result<Page> {
    let names = Directory::of(visit)?;
    let people = holders(&names, role);
    let known: Vec<bool> = people
        .iter()
        .map(|person| is_known(visit, person))
        .collect::<Result<_>>()?;
    let shown = people.iter().zip(&known).filter(|(_, known)| **known);
    let hidden = known.iter().filter(|known| !**known).count();
    let home = format!("/roles/{}", role.id);
    let (edit, retire) = (
        may_change(visit, &EDIT, role),
        may_change(visit, &RETIRE, role),
    );
    let main = html! {
        (Section::new("What it may do", matrix::shown(visit, role)?))
        (Section::new("History", history))
    };
    let aside = html! {
        (Facts::new()
            .fact("Level", role.level)
            .fact("Tier", role.tier.name())
            .maybe("Department", role.department.map(|id| names.department(id).to_owned()))
            .maybe("Inherits from", (!role.inherits.is_empty()).then(|| html! {
                @for above in role.inherits.iter().filter_map(|id| names.roles.get(&id.raw())) {
                    (link(visit, above.id.as_ref(), above.name.as_str())) br;
                }
            })))
        (Section::new("Who has it", html! {
            @if people.is_empty() { p class="dim" { "Nobody yet. It is given on a person's page." } }
            (list_tight(html! { @for (person, _) in shown.take(60) {
                (item_link(Avatar::person(person.name.as_str()), &format!("/users/{}", person.id), person.name.as_str(), person.title.as_str(), ""))
            } }))
            @if hidden > 0 { p class="dim" { (text::count(hidden, "person", "people")) " of clients that you don't see." } }
            @if people.len() - hidden > 60 { p class="dim" { "And " (people.len() - hidden - 60) " more." } }
        }))
    };
    let body = html! {
        (Head::new(role.name.as_str()).fact(id(role.id.to_string())).fact(text::count(people.len(), "person", "people")).fact(role.summary.as_str()).actions(html! {
            @if !role.retired && role.tier != Tier::Client && visit.may(&crate::features::people::TRY_ROLE, role) && names.grantable(visit.actor.person).iter().any(|r| r.id == role.id) {
                (Button::link("Try as this role", format!("{home}/try")).icon(Icon::Eye))
            }
            (Button::link("Compare", format!("/roles/compare?a={}", role.id)))
            @if visit.may_somewhere(&CREATE) { (Button::link("Copy", format!("{home}/copy")).icon(Icon::Copy)) }
            @if edit { (Button::link("Edit", format!("{home}/edit")).icon(Icon::Edit)) }
            @if edit && !role.retired { (Button::link("Change what it may do", format!("{home}/matrix")).primary()) }
            @if retire && role.retired { (post_button(&format!("{home}/bring-back"), html! {}, Button::submit("Bring back").primary())) }
            @if retire && !role.retired { (Button::link("Retire", format!("{home}/retire")).danger()) }
        }))
        @if let Some(why) = why_not(visit, role) { (Banner::info(why)) }
        @if role.retired { (Banner::warning("This role is retired: it grants nothing. People who had it keep working with their other roles.")) }
        (record(main, aside))
    };
    Ok(Page::new(role.name.as_str(), body)
        .under("Roles", "/roles")
        .styles(&["extra", "record", "thread", "roles", "list"])
        .live(format!("roles:{}", role.id.raw())))
}

pub fn copy(visit: &Visit, role: &Role, form: &Filled<CopyForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let places = visit.actor.places(&CREATE);
    let open = |id: u64| {
        places.contains(&Placement::Global) || places.contains(&Placement::Department(id))
    };
    let home = format!("/roles/{}", role.id);
    let body = html! {
        (Head::new(format!("Copy {}", role.name)))
        form class="stack read" method="post" action=(format!("{home}/copy")) data-once {
            (form.summary())
            (hidden("_key", crate::features::form_key()))
            (form.text("name", "Name of the copy").required().autocomplete("off"))
            (form.number("level", "Level").hint("0 to 100, not above your own."))
            (form.select("department", "Department").nothing("As it is").options(
                names.departments.values().filter(|d| open(d.id.raw())).map(|d| (d.id, d.name.as_str()))))
            (buttons(html! { (Button::submit("Make the copy").primary()) (Button::link("Cancel", home.as_str())) }))
        }
    };
    Ok(Page::new(format!("Copy {}", role.name), body)
        .under("Roles", "/roles")
        .under(role.name.as_str(), home)
        .styles(&["extra"])
        .status(form.status()))
}

pub fn retire(visit: &Visit, role: &Role, impact: &Impact) -> Result<Page> {
    let names = Directory::of(visit)?;
    let home = format!("/roles/{}", role.id);
    let body = html! {
        (Head::new(format!("Retire {}", role.name)))
        p { "A retired role grants nothing. People keep working with their other roles; it can be brought back." }
        (Section::new(matrix::sentence(impact), html! { @if !impact.people.is_empty() { (matrix::people(impact, &names)) } }))
        form method="post" action=(format!("{home}/retire")) data-once {
            (hidden("version", role.version))
            (buttons(html! { (Button::submit("Retire").danger()) (Button::link("Keep things as they are", home.as_str())) }))
        }
    };
    Ok(Page::new(format!("Retire {}", role.name), body)
        .under("Roles", "/roles")
        .under(role.name.as_str(), home)
        .styles(&["extra", "list", "roles"]))
}

fn role_choice(names: &Directory, name: &str, label: &str, value: Option<&str>) -> Markup {
    html! { (Select::new(name, label.to_owned()).nothing("Choose a role").options(names.roles.values().map(|r| (r.id, r.name.as_str()))).maybe_value(value)) }
}

/// Two roles side by side: the deeds in which they differ.
pub fn compare(visit: &Visit, request: &Request) -> Result<Page> {
    let names = Directory::of(visit)?;
    let chosen = |name: &str| {
        let id = request
            .query(name)
            .and_then(<crate::base::Id<Role>>::parse)?;
        names.roles.get(&id.raw())
    };
    let (a, b) = (chosen("a"), chosen("b"));
    let body = html! {
        (Head::new("Compare two roles"))
        form class="stack read" method="get" action="/roles/compare" {
            (fields_two(html! { (role_choice(&names, "a", "One role", request.query("a"))) (role_choice(&names, "b", "The other", request.query("b"))) }))
            (buttons(Button::submit("Compare").primary()))
        }
        @if let (Some(a), Some(b)) = (a, b) {
            @let differ = matrix::differences(visit, &names, a, b);
            @if differ.is_empty() { (Empty::quiet("No difference", "Both roles may do the same, as far.")) } @else {
                (Section::new(text::count(differ.len(), "difference", "differences"), html! {
                    (Table::plain().column(Column::new("May")).column(Column::new(a.name.as_str())).column(Column::new(b.name.as_str())).body(differ.iter().map(|(deed, x, y)| {
                        Row::new().cell(deed.title).cell(html! { span class="sc" data-s=(x.name()) { (matrix::word(*x)) } }).cell(html! { span class="sc" data-s=(y.name()) { (matrix::word(*y)) } })
                    })))
                }))
            }
        }
    };
    Ok(Page::new("Compare two roles", body)
        .under("Roles", "/roles")
        .styles(&["extra", "list", "roles"]))
}

pub fn explorer(
    visit: &Visit,
    request: &Request,
    answer: Option<&Verdict>,
    problem: Option<&str>,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let mut people: Vec<&User> = names
        .users
        .values()
        .filter(|u| u.tier != Tier::Client)
        .collect();
    for client in names.users.values().filter(|u| u.tier == Tier::Client) {
        if is_known(visit, client)? {
            people.push(client);
        }
    }
    people.retain(|person| {
        policy::may(
            &visit.actor,
            &super::VIEW,
            &crate::data::Record::placement(*person),
        )
    });
    let deeds = matrix::by_resource(&visit.store().schema().actions);
    let body = html! {
        (Head::new("Permission explorer"))
        p class="mute" { "Whether somebody may do something, and which rule decides it: the very one that opens and closes the doors." }
        form class="stack read" method="get" action="/permissions" {
            (Select::new("person", "Person").nothing("Choose a person").options(people.iter().map(|p| (p.id, p.name.as_str()))).maybe_value(request.query("person")))
            (Select::new("action", "May").nothing("Choose what").options(deeds.iter().flat_map(|(_, deeds)| deeds).map(|a| (a.key, a.title))).maybe_value(request.query("action")))
            (Input::text("record", "Record").maybe_value(request.query("record")).placeholder("LD-1042").hint("Its number. Leave it empty to ask about the deed as such."))
            (buttons(Button::submit("Ask").primary()))
        }
        @if let Some(why) = problem { (Banner::error(why)) }
        @if let Some(answer) = answer {
            div id="verdict" {
                @if answer.may { (Banner::success(html! { b { "Yes. " } (answer.why) })) }
                @else { (Banner::warning(html! { b { "No. " } (answer.why) })) }
            }
        }
    };
    Ok(Page::new("Permission explorer", body)
        .styles(&["extra"])
        .status(if problem.is_some() { 422 } else { 200 }))
}
