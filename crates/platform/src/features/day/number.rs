//! A number of a day: of now, or of this month with the months before it.

use crate::{
    base::{Month, Result},
    data::Visit,
    ui::badge::Tone,
};

/// Months that a trend shows.
const MONTHS: i64 = 6;

/// A number of somebody's work, with how it went.
pub struct Number {
    pub name: &'static str,
    pub value: String,
    /// Against before.
    pub change: Option<(Tone, String)>,
    pub note: String,
    /// The months until now, this one last; empty where none are kept.
    pub trend: Vec<i64>,
    pub href: String,
    /// Those with the highest stand first; what one decides outranks what one does.
    pub rank: u8,
}

impl Number {
    pub fn new(rank: u8, name: &'static str, value: impl ToString, href: &str) -> Number {
        Number {
            name,
            value: value.to_string(),
            change: None,
            note: String::new(),
            trend: Vec::new(),
            href: href.into(),
            rank,
        }
    }

    /// Of this month, with last month's beside it and the months before as a line. More is better. None where nothing
    /// was in any of them.
    ///
    /// # Errors
    /// What `of` fails with.
    pub fn monthly(
        visit: &Visit,
        rank: u8,
        name: &'static str,
        href: &str,
        of: impl Fn(Month) -> Result<i64>,
    ) -> Result<Option<Number>> {
        let month = Month::at(visit.at);
        let months = (0..MONTHS).rev().map(|back| of(month.before(back)));
        let trend = months.collect::<Result<Vec<i64>>>()?;
        Ok(Number::of_months(rank, name, trend, href))
    }

    fn of_months(rank: u8, name: &'static str, trend: Vec<i64>, href: &str) -> Option<Number> {
        let [.., before, now] = trend[..] else {
            return None;
        };
        if trend.iter().all(|value| *value == 0) {
            return None;
        }
        let number = Number {
            change: (now > before).then(|| (Tone::Success, format!("+{}", now - before))),
            ..Number::new(rank, name, now, href)
        };
        Some(Number {
            trend,
            ..number.note(format!("{before} last month"))
        })
    }

    /// A share of this month in percent, with last month's beside it: how many, and of how many.
    ///
    /// # Errors
    /// What `of` fails with.
    pub fn share(
        visit: &Visit,
        rank: u8,
        name: &'static str,
        href: &str,
        of: impl Fn(Month) -> Result<(i64, i64)>,
    ) -> Result<Option<Number>> {
        let month = Month::at(visit.at);
        let months = (0..MONTHS).rev().map(|back| of(month.before(back)));
        let months = months.collect::<Result<Vec<(i64, i64)>>>()?;
        Ok(Number::of_shares(rank, name, &months, href))
    }

    /// Of months in which there was nothing, nothing is said.
    fn of_shares(
        rank: u8,
        name: &'static str,
        months: &[(i64, i64)],
        href: &str,
    ) -> Option<Number> {
        let percent = |(of, all): &(i64, i64)| (*all > 0).then(|| of * 100 / all);
        let trend: Vec<i64> = months.iter().filter_map(percent).collect();
        let [.., before, now] = months else {
            return None;
        };
        if trend.is_empty() {
            return None;
        }
        let shown = percent(now).map_or("none yet".to_owned(), |share| format!("{share}%"));
        let number = Number {
            trend,
            ..Number::new(rank, name, shown, href)
        };
        Some(match percent(before) {
            Some(before) => number.note(format!("{before}% last month")),
            None => number,
        })
    }

    pub fn note(mut self, note: impl Into<String>) -> Number {
        self.note = note.into();
        self
    }

    /// Wants a look when there is any of it.
    pub fn bad_if(mut self, bad: bool, words: impl Into<String>) -> Number {
        if bad {
            self.change = Some((Tone::Danger, words.into()));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_told_against_the_last() {
        let better = Number::of_months(1, "Won", vec![2, 3, 5], "/").unwrap();
        assert_eq!(better.change, Some((Tone::Success, "+2".into())));
        assert_eq!(better.note, "3 last month");
        assert_eq!(better.trend, [2, 3, 5]);
        let worse = Number::of_months(1, "Won", vec![3, 2], "/").unwrap();
        assert_eq!(worse.change, None);
        assert!(Number::of_months(1, "Won", vec![0, 0], "/").is_none());
    }

    #[test]
    fn a_share_says_nothing_of_months_without_any() {
        let told = Number::of_shares(1, "Won", &[(0, 0), (1, 2), (3, 4)], "/").unwrap();
        let said = (told.value.as_str(), told.note.as_str());
        assert_eq!(said, ("75%", "50% last month"));
        assert_eq!(told.trend, [50, 75]);
        let first = Number::of_shares(1, "Won", &[(1, 2), (0, 0)], "/").unwrap();
        assert_eq!(first.value, "none yet");
        assert!(Number::of_shares(1, "Won", &[(0, 0), (0, 0)], "/").is_none());
    }
}
