//! Days off as people type them, one a line, or as a calendar file (RFC 5545) pasted whole.

use crate::{
    base::{Day, text},
    features::people::Holiday,
    web::form::{Optional, Reader},
};

/// More days off than that are a mistake.
const MOST: usize = 400;

/// One a line, a day and then its name; or a calendar file as other programs write it.
pub fn read(f: &mut Reader, name: &str) -> Vec<Holiday> {
    let typed = f.block(name, "Holidays", Optional, 60_000);
    let mut days = Vec::new();
    if typed.contains("BEGIN:VCALENDAR") {
        days = from_calendar(&typed);
        if days.is_empty() {
            f.problem(name, "This calendar names no whole days. Export the holidays as an .ics file and paste it again.");
        }
    } else {
        for line in typed.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (day, called) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
            match Day::parse(day) {
                Some(day) => days.push(Holiday {
                    day,
                    name: called.trim().chars().take(60).collect(),
                }),
                None => f.problem(
                    name,
                    format!("{day} should be a day such as 2026-12-25, then the holiday's name; one in each line."),
                ),
            }
        }
    }
    days.sort_by_key(|holiday| holiday.day);
    days.dedup_by_key(|holiday| holiday.day);
    if days.len() > MOST {
        f.problem(name, format!("At most {MOST} holidays fit."));
    }
    days
}

/// The same as it is typed.
pub fn as_typed(days: &[Holiday]) -> String {
    let lines: Vec<String> = days
        .iter()
        .map(|held| {
            format!("{} {}", held.day.iso(), held.name)
                .trim()
                .to_owned()
        })
        .collect();
    lines.join("\n")
}

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
