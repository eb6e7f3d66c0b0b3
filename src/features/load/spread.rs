//! How the time that work takes lies over somebody's days. Pure.

use crate::base::{Day, percent};

/// Days of time that work without a due day is given, and work that is late.
const UNDATED: usize = 10;

/// Somebody's days from the first on, each with the minutes that they have for work; none on those off and those over.
#[derive(Debug, Clone)]
pub struct Days {
    pub first: Day,
    pub minutes: Vec<i64>,
    /// The place of today: nothing lies before it.
    pub today: usize,
}

/// A piece of work: minutes that are left of it, and when it is done.
#[derive(Debug, Clone, Copy)]
pub struct Piece {
    pub minutes: i64,
    pub start: Option<Day>,
    pub due: Option<Day>,
}

impl Days {
    fn place(&self, day: Day) -> usize {
        let last = self.minutes.len().saturating_sub(1);
        let at = usize::try_from(day - self.first).unwrap_or(0);
        at.clamp(self.today.min(last), last)
    }

    /// What a piece takes of each day, evenly over the days that somebody is there between its start and the day it is due;
    /// all of it, to the minute. Where they aren't there at all, it lies on the first of these days.
    pub fn spread(&self, piece: &Piece) -> Vec<(usize, i64)> {
        if self.minutes.is_empty() || piece.minutes <= 0 {
            return Vec::new();
        }
        let from = piece.start.map_or(self.today, |day| self.place(day));
        let from = from.max(self.today).min(self.minutes.len() - 1);
        let late = |day: &Day| *day - self.first < i32::try_from(self.today).unwrap_or(0);
        let there = |at: &usize| self.minutes[*at] > 0;
        let days: Vec<usize> = match piece.due.filter(|day| !late(day)) {
            Some(due) => (from..=self.place(due).max(from)).filter(there).collect(),
            None => (from..self.minutes.len())
                .filter(there)
                .take(UNDATED)
                .collect(),
        };
        if days.is_empty() {
            return vec![(from, piece.minutes)];
        }
        let count = i64::try_from(days.len()).unwrap_or(1);
        let (each, left) = (piece.minutes / count, piece.minutes % count);
        let share = |nth: usize| each + i64::from(i64::try_from(nth).is_ok_and(|nth| nth < left));
        days.into_iter()
            .enumerate()
            .map(|(nth, at)| (at, share(nth)))
            .filter(|(_, minutes)| *minutes > 0)
            .collect()
    }

    /// The minutes of a week, counted from the first.
    pub fn of_week(&self, week: usize) -> i64 {
        self.minutes.iter().skip(week * 7).take(7).sum()
    }
}

/// The most that is told of a week, and what is told of one in which somebody isn't there and has something to do.
const MOST: i64 = 999;

/// What is planned of a time, in percent; nothing of no time is nothing.
pub fn percent(planned: i64, of: i64) -> i64 {
    match planned {
        0 => 0,
        planned => percent::of(planned, of).unwrap_or(MOST).min(MOST),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn days(minutes: Vec<i64>, today: usize) -> Days {
        Days {
            first: Day(20_000),
            minutes,
            today,
        }
    }

    #[test]
    fn work_lies_between_its_start_and_the_day_it_is_due() {
        let week = days(vec![480, 480, 480, 480, 480, 0, 0, 480, 480], 1);
        let piece = |minutes, start: Option<i32>, due: Option<i32>| Piece {
            minutes,
            start: start.map(|n| Day(20_000 + n)),
            due: due.map(|n| Day(20_000 + n)),
        };
        let spread = |one: &Piece| week.spread(one);
        assert_eq!(spread(&piece(100, Some(-5), Some(2))), [(1, 50), (2, 50)]);
        assert_eq!(
            spread(&piece(7, Some(3), Some(7))),
            [(3, 3), (4, 2), (7, 2)]
        );
        // On days off it lies where it begins.
        assert_eq!(spread(&piece(60, Some(5), Some(6))), [(5, 60)]);
        // Late work is done in the days to come.
        assert_eq!(spread(&piece(6, None, Some(0))).len(), 6);
        assert_eq!(spread(&piece(0, None, None)), []);
        assert_eq!((percent(90, 60), percent(0, 0)), (150, 0));
    }

    proptest! {
        #[test]
        fn nothing_of_a_piece_is_lost(
            minutes in prop::collection::vec(prop_oneof![Just(0i64), Just(480i64)], 1..60),
            today in 0usize..60,
            takes in 0i64..20_000,
            start in prop::option::of(-20i32..80),
            length in prop::option::of(0i32..40),
        ) {
            let days = days(minutes, today);
            let start = start.map(|n| Day(20_000 + n));
            let due = length.map(|n| start.unwrap_or(Day(20_000)) + n);
            let piece = Piece { minutes: takes, start, due };
            let spread = days.spread(&piece);
            prop_assert_eq!(spread.iter().map(|(_, minutes)| minutes).sum::<i64>(), takes);
            let last = days.minutes.len() - 1;
            for (at, _) in &spread {
                prop_assert!(*at <= last && *at >= today.min(last));
            }
            // Evenly, to a minute.
            let most = spread.iter().map(|(_, minutes)| *minutes).max().unwrap_or(0);
            let least = spread.iter().map(|(_, minutes)| *minutes).min().unwrap_or(0);
            prop_assert!(most - least <= 1);
        }

        #[test]
        fn weeks_are_the_sum_of_their_days(minutes in prop::collection::vec(0i64..600, 0..50)) {
            let all: i64 = minutes.iter().sum();
            let weeks = minutes.len().div_ceil(7);
            let days = days(minutes, 0);
            prop_assert_eq!((0..weeks).map(|week| days.of_week(week)).sum::<i64>(), all);
        }
    }
}
