//! Passkeys as people see them: the button beside a form, adding one, and one of one's own.

use maud::{Markup, html};

use super::super::{
    forms::{NewPasskey, PasskeyName},
    passkey::{FIELD, NOT_HERE, Site},
};
use crate::{
    ui::prelude::*,
    web::{Filled, Page},
};

/// A passkey of one's own, in words.
pub struct Kept {
    pub mark: String,
    pub name: String,
    pub site: String,
    pub since: String,
    pub used: Option<String>,
    pub counter: u32,
    pub keeping: &'static str,
}

impl Kept {
    pub fn href(&self) -> String {
        format!("/me/passkeys/{}", self.mark)
    }
}

/// A button that signs with a passkey and sends the form it stands in. It shows where there are scripts and passkeys can
/// be used; where they can't, a sentence says so.
pub fn by_passkey(site: Option<&Site>, button: Button) -> Markup {
    html! {
        @match site {
            Some(site) => {
                input type="hidden" name=(FIELD) value="" data-passkey-answer;
                (button.attr("data-passkey", site.origin.as_str()).flag("hidden").icon(Icon::Key))
                p class="err" role="alert" data-passkey-said hidden {}
                p class="dim t12" data-passkey-elsewhere hidden { "Passkeys work at " a class="link" href=(site.origin) { (site.origin) } "." }
            }
            None => p class="dim t12" { (NOT_HERE) }
        }
    }
}

/// Adding one. With it as the only second factor, its recovery codes come next.
pub fn new_passkey(form: &Filled<NewPasskey>, site: Option<&Site>, has_factor: bool) -> Page {
    super::door::door("Add a passkey", html! {
        form class="stack" method="post" action="/me/second-factor/passkey" data-once {
            div class="stack s" {
                h1 { "Add a passkey" }
                p class="mute" { "Your device, password manager or security key keeps it and asks for your finger, your face or a PIN. It can't be typed, so it can't be given away to a page that only looks like this one." }
            }
            (form.banner())
            @if site.is_some() {
                (form.text("name", "What you call it").required().hint("Such as the device or the password manager that keeps it."))
            }
            (by_passkey(site, Button::submit("Create it").primary().wide()))
            noscript { p class="dim t12" { "A passkey needs scripts, which this browser doesn't run. A code of an authenticator app needs none." } }
        }
        footer class="row" {
            (Button::link("Leave it", "/me").quiet().small())
            @if !has_factor { (Button::link("Use an authenticator app", "/me/second-factor").quiet().small()) }
        }
    })
    .scripts(&["passkey"])
    .styles(&["extra"])
    .status(form.status())
}

pub fn passkey(told: &Kept, form: &Filled<PasskeyName>) -> Page {
    let at = told.href();
    let body = html! {
        (Head::new(told.name.as_str()))
        (record(
            Section::new("Name", html! {
                form class="stack" method="post" action=(format!("{at}/rename")) data-once {
                    (form.banner())
                    (form.text("name", "What you call it").required())
                    (buttons(Button::submit("Save").primary()))
                }
            }),
            html! {
                (Facts::new()
                    .fact("Works at", told.site.as_str())
                    .fact("Added", told.since.as_str())
                    .fact("Last used", told.used.as_deref().unwrap_or("Never"))
                    .fact("Where it is", told.keeping)
                    .fact("Times it signed", match told.counter { 0 => "Its device doesn't count".to_owned(), n => n.to_string() }))
                (Section::new("Remove it", html! {
                    div class="stack" {
                        p class="mute" { "It opens nothing here from then on, and sessions it opened elsewhere end. Delete it on the device as well." }
                        (post_button(&format!("{at}/remove"), html! {}, Button::submit("Remove this passkey").danger()))
                    }
                }))
            },
        ))
    };
    Page::new(told.name.as_str(), body)
        .under("Profile and sign-in", "/me")
        .styles(&["extra", "record"])
        .status(form.status())
        .at(at)
}
