//! The doors: sign-in and its code, a forgotten password, set-up, and the first choice of a password.

use maud::{Markup, html};

use super::{
    super::{
        Factor,
        forms::{Forgot, NewPassword, SetUp},
        passkey::Site,
    },
    passkeys::by_passkey,
};
use crate::{
    base::money::Currency,
    features::people::User,
    ui::prelude::*,
    web::{Filled, Form, Page, reply::Frame},
};

pub(super) fn door(title: &str, body: Markup) -> Page {
    Page::new(title, body).frame(Frame::SignedOut)
}

/// `F` is how somebody tried: with a password, or with a passkey.
pub fn sign_in<F: Form>(form: &Filled<F>, greeting: &str, next: &str, site: Option<&Site>) -> Page {
    door("Sign in", html! {
        form class="stack" method="post" action="/sign-in" data-once {
            (hidden("next", next))
            div class="stack s" { h1 { (greeting) } p class="mute" { "Sign in with your account of the house." } }
            (form.banner())
            (form.email("email", "E-mail").required().autocomplete("username webauthn").autofocus())
            (form.password("password", "Password", "current-password").required())
            (Button::submit("Sign in").primary().wide())
            (by_passkey(site, Button::submit("Sign in with a passkey").wide().action("/sign-in/passkey").unchecked().flag("data-passkey-autofill")))
            p class="dim t12" { "Clients sign in here as well and arrive in their portal." }
        }
        footer { "Forgotten your password? " a class="link" href="/forgot" { "Ask for a link" } }
    })
    .scripts(&["passkey"])
    .status(form.status())
}

/// What somebody whose password was right can show besides.
pub struct CodeWays {
    pub authenticator: bool,
    /// Where their passkeys are used, when they have some here.
    pub passkey: Option<Site>,
    /// The name that the first of their passkeys works at.
    pub elsewhere: Option<String>,
}

impl CodeWays {
    fn asks(&self) -> &'static str {
        match (self.authenticator, &self.passkey) {
            (true, None) => {
                "Type the six digits that your authenticator shows now, or one of your recovery codes."
            }
            (true, Some(_)) => {
                "Use your passkey, or type the six digits that your authenticator shows now, or one of your recovery codes."
            }
            (false, Some(_)) => "Use your passkey. Without it, type one of your recovery codes.",
            (false, None) => {
                "Your passkey can't be used at this address. Type one of your recovery codes."
            }
        }
    }
}

pub fn code<F: Form>(form: &Filled<F>, next: &str, ways: &CodeWays) -> Page {
    door("Code", html! {
        form class="stack" method="post" action="/sign-in/code" data-once {
            (hidden("next", next))
            div class="stack s" {
                h1 { "One more thing" }
                p class="mute" { (ways.asks()) }
            }
            (form.banner())
            (form.text("code", if ways.authenticator { "Code" } else { "Recovery code" }).required().autocomplete("one-time-code").attr("inputmode", "text").autofocus())
            (Button::submit("Continue").primary().wide())
            @if ways.passkey.is_some() {
                (by_passkey(ways.passkey.as_ref(), Button::submit("Use a passkey").wide().action("/sign-in/code/passkey").unchecked()))
            } @else if let Some(name) = &ways.elsewhere {
                p class="dim t12" { "Your passkey works where Atrium is opened as " (name) "." }
            }
            p class="dim t12" { a class="link" href="/sign-in" { "Start again" } }
        }
    })
    .scripts(if ways.passkey.is_some() { &["passkey"] } else { &[] })
    .status(form.status())
}

pub fn set_up(form: &Filled<SetUp>, rule: &str) -> Page {
    door("Set up Atrium", html! {
        form class="stack" method="post" action="/set-up" data-once data-strength {
            div class="stack s" {
                h1 { "Set up your house" }
                p class="mute" { "The server's console printed a set-up token when Atrium started. Whoever has it becomes the superadmin; then this page closes." }
            }
            (form.banner())
            (form.text("token", "Set-up token").required().autocomplete("off").autofocus())
            (form.text("house", "Name of the house").required().hint("As clients know it, such as Juniper & Hale."))
            (form.select("currency", "Currency").options(Currency::choices()).hint("What quotes and values are in."))
            (form.choice::<Factor>("factor", "Employees show a code after their password").hint("On a new device is what we recommend: a password that became known opens nothing elsewhere. Admins always show one, and employees come in from the office's networks only. The settings change it at any time."))
            (form.tick("admins_passkeys", "Admins show a passkey, from two weeks on").hint("What we recommend: a code can be typed into a page that only looks like this one, a passkey can't."))
            (form.text("name", "Your name").required().autocomplete("name"))
            (form.email("email", "Your e-mail").required().autocomplete("username"))
            (new_password(form, rule))
            (Button::submit("Set up the house").primary().wide())
        }
    })
    .scripts(&["password"])
    .status(form.status())
}

pub fn welcome(form: &Filled<NewPassword>, person: &User, rule: &str) -> Page {
    door(
        "Welcome",
        html! {
            form class="stack" method="post" action="/welcome" data-once data-strength {
                div class="stack s" {
                    h1 { "Welcome, " (first_name(&person.name)) }
                    p class="mute" { "Choose a password for " (person.email) "." }
                }
                (form.banner())
                (new_password(form, rule))
                (Button::submit("Save the password").primary().wide())
            }
        },
    )
    .scripts(&["password"])
    .status(form.status())
}

/// A new password with its strength while it is typed. Without scripts the same verdict comes with the answer.
pub(super) fn new_password<F: Form>(form: &Filled<F>, rule: &str) -> Markup {
    html! {
        (form.password("password", "New password", "new-password").required().hint(rule))
        div class="strength" data-strength-shown hidden {
            meter min="0" max="4" value="0" aria-hidden="true" {}
            span role="status" {}
        }
    }
}

pub fn forgot(form: &Filled<Forgot>) -> Page {
    door("Forgotten password", html! {
        form class="stack" method="post" action="/forgot" data-once {
            div class="stack s" {
                h1 { "Ask for a link" }
                p class="mute" { "With it you choose a new password. Your second factor stays as it is." }
            }
            (form.banner())
            (form.email("email", "E-mail").required().autocomplete("username").autofocus())
            (Button::submit("Ask for a link").primary().wide())
            p class="dim t12" { a class="link" href="/sign-in" { "Back to the sign-in" } }
        }
    })
    .status(form.status())
}

/// The same for everybody, known or not.
pub fn asked_for_link(by_mail: bool) -> Page {
    let said = match by_mail {
        true => {
            "If there is an account with this e-mail, a link is on its way to it; it works once, for a day. Nothing there in a while? Some get theirs from an admin of the house, by phone or in person."
        }
        false => {
            "If there is an account with this e-mail, the admins of the house have it now. One of them gives you the link, by phone or in person; it works once, for a day."
        }
    };
    door(
        "Forgotten password",
        html! {
            div class="stack" {
                div class="stack s" {
                    h1 { "Your request is on its way" }
                    p class="mute" { (said) }
                }
                (Button::link("Back to the sign-in", "/sign-in").primary().wide())
            }
        },
    )
}
