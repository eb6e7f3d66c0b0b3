//! Days as people write them behind `before:` and `after:`.

use jiff::civil::Date;

use crate::base::{
    Day,
    time::{month_begun, weekday_begun},
};

fn month(word: &str) -> Option<i8> {
    month_begun(word).and_then(|at| i8::try_from(at + 1).ok())
}

/// A day as people write one; the beginning of a month or a year where no more is said. A day without its year is the last
/// such day that was, today included.
pub fn day(text: &str, today: Day) -> Option<Day> {
    let text = text.trim().to_lowercase();
    if let Some(day) = Day::parse(&text) {
        return Some(day);
    }
    match text.as_str() {
        "today" => return Some(today),
        "yesterday" => return Some(Day(today.0 - 1)),
        _ => {}
    }
    if let Some((count, each)) = span(&text) {
        return Some(Day(today.0 - count.checked_mul(each)?));
    }
    if let Some(wanted) = weekday_begun(&text) {
        let back = (i32::from(today.weekday()) - wanted as i32).rem_euclid(7);
        return Some(Day(today.0 - back));
    }
    let parts: Vec<&str> = text
        .split(['-', ' ', '.', '/'])
        .filter(|p| !p.is_empty())
        .collect();
    let made = |year: i16, month: i8, day: i8| Date::new(year, month, day).ok();
    let this = today.date();
    let past = |month: i8, day: i8| {
        let date = made(this.year(), month, day)?;
        match date > this {
            true => made(this.year() - 1, month, day),
            false => Some(date),
        }
    };
    let number = |word: &str| {
        word.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h'])
            .parse::<i16>()
            .ok()
    };
    let small = |word: &str| number(word).and_then(|n| i8::try_from(n).ok());
    let date = match parts.as_slice() {
        [one] => match (month(one), one.parse::<i16>().ok()) {
            (Some(month), _) => past(month, 1),
            (None, Some(year)) if (1970..=9999).contains(&year) => made(year, 1, 1),
            _ => None,
        },
        [a, b] => match (month(a), month(b)) {
            (None, Some(month)) => past(month, small(a)?),
            (Some(month), None) => match number(b)? {
                year if year > 31 => made(year, month, 1),
                day => past(month, i8::try_from(day).ok()?),
            },
            // 2026-05
            (None, None) => made(a.parse().ok().filter(|year| *year >= 1970)?, small(b)?, 1),
            _ => None,
        },
        [a, b, year] => {
            let year = year.parse().ok()?;
            match (month(a), month(b)) {
                (None, Some(month)) => made(year, month, small(a)?),
                (Some(month), None) => made(year, month, small(b)?),
                _ => None,
            }
        }
        _ => None,
    };
    date.map(Day::from_date)
}

/// `7d`, `2w`, `3m`, `1y`, in days.
fn span(text: &str) -> Option<(i32, i32)> {
    let unit = text.chars().last()?;
    let each = match unit {
        'd' => 1,
        'w' => 7,
        'm' => 30,
        'y' => 365,
        _ => return None,
    };
    let count: i32 = text.strip_suffix(unit)?.parse().ok()?;
    (0..=100_000).contains(&count).then_some((count, each))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        let on = |text: &str| Day::parse(text).unwrap();
        // A Tuesday.
        let today = on("2026-06-09");
        for (text, is) in [
            ("2026-05-01", "2026-05-01"),
            ("2026-05", "2026-05-01"),
            ("2025", "2025-01-01"),
            ("today", "2026-06-09"),
            ("yesterday", "2026-06-08"),
            ("7d", "2026-06-02"),
            ("2w", "2026-05-26"),
            ("1-may", "2026-05-01"),
            ("may-1", "2026-05-01"),
            ("1st-may-2025", "2025-05-01"),
            ("may", "2026-05-01"),
            ("december", "2025-12-01"),
            ("24-dec", "2025-12-24"),
            ("monday", "2026-06-08"),
            ("tue", "2026-06-09"),
            ("wednesday", "2026-06-03"),
        ] {
            assert_eq!(day(text, today), Some(on(is)), "{text}");
        }
        for text in ["", "soon", "31-feb", "99-may", "13", "m", "-5d", "2026-13"] {
            assert_eq!(day(text, today), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_typed_breaks_it(text in "\\PC{0,20}") {
            let _ = day(&text, Day(20_000));
        }
    }
}
