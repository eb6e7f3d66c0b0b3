//! The gateways, one form each, among the settings.

use maud::{Markup, html};

use super::{HERE, forms::GatewayForm, ops};
use crate::{
    base::{Choice, Result},
    data::{Key, Visit},
    features::{
        administration::settings::settings_page,
        gateways::{EDIT, Gateway, Media, PLACES, Purpose, TEST, Tried},
        inbox::NoticeTypes,
        push,
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

pub const BOTH: [Purpose; 2] = [Purpose::Sms, Purpose::Webhook];

pub fn page(
    visit: &Visit,
    _: &Request,
    refused: Option<(Purpose, &Filled<GatewayForm>)>,
    tried: Option<(Purpose, &Tried)>,
) -> Result<Page> {
    let mut parts = Vec::new();
    for purpose in BOTH {
        let held = ops::held(visit, purpose)?;
        let usual = Filled::blank(&super::forms::values(&held));
        let form = match refused {
            Some((of, form)) if of == purpose => form,
            _ => &usual,
        };
        let tried = tried
            .filter(|(of, _)| *of == purpose)
            .map(|(_, tried)| tried);
        parts.push(part(visit, &held, form, tried));
    }
    let main = html! {
        @for part in parts { (part) }
        @if visit.may_somewhere(&push::VIEW) { (web_push(visit)?) }
        (Section::new("The box", html! {
            p { "What waits, what failed and why, and what was posted in the last thirty days; never what it says." }
            (buttons(Button::link("What waits and was posted", "/messages-out").icon(Icon::Inbox)))
        }))
    };
    let status = refused.map_or(200, |(_, form)| form.status());
    Ok(settings_page(visit, HERE, main, html! {})?
        .live("gateways")
        .at(HERE)
        .status(status))
}

fn part(
    visit: &Visit,
    held: &Gateway,
    form: &Filled<GatewayForm>,
    tried: Option<&Tried>,
) -> Markup {
    let at = format!("{HERE}/{}", held.purpose.key());
    let content = html! {
        @match tried {
            Some(tried) if tried.well => (Banner::success(tried.said.as_str())),
            Some(tried) => (Banner::error(tried.said.as_str())),
            None => {}
        }
        p class="dim" { (about(held.purpose)) }
        p class="dim" { "The service as it is shipped reaches private networks only: an address elsewhere needs a line IPAddressAllow= for it, as INSTALL.md says." }
        @if visit.may_somewhere(&EDIT) { (fields(visit, held, form, &at)) } @else { (facts(held)) }
        @if held.version != 0 && visit.may_somewhere(&TEST) {
            (post_button(&format!("{at}/test"), html! {}, Button::submit("Try it")))
        }
    };
    let standing = if held.on { "On" } else { "Off" };
    html! { (Section::new(held.purpose.label(), content).small(standing)) }
}

/// The switch of web push.
fn web_push(visit: &Visit) -> Result<Markup> {
    let count = |tally| -> Result<i64> {
        Ok(visit
            .total::<push::OutgoingPush>(tally, Key::new())?
            .unwrap_or(0))
    };
    let (waiting, failed) = (count(push::WAITING)?, count(push::FAILED)?);
    let on = push::is_on(visit);
    let (standing, turns) = match on {
        true => ("On", "Switch it off"),
        false => ("Off", "Switch it on"),
    };
    Ok(html! {
        (Section::new("Web push", html! {
            p class="dim" { "News on devices on which no page of Atrium is open. The push service of the browser's maker carries them, sealed so that it can't read them; it learns when something is sent to whom of its own." }
            p class="dim" { "The service as it is shipped reaches private networks only; INSTALL.md has the lines that let it out to push services." }
            p { a class="link" href="/pushes-out" { "What waits and was pushed" } @if waiting + failed > 0 { ": " (waiting) " wait and " (failed) " failed." } }
            @if visit.may_somewhere(&push::EDIT) {
                (post_button("/settings/push", html! { @if !on { (hidden("on", "true")) } }, Button::submit(turns)))
            }
            @if on {
                (post_button("/me/notifications/test", html! {}, Button::submit("Send me a test")))
                p class="dim t12" { "It goes to your own devices, opened under your notification choices, and by every other channel that you have." }
            }
        }).small(standing))
    })
}

fn about(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Webhook => {
            "News of the chosen types are posted to another program, once for each deed, whoever is told of it."
        }
        _ => {
            "Whoever wants text messages gets them by a provider of your choice; each is posted to it."
        }
    }
}

fn fields(visit: &Visit, held: &Gateway, form: &Filled<GatewayForm>, at: &str) -> Markup {
    let known = ops::has_secret(visit, held);
    let id = |name: &str| format!("{}-{name}", held.purpose.key());
    let places = PLACES.map(|name| format!("{{{name}}}")).join(", ");
    html! {
        form class="stack read" method="post" action=(at) data-once autocomplete="off" {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (form.tick("on", "On").hint("Turned off, what waits goes on waiting."))
            (form.text("url", "Address").id(id("url")).hint("Such as https://sms.example.org/send. Atrium posts to this one and follows no redirect."))
            (form.tick("inside", "The server lies inside our own network").hint("Otherwise addresses of the internet only are connected to."))
            (form.area("headers", "Headers").id(id("headers")).optional().rows(2).hint("One in each line; {secret} stands for the secret."))
            (form.password("secret", "Secret", "off").id(id("secret")).optional().hint(match known {
                true => "There is one. Left empty, it stays.",
                false => "Kept encrypted and never shown again.",
            }))
            (form.choice::<Media>("media", "Form of the body").id(id("media")))
            (form.area("body", "Body").id(id("body")).rows(4).hint(format!("In it may stand {places}.")))
            @if held.purpose == Purpose::Webhook { (types(visit, form)) }
            (buttons(Button::submit("Save").primary()))
        }
    }
}

/// What a webhook is told of.
fn types(visit: &Visit, form: &Filled<GatewayForm>) -> Markup {
    let all = visit.store().service::<NoticeTypes>();
    html! {
        details {
            summary { "What it is told of: " (form.values("types").count()) " chosen" }
            (Field::new("types", "Types").error(form.problems.of("types")).around_group(html! {
                @for of in all.iter().flat_map(|all| &all.0) {
                    (Tick::new("types", of.name).value(of.key).checked(form.values("types").any(|key| key == of.key)))
                }
            }))
        }
    }
}

/// For those who may look and not change.
fn facts(held: &Gateway) -> Markup {
    html! {
        (Facts::new()
            .fact("Address", if held.url.is_empty() { "none" } else { held.url.as_str() })
            .fact("Inside our network", if held.inside { "yes" } else { "no" })
            .fact("Form of the body", held.media.label()))
    }
}
