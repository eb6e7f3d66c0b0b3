//! Days as people write them in sheets.

use super::written::{Reading, Written, digits};
use crate::base::{Day, time};

/// A day; None where it is none.
pub fn day(cell: &str) -> Option<Written<Day>> {
    let cell = without_midnight(cell.trim());
    if let Some(day) = Day::parse(cell) {
        return Some(Written::Plain(day));
    }
    if let Some(day) = with_month_name(cell) {
        return Some(Written::Plain(day));
    }
    let mark = cell.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let parts: Vec<&str> = cell.split(mark).map(str::trim).collect();
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    if ![a, b, c].iter().all(|part| digits(part)) {
        return None;
    }
    if a.len() == 4 {
        return date(a, b, c).map(Written::Plain);
    }
    let (day_first, month_first) = (date(c, b, a), date(c, a, b));
    match (day_first, month_first) {
        // With points it is the day that comes first, wherever they are written so.
        (Some(day), _) if mark == '.' => Some(Written::Plain(day)),
        _ if mark == '.' => None,
        (Some(one), Some(other)) if one == other => Some(Written::Plain(one)),
        (Some(one), Some(other)) => Some(Written::Open(one, other)),
        (Some(day), None) => Some(Written::As(Reading::DayFirst, day)),
        (None, Some(day)) => Some(Written::As(Reading::MonthFirst, day)),
        (None, None) => None,
    }
}

pub fn date(year: &str, month: &str, day: &str) -> Option<Day> {
    let year = match year.len() {
        2 => format!("20{year}"),
        4 => year.to_owned(),
        _ => return None,
    };
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    Day::parse(&format!("{year}-{month:0>2}-{day:0>2}"))
}

/// Spreadsheets write a day with the moment at which it begins.
pub fn without_midnight(cell: &str) -> &str {
    let Some((day, time)) = cell.split_once([' ', 'T']) else {
        return cell;
    };
    let midnight = [
        "0:00",
        "00:00",
        "0:00:00",
        "00:00:00",
        "12:00 AM",
        "12:00:00 AM",
        "00:00:00Z",
    ];
    match midnight.contains(&time.trim()) {
        true => day,
        false => cell,
    }
}

/// `9 Dec 2026`, `December 9, 2026`, `9-Dec-26`
pub fn with_month_name(cell: &str) -> Option<Day> {
    let parts = cell
        .split([' ', ',', '.', '-'])
        .filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(str::to_lowercase).collect();
    let [a, b, year] = parts.as_slice() else {
        return None;
    };
    let month = |name: &str| time::month_begun(name).map(|at| at + 1);
    let (month, day) = match (month(a), month(b)) {
        (Some(month), None) => (month, b),
        (None, Some(month)) => (month, a),
        _ => return None,
    };
    let fits = digits(day) && digits(year) && matches!(year.len(), 2 | 4);
    fits.then(|| date(year, &month.to_string(), day)).flatten()
}
