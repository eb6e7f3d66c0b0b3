//! The policy as people read and change it: a page for each tier, and one for the office's networks.

use maud::{Markup, html};

use super::{
    super::settings::{one_of_settings, settings_page},
    forms::{OfficesForm, PolicyForm},
};
use crate::{
    access::{Tier, Zones},
    base::{Choice, Result},
    data::{Record, Visit},
    features::sign_in::{ADMINS_ALWAYS, EDIT_POLICIES, Factor, Offices, Policies, Policy},
    ui::prelude::*,
    web::{Filled, Page, Request},
};

/// What a page of the policy is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Tier(Tier),
    Offices,
}

impl Part {
    const ALL: [Part; 4] = [
        Part::Tier(Tier::Admin),
        Part::Tier(Tier::Employee),
        Part::Tier(Tier::Client),
        Part::Offices,
    ];

    pub fn href(self) -> String {
        match self {
            Part::Tier(tier) => format!("{HERE}/{}", tier.name()),
            Part::Offices => format!("{HERE}/offices"),
        }
    }

    fn label(self) -> &'static str {
        match self {
            Part::Tier(tier) => name_of(tier),
            Part::Offices => "Networks of the office",
        }
    }
}

pub const HERE: &str = "/settings/sign-in";

pub fn tier_page(
    visit: &Visit,
    request: &Request,
    zones: &Zones,
    tier: Tier,
    form: &Filled<PolicyForm>,
) -> Result<Page> {
    let policies = Policies::of(visit)?;
    let held = policies.tier(tier);
    let content = match visit.may_somewhere(&EDIT_POLICIES) {
        true => tier_form(held, form, zones),
        false => tier_facts(held),
    };
    let page = page(visit, request, Part::Tier(tier), held, content)?;
    Ok(page.live("policies").status(form.status()))
}

pub fn offices_page(
    visit: &Visit,
    request: &Request,
    zones: &Zones,
    form: &Filled<OfficesForm>,
) -> Result<Page> {
    let policies = Policies::of(visit)?;
    let content = match visit.may_somewhere(&EDIT_POLICIES) {
        true => offices_form(form, zones),
        false => offices_facts(&policies.offices, zones),
    };
    let page = page(visit, request, Part::Offices, &policies.offices, content)?;
    Ok(page.live("offices").status(form.status()))
}

fn page<R: Record>(
    visit: &Visit,
    request: &Request,
    part: Part,
    held: &R,
    content: Markup,
) -> Result<Page> {
    let whom = match part {
        Part::Tier(tier) => who(tier),
        Part::Offices => "Where staff come from",
    };
    let links = Part::ALL.map(|each| (each, each.href()));
    let main = stack(html! {
        div { (segments("Whose sign-in", &links.each_ref().map(|(each, href)| (None, each.label(), href.as_str(), *each == part)))) }
        (Section::new(part.label(), content).small(whom))
    });
    let history = one_of_settings(visit, request, held)?;
    Ok(settings_page(visit, HERE, main, history)?.at(part.href()))
}

fn name_of(tier: Tier) -> &'static str {
    match tier {
        Tier::Admin => "Admins",
        Tier::Employee => "Employees",
        Tier::Client => "Clients",
    }
}

fn who(tier: Tier) -> &'static str {
    match tier {
        Tier::Admin => "Whoever can change the house itself",
        Tier::Employee => "Everybody else who works here",
        Tier::Client => "They come to their portal only, from anywhere",
    }
}

fn tier_form(held: &Policy, form: &Filled<PolicyForm>, zones: &Zones) -> Markup {
    let bounds = Policy::bounds(held.tier);
    let tier = held.tier;
    html! {
        form class="stack read" method="post" action=(format!("/settings/sign-in/{}", tier.name())) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            @if tier == Tier::Admin {
                (hidden("factor", Factor::Always.key()))
                (Field::new("factor-shown", "A code or a passkey is asked for").error(form.problems.of("factor")).around_group(html! {
                    p { b { (Factor::Always.label()) } " " span class="mute" { (ADMINS_ALWAYS) } }
                }))
            } @else {
                (form.choice::<Factor>("factor", "A code or a passkey is asked for").hint("Whoever has no second factor when one is asked for sets it up before anything else. A person who chose to have one is asked for it at every sign-in, whatever stands here but “on a new device”. A passkey alone, without the password, is always enough; an enrolled device stands in for both where the rules of entry say so."))
            }
            (form.tick("passkeys", "It has to be a passkey").hint("A passkey, or an enrolled device, can't be given away to a page that only looks like this one; a typed code can, and is not taken any more. Whoever has none adds one before anything else. Each person should have two."))
            @if let Some(why) = form.problems.of("passkeys") { (Banner::error(why)) }
            (form.date("from", "Demanded from").optional().hint("Until that day whoever lacks it is let in as before, and told. Empty: at once."))
            (fields_two(html! {
                (form.number("idle", "Minutes without use").required().hint(format!("After these a session ends. {} to {}.", bounds.idle.start(), bounds.idle.end())))
                (form.number("longest", "Hours in all").required().hint(format!("After these it ends in any case. {} to {}.", bounds.longest.start(), bounds.longest.end())))
            }))
            p class="dim t12" { (held.assurance()) }
            (form.number("sessions", "Sessions at once").required().hint("One more than this ends the oldest."))
            @if tier != Tier::Client {
                (form.tick("outside", "They may come from outside the office"))
                @if let Some(why) = form.problems.of("outside") { (Banner::error(why)) }
                @if tier == Tier::Admin && zones.admins_office_only {
                    (Banner::info("The configuration keeps admins in the office (admins_office_only), whatever is ticked here."))
                }
            }
            p class="mute" { "It holds on everybody's next request, in sessions that are open as well." }
            (buttons(Button::submit("Save").primary()))
        }
    }
}

fn tier_facts(held: &Policy) -> Markup {
    let outside = match (held.tier, held.outside) {
        (Tier::Client, _) | (_, true) => "anywhere",
        (_, false) => "the office and its VPN",
    };
    html! {
        (Facts::new()
            .fact("A code or a passkey is asked for", held.factor.label())
            .fact("It has to be a passkey", if held.passkeys { "yes" } else { "no" })
            .fact("Demanded from", held.from.map_or("at once".into(), |from| from.long()))
            .fact("Minutes without use", held.idle.to_string())
            .fact("Hours in all", held.longest.to_string())
            .fact("Sessions at once", held.sessions.to_string())
            .fact("They come from", outside))
        p class="dim t12" { (held.assurance()) }
    }
}

fn offices_form(form: &Filled<OfficesForm>, zones: &Zones) -> Markup {
    html! {
        form class="stack read" method="post" action="/settings/sign-in/offices" data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (by_configuration(zones))
            (form.area("networks", "Other networks").optional().rows(5).hint("One in each line, such as 203.0.113.0/24. Whoever is in one of them comes from the office."))
            (buttons(Button::submit("Save").primary()))
        }
    }
}

fn by_configuration(zones: &Zones) -> Markup {
    let list: Vec<String> = zones.office.iter().map(ToString::to_string).collect();
    html! {
        p { "By the configuration: " @if list.is_empty() { "none" } @else { (list.join(", ")) } ". These stay; they are changed in atrium.toml." }
    }
}

fn offices_facts(held: &Offices, zones: &Zones) -> Markup {
    let list: Vec<String> = held.networks.iter().map(ToString::to_string).collect();
    html! {
        (by_configuration(zones))
        p { "Others: " @if list.is_empty() { "none" } @else { (list.join(", ")) } "." }
    }
}
