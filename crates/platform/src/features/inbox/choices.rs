//! How one is told: every type with its channels, the default of one's roles beside it, quiet hours, the digest, and what
//! one follows.

use maud::{Markup, html};

use super::{
    NoticeType, Reach,
    choices_form::{ChoicesForm, Row, WEEK, values},
    follow_pages,
    notice_type::{ByMail, Group},
    ops,
    preferences::{DigestRhythm, NotificationPreferences},
};
use crate::{
    access::Tier,
    base::{
        Choice, Result,
        language::{self, say},
    },
    data::Visit,
    features::{people::Directory, push},
    said,
    ui::prelude::*,
    web::{Filled, Page, reply::Frame},
};

const HERE: &str = "/me/notifications";
const FORM: &str = "choices";

/// What the page shows and programs are told: every type that its person may be told of.
pub fn rows(visit: &Visit, held: &NotificationPreferences) -> Result<Vec<Row>> {
    let client = !visit.actor.tier.is_staff();
    let mut rows = Vec::new();
    for (_, types) in ops::types(visit)?.of(client) {
        for of in types {
            let usual = ops::usual(visit, of)?;
            let now = held.reach(of, usual);
            rows.push(Row { of, usual, now });
        }
    }
    Ok(rows)
}

pub fn filled(visit: &Visit) -> Result<Filled<ChoicesForm>> {
    let held = ops::preferences(visit)?;
    let values = values(&held, &rows(visit, &held)?);
    let values: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    Ok(Filled::blank(&values))
}

pub fn page(visit: &Visit, form: &Filled<ChoicesForm>) -> Result<Page> {
    let held = ops::preferences(visit)?;
    let rows = rows(visit, &held)?;
    let own = rows.iter().filter(|row| row.now != row.usual).count();
    let staff = visit.actor.tier.is_staff();
    let main = html! {
        form id=(FORM) method="post" action=(HERE) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            (table(form, &rows, push::is_on(visit)))
        }
        p class="legend t12 dim" { span class="ownkey" { (say("choices-your-own-choice-differs-from-the")) } }
        @if staff { (follow_pages::lists(visit)?) }
    };
    let body = html! {
        (Head::new(say("choices-notification-choices")).fact(roles(visit)?).fact(match own {
            0 => say("choices-all-as-default").to_owned(),
            own => said!("choices-own", count = own),
        }).actions(html! {
            (post_button("/me/notifications/test", html! {}, Button::submit(say("choices-send-me-a-test")).quiet()))
            @if own > 0 {
                (post_button("/me/notifications/default", html! {}, Button::submit(say("choices-back-to-all-defaults"))))
            }
            (Button::submit(say("choices-save-choices")).primary().form(FORM))
        }))
        (record(stack_wide(main), stack_wide(aside(visit, form, &held))))
    };
    let scripts: &[&'static str] = match push::is_on(visit) {
        true => &["push"],
        false => &[],
    };
    let page = Page::new(say("choices-notification-choices"), body)
        .under(say("choices-profile-and-sign-in"), "/me")
        .styles(&["extra", "choices"])
        .scripts(scripts)
        .at(HERE)
        .status(form.status());
    Ok(match visit.actor.tier {
        Tier::Client => page.frame(Frame::Portal).styles(&["portal"]),
        _ => page,
    })
}

/// From which roles the defaults come.
fn roles(visit: &Visit) -> Result<String> {
    if !visit.actor.tier.is_staff() {
        return Ok(say("choices-beside-news").into());
    }
    let names = Directory::of(visit)?;
    let me = names.users.get(&visit.actor.person);
    let roles = me.into_iter().flat_map(|me| &me.roles);
    let roles: Vec<&str> = roles
        .filter_map(|id| names.roles.get(&id.raw()))
        .map(|role| role.name.as_str())
        .collect();
    Ok(match roles.is_empty() {
        true => "Defaults as for everyone".into(),
        false => format!("Defaults come from your roles: {}", roles.join(", ")),
    })
}

fn table(form: &Filled<ChoicesForm>, rows: &[Row], push: bool) -> Markup {
    html! {
        div class="choicebox" tabindex="0" role="region" aria-label=(say("choices-what-reaches-you-and-how")) {
            table class="rows choices" {
                thead { tr {
                    th scope="col" { (say("choices-what-happens")) }
                    th scope="col" { (say("choices-in-app")) }
                    th scope="col" { (say("choices-mail")) }
                    th scope="col" { (say("choices-browser")) }
                    @if push { th scope="col" { (say("choices-push")) } }
                    th scope="col" { (say("choices-sms")) }
                    th scope="col" { (say("choices-default")) }
                } }
                @for group in Group::ALL {
                    @let of_group = || rows.iter().enumerate().filter(|(_, row)| row.of.group == *group);
                    @if of_group().next().is_some() {
                        tbody {
                            tr { th scope="rowgroup" colspan=(if push { 7 } else { 6 }) { (group.label()) } }
                            @for (n, row) in of_group() { (line(form, n, row, push)) }
                        }
                    }
                }
            }
        }
    }
}

/// What the form holds of a type: what was typed, when it came back refused.
fn typed(form: &Filled<ChoicesForm>, n: usize) -> Reach {
    let value = |field: &str| {
        form.value(&format!("choices.{n}.{field}"))
            .map(str::to_owned)
    };
    let on = |field: &str| value(field).is_some_and(|held| !held.is_empty());
    Reach {
        app: on("app"),
        mail: value("mail")
            .and_then(|key| ByMail::from_key(&key))
            .unwrap_or_default(),
        browser: on("browser"),
        push: on("push"),
        sms: on("sms"),
    }
}

fn line(form: &Filled<ChoicesForm>, n: usize, row: &Row, push: bool) -> Markup {
    let of = row.of;
    let now = typed(form, n);
    let name = |field: &str| format!("choices.{n}.{field}");
    let tick = |field: &str, label: &str, on: bool, usual: bool, locked: bool| {
        html! {
            td data-label=(label) data-changed[on != usual] {
                input type="checkbox" name=(name(field)) value="on" aria-label=(format!("{}, {label}", language::word(of.name))) checked[on] disabled[locked];
            }
        }
    };
    html! {
        tr {
            th scope="row" {
                (two_line(language::word(of.name), said!("choices-because", why = language::word(of.because))))
                (hidden(&name("of"), of.key))
                // No column of its own; what it is stays as it is.
                @if now.push && !push { (hidden(&name("push"), "on")) }
            }
            (tick("app", say("reach-in-app"), now.app, row.usual.app, of.locked))
            td data-label=(say("reach-mail")) data-changed[now.mail != row.usual.mail] {
                select name=(name("mail")) aria-label=(format!("{}, {}", language::word(of.name), say("reach-mail"))) disabled[of.locked] {
                    @for mail in ByMail::ALL { option value=(mail.key()) selected[*mail == now.mail] { (mail.label()) } }
                }
                @if of.locked { (hidden(&name("mail"), ByMail::AtOnce.key())) }
            }
            (tick("browser", say("reach-browser"), now.browser, row.usual.browser, false))
            @if push { (tick("push", say("reach-push"), now.push, row.usual.push, false)) }
            (tick("sms", say("choices-sms"), now.sms, row.usual.sms, false))
            td class="dim" { (default(row)) }
        }
    }
}

fn default(row: &Row) -> Markup {
    let of: &NoticeType = row.of;
    html! {
        span class="row between nowrap" {
            @if of.locked { span class="who" { (icon_small(Icon::Lock)) (say("choices-set-by-the-house")) } } @else { (row.usual.in_words()) }
            @if row.now != row.usual {
                (Button::square_submit(Icon::Undo, said!("choices-back-to-default", what = language::word(of.name))).small().quiet()
                    .action("/me/notifications/default").value("type", of.key).unchecked())
            }
        }
    }
}

fn aside(visit: &Visit, form: &Filled<ChoicesForm>, held: &NotificationPreferences) -> Markup {
    let zone = held.zone(&visit.tz);
    let ticked = |name: &str, key: &str| form.values(name).any(|held| held == key);
    let at = |name: &str, label: &str| {
        Input::time(name, label.to_owned())
            .maybe_value(form.value(name))
            .error(form.problems.of(name))
            .form(FORM)
    };
    html! {
        (Section::new(say("choices-quiet-hours"), html! { div class="stack" {
            (Tick::switch("quiet", say("choices-on")).checked(form.value("quiet").is_some()).attr("form", FORM))
            (fields_two(html! { (at("quiet_from", say("choices-from"))) (at("quiet_to", say("choices-until"))) }))
            fieldset class="field" {
                legend { (say("choices-whole-days")) }
                div class="days" {
                    @for (key, label) in WEEK.map(|(key, label)| (key, language::word(label))) {
                        label { input type="checkbox" name="quiet_days" value=(key) form=(FORM) checked[ticked("quiet_days", key)]; span { (label) } }
                    }
                }
            }
            (Tick::new("urgent_through", say("choices-what-is-urgent-comes-through")).checked(form.value("urgent_through").is_some()).attr("form", FORM))
            (form.text("zone", say("choices-your-time-zone")).optional().form(FORM).suggestions(ZONES.iter().copied())
                .hint(said!("choices-zone-now", clock = visit.at.clock(&zone))))
            p class="t12 dim" { (say("choices-nothing-is-lost-it-stands-in")) }
        } }))
        (Section::new(say("choices-digest"), html! { div class="stack" {
            (fields_two(html! {
                (form.choice::<DigestRhythm>("digest", say("choices-send")).form(FORM))
                (at("digest_at", say("choices-at")))
            }))
            (Select::new("digest_day", say("choices-on-once-a-week")).options(WEEK_LONG.map(|(key, label)| (key, language::word(label)))).maybe_value(form.value("digest_day")).form(FORM))
            (Tick::new("skip_read", say("choices-leave-out-what-i-have-read")).checked(form.value("skip_read").is_some()).attr("form", FORM))
            p class="t12 dim" { (next(visit, held)) }
        } }))
        (Section::new(say("choices-this-browser"), html! { div class="stack" data-notify {
            p class="t12 dim" { (say("choices-shows-what-arrives-while-a-page")) }
            button class="btn" type="button" data-notify-on hidden { (say("choices-show-notifications-here")) }
            button class="btn quiet" type="button" data-notify-off hidden { (say("choices-stop-showing-them-here")) }
            p class="t12" data-notify-why role="status" { (say("choices-your-browser-shows-none-or-scripts")) }
        } }))
        @if push::is_on(visit) { (devices(visit)) }
        (Section::new(say("choices-text-messages"), html! { div class="stack" {
            (form.phone("phone", say("choices-go-to")).optional().form(FORM).hint(say("choices-with-the-countrys-number-in-front")))
        } }))
    }
}

/// The devices that take pushed messages, and this browser.
fn devices(visit: &Visit) -> Markup {
    let held = push::devices(visit).unwrap_or_default();
    let key = push::public_key(visit).unwrap_or_default();
    html! {
        (Section::new(say("choices-pushed-to-devices"), html! { div class="stack" data-push=(key) {
            p class="t12 dim" { (say("choices-also-while-no-page-of-atrium")) }
            @if !held.is_empty() {
                ul class="list tight" {
                    @for device in &held {
                        li {
                            span class="grow" { (device.name.as_str()) " " span class="dim t12" { (said!("me-since", at = device.since.show(visit.at, &visit.tz))) } }
                            (post_button(&format!("/me/push/{}/remove", device.id), html! {},
                                Button::square_submit(Icon::X, said!("choices-stop-pushing", device = device.name.as_str())).small().quiet()))
                        }
                    }
                }
            }
            button class="btn" type="button" data-push-on hidden { (say("choices-push-to-this-browser")) }
            p class="t12" data-push-why role="status" { (say("choices-this-browser-takes-no-pushed-messages")) }
        } }))
    }
}

/// When the next digest goes.
fn next(visit: &Visit, held: &NotificationPreferences) -> String {
    let zone = held.zone(&visit.tz);
    match held.next_digest(visit.at, &zone) {
        Some(next) => said!("choices-next-digest", at = next.show(visit.at, &zone)),
        None => say("choices-no-digest").into(),
    }
}

const WEEK_LONG: [(&str, &str); 7] = [
    ("mon", "Mondays"),
    ("tue", "Tuesdays"),
    ("wed", "Wednesdays"),
    ("thu", "Thursdays"),
    ("fri", "Fridays"),
    ("sat", "Saturdays"),
    ("sun", "Sundays"),
];

/// Those offered; any other of the list may be typed.
const ZONES: &[&str] = &[
    "America/Anchorage",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Phoenix",
    "America/Sao_Paulo",
    "America/Toronto",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Asia/Dhaka",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Manila",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Paris",
    "Europe/Warsaw",
    "Pacific/Auckland",
    "Pacific/Honolulu",
];

/// Which type goes back to its default; none is all.
#[derive(Debug, Clone)]
pub struct DefaultForm {
    pub of: String,
}

impl crate::web::Form for DefaultForm {
    fn read(f: &mut crate::web::Reader) -> Self {
        DefaultForm {
            of: f.text("type", "Type", crate::web::form::Optional, 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_zone_that_is_offered_is_known() {
        for zone in ZONES {
            assert!(jiff::tz::TimeZone::get(zone).is_ok(), "{zone}");
        }
    }
}
