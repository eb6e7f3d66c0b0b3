//! The doors: sign-in and its code, a forgotten password, set-up, and the first choice of a password.

use maud::{Markup, html};

use super::{
    super::{
        Factor,
        forms::{Forgot, NewPassword, SetUp},
        passkey::Site,
    },
    frame::door,
    passkeys::by_passkey,
};
use crate::{
    base::{
        language::{self, say},
        money::Currency,
    },
    features::people::User,
    said,
    ui::prelude::*,
    web::{Filled, Form, Page},
};

/// `F` is how somebody tried: with a password, or with a passkey.
pub fn sign_in<F: Form>(form: &Filled<F>, greeting: &str, next: &str, site: Option<&Site>) -> Page {
    door(say("door-sign-in"), html! {
        form class="stack" method="post" action="/sign-in" data-once {
            (hidden("next", next))
            div class="stack s" { h1 { (greeting) } p class="mute" { (say("door-sign-in-with-your-account-of")) } }
            (form.banner())
            (form.email("email", say("door-e-mail")).required().autocomplete("username webauthn").autofocus())
            (form.password("password", say("door-password"), "current-password").required())
            (Button::submit(say("door-sign-in")).primary().wide())
            (by_passkey(site, Button::submit(say("door-sign-in-with-a-passkey")).wide().action("/sign-in/passkey").unchecked().flag("data-passkey-autofill")))
            p class="dim t12" { (say("door-clients-sign-in-here-as-well")) }
        }
        footer { (say("door-forgotten")) " " a class="link" href="/forgot" { (say("door-ask-for-a-link")) } }
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
            (true, None) => say("door-type-the-six-digits-that-your"),
            (true, Some(_)) => say("door-use-your-passkey-or-type-the"),
            (false, Some(_)) => say("door-use-your-passkey-without-it-type"),
            (false, None) => say("door-your-passkey-cant-be-used-at"),
        }
    }
}

pub fn code<F: Form>(form: &Filled<F>, next: &str, ways: &CodeWays) -> Page {
    door(say("door-code"), html! {
        form class="stack" method="post" action="/sign-in/code" data-once {
            (hidden("next", next))
            div class="stack s" {
                h1 { (say("door-one-more-thing")) }
                p class="mute" { (ways.asks()) }
            }
            (form.banner())
            (form.text("code", if ways.authenticator { say("door-code") } else { say("door-recovery-code") }).required().autocomplete("one-time-code").attr("inputmode", "text").autofocus())
            (Button::submit(say("door-continue")).primary().wide())
            @if ways.passkey.is_some() {
                (by_passkey(ways.passkey.as_ref(), Button::submit(say("door-use-a-passkey")).wide().action("/sign-in/code/passkey").unchecked()))
            } @else if let Some(name) = &ways.elsewhere {
                p class="dim t12" { (said!("door-passkey-works-at", address = name.as_str())) }
            }
            p class="dim t12" { a class="link" href="/sign-in" { (say("door-start-again")) } }
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
        say("door-welcome"),
        html! {
            form class="stack" method="post" action="/welcome" data-once data-strength {
                div class="stack s" {
                    h1 { (said!("door-welcome-name", name = language::addressed(&person.name))) }
                    p class="mute" { (said!("door-choose-password", email = person.email.as_str())) }
                }
                (form.banner())
                (new_password(form, rule))
                (Button::submit(say("door-save-the-password")).primary().wide())
            }
        },
    )
    .scripts(&["password"])
    .status(form.status())
}

/// A new password with its strength while it is typed. Without scripts the same verdict comes with the answer.
pub(super) fn new_password<F: Form>(form: &Filled<F>, rule: &str) -> Markup {
    html! {
        (form.password("password", say("door-new-password"), "new-password").required().hint(rule))
        div class="strength" data-strength-shown hidden {
            meter min="0" max="4" value="0" aria-hidden="true" {}
            span role="status" {}
        }
    }
}

pub fn forgot(form: &Filled<Forgot>) -> Page {
    door(say("door-forgotten-password"), html! {
        form class="stack" method="post" action="/forgot" data-once {
            div class="stack s" {
                h1 { (say("door-ask-for-a-link")) }
                p class="mute" { (say("door-with-it-you-choose-a-new")) }
            }
            (form.banner())
            (form.email("email", say("door-e-mail")).required().autocomplete("username").autofocus())
            (Button::submit(say("door-ask-for-a-link")).primary().wide())
            p class="dim t12" { a class="link" href="/sign-in" { (say("door-back-to-the-sign-in")) } }
        }
    })
    .status(form.status())
}

/// The same for everybody, known or not.
pub fn asked_for_link(by_mail: bool) -> Page {
    let said = match by_mail {
        true => say("door-if-there-is-an-account-with"),
        false => say("door-if-there-is-an-account-with-2"),
    };
    door(
        say("door-forgotten-password"),
        html! {
            div class="stack" {
                div class="stack s" {
                    h1 { (say("door-your-request-is-on-its-way")) }
                    p class="mute" { (said) }
                }
                (Button::link(say("door-back-to-the-sign-in"), "/sign-in").primary().wide())
            }
        },
    )
}
