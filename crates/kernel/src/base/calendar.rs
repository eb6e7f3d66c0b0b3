//! The working calendar: which days count, and how to step over the others. What is counted in hours and minutes counts
//! them by `BusinessHours`.

use jiff::tz::TimeZone;

use super::{
    BusinessHours, Day,
    business_hours::{DAY, Span},
};

/// The days of the week that people work on, without the house's holidays, and the hours of such a day:
/// clocks of stages run then and stand still otherwise.
#[derive(Debug, Clone)]
pub struct WorkingCalendar {
    /// Monday is 0. A week without any is read as Monday to Friday, so that every step ends.
    pub week: Vec<u8>,
    pub holidays: Vec<Day>,
    /// When a working day begins, in minutes of the day.
    pub opens: i64,
    /// Its length in minutes.
    pub length: i64,
}

impl Default for WorkingCalendar {
    fn default() -> Self {
        WorkingCalendar {
            week: (0..5).collect(),
            holidays: Vec::new(),
            opens: 9 * 60,
            length: 8 * 60,
        }
    }
}

impl WorkingCalendar {
    pub fn is_working(&self, day: Day) -> bool {
        let usual = match self.week.as_slice() {
            [] => day.weekday() < 5,
            week => week.contains(&day.weekday()),
        };
        usual && !self.holidays.contains(&day)
    }

    /// The day itself when people work on it, else the next that they do.
    pub fn on_or_after(&self, mut day: Day) -> Day {
        while !self.is_working(day) {
            day = day + 1;
        }
        day
    }

    /// `count` working days after `start`; 0 is the first working day on or after it.
    pub fn step(&self, start: Day, count: u32) -> Day {
        let mut day = self.on_or_after(start);
        for _ in 0..count {
            day = self.on_or_after(day + 1);
        }
        day
    }

    /// Working days from `start` up to, not including, `end`.
    pub fn between(&self, start: Day, end: Day) -> i32 {
        let mut count = 0;
        let mut day = start;
        while day < end {
            count += i32::from(self.is_working(day));
            day = day + 1;
        }
        count
    }

    /// The same as hours of days: what promises are counted by. A day without hours would never end, so it has a minute.
    pub fn hours(&self, zone: &TimeZone) -> BusinessHours {
        let span = Span {
            opens: self.opens.clamp(0, DAY - 1),
            closes: (self.opens + self.length.max(1)).clamp(1, DAY),
        };
        let mut week: [Vec<Span>; 7] = Default::default();
        let days = self
            .week
            .iter()
            .filter(|day| usize::from(**day) < week.len());
        for day in days.copied().collect::<Vec<u8>>() {
            week[usize::from(day)] = vec![span];
        }
        if self.week.is_empty() {
            week[..5].iter_mut().for_each(|day| day.push(span));
        }
        BusinessHours::new(zone.clone(), week, &self.holidays)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Moment, time::MINUTE};

    #[test]
    fn clocks_run_in_working_hours() {
        let calendar = WorkingCalendar {
            holidays: vec![Day::parse("2026-06-09").unwrap()],
            ..WorkingCalendar::default()
        };
        let zone = TimeZone::get("America/Chicago").unwrap_or(TimeZone::UTC);
        let at = |day: &str, hour: i64| Moment::at(Day::parse(day).unwrap(), hour * 60, &zone);
        let hours = calendar.hours(&zone);
        let after = |from: Moment, minutes: i64| hours.after(from, minutes * MINUTE);
        let friday = at("2026-06-05", 16);
        assert_eq!(after(friday, 30), friday.plus(30 * MINUTE));
        // Over the weekend, over a holiday, and begun at night.
        assert_eq!(after(friday, 120), at("2026-06-08", 10));
        assert_eq!(after(friday, 600), at("2026-06-10", 10));
        assert_eq!(after(at("2026-06-06", 23), 60), at("2026-06-08", 10));
        assert_eq!(after(at("2026-06-05", 22), 60), at("2026-06-08", 10));
        assert_eq!(after(at("2026-06-05", 9), 480), at("2026-06-05", 17));
        for minutes in [0, 30, 120, 480, 600, 5000] {
            let due = after(friday, minutes);
            assert_eq!(hours.minutes(friday, due), minutes);
            assert_eq!(hours.minutes(due, friday), -minutes);
        }
    }

    #[test]
    fn steps_over_weekends_and_holidays() {
        let friday = Day::parse("2026-06-05").unwrap();
        let monday = Day::parse("2026-06-08").unwrap();
        let calendar = WorkingCalendar {
            holidays: vec![monday],
            ..WorkingCalendar::default()
        };
        assert_eq!(calendar.step(friday, 1).iso(), "2026-06-09");
        assert_eq!(calendar.step(friday + 1, 0).iso(), "2026-06-09");
        assert_eq!(calendar.between(friday, friday + 7), 4);
    }

    #[test]
    fn a_house_may_work_on_sundays() {
        let calendar = WorkingCalendar {
            week: vec![6, 0, 1, 2, 3],
            ..WorkingCalendar::default()
        };
        let thursday = Day::parse("2026-06-04").unwrap();
        assert_eq!(calendar.step(thursday, 1).iso(), "2026-06-07");
        let empty = WorkingCalendar {
            week: Vec::new(),
            ..WorkingCalendar::default()
        };
        assert_eq!(empty.step(thursday, 2).iso(), "2026-06-08");
    }
}
