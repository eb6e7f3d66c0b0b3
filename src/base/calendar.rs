//! The working calendar: which days count, and how to step over the others.

use jiff::tz::TimeZone;

use super::{Day, Moment, time::MINUTE};

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

    /// The moment at which so many working minutes have passed.
    pub fn after(&self, from: Moment, minutes: i64, zone: &TimeZone) -> Moment {
        let mut day = from.day(zone);
        let mut left = minutes;
        match self.is_working(day) {
            true => left += self.passed(from, day, zone),
            false => day = self.on_or_after(day),
        }
        // A day without hours would never end.
        let length = self.length.max(1);
        while left > length {
            left -= length;
            day = self.on_or_after(day + 1);
        }
        Moment::at(day, self.opens + left, zone)
    }

    /// Working minutes from one moment to another; below zero when it lies before.
    pub fn minutes(&self, from: Moment, to: Moment, zone: &TimeZone) -> i64 {
        if to < from {
            return -self.minutes(to, from, zone);
        }
        let (first, last) = (from.day(zone), to.day(zone));
        let of = |moment, day| match self.is_working(day) {
            true => self.passed(moment, day, zone),
            false => 0,
        };
        i64::from(self.between(first, last)) * self.length + of(to, last) - of(from, first)
    }

    /// Working minutes of a day that have passed at a moment in it.
    fn passed(&self, at: Moment, day: Day, zone: &TimeZone) -> i64 {
        (at.since(Moment::at(day, self.opens, zone)) / MINUTE).clamp(0, self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_run_in_working_hours() {
        let calendar = WorkingCalendar {
            holidays: vec![Day::parse("2026-06-09").unwrap()],
            ..WorkingCalendar::default()
        };
        let zone = TimeZone::get("America/Chicago").unwrap_or(TimeZone::UTC);
        let at = |day: &str, hour: i64| Moment::at(Day::parse(day).unwrap(), hour * 60, &zone);
        let friday = at("2026-06-05", 16);
        assert_eq!(calendar.after(friday, 30, &zone), friday.plus(30 * MINUTE));
        // Over the weekend, over a holiday, and begun at night.
        assert_eq!(calendar.after(friday, 120, &zone), at("2026-06-08", 10));
        assert_eq!(calendar.after(friday, 600, &zone), at("2026-06-10", 10));
        assert_eq!(
            calendar.after(at("2026-06-06", 23), 60, &zone),
            at("2026-06-08", 10)
        );
        assert_eq!(
            calendar.after(at("2026-06-05", 22), 60, &zone),
            at("2026-06-08", 10)
        );
        assert_eq!(
            calendar.after(at("2026-06-05", 9), 480, &zone),
            at("2026-06-05", 17)
        );
        for minutes in [0, 30, 120, 480, 600, 5000] {
            let due = calendar.after(friday, minutes, &zone);
            assert_eq!(calendar.minutes(friday, due, &zone), minutes);
            assert_eq!(calendar.minutes(due, friday, &zone), -minutes);
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
