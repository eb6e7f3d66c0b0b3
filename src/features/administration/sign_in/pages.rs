//! The policy as people read and change it: one section a tier, then the office's networks.

use maud::{Markup, Render, html};

use super::forms::{OfficesForm, PolicyForm, offices_values, values};
use crate::{
    access::{Tier, Zones},
    base::{Choice, Result},
    data::{Record, Visit},
    features::{
        administration::settings::settings_tabs,
        history,
        people::{ADMINS_ALWAYS, EDIT_POLICIES, Factor, Offices, Policies, Policy},
    },
    ui::{feed, prelude::*},
    web::{Filled, Page, Request},
};

/// The form that was refused, if one was.
pub enum Refused {
    Nothing,
    Tier(Tier, Filled<PolicyForm>),
    Offices(Filled<OfficesForm>),
}

pub fn page(visit: &Visit, request: &Request, zones: &Zones, refused: &Refused) -> Result<Page> {
    let policies = Policies::of(visit)?;
    let may = visit.may_somewhere(&EDIT_POLICIES);
    let mut sections = Vec::new();
    for tier in Tier::ALL {
        let held = policies.tier(tier);
        let shown = Filled::blank(&values(&policies, tier));
        let form = match refused {
            Refused::Tier(of, form) if *of == tier => form,
            _ => &shown,
        };
        let content = match may {
            true => tier_form(held, form, zones),
            false => tier_facts(held),
        };
        sections.push(
            Section::new(
                name_of(tier),
                content_with_history(visit, request, held, content)?,
            )
            .small(who(tier))
            .id(tier.name())
            .render(),
        );
    }
    let shown = Filled::blank(&offices_values(&policies.offices));
    let form = match refused {
        Refused::Offices(form) => form,
        _ => &shown,
    };
    let content = match may {
        true => offices_form(form, zones),
        false => offices_facts(&policies.offices, zones),
    };
    sections.push(
        Section::new(
            "Networks of the office",
            content_with_history(visit, request, &policies.offices, content)?,
        )
        .small("Where staff come from")
        .id("offices")
        .render(),
    );
    let status = match refused {
        Refused::Nothing => 200,
        _ => 422,
    };
    let body = html! {
        (Head::new("Settings").fact(crate::features::people::House::of(visit)?.0.name.as_str()))
        (settings_tabs(visit, "/settings/sign-in"))
        p class="mute read" { "What is saved here holds on everybody's next request, in sessions that are open as well." }
        (stack_wide(html! { @for section in &sections { (section) } }))
    };
    Ok(Page::new("Sign-in", body)
        .under("Settings", "/settings")
        .styles(&["extra", "list", "record", "thread"])
        .live("policies")
        .live("offices")
        .at("/settings/sign-in")
        .status(status))
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

fn content_with_history<R: Record>(
    visit: &Visit,
    request: &Request,
    held: &R,
    content: Markup,
) -> Result<Markup> {
    if held.id().is_none() {
        return Ok(html! {
            (content)
            p class="dim t12" { "As shipped; nobody has changed it yet." }
        });
    }
    let history = history::of(visit, held, request)?;
    Ok(html! {
        (content)
        (feed::fold(Icon::Audit, "History", history))
    })
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
                (Field::new("factor-shown", "A code is asked for").error(form.problems.of("factor")).around_group(html! {
                    p { b { (Factor::Always.label()) } " " span class="mute" { (ADMINS_ALWAYS) } }
                }))
            } @else {
                (form.choice::<Factor>("factor", "A code is asked for").hint("Whoever has no second factor when one is asked for sets it up before anything else. A person who chose to have one is asked for it at every sign-in, whatever stands here but “on a new device”."))
            }
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
            (buttons(Button::submit("Save").primary().label(format!("Save the policy for {}", name_of(tier).to_lowercase()))))
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
            .fact("A code is asked for", held.factor.label())
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
            (buttons(Button::submit("Save").primary().label("Save the office's networks")))
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
