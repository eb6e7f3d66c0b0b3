//! The working calendar: which days count, and how to step over the others.

use super::Day;

/// Monday to Friday, without the house's holidays.
#[derive(Debug, Clone, Default)]
pub struct WorkingCalendar {
    pub holidays: Vec<Day>,
}

impl WorkingCalendar {
    pub fn is_working(&self, day: Day) -> bool {
        day.weekday() < 5 && !self.holidays.contains(&day)
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_over_weekends_and_holidays() {
        let friday = Day::parse("2026-06-05").unwrap();
        let monday = Day::parse("2026-06-08").unwrap();
        let calendar = WorkingCalendar {
            holidays: vec![monday],
        };
        assert_eq!(calendar.step(friday, 1).iso(), "2026-06-09");
        assert_eq!(calendar.step(friday + 1, 0).iso(), "2026-06-09");
        assert_eq!(calendar.between(friday, friday + 7), 4);
    }
}
