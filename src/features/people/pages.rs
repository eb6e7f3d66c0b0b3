//! Sign-in, set-up, welcome, and one's own profile.

use maud::{Markup, PreEscaped, html};

use super::{
    Session, User,
    forms::{Code, Enrol, NewPassword, SetUp, SignIn},
};
use crate::{
    base::money::Currency,
    data::Visit,
    ui::prelude::*,
    web::{Filled, Page, reply::Frame},
};

fn door(title: &str, body: Markup) -> Page {
    Page::new(title, body).frame(Frame::Door)
}

pub fn sign_in(form: &Filled<SignIn>, greeting: &str, next: &str) -> Page {
    door("Sign in", html! {
        form class="stack" method="post" action="/sign-in" data-once {
            (hidden("next", next))
            div class="stack s" { h1 { (greeting) } p class="mute" { "Sign in with your account of the house." } }
            (form.banner())
            (form.email("email", "E-mail").required().autocomplete("username").autofocus())
            (form.password("password", "Password", "current-password").required())
            (Button::submit("Sign in").primary().wide())
            p class="dim t12" { "Clients sign in here as well and arrive in their portal." }
        }
        footer { "Trouble signing in? Ask IT for a new link." }
    })
    .status(form.status())
}

pub fn code(form: &Filled<Code>, next: &str) -> Page {
    door("Code", html! {
        form class="stack" method="post" action="/sign-in/code" data-once {
            (hidden("next", next))
            div class="stack s" {
                h1 { "One more thing" }
                p class="mute" { "Type the six digits that your authenticator shows now, or one of your recovery codes." }
            }
            (form.banner())
            (form.text("code", "Code").required().autocomplete("one-time-code").attr("inputmode", "text").autofocus())
            (Button::submit("Continue").primary().wide())
            p class="dim t12" { a class="link" href="/sign-in" { "Start again" } }
        }
    })
    .status(form.status())
}

pub fn set_up(form: &Filled<SetUp>) -> Page {
    door("Set up Atrium", html! {
        form class="stack" method="post" action="/set-up" data-once {
            div class="stack s" {
                h1 { "Set up your house" }
                p class="mute" { "The server's console printed a set-up token when Atrium started. Whoever has it becomes the superadmin; then this page closes." }
            }
            (form.banner())
            (form.text("token", "Set-up token").required().autocomplete("off").autofocus())
            (form.text("house", "Name of the house").required().hint("As clients know it, such as Juniper & Hale."))
            (form.select("currency", "Currency").options(Currency::choices()).hint("What quotes and values are in."))
            (form.text("name", "Your name").required().autocomplete("name"))
            (form.email("email", "Your e-mail").required().autocomplete("username"))
            (form.password("password", "Password", "new-password").required().hint("At least 12 characters; a few words in a row work well."))
            (Button::submit("Set up the house").primary().wide())
        }
    })
    .status(form.status())
}

pub fn welcome(form: &Filled<NewPassword>, person: &User, token: &str) -> Page {
    door("Welcome", html! {
        form class="stack" method="post" action=(format!("/welcome/{token}")) data-once {
            div class="stack s" {
                h1 { "Welcome, " (first_name(&person.name)) }
                p class="mute" { "Choose a password for " (person.email) "." }
            }
            (form.banner())
            (form.password("password", "New password", "new-password").required().hint("At least 12 characters; a few words in a row work well."))
            (Button::submit("Save the password").primary().wide())
        }
    })
    .status(form.status())
}

/// Enrolling a second factor: the QR code, the seed to type, and a first code as proof.
pub fn second_factor(form: &Filled<Enrol>, seed: &str, qr: &str, has_factor: bool) -> Page {
    door("Second factor", html! {
        form class="stack" method="post" action="/me/second-factor" data-once {
            div class="stack s" {
                h1 { "Add your second factor" }
                p class="mute" { "Scan this with an authenticator app, then type the six digits it shows. Admins are asked for a code at every sign-in." }
            }
            (form.banner())
            figure class="qr" { (PreEscaped(qr)) }
            p class="t12" { "Can't scan? Type this seed: " code { (seed) } }
            (hidden("seed", seed))
            @if let Some(why) = form.problems.of("seed") { (Banner::error(why)) }
            (form.text("code", "Code of the new authenticator").required().autocomplete("one-time-code").autofocus())
            @if has_factor {
                (form.text("current", "Code of the present authenticator").required().autocomplete("off").hint("Or one of your recovery codes."))
            }
            (form.password("password", "Your password", "current-password").required())
            (Button::submit("Turn it on").primary().wide())
        }
    })
    .status(form.status())
}

pub fn recovery_codes(codes: &[String]) -> Page {
    door(
        "Recovery codes",
        html! {
            div class="stack" {
                div class="stack s" {
                    h1 { "Your recovery codes" }
                    p class="mute" { "Each opens the door once when your phone is lost. Print them or keep them where your passwords are; they are not shown again." }
                }
                ul class="list" { @for code in codes { li { code { (code) } } } }
                (Button::link("I have kept them", "/").primary().wide())
            }
        },
    )
}

pub fn me(
    visit: &Visit,
    user: &User,
    form: &Filled<NewPassword>,
    sessions: &[(Session, String)],
    has_factor: bool,
) -> Page {
    let body = html! {
        (Head::new(user.name.as_str()).avatar(Avatar::person(user.name.as_str()).large()).fact(user.email.as_str()).fact(user.title.as_str()))
        (stack_wide(html! {
        (halves(html! {
            (Section::new("Password", html! {
                form class="stack" method="post" action="/me/password" data-once {
                    (form.banner())
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
                (buttons(html! {
                    (Button::link(if has_factor { "Replace it" } else { "Set one up" }, "/me/second-factor"))
                    @if user.tier.is_staff() { (Button::link("Your devices", "/me/devices").icon(Icon::Device)) }
                }))
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
        }))
    };
    Page::new("Profile and sign-in", body)
        .styles(&["extra", "list"])
        .status(form.status())
}
