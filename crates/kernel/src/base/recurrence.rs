//! When something recurs: every so many days, weeks or months, and what becomes of a day on which nobody works. Pure: it
//! knows no clock and no store.

use serde::{Deserialize, Serialize};

use super::{Choice, Day, calendar::WorkingCalendar};
use crate::choices;

choices! {
    pub enum Every {
        Week: "week", "Week";
        Day: "day", "Day";
        Month: "month", "Month";
    }
}

choices! {
    /// What becomes of a day on which nobody works.
    pub enum OffDay {
        Next: "next", "On the next working day";
        Before: "before", "On the working day before";
        Skip: "skip", "Left out";
    }
}

/// Days of the week; Monday is 0.
pub const WEEK: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

/// The furthest that a rule looks ahead, in days.
const HORIZON: i32 = 366 * 6;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub every: Every,
    /// So many of them lie between two; 1 is each.
    pub interval: u32,
    /// Of weeks, the days; none is that of the first.
    #[serde(default)]
    pub weekdays: Vec<u8>,
    /// Of months, the day: the last of a month that is shorter; 0 is that of the first.
    #[serde(default)]
    pub month_day: u8,
    pub off_day: OffDay,
    /// No day before this one.
    pub begins: Day,
    #[serde(default)]
    pub until: Option<Day>,
}

/// One time that something recurs: the day by the rule, and the day on which it is done.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Turn {
    pub named: Day,
    pub day: Day,
}

impl Rule {
    /// Whether the rule names a day, before the calendar is asked.
    fn names(&self, day: Day) -> bool {
        if day < self.begins || self.until.is_some_and(|until| until < day) {
            return false;
        }
        let interval = i32::try_from(self.interval.max(1)).unwrap_or(i32::MAX);
        match self.every {
            Every::Day => (day - self.begins) % interval == 0,
            Every::Week | Every::Unknown => {
                let monday = |day: Day| day + -i32::from(day.weekday());
                let weeks = (monday(day) - monday(self.begins)) / 7;
                let named = match self.weekdays.as_slice() {
                    [] => day.weekday() == self.begins.weekday(),
                    days => days.contains(&day.weekday()),
                };
                weeks % interval == 0 && named
            }
            Every::Month => {
                let (date, first) = (day.date(), self.begins.date());
                let months = (i32::from(date.year()) - i32::from(first.year())) * 12
                    + i32::from(date.month())
                    - i32::from(first.month());
                let asked = match self.month_day {
                    0 => first.day(),
                    day => i8::try_from(day).unwrap_or(31),
                };
                months % interval == 0 && date.day() == asked.min(date.days_in_month())
            }
        }
    }

    /// The first day that it names after one, whoever works then; None when there is none within six years.
    pub fn next_named(&self, after: Option<Day>) -> Option<Day> {
        let from = after.map_or(self.begins, |after| self.begins.max(after + 1));
        (0..=HORIZON)
            .map(|ahead| from + ahead)
            .take_while(|day| self.until.is_none_or(|until| *day <= until))
            .find(|day| self.names(*day))
    }

    /// The day on which what is named for a day is done; None when it is left out.
    fn done_on(&self, named: Day, calendar: &WorkingCalendar) -> Option<Day> {
        if calendar.is_working(named) {
            return Some(named);
        }
        match self.off_day {
            OffDay::Skip => None,
            OffDay::Before => (1..=HORIZON)
                .map(|back| named + -back)
                .find(|day| calendar.is_working(*day)),
            OffDay::Next | OffDay::Unknown => Some(calendar.on_or_after(named)),
        }
    }

    /// The first time after `named` that is done after `done`; None when there is none within six years. Two that fall on
    /// one day are one.
    pub fn next(&self, last: Option<Turn>, calendar: &WorkingCalendar) -> Option<Turn> {
        let from = last.map_or(self.begins, |last| last.named + 1);
        (0..=HORIZON)
            .map(|ahead| from + ahead)
            .take_while(|day| self.until.is_none_or(|until| *day <= until))
            .filter(|day| self.names(*day))
            .filter_map(|named| {
                let day = self.done_on(named, calendar)?;
                Some(Turn { named, day })
            })
            .find(|turn| last.is_none_or(|last| turn.day > last.day))
    }

    /// In words: "every 2 weeks on Monday and Thursday".
    pub fn words(&self) -> String {
        let unit = self.every.label().to_lowercase();
        let often = match self.interval {
            0 | 1 => format!("every {unit}"),
            n => format!("every {n} {unit}s"),
        };
        let on = match self.every {
            Every::Week | Every::Unknown => {
                let day = |day: u8| WEEK.get(usize::from(day)).map_or("", |(_, name)| *name);
                let first = [self.begins.weekday()];
                let days = match self.weekdays.as_slice() {
                    [] => &first[..],
                    days => days,
                };
                let names: Vec<&str> = days.iter().map(|held| day(*held)).collect();
                format!(" on {}", names.join(" and "))
            }
            Every::Month => match self.month_day {
                0 => format!(" on day {}", self.begins.date().day()),
                31 => " on the last day".to_owned(),
                day => format!(" on day {day}"),
            },
            Every::Day => String::new(),
        };
        format!("{often}{on}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(iso: &str) -> Day {
        Day::parse(iso).unwrap()
    }

    /// Monday, 7 June 2027.
    fn weekly() -> Rule {
        Rule {
            interval: 1,
            begins: day("2027-06-07"),
            ..Rule::default()
        }
    }

    fn days(rule: &Rule, calendar: &WorkingCalendar, most: usize) -> Vec<String> {
        let mut last = None;
        let mut found = Vec::new();
        while let Some(turn) = rule.next(last, calendar).filter(|_| found.len() < most) {
            found.push(turn.day.iso());
            last = Some(turn);
        }
        found
    }

    #[test]
    fn weeks_name_their_days() {
        let calendar = WorkingCalendar::default();
        let rule = Rule {
            interval: 2,
            weekdays: vec![0, 3],
            ..weekly()
        };
        let found = days(&rule, &calendar, 3);
        assert_eq!(found, ["2027-06-07", "2027-06-10", "2027-06-21"]);
        assert_eq!(rule.words(), "every 2 weeks on Monday and Thursday");
    }

    #[test]
    fn a_month_that_is_shorter_ends_earlier() {
        let calendar = WorkingCalendar {
            week: (0..7).collect(),
            ..WorkingCalendar::default()
        };
        let rule = Rule {
            every: Every::Month,
            month_day: 31,
            begins: day("2027-01-15"),
            ..weekly()
        };
        let found = days(&rule, &calendar, 3);
        assert_eq!(found, ["2027-01-31", "2027-02-28", "2027-03-31"]);
    }

    #[test]
    fn nobody_works_on_a_day_off() {
        let holiday = WorkingCalendar {
            holidays: vec![day("2027-06-14")],
            ..WorkingCalendar::default()
        };
        let of = |off_day: OffDay| {
            days(
                &Rule {
                    off_day,
                    ..weekly()
                },
                &holiday,
                2,
            )
        };
        assert_eq!(of(OffDay::Next), ["2027-06-07", "2027-06-15"]);
        assert_eq!(of(OffDay::Before), ["2027-06-07", "2027-06-11"]);
        assert_eq!(of(OffDay::Skip), ["2027-06-07", "2027-06-21"]);
        // Each working day: Saturday and Sunday don't come on Monday again.
        let rule = Rule {
            every: Every::Day,
            begins: day("2027-06-11"),
            ..weekly()
        };
        let found = days(&rule, &WorkingCalendar::default(), 3);
        assert_eq!(found, ["2027-06-11", "2027-06-14", "2027-06-15"]);
    }

    #[test]
    fn it_ends() {
        let rule = Rule {
            until: Some(day("2027-06-20")),
            ..weekly()
        };
        assert_eq!(days(&rule, &WorkingCalendar::default(), 9).len(), 2);
    }

    proptest! {
        /// By months each month of the rule has one day, the last where it is shorter, and no other.
        #[test]
        fn months_are_each_named_once(interval in 1..=12_u32, month_day in 1..=31_u8, begins in 18_000..24_000_i32) {
            let rule = Rule {
                every: Every::Month,
                interval,
                month_day,
                begins: Day(begins),
                ..Rule::default()
            };
            let months = |day: Day| i32::from(day.date().year()) * 12 + i32::from(day.date().month());
            let mut last: Option<Day> = None;
            for _ in 0..24 {
                let Some(day) = rule.next_named(last) else { break };
                let date = day.date();
                prop_assert!(day >= rule.begins);
                prop_assert_eq!(date.day(), (month_day as i8).min(date.days_in_month()));
                let since = months(day) - months(last.unwrap_or(rule.begins));
                match last {
                    Some(_) => prop_assert_eq!(since, interval as i32),
                    None => prop_assert!(since == 0 || since == interval as i32),
                }
                last = Some(day);
            }
            prop_assert!(last.is_some());
        }

        /// Days come in order, each a working day, none before it begins.
        #[test]
        fn it_goes_on_in_order(every in 0..3_usize, interval in 1..5_u32, month_day in 0..=31_u8, off in 0..3_usize,
                weekdays in proptest::collection::vec(0..7_u8, 0..3), begins in 20_000..22_000_i32) {
            let rule = Rule {
                every: [Every::Day, Every::Week, Every::Month][every],
                interval,
                month_day,
                weekdays,
                off_day: [OffDay::Next, OffDay::Before, OffDay::Skip][off],
                begins: Day(begins),
                until: None,
            };
            let calendar = WorkingCalendar::default();
            let mut last: Option<Turn> = None;
            for _ in 0..12 {
                let Some(turn) = rule.next(last, &calendar) else { break };
                prop_assert!(calendar.is_working(turn.day));
                prop_assert!(turn.named >= rule.begins);
                prop_assert!(last.is_none_or(|last| last.day < turn.day && last.named < turn.named));
                last = Some(turn);
            }
        }
    }
}
