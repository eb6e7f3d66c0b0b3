//! Who of a client's people comes into the portal, and as what.

use maud::{Markup, html};

use super::{
    actions::{INVITE, LET_GO, LET_IN, RIGHTS},
    forms::NewColleague,
    ops::{closed_by_company, offered},
};
use crate::{
    access::Tier,
    base::{
        Result,
        language::{say, translated},
    },
    data::Visit,
    features::{
        form_key,
        people::{Directory, Role, User},
        sign_in,
    },
    said,
    ui::{portal, prelude::*},
    web::{Filled, Page, reply::Frame},
};

/// Everybody of the own company who has or had access, who has it first.
///
/// # Errors
/// When the store can't be read.
pub fn colleagues(visit: &Visit) -> Result<Vec<User>> {
    let names = Directory::of(visit)?;
    let Some(client) = visit.actor.client else {
        return Ok(Vec::new());
    };
    let ours = |user: &&User| user.tier == Tier::Client && user.client == Some(client);
    let mut found: Vec<User> = names.users.values().filter(ours).cloned().collect();
    found.sort_by(|a, b| (a.inactive, &a.name).cmp(&(b.inactive, &b.name)));
    Ok(found)
}

/// # Errors
/// When the store can't be read.
pub fn page(visit: &Visit, form: &Filled<NewColleague>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let (all, offered) = (colleagues(visit)?, offered(visit)?);
    let main = html! {
        ul class="list" data-live-id="colleagues" {
            @for user in &all { (row(visit, &names, user, &offered)?) }
        }
    };
    let aside = html! {
        @if visit.may_somewhere(&INVITE) {
            (Section::new(say("colleagues-invite-a-colleague"), html! {
                form class="stack" method="post" action="/portal/colleagues" data-once {
                    (form.summary())
                    (hidden("_key", form_key()))
                    (form.text("name", say("colleagues-name")).required().autocomplete("off"))
                    (form.email("email", say("colleagues-e-mail")).required().autocomplete("off"))
                    (form.text("title", say("colleagues-what-they-do")).optional().autocomplete("off"))
                    (choices(&offered, form.value("role"), form.problems.of("role")))
                    (buttons(Button::submit(say("colleagues-invite-them")).primary().icon(Icon::Send)))
                    p class="dim t12" { (say("colleagues-they-get-a-link-that-works")) }
                }
            }))
        }
    };
    let body = html! {
        (portal::welcome(say("colleagues-colleagues"), say("colleagues-who-of-your-company-comes-in")))
        (portal::grid(main, aside))
    };
    Ok(Page::new(say("colleagues-colleagues"), body)
        .frame(Frame::Portal)
        .styles(&["portal", "list", "form", "extra", "record"])
        .live("users")
        .status(form.status()))
}

fn choices(offered: &[Role], value: Option<&str>, error: Option<&str>) -> Markup {
    let mut radios = Radios::new("role", say("colleagues-what-they-may-do"));
    for role in offered {
        radios = radios.explained(
            role.id,
            translated(&role.name).into_owned(),
            translated(&role.summary).into_owned(),
        );
    }
    html! { (radios.value(value.unwrap_or_default()).error(error)) }
}

/// What somebody may do, in the words of their roles.
fn does(names: &Directory, user: &User) -> String {
    let held = user
        .roles
        .iter()
        .filter_map(|id| names.roles.get(&id.raw()));
    let held: Vec<_> = held.map(|role| translated(&role.name)).collect();
    held.join(", ")
}

fn row(visit: &Visit, names: &Directory, user: &User, offered: &[Role]) -> Result<Markup> {
    let here = format!("/portal/colleagues/{}", user.id);
    let me = user.id.raw() == visit.actor.person;
    let below = !me && names.touch(visit.actor.person, user).is_ok();
    let held = user.roles.first().map(|id| id.to_string());
    let may = |action| below && visit.may(action, user);
    let invited = !user.inactive && sign_in::is_invited(visit, user.id)?;
    Ok(html! {
        li {
            (Avatar::person(user.name.as_str()))
            div class="grow" {
                span class="two-line" {
                    span { (user.name) @if me { " " span class="dim" { (say("colleagues-you")) } } }
                    span { (user.email) ", " (does(names, user)) }
                }
                @if may(&RIGHTS) && !user.inactive {
                    (fold(Icon::Edit, say("colleagues-change-what-they-may-do"), html! {
                        form class="stack" method="post" action=(format!("{here}/rights")) data-once {
                            (Select::new("role", say("colleagues-what-they-may-do")).id(format!("role-{}", user.id))
                                .options(offered.iter().map(|role| (role.id, role.name.as_str())))
                                .maybe_value(held))
                            (buttons(Button::submit(say("colleagues-save")).small()))
                        }
                    }))
                }
            }
            @let by = user.closed_by.and_then(|by| names.users.get(&by.raw()));
            @let by_us = user.inactive && !closed_by_company(user, by);
            @if user.inactive { (badge(Tone::Stone, if by_us { say("colleagues-closed-by-us") } else { say("colleagues-no-access") })) }
            @if invited { (badge(Tone::Info, say("colleagues-invited"))) }
            @if invited && may(&INVITE) {
                (post_button(&format!("{here}/invite-again"), html! {}, Button::submit(say("colleagues-send-the-link-again")).small()))
            }
            @if user.inactive && !by_us && may(&LET_IN) {
                (post_button(&format!("{here}/let-in"), html! {}, Button::submit(say("colleagues-let-in-again")).small()))
            }
            @if !user.inactive && may(&LET_GO) {
                (post_button(&format!("{here}/let-go"), html! {}, Button::submit(say("colleagues-take-access-away")).small().quiet()))
            }
        }
    })
}

/// Shown once, where no mail could take the link.
pub fn invited(name: &str, email: &str, link: Option<&str>) -> Page {
    let body = html! {
        (portal::back(say("colleagues-colleagues"), "/portal/colleagues"))
        @match link {
            None => {
                (portal::welcome(say("colleagues-invited"), said!("colleagues-gets-mail", name = name, email = email)))
            }
            Some(link) => {
                (portal::welcome(say("colleagues-invited"), said!("colleagues-give-link", name = name)))
                p { code data-copy=(link) data-copy-said=(say("colleagues-copied")) { (link) } }
                (buttons(html! { button class="btn" type="button" data-copy=(link) data-copy-said=(say("colleagues-copied")) { (icon(Icon::Copy)) (say("colleagues-copy-the-link")) } }))
            }
        }
    };
    Page::new(say("colleagues-invited"), body)
        .frame(Frame::Portal)
        .styles(&["portal"])
        .scripts(&["copy"])
}
