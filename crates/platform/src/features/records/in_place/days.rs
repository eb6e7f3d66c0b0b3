//! A month to choose a day from, with the days on which nobody works.

use jiff::civil;

use crate::{
    base::{Day, calendar::WorkingCalendar},
    ui::edit::{Month, MonthDay},
};

const HEADS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// A month of a year, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct MonthOf(i16, i8);

impl MonthOf {
    pub fn of(day: Day) -> MonthOf {
        MonthOf(day.date().year(), day.date().month())
    }

    /// `2026-06`
    pub fn parse(text: &str) -> Option<MonthOf> {
        Day::parse(&format!("{text}-01")).map(MonthOf::of)
    }

    fn key(self) -> String {
        format!("{:04}-{:02}", self.0, self.1)
    }

    fn first(self) -> Day {
        civil::Date::new(self.0, self.1, 1).map_or(Day(0), Day::from_date)
    }

    fn next(self) -> MonthOf {
        MonthOf::of(self.first() + 31)
    }

    fn before(self) -> MonthOf {
        MonthOf::of(self.first() + -1)
    }
}

/// The month in whole weeks; `href` leads to another month of the same editor.
pub(super) fn month(
    shown: MonthOf,
    chosen: Option<Day>,
    today: Day,
    calendar: &WorkingCalendar,
    href: impl Fn(&str) -> String,
) -> Month {
    let first = shown.first();
    let last = shown.next().first() + -1;
    let start = first + -i32::from(first.weekday());
    let weeks = (last - start) / 7 + 1;
    let day = |day: Day| {
        let holiday = calendar.holidays.contains(&day);
        let off = !calendar.is_working(day);
        let special = match (holiday, off) {
            (true, _) => ", holiday",
            (false, true) => ", day off",
            (false, false) => "",
        };
        MonthDay {
            iso: day.iso(),
            number: day.date().day().to_string(),
            spoken: format!("{}{special}", day.long()),
            inside: MonthOf::of(day) == shown,
            off,
            today: day == today,
            chosen: Some(day) == chosen,
        }
    };
    Month {
        title: first.date().strftime("%B %Y").to_string(),
        before: href(&shown.before().key()),
        after: href(&shown.next().key()),
        heads: HEADS,
        weeks: (0..weeks)
            .map(|week| (0..7).map(|n| day(start + (week * 7 + n))).collect())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(key: &str, holidays: &[&str]) -> Month {
        let calendar = WorkingCalendar {
            holidays: holidays.iter().filter_map(|day| Day::parse(day)).collect(),
            ..WorkingCalendar::default()
        };
        let today = Day::parse("2026-06-09").unwrap();
        let shown = MonthOf::parse(key).unwrap();
        month(shown, Some(today), today, &calendar, |to| {
            format!("?month={to}")
        })
    }

    #[test]
    fn a_month_is_whole_weeks_around_its_days() {
        for key in ["2026-02", "2026-06", "2027-01", "2028-02", "2026-11"] {
            let month = drawn(key, &[]);
            let days: Vec<&MonthDay> = month.weeks.iter().flatten().collect();
            assert_eq!(days.len() % 7, 0);
            let inside = days.iter().filter(|day| day.inside).count();
            assert!((28..=31).contains(&inside), "{key}: {inside}");
            assert!(
                days.iter()
                    .all(|day| day.inside == day.iso.starts_with(key))
            );
            assert!(
                month
                    .weeks
                    .iter()
                    .all(|week| week.iter().any(|day| day.inside))
            );
        }
    }

    #[test]
    fn the_months_around_it_are_led_to() {
        let month = drawn("2026-01", &[]);
        assert_eq!(month.before, "?month=2025-12");
        assert_eq!(month.after, "?month=2026-02");
        assert_eq!(month.title, "January 2026");
        assert_eq!(MonthOf::parse("2026-13"), None);
        assert_eq!(MonthOf::parse("x"), None);
    }

    #[test]
    fn days_off_and_holidays_are_told() {
        let month = drawn("2026-06", &["2026-06-19"]);
        let find = |iso: &str| {
            month
                .weeks
                .iter()
                .flatten()
                .find(|d| d.iso == iso)
                .unwrap()
                .clone()
        };
        assert!(find("2026-06-19").off && find("2026-06-19").spoken.ends_with("holiday"));
        assert!(find("2026-06-20").off && find("2026-06-20").spoken.ends_with("day off"));
        assert!(!find("2026-06-18").off);
        assert!(find("2026-06-09").today && find("2026-06-09").chosen);
    }
}
