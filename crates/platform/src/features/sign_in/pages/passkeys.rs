//! Passkeys as people see them: the button beside a form, adding one, and one of one's own.

use maud::{Markup, html};

use super::super::{
    forms::{NewPasskey, PasskeyName},
    passkey::{FIELD, NOT_HERE, Site},
};
use crate::{
    base::language::say,
    said_html,
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
                p class="dim t12" data-passkey-elsewhere hidden { (said_html!("passkey-work-at", address = html! { a class="link" href=(site.origin) { (site.origin) } })) }
            }
            None => p class="dim t12" { (NOT_HERE) }
        }
    }
}

/// Adding one. With it as the only second factor, its recovery codes come next.
pub fn new_passkey(form: &Filled<NewPasskey>, site: Option<&Site>, has_factor: bool) -> Page {
    super::frame::door(say("passkey-add-a-passkey"), html! {
        form class="stack" method="post" action="/me/second-factor/passkey" data-once {
            div class="stack s" {
                h1 { (say("passkey-add-a-passkey")) }
                p class="mute" { (say("passkey-your-device-password-manager-or-security")) }
            }
            (form.banner())
            @if site.is_some() {
                (form.text("name", say("passkey-what-you-call-it")).required().hint(say("passkey-such-as-the-device-or-the")))
            }
            (by_passkey(site, Button::submit(say("passkey-create-it")).primary().wide()))
            noscript { p class="dim t12" { (say("passkey-a-passkey-needs-scripts-which-this")) } }
        }
        footer class="row" {
            (Button::link(say("passkey-leave-it"), "/me").quiet().small())
            @if !has_factor { (Button::link(say("passkey-use-an-authenticator-app"), "/me/second-factor").quiet().small()) }
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
            Section::new(say("passkey-name"), html! {
                form class="stack" method="post" action=(format!("{at}/rename")) data-once {
                    (form.banner())
                    (form.text("name", say("passkey-what-you-call-it")).required())
                    (buttons(Button::submit(say("passkey-save")).primary()))
                }
            }),
            html! {
                (Facts::new()
                    .fact(say("passkey-works-at"), told.site.as_str())
                    .fact(say("passkey-added"), told.since.as_str())
                    .fact(say("passkey-last-used"), told.used.as_deref().unwrap_or(say("passkey-never")))
                    .fact(say("passkey-where-it-is"), told.keeping)
                    .fact(say("passkey-times-it-signed"), match told.counter { 0 => say("passkey-no-count").to_owned(), n => n.to_string() }))
                (Section::new(say("passkey-remove-it"), html! {
                    div class="stack" {
                        p class="mute" { (say("passkey-it-opens-nothing-here-from-then")) }
                        (post_button(&format!("{at}/remove"), html! {}, Button::submit(say("passkey-remove-this-passkey")).danger()))
                    }
                }))
            },
        ))
    };
    Page::new(told.name.as_str(), body)
        .under(say("passkey-profile-and-sign-in"), "/me")
        .styles(&["extra", "record"])
        .status(form.status())
        .at(at)
}
