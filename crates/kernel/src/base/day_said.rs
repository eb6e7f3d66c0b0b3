//! A day as people write it at the end of a line: `today`, `fri`, `next week`, `12 dec`, `in 3 days`, `2026-12-12`.

use super::{Day, time};

/// The day that a line ends with, and how many of its words say so. `kept` words stand before these and are no day; one word
/// at least is left for a title.
pub fn day_at_the_end(words: &[&str], kept: usize, today: Day) -> Option<(Day, usize)> {
    for count in (1..=3).rev() {
        let Some(start) = words.len().checked_sub(count) else {
            continue;
        };
        if start + kept == 0 {
            continue;
        }
        let said: Vec<String> = words[start..].iter().map(|w| w.to_lowercase()).collect();
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        if let Some(day) = day(&said, today) {
            let before = start.checked_sub(1).map(|at| words[at].to_lowercase());
            let led = before.is_some_and(|word| ["due", "by", "on", "until"].contains(&&*word));
            return Some((day, count + usize::from(led && start + kept > 1)));
        }
    }
    None
}

/// A day in words: `today`, `fri`, `next week`, `12 dec`, `dec 12`, `12 dec 2027`, `in 3 days`, `2026-12-12`.
fn day(said: &[&str], today: Day) -> Option<Day> {
    let number = |word: &str| {
        let digits = word.trim_end_matches(['.', ',']);
        let digits = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|end| digits.strip_suffix(end))
            .unwrap_or(digits);
        digits.parse::<i32>().ok()
    };
    match said {
        ["today"] => Some(today),
        ["tomorrow" | "tmr"] => Some(today + 1),
        [word] => match time::weekday_begun(word) {
            // The day of that name to come; today has a word of its own.
            Some(weekday) => {
                let ahead = (weekday as i32 - i32::from(today.weekday())).rem_euclid(7);
                Some(today + if ahead == 0 { 7 } else { ahead })
            }
            None => Day::parse(word),
        },
        ["next", "week"] => Some(today + (7 - i32::from(today.weekday()))),
        ["next", word] => time::weekday_begun(word).map(|weekday| {
            let monday = today + (7 - i32::from(today.weekday()));
            monday + weekday as i32
        }),
        ["in", count, "day" | "days"] => number(count)
            .filter(|n| (0..=3650).contains(n))
            .map(|n| today + n),
        ["in", count, "week" | "weeks"] => number(count)
            .filter(|n| (0..=520).contains(n))
            .map(|n| today + n * 7),
        [first, second] => {
            let (month, day) = match time::month_begun(second) {
                Some(month) => (month, number(first)?),
                None => (time::month_begun(first)?, number(second)?),
            };
            let year = i32::from(today.date().year());
            let this = date(year, month, day).filter(|found| *found >= today);
            this.or_else(|| date(year + 1, month, day))
        }
        [first, second, year] => {
            let (month, day) = match time::month_begun(second) {
                Some(month) => (month, number(first)?),
                None => (time::month_begun(first)?, number(second)?),
            };
            date(number(year)?, month, day)
        }
        _ => None,
    }
}

/// A day of a month, counted from 0.
fn date(year: i32, month: usize, day: i32) -> Option<Day> {
    Day::parse(&format!("{year:04}-{:02}-{day:02}", month + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Option<(String, usize)> {
        let words: Vec<&str> = line.split_whitespace().collect();
        // A Tuesday.
        let today = Day::parse("2026-06-09").unwrap();
        let found = day_at_the_end(&words, 0, today);
        found.map(|(day, count)| (day.iso(), count))
    }

    #[test]
    fn the_words_of_a_day_are_counted() {
        assert_eq!(said("Launch 12 dec"), Some(("2026-12-12".into(), 2)));
        assert_eq!(said("Launch by fri"), Some(("2026-06-12".into(), 2)));
        assert_eq!(said("Launch"), None);
        // A line of a day alone is a title.
        assert_eq!(said("Friday"), None);
        assert_eq!(said("by fri"), Some(("2026-06-12".into(), 1)));
        let today = Day::parse("2026-06-09").unwrap();
        assert_eq!(day_at_the_end(&["fri"], 1, today).map(|(_, n)| n), Some(1));
    }
}
