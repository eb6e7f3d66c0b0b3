//! How much of work a leave is. Pure.

use crate::base::{Day, calendar::WorkingCalendar};

/// What lies between two days, as it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: Day,
    pub until: Day,
    /// It begins at noon of the first day.
    pub half_first: bool,
    /// It ends at noon of the last.
    pub half_last: bool,
}

impl Span {
    /// Half days of a day of it, were that worked: 2, or 1 where half of it is.
    pub fn halves_on(&self, day: Day) -> u32 {
        if day < self.from || day > self.until {
            return 0;
        }
        let less = u32::from(self.half_first && day == self.from)
            + u32::from(self.half_last && day == self.until);
        // A single day that begins and ends at noon would be nothing; half of it is meant.
        2 - less.min(1)
    }

    /// Whether there is a half day of both: what ends at noon leaves room for what begins then.
    pub fn overlaps(&self, other: &Span) -> bool {
        let ((first, last), (from, until)) = (self.halves(), other.halves());
        first <= until && from <= last
    }

    /// Its first and last half day, two to a day. Of half a day, nobody says which half, it is all of it.
    fn halves(&self) -> (i64, i64) {
        let day = |day: Day, half: i64| i64::from(day.0) * 2 + half;
        let first = day(self.from, i64::from(self.half_first));
        let last = day(self.until, 1 - i64::from(self.half_last));
        match first <= last {
            true => (first, last),
            false => (day(self.from, 0), day(self.until, 1)),
        }
    }

    /// Its whole days, first and last; None where it has none.
    pub fn whole_days(&self) -> Option<(Day, Day)> {
        let from = self.from + i32::from(self.half_first);
        let until = self.until + -i32::from(self.half_last);
        (from <= until).then_some((from, until))
    }
}

/// Half days of work in each year that it touches, the earliest first.
pub fn by_year(span: &Span, calendar: &WorkingCalendar) -> Vec<(i16, u32)> {
    let mut years: Vec<(i16, u32)> = Vec::new();
    let mut day = span.from;
    while day <= span.until {
        if calendar.is_working(day) {
            let (year, halves) = (day.date().year(), span.halves_on(day));
            match years.last_mut() {
                Some(last) if last.0 == year => last.1 += halves,
                _ => years.push((year, halves)),
            }
        }
        day = day + 1;
    }
    years
}

/// `2.5 days` of half days.
pub fn words(halves: i64) -> String {
    let sign = if halves < 0 { "-" } else { "" };
    let (whole, half) = (halves.abs() / 2, halves.abs() % 2);
    match (whole, half) {
        (0, 1) => format!("{sign}half a day"),
        (1, 0) => format!("{sign}1 day"),
        (days, 0) => format!("{sign}{days} days"),
        (days, _) => format!("{sign}{days}.5 days"),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn weekends_and_holidays_cost_nothing() {
        let calendar = WorkingCalendar {
            holidays: vec![day("2026-12-25")],
            ..WorkingCalendar::default()
        };
        // Thursday noon to Tuesday noon, over the year's end.
        let span = Span {
            from: day("2026-12-24"),
            until: day("2027-01-05"),
            half_first: true,
            half_last: true,
        };
        assert_eq!(by_year(&span, &calendar), [(2026, 9), (2027, 5)]);
        assert_eq!(
            span.whole_days(),
            Some((day("2026-12-25"), day("2027-01-04")))
        );
        let half = Span {
            until: span.from,
            ..span
        };
        assert_eq!(by_year(&half, &calendar), [(2026, 1)]);
        assert_eq!(half.whole_days(), None);
    }

    #[test]
    fn what_ends_at_noon_leaves_the_afternoon() {
        let (monday, tuesday) = (day("2026-12-21"), day("2026-12-22"));
        let span = |from: Day, until: Day, half_first: bool, half_last: bool| Span {
            from,
            until,
            half_first,
            half_last,
        };
        let morning = span(monday, tuesday, false, true);
        let afternoon = span(tuesday, tuesday, true, false);
        assert!(!morning.overlaps(&afternoon) && !afternoon.overlaps(&morning));
        assert!(morning.overlaps(&span(tuesday, tuesday, false, false)));
        assert!(morning.overlaps(&span(tuesday, tuesday, false, true)));
        // Nobody said which half.
        let half = span(tuesday, tuesday, true, true);
        assert!(morning.overlaps(&half) && afternoon.overlaps(&half));
        assert!(!half.overlaps(&span(monday, monday, false, false)));
    }

    #[test]
    fn half_days_are_told_as_people_say_them() {
        for (halves, said) in [
            (0, "0 days"),
            (1, "half a day"),
            (2, "1 day"),
            (5, "2.5 days"),
            (-4, "-2 days"),
        ] {
            assert_eq!(words(halves), said);
        }
    }

    proptest! {
        /// Held against whoever marks each half day in a calendar.
        #[test]
        fn two_leaves_overlap_where_they_share_half_a_day(
            one in (0_i32..6, 0_i32..4, any::<bool>(), any::<bool>()),
            other in (0_i32..6, 0_i32..4, any::<bool>(), any::<bool>()),
        ) {
            let span = |(from, length, half_first, half_last): (i32, i32, bool, bool)| Span {
                from: Day(from),
                until: Day(from + length),
                half_first,
                half_last,
            };
            let marked = |span: &Span| -> Vec<i32> {
                let mut halves: Vec<i32> = (span.from.0 * 2..=span.until.0 * 2 + 1).collect();
                let both = span.from == span.until && span.half_first && span.half_last;
                if !both {
                    halves.retain(|half| {
                        let morning = span.half_first && *half == span.from.0 * 2;
                        let evening = span.half_last && *half == span.until.0 * 2 + 1;
                        !morning && !evening
                    });
                }
                halves
            };
            let (one, other) = (span(one), span(other));
            let theirs = marked(&other);
            let shared = marked(&one).iter().any(|half| theirs.contains(half));
            prop_assert_eq!(one.overlaps(&other), shared);
            prop_assert_eq!(other.overlaps(&one), shared);
        }

        #[test]
        fn a_leave_is_the_sum_of_its_days(from in 20_000_i32..21_000, length in 0_i32..60, first: bool, last: bool) {
            let span = Span {
                from: Day(from),
                until: Day(from + length),
                half_first: first,
                half_last: last,
            };
            let calendar = WorkingCalendar::default();
            let all: u32 = by_year(&span, &calendar).iter().map(|(_, halves)| halves).sum();
            let days = (0..=length).map(|n| span.from + n).filter(|day| calendar.is_working(*day));
            prop_assert_eq!(all, days.map(|day| span.halves_on(day)).sum::<u32>());
        }
    }
}
