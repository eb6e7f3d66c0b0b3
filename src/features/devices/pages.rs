//! One's own devices, everybody's, fetching a certificate, and the rules.

use maud::{Markup, html};

use super::{
    Devices, EntryRules, Rules,
    actions::{ENROL, REVOKE, VIEW},
    device::{BY_USER, Device, State},
    forms::{Fetch, NewCode, RulesForm, TIERS},
    ops::Fetched,
};
use crate::{
    base::{Choice, Moment, Result},
    data::{Key, Visit},
    features::{
        administration::settings_page,
        people::{Directory, User},
        sign_in::EDIT_POLICIES,
    },
    ui::prelude::*,
    web::{Filled, GeoIp, Page, link, reply::Frame},
};

fn seen(visit: &Visit, device: &Device) -> Option<Moment> {
    match visit.store().service::<Devices>() {
        Some(devices) => devices.last_seen(device),
        None => device.seen,
    }
}

pub(super) fn seen_words(visit: &Visit, device: &Device) -> String {
    seen(visit, device).map_or("never".into(), |at| at.show(visit.at, &visit.tz))
}

pub(super) fn state(visit: &Visit, device: &Device) -> Markup {
    let state = device.state(visit.at);
    badge(state.tone(), state.label())
}

pub(super) fn ends(visit: &Visit, device: &Device) -> String {
    device.until.day(&visit.tz).show(visit.today())
}

pub(super) fn revoke_button(device: &Device) -> Markup {
    post_button(
        &format!("/devices/{}/revoke", device.id),
        html! {},
        Button::submit("Revoke").small().danger(),
    )
}

/// One's own devices, whatever else one may see.
pub fn own(visit: &Visit, user: &User) -> Result<Page> {
    let rules = &Rules::of(visit)?.0;
    let mut devices = visit.own_related::<Device>(BY_USER, Key::new().id(user.id), 100)?;
    devices.sort_by_key(|device| std::cmp::Reverse(device.issued));
    let may = rules.devices && (rules.own_codes || visit.may_somewhere(&ENROL));
    let here = |device: &Device| visit.origin.device.as_deref() == Some(device.serial.as_str());
    let enrol = || {
        post_button(
            "/me/devices/code",
            hidden("_key", crate::features::form_key()),
            Button::submit("Enrol a device").primary().icon(Icon::Plus),
        )
    };
    let body = html! {
        (Head::new("Your enrolled devices").actions(html! { @if may { (enrol()) } }))
        div class="stack" {
        @if rules.demands_device(user.tier) {
            (Banner::info("You come into Atrium from enrolled devices only."))
        } @else if rules.device_counts() {
            (Banner::info("On an enrolled device you are not asked for a code: the device stands in for it."))
        }
        div data-live-id="devices" {
        @if devices.is_empty() {
            @if may { (Empty::first("No device is enrolled yet", "An enrolled device holds a certificate that proves it is yours. Make a code, type it on the device, and install the file you get.").actions(enrol())) }
            @else if rules.devices { (Empty::quiet("No device is enrolled yet", "IT gives you a code. You type it on the device with your password and install the file you get.")) }
            @else { (Empty::quiet("This house uses no device certificates", "When an admin switches them on, your devices appear here.")) }
        } @else {
            ul class="list" {
                @for device in &devices {
                    @let now = device.state(visit.at);
                    li {
                        (icon(Icon::Device))
                        span class="grow duo" {
                            span { (device.name) " " (state(visit, device)) @if here(device) { " " (badge(Tone::Info, "this one")) } }
                            span class="dim t12" {
                                @if device.counts(visit.at) { "until " (ends(visit, device)) ", " }
                                "last used " (seen_words(visit, device))
                            }
                        }
                        @if now == State::Ending && may {
                            (post_button("/me/devices/code", html! { (hidden("renews", device.id)) (hidden("_key", crate::features::form_key())) }, Button::submit("Renew").small().primary()))
                        }
                        @if device.counts(visit.at) { (revoke_button(device)) }
                    }
                }
            }
        }
        }
        }
    };
    Ok(Page::new("Your enrolled devices", body)
        .under("Profile and sign-in", "/me")
        .styles(&["extra", "list", "empty"])
        .live(format!("person:{}", user.id.raw())))
}

/// What somebody is given to fetch a certificate with.
pub fn code(person: &str, own: bool, code: &str, link: &str) -> Page {
    let title = if own {
        "Your code".to_owned()
    } else {
        format!("Code for {person}")
    };
    let (back, href) = if own {
        ("Your enrolled devices", "/me/devices")
    } else {
        ("Devices", "/devices")
    };
    Page::new(title.as_str(), html! {
        (Head::new(title.as_str()))
        div class="read stack" {
            p {
                @if own { "Open this address on the device that you want to enrol, and type the code there with your password." }
                @else { "Give them this code yourself. They open the address on their device and type the code there with their own password." }
                " It works once, for a day, and is not shown again."
            }
            p { code class="t20" data-copy=(code) { (code) } }
            p { a class="link" href=(link) { (link) } }
            (buttons(html! {
                button class="btn" type="button" data-copy=(code) { (icon(Icon::Copy)) "Copy the code" }
                (Button::link(format!("Back to {}", back.to_lowercase()), href))
            }))
        }
    })
    .under(back, href)
    .scripts(&["copy"])
}

pub fn fetch(form: &Filled<Fetch>) -> Page {
    Page::new("Enrol this device", html! {
        form class="stack" method="post" action="/devices/enrol" data-once {
            div class="stack s" {
                h1 { "Enrol this device" }
                p class="mute" { "Type the code you were given. You get a certificate that proves this device is yours, for ninety days." }
            }
            (form.banner())
            (form.text("code", "Code").required().autocomplete("off").attr("autocapitalize", "characters"))
            (form.text("name", "What you call this device").required().autocomplete("off").hint("Such as Office laptop."))
            (form.password("password", "Your password", "current-password").required())
            (Button::submit("Make the certificate").primary().wide())
        }
        footer { a class="link" href="/sign-in" { "To the sign-in" } }
    })
    .frame(Frame::SignedOut)
    .styles(&["extra"])
    .status(form.status())
}

/// The file, the word that opens it, and how it is installed. Shown once.
pub fn fetched(visit: &Visit, got: &Fetched) -> Page {
    let ways = [
        (
            "Windows, for Edge and Chrome",
            "Open the file. Store it for the current user, type the password, and let Windows choose the place.",
        ),
        (
            "Mac, for Safari and Chrome",
            "Open the file, choose the login keychain and type the password.",
        ),
        (
            "iPhone and iPad",
            "Open the file in Safari. Then, in the settings, tap Profile downloaded, and install it.",
        ),
        (
            "Firefox, anywhere",
            "Settings, Privacy and security, View certificates, Your certificates, Import.",
        ),
        (
            "Chrome on Linux",
            "Settings, Privacy and security, Security, Manage certificates, Your certificates, Import.",
        ),
    ];
    Page::new("Your certificate", html! {
        div class="stack" {
            div class="stack s" {
                h1 { "Your certificate is ready" }
                p class="mute" { "Download the file and install it with this password. Neither is shown again; in ten minutes the file is gone." }
            }
            p { "Password of the file: " code data-copy=(got.password) { (got.password) } }
            form method="post" action="/devices/enrol/file" {
                (hidden("word", got.word.as_str()))
                (Button::submit("Download the file").primary().wide().icon(Icon::Download))
            }
            details class="how" {
                summary { "How to install it" }
                dl class="stack s t12" { @for (at, how) in ways { div { dt { strong { (at) } } dd { (how) } } } }
            }
            p class="dim t12" { "Then close the browser, open it again and sign in. When it asks which certificate to show, choose this one. It is good until " (got.until.day(&visit.tz).long()) "." }
            (Button::link("To the sign-in", "/sign-in").wide())
        }
    })
    .frame(Frame::SignedOut)
    .styles(&["extra", "thread"])
    .scripts(&["copy"])
}

pub fn one(visit: &Visit, device: &Device, history: Markup) -> Result<Page> {
    let names = Directory::of(visit)?;
    let person = link(visit, device.user.as_ref(), names.name(device.user));
    let facts = Facts::new()
        .fact("Person", person)
        .fact("State", state(visit, device))
        .fact("Issued", device.issued.show(visit.at, &visit.tz))
        .fact("Until", device.until.day(&visit.tz).long())
        .maybe(
            "Revoked",
            device.revoked.map(|at| at.show(visit.at, &visit.tz)),
        )
        .fact("Last used", seen_words(visit, device))
        .fact("Serial number", html! { code { (device.serial) } })
        .fact(
            "Fingerprint, SHA-256",
            html! { code class="wrap" { (device.fingerprint) } },
        );
    let body = html! {
        (Head::new(device.name.as_str()).fact(id(device.id.to_string())).mark(state(visit, device)).actions(html! {
            @if device.counts(visit.at) && visit.may(&REVOKE, device) {
                (post_button(&format!("/devices/{}/revoke", device.id), html! {}, Button::submit("Revoke").danger()))
            }
        }))
        (record(Section::new("History", history).live("history"), html! { div data-live-id="facts" { (facts) } }))
    };
    Ok(Page::new(device.name.as_str(), body)
        .under("Devices", "/devices")
        .styles(&["extra", "record", "thread"])
        .live(format!("devices:{}", device.id.raw())))
}

/// For whom a code is made.
pub fn new_code(visit: &Visit, form: &Filled<NewCode>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let staff = names.staff();
    let below = staff
        .iter()
        .filter(|user| names.touch(visit.actor.person, user).is_ok())
        .map(|user| (user.id.to_string(), user.name.clone()));
    let body = html! {
        (Head::new("Make a code for a device"))
        form class="stack read" method="post" action="/devices" data-once {
            (form.banner())
            (hidden("_key", crate::features::form_key()))
            (form.select("user", "Person").nothing("Choose somebody").options(below).hint("A code they had before is worth nothing then."))
            (buttons(html! { (Button::submit("Make the code").primary()) (Button::link("Keep things as they are", "/devices")) }))
        }
    };
    Ok(Page::new("Make a code", body)
        .under("Devices", "/devices")
        .styles(&["extra"])
        .status(form.status()))
}

fn geoip(visit: &Visit) -> Markup {
    let geoip = visit.store().service::<GeoIp>();
    let here = visit
        .origin
        .country
        .map_or("no known country".to_owned(), |country| {
            country.code().to_owned()
        });
    html! {
        @match geoip {
            Some(geoip) if geoip.is_there() => {
                p class="dim" {
                    "Countries come from a file"
                    @if let Some(made) = geoip.made() { " made on " (made.day(&visit.tz).long()) }
                    ". You come from " (here) ". The office's own networks are always let in."
                }
                @if let Some(why) = geoip.trouble() { (Banner::warning(why)) }
            }
            Some(geoip) if geoip.trouble().is_some() => { (Banner::warning(geoip.trouble().unwrap_or_default())) }
            _ => { p class="dim" { "No file tells countries yet: put one on the server and name it as countries_file in atrium.toml. Without one, leave everybody coming from everywhere." } }
        }
    }
}

fn fields(visit: &Visit, form: &Filled<RulesForm>) -> Markup {
    html! {
        h3 { "Countries" }
        (geoip(visit))
        @for (_, key, label) in TIERS {
            (fields_two(html! {
                (form.choice::<super::From>(&format!("{key}_from"), &format!("{label} come")))
                (form.text(&format!("{key}_countries"), &format!("Countries of {}", label.to_lowercase())).optional().hint("Two letters each: DE, AT, CH."))
            }))
        }
        (form.tick("unknown_countries", "Let addresses in whose country is unknown").hint("Otherwise they are refused wherever there is a rule."))
        h3 { "Devices" }
        (form.tick("devices", "Use device certificates").hint("Browsers that hold one of this house's certificates are asked for it; others are asked nothing."))
        (form.tick("own_codes", "Staff enrol their own devices").hint("Otherwise only those who may make codes do it for them."))
        (form.tick("device_is_factor", "An enrolled device counts as the second factor").hint("Password and device: no code to type, and nothing that could be typed into a false page."))
        (form.tick("admin_devices", "Admins come in from enrolled devices only"))
        (form.tick("employee_devices", "Employees come in from enrolled devices only").hint("Programs with a token of theirs need a certificate too."))
    }
}

fn facts(rules: &EntryRules) -> Markup {
    let yes = |on: bool| if on { "Yes" } else { "No" };
    let mut facts = Facts::new();
    for (tier, _, label) in TIERS {
        let (from, codes) = rules.countries(tier);
        facts = facts.fact(label, format!("{} {}", from.label(), codes.join(", ")));
    }
    let facts = facts
        .fact("Unknown countries let in", yes(rules.unknown_countries))
        .fact("Device certificates", yes(rules.devices))
        .fact(
            "Admins need a device",
            yes(rules.demands_device(crate::access::Tier::Admin)),
        )
        .fact(
            "Employees need a device",
            yes(rules.demands_device(crate::access::Tier::Employee)),
        )
        .fact("A device is a second factor", yes(rules.device_counts()));
    html! { (facts) }
}

pub fn rules(
    visit: &Visit,
    rules: &EntryRules,
    form: &Filled<RulesForm>,
    history: Markup,
) -> Result<Page> {
    let content = html! {
        @if visit.may_somewhere(&EDIT_POLICIES) {
            form class="stack read" method="post" action="/settings/entry" data-once {
                (form.summary())
                (hidden("version", form.value("version").unwrap_or_default()))
                (fields(visit, form))
                (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep things as they are", "/settings/entry")) }))
            }
        } @else { (facts(rules)) }
        @if visit.may_somewhere(&VIEW) { p class="mt" { (Button::link("Devices", "/devices").icon(Icon::Device)) } }
    };
    let main = Section::new("Who comes in from where", content);
    let page = settings_page(visit, "/settings/entry", main, history)?;
    Ok(page.live("entry-rules").status(form.status()))
}
