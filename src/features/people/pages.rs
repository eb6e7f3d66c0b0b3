//! Sign-in, set-up, welcome, one's own profile, and the list of people.

use maud::{Markup, PreEscaped, html};

use super::{
    Department, Directory, Role, Session, User,
    forms::{Code, NewPassword, NewUser, SetUp, SignIn},
};
use crate::{
    access::Tier,
    base::Result,
    data::{List, Visit},
    ui::prelude::*,
    web::{Filled, Page, Request, reply::Frame},
};

fn door(title: &str, body: Markup) -> Page {
    Page::new(title, body).frame(Frame::Door)
}

fn refused<F: crate::web::Form>(form: &Filled<F>) -> Markup {
    html! {
        @if let Some(why) = &form.general { (Banner::error(why.as_str())) }
    }
}

pub fn sign_in(form: &Filled<SignIn>, greeting: &str, next: &str) -> Page {
    door("Sign in", html! {
        form class="stack" method="post" action="/sign-in" data-once {
            (hidden("next", next))
            div class="stack s" { h1 { (greeting) } p class="mute" { "Sign in with your account of the house." } }
            (refused(form))
            (form.email("email", "E-mail").required().autocomplete("username").autofocus())
            (form.password("password", "Password", "current-password").required())
            (Button::submit("Sign in").primary().wide())
            p class="dim t12" { "Clients sign in here as well and arrive in their portal." }
        }
        footer { "Trouble signing in? Ask IT for a new link." }
    })
    .status(if form.is_refused() { 422 } else { 200 })
}

pub fn code(form: &Filled<Code>, next: &str) -> Page {
    door("Code", html! {
        form class="stack" method="post" action="/sign-in/code" data-once {
            (hidden("next", next))
            div class="stack s" {
                h1 { "One more thing" }
                p class="mute" { "Type the six digits that your authenticator shows now, or one of your recovery codes." }
            }
            (refused(form))
            (form.text("code", "Code").required().autocomplete("one-time-code").attr("inputmode", "text").autofocus())
            (Button::submit("Continue").primary().wide())
            p class="dim t12" { a class="link" href="/sign-in" { "Start again" } }
        }
    })
    .status(if form.is_refused() { 422 } else { 200 })
}

pub fn set_up(form: &Filled<SetUp>) -> Page {
    door("Set up Atrium", html! {
        form class="stack" method="post" action="/set-up" data-once {
            div class="stack s" {
                h1 { "Set up your house" }
                p class="mute" { "The server's console printed a set-up token when Atrium started. Whoever has it becomes the superadmin; then this page closes." }
            }
            (refused(form))
            (form.text("token", "Set-up token").required().autocomplete("off").autofocus())
            (form.text("house", "Name of the house").required().hint("As clients know it, such as Juniper & Hale."))
            (form.text("name", "Your name").required().autocomplete("name"))
            (form.email("email", "Your e-mail").required().autocomplete("username"))
            (form.password("password", "Password", "new-password").required().hint("At least 12 characters; a few words in a row work well."))
            (Button::submit("Set up the house").primary().wide())
        }
    })
    .status(if form.is_refused() { 422 } else { 200 })
}

pub fn welcome(form: &Filled<NewPassword>, person: &User, token: &str) -> Page {
    door("Welcome", html! {
        form class="stack" method="post" action=(format!("/welcome/{token}")) data-once {
            div class="stack s" {
                h1 { "Welcome, " (who_first(&person.name)) }
                p class="mute" { "Choose a password for " (person.email) "." }
            }
            (refused(form))
            (form.password("password", "New password", "new-password").required().hint("At least 12 characters; a few words in a row work well."))
            (Button::submit("Save the password").primary().wide())
        }
    })
    .status(if form.is_refused() { 422 } else { 200 })
}

/// Enrolling a second factor: the QR code, the seed to type, and a first code as proof.
pub fn second_factor(form: &Filled<Code>, seed: &str, qr: &str) -> Page {
    door("Second factor", html! {
        form class="stack" method="post" action="/me/second-factor" data-once {
            div class="stack s" {
                h1 { "Add your second factor" }
                p class="mute" { "Scan this with an authenticator app, then type the six digits it shows. Admins are asked for a code at every sign-in." }
            }
            (refused(form))
            figure class="qr" { (PreEscaped(qr)) }
            p class="t12" { "Can't scan? Type this seed: " code { (seed) } }
            (hidden("seed", seed))
            (form.text("code", "Code").required().autocomplete("one-time-code").autofocus())
            (Button::submit("Turn it on").primary().wide())
        }
    })
    .status(if form.is_refused() { 422 } else { 200 })
}

pub fn recovery_codes(codes: &[String]) -> Page {
    door("Recovery codes", html! {
        div class="stack" {
            div class="stack s" {
                h1 { "Your recovery codes" }
                p class="mute" { "Each opens the door once when your phone is lost. Print them or keep them where your passwords are; they are not shown again." }
            }
            ul class="list" { @for code in codes { li { code { (code) } } } }
            (Button::link("I have kept them", "/").primary().wide())
        }
    })
}

pub fn me(visit: &Visit, user: &User, form: &Filled<NewPassword>, sessions: &[(Session, String)], has_factor: bool) -> Page {
    let body = html! {
        (Head::new(user.name.as_str()).avatar(Avatar::person(user.name.as_str()).large()).fact(user.email.as_str()).fact(user.title.as_str()))
        (halves(html! {
            (Section::new("Password", html! {
                form class="stack" method="post" action="/me/password" data-once {
                    (refused(form))
                    (form.password("current", "Current password", "current-password").required())
                    (form.password("password", "New password", "new-password").required().hint("At least 12 characters; a few words in a row work well."))
                    (buttons(Button::submit("Change the password").primary()))
                }
            }))
            (Section::new("Second factor", html! {
                @if has_factor {
                    p { "An authenticator is set up. You are asked for its code at every sign-in." }
                } @else {
                    p { "No authenticator yet." }
                }
                (buttons(Button::link(if has_factor { "Replace it" } else { "Set one up" }, "/me/second-factor")))
            }))
        }))
        (Section::new("Where you are signed in", html! {
            ul class="list" {
                @for (session, seen) in sessions {
                    li {
                        (icon(Icon::Device))
                        span class="grow duo" {
                            span { (session.address) @if visit.place.session == Some(session.id.raw()) { " " (badge(Tone::Pool, "this one")) } }
                            span class="dim t12" { (session.agent) }
                        }
                        span class="dim t12" { "last used " (seen) }
                        (post_button(&format!("/sessions/{}/end", session.id), html! {}, Button::submit("End").small()))
                    }
                }
            }
        }).small("End any that you don't know"))
    };
    Page::new("Profile and sign-in", body).styles(&["extra", "list"]).status(if form.is_refused() { 422 } else { 200 })
}

pub fn users(visit: &Visit, request: &Request) -> Result<Page> {
    let gone = request.query("show") == Some("inactive");
    let list = List::by(super::user::BY_NAME)
        .under(crate::data::Key::new().byte(u8::from(gone)))
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
            @if visit.may_somewhere(&super::INVITE) {
                (Button::link("Invite somebody", "/users/new").primary().icon(Icon::Plus).key("n"))
            }
        }))
        (tabs("Show", [Tab::new("Active", "/users").current(!gone), Tab::new("Inactive", "/users?show=inactive").current(gone)]))
        @if page.rows.is_empty() {
            (Empty::quiet("Nobody here", "People you invite appear in this list."))
        } @else {
            (Table::rows().column(Column::new("Name")).column(Column::new("Roles")).column(Column::new("Departments")).column(Column::new("Tier")).body(rows))
        }
        (pager(page.rows.len(), None, page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
    };
    Ok(Page::new("People", body).styles(&["list"]).live("users"))
}

fn user_fields(form: &Filled<NewUser>, names: &Directory, staff_only: bool) -> Markup {
    let chosen = |name: &str, id: String| form.values(name).any(|value| value == id);
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
        (Field::new("roles", "Roles").error(form.problems.of("roles")).around_group(html! {
            @for role in names.roles.values() {
                (Tick::new("roles", role.name.as_str()).value(role.id).checked(chosen("roles", role.id.to_string())).hint(role.summary.as_str()))
            }
        }))
        (Field::new("departments", "Departments").around_group(html! {
            @for department in names.departments.values() {
                (Tick::new("departments", department.name.as_str()).value(department.id).checked(chosen("departments", department.id.to_string())))
            }
        }))
        (Field::new("teams", "Teams").around_group(html! {
            @for team in names.teams.values() {
                (Tick::new("teams", team.name.as_str()).value(team.id).checked(chosen("teams", team.id.to_string())))
            }
        }))
    }
}

pub fn new_user(visit: &Visit, form: &Filled<NewUser>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let body = html! {
        (Head::new("Invite somebody"))
        form class="stack read" method="post" action="/users" data-once {
            (refused(form))
            (user_fields(form, &names, false))
            (buttons(html! { (Button::submit("Invite").primary()) (Button::link("Keep things as they are", "/users")) }))
        }
    };
    Ok(Page::new("Invite somebody", body).under("People", "/users").styles(&["extra"]).status(if form.is_refused() { 422 } else { 200 }))
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
    let roles: Vec<&Role> = user.roles.iter().filter_map(|r| names.roles.get(&r.raw())).collect();
    let departments: Vec<&Department> = user.departments.iter().filter_map(|d| names.departments.get(&d.raw())).collect();
    let may_edit = visit.may(&super::EDIT, user) && user.guard(&visit.actor).is_ok();
    let main = html! {
        @if may_edit && user.tier != Tier::Client {
            (Section::new("Details", html! {
                form class="stack" method="post" action=(format!("/users/{}", user.id)) data-once {
                    (refused(form))
                    (hidden("version", user.version))
                    (user_fields(form, &names, true))
                    (buttons(Button::submit("Save").primary()))
                }
            }))
        }
        (Section::new("History", history))
    };
    let aside = html! {
        (Facts::props()
            .fact("E-mail", user.email.as_str())
            .fact("Tier", user.tier.name())
            .fact("Roles", html! { @for role in &roles { (tag(Tone::Stone, role.name.as_str())) } })
            .fact("Departments", html! { @for d in &departments { (d.name) br; } }))
    };
    let body = html! {
        (Head::new(user.name.as_str()).avatar(Avatar::person(user.name.as_str()).large()).fact(id(user.id.to_string())).fact(user.title.as_str()).actions(html! {
            @if visit.may(&super::EDIT, user) && user.guard(&visit.actor).is_ok() {
                (post_button(&format!("/users/{}/link", user.id), html! {}, Button::submit("New sign-in link").icon(Icon::Key)))
            }
            @if visit.may(&super::DEACTIVATE, user) && user.guard(&visit.actor).is_ok() && user.id.raw() != visit.actor.person {
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
    Ok(Page::new(user.name.as_str(), body).under("People", "/users").styles(&["extra", "record", "thread"]).live(format!("users:{}", user.id.raw())).status(if form.is_refused() { 422 } else { 200 }))
}
