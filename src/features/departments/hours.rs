//! A department's working hours: their form, and what they say in words.

use maud::{Markup, html};

use super::forms::{HoursForm, WEEK};
use crate::{
    base::{Result, calendar::WorkingCalendar, time},
    data::Visit,
    features::{
        clocks::holidays,
        people::{Department, Directory, above},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Filled, Page},
};

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
    let days = own.map(|own| own.holidays).unwrap_or_default();
    values.push(("holidays", holidays::as_typed(&days)));
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
