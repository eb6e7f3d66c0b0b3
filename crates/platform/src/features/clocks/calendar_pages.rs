//! Business calendars: a new one, and one with its editor.

use maud::{Markup, html};

use super::{
    BusinessCalendar,
    actions::{EDIT_CALENDAR, RETIRE_CALENDAR},
    calendar::WEEK,
    forms::CalendarForm,
};
use crate::{
    base::Result,
    data::{Record, Visit},
    features::{form_key, history},
    ui::prelude::*,
    web::{Filled, Page, Request},
};

/// What a calendar starts from.
pub fn usual_week() -> Vec<(&'static str, String)> {
    let days = WEEK.iter().take(5);
    let usual = days.map(|(key, _)| (*key, "09:00-17:00".to_owned()));
    usual.chain([("with_house", "true".to_owned())]).collect()
}

fn calendar_fields(form: &Filled<CalendarForm>) -> Markup {
    html! {
        (form.text("name", "Name").required())
        (form.text("zone", "Time zone").optional().hint("Such as Europe/Berlin. Left empty, the house's."))
        @for (key, label) in WEEK {
            (form.text(key, label).optional())
        }
        p class="dim t12" { "Hours such as 09:00-17:00, several with a comma between them. Left empty, nobody works that day." }
        (form.area("days_off", "Holidays").optional().rows(8).hint("One in each line: the day, then its name, such as 2026-12-25 Christmas Day. Or paste a calendar file (.ics) whole."))
        (Tick::new("with_house", "The house's holidays are holidays here too").value("true")
            .checked(form.value("with_house").is_some_and(|held| !held.is_empty())))
    }
}

pub fn new_calendar(_: &Visit, form: &Filled<CalendarForm>) -> Result<Page> {
    let body = html! {
        (Head::new("New business calendar"))
        form class="stack read" method="post" action="/calendars" data-once {
            (hidden("_key", form_key()))
            (form.summary())
            (calendar_fields(form))
            (buttons(html! { (Button::submit("Make the calendar").primary()) (Button::link("Cancel", "/slas")) }))
        }
    };
    Ok(Page::new("New business calendar", body)
        .under("Settings", "/settings")
        .under("Service policies", "/slas")
        .styles(&["form", "extra"])
        .status(form.status()))
}

pub fn calendar(
    visit: &Visit,
    request: &Request,
    held: &BusinessCalendar,
    form: &Filled<CalendarForm>,
) -> Result<Page> {
    let at = format!("/calendars/{}", held.id);
    let days = (0u8..)
        .zip(WEEK)
        .map(|(day, (_, label))| (label, held.of_day(day)));
    let days = days.filter(|(_, hours)| !hours.is_empty());
    let main = html! {
        @if visit.may(&EDIT_CALENDAR, held) {
            form class="stack read" method="post" action=(at) data-once {
                (form.summary())
                (form.version(held.version))
                (calendar_fields(form))
                (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep things as they are", "/slas")) }))
            }
        } @else {
            (days.fold(Facts::new(), |facts, (label, hours)| facts.fact(label, hours)))
        }
    };
    let body = html! {
        (Head::new(held.name.as_str()).fact(id(held.number())).fact(if held.retired { "retired" } else { "in use" }).actions(html! {
            @if visit.may(&RETIRE_CALENDAR, held) {
                @if held.retired { (post_button(&format!("{at}/restore"), html! {}, Button::submit("Use again"))) }
                @else { (post_button(&format!("{at}/retire"), html! {}, Button::submit("Retire"))) }
            }
        }))
        (record(main, Section::new("History", history::of(visit, held, request)?).live("history")))
    };
    Ok(Page::new(held.name.as_str(), body)
        .under("Settings", "/settings")
        .under("Service policies", "/slas")
        .at(at)
        .styles(&["record", "form", "extra", "list", "thread"])
        .live(format!("calendars:{}", held.id.raw()))
        .status(form.status()))
}
