//! A department's working hours: their form, what they say in words, and holidays out of a calendar file.

use maud::{Markup, html};

use super::forms::{HoursForm, WEEK};
use crate::{
    base::{Day, Result, calendar::WorkingCalendar, text, time},
    data::Visit,
    features::{
        people::{Department, Directory, Holiday, above},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Page},
};

/// Whole days of an iCalendar file (RFC 5545), each day of a longer event for itself; meetings are passed over.
pub fn from_calendar(text: &str) -> Vec<Holiday> {
    // A line that goes on in the next begins there with a space.
    let unfolded = text
        .replace("\r\n", "\n")
        .replace("\n ", "")
        .replace("\n\t", "");
    let mut found = Vec::new();
    let (mut from, mut until, mut name) = (None, None, String::new());
    for line in unfolded.lines() {
        let Some((field, value)) = line.split_once(':') else {
            continue;
        };
        let key = field
            .split(';')
            .next()
            .unwrap_or(field)
            .to_ascii_uppercase();
        match (key.as_str(), value.trim()) {
            ("BEGIN", "VEVENT") => (from, until, name) = (None, None, String::new()),
            ("DTSTART", value) => from = whole_day(value),
            ("DTEND", value) => until = whole_day(value),
            ("SUMMARY", value) => {
                let plain = value
                    .replace("\\,", ",")
                    .replace("\\;", ";")
                    .replace("\\n", " ");
                name = text::shorten(&text::clean_line(&plain), 60);
            }
            ("END", "VEVENT") => {
                if let Some(from) = from {
                    // The end is the first day that is none any more.
                    let end = until.unwrap_or(from + 1).max(from + 1).min(from + 31);
                    let mut day: Day = from;
                    while day < end {
                        found.push(Holiday {
                            day,
                            name: name.clone(),
                        });
                        day = day + 1;
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// `20261225`, and nothing with an hour.
fn whole_day(value: &str) -> Option<Day> {
    if value.len() != 8 || !value.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Day::parse(&format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..]))
}

/// Days and hours in a line: "Mon to Fri, 09:00 to 17:00".
pub fn in_words(calendar: &WorkingCalendar) -> String {
    let mut week = calendar.week.clone();
    week.sort_unstable();
    let short = |day: u8| &WEEK[usize::from(day.min(6))].1[..3];
    let runs = week.windows(2).all(|pair| pair[1] == pair[0] + 1);
    let days = match (week.first(), week.last()) {
        (Some(first), Some(last)) if runs && week.len() > 2 => {
            format!("{} to {}", short(*first), short(*last))
        }
        _ => week
            .iter()
            .map(|day| short(*day))
            .collect::<Vec<_>>()
            .join(", "),
    };
    format!(
        "{days}, {} to {}",
        time::of_day(calendar.opens),
        time::of_day(calendar.opens + calendar.length)
    )
}

/// Whose hours these are: the department's own, those of one above, or the house's.
pub fn whose(names: &Directory, department: &Department) -> String {
    let find = |id: crate::base::Id<Department>| names.departments.get(&id.raw());
    if department.calendar.is_some() {
        return "its own".into();
    }
    above(find, department.id)
        .iter()
        .find(|held| held.calendar.is_some())
        .map_or_else(
            || "the house's".into(),
            |held| format!("those of {}", held.name),
        )
}

pub fn values(visit: &Visit, department: &Department) -> Result<Vec<(&'static str, String)>> {
    let names = Directory::of(visit)?;
    let house = CurrentSettings::of(visit)?.0.calendar();
    let now = names.calendar(department.id, &house);
    let own = department.calendar.clone();
    let mut values = vec![
        ("opens", time::of_day(now.opens)),
        ("closes", time::of_day(now.opens + now.length)),
        ("version", department.version.to_string()),
    ];
    if own.is_some() {
        values.push(("own", "true".into()));
    }
    if own.as_ref().is_none_or(|own| own.with_house) {
        values.push(("with_house", "true".into()));
    }
    let lines: Vec<String> = own
        .into_iter()
        .flat_map(|own| own.holidays)
        .map(|held| {
            format!("{} {}", held.day.iso(), held.name)
                .trim()
                .to_owned()
        })
        .collect();
    values.push(("holidays", lines.join("\n")));
    for (day, (key, _)) in (0u8..).zip(WEEK) {
        if now.week.contains(&day) {
            values.push(("week", key.to_owned()));
        }
    }
    Ok(values)
}

pub fn page(visit: &Visit, department: &Department, form: &Filled<HoursForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let at = format!("/departments/{}", department.id);
    let ticked = |name: &str| {
        form.value(name)
            .is_some_and(|value| value == "true" || value == "on")
    };
    let body: Markup = html! {
        (Head::new("Working hours of ".to_owned() + &department.name).fact("now " ).fact(whose(&names, department)))
        form class="stack read" method="post" action=(format!("{at}/hours")) data-once {
            (form.banner())
            (form.version(department.version))
            p { "Clocks of tickets and approvals in this department run in these hours, and its plans step over days nobody works." }
            (Tick::switch("own", "Own working hours").value("true").checked(ticked("own")).hint("Switched off, it works as the department above it does, or, failing that, as the house does."))
            (Field::new("week", "Working days").error(form.problems.of("week")).around_group(html! {
                @for (key, name) in WEEK {
                    (Tick::new("week", name).value(key).checked(form.values("week").any(|held| held == key)))
                }
            }))
            (fields_two(html! {
                (form.text("opens", "Begins"))
                (form.text("closes", "Ends"))
            }))
            (form.area("holidays", "Holidays").optional().rows(10).hint("One in each line: the day, then its name, such as 2026-12-25 Christmas Day. Or paste a calendar file (.ics) whole."))
            (Tick::new("with_house", "The house's holidays are holidays here too").value("true").checked(ticked("with_house")))
            (buttons(html! { (Button::submit("Save hours").primary()) (Button::link("Keep things as they are", at.as_str())) }))
        }
    };
    Ok(Page::new("Working hours", body)
        .under("Departments", "/departments")
        .under(department.name.as_str(), at.as_str())
        .styles(&["extra"])
        .at(format!("{at}/hours"))
        .status(form.status()))
}
