//! How a draft is worked out, of moments at which somebody did something on a task, a project or a ticket. Pure.

use crate::{base::Day, features::projects::WorkOn};

/// Something that somebody did on a piece of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    pub day: Day,
    /// Minute of the day.
    pub minute: i64,
    pub on: WorkOn,
    pub what: String,
    /// Whether work begins with it, so that what lies before it was for something else.
    pub begins: bool,
}

/// A line of a draft: minutes on a piece of work on a day, with what speaks for them.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub day: Day,
    pub on: WorkOn,
    pub minutes: i64,
    /// When and what, in order.
    pub facts: Vec<(i64, String)>,
}

/// What a deed stands for at least, and what lines are rounded to.
pub const QUARTER: i64 = 15;
/// Of a longer time without a deed nobody knows what it was for.
pub const STRETCH: i64 = 90;

/// The time between two deeds of a day was for the work of the later one, as far as it isn't too long; what is logged on
/// that already is taken off, and no day gets more than `room` leaves.
///
/// `logged` says what a piece of work has on a day, `room` how many minutes a day has left, both of what is logged.
pub fn propose(
    mut facts: Vec<Fact>,
    logged: impl Fn(Day, &WorkOn) -> i64,
    room: impl Fn(Day) -> i64,
) -> Vec<Line> {
    facts.sort_by_key(|fact| (fact.day, fact.minute));
    let mut lines: Vec<Line> = Vec::new();
    let mut before: Option<(Day, i64)> = None;
    for fact in facts {
        let since = match before {
            Some((day, minute)) if day == fact.day => fact.minute - minute,
            _ => QUARTER,
        };
        before = Some((fact.day, fact.minute));
        let spent = match fact.begins {
            true => 0,
            false => since.clamp(0, STRETCH),
        };
        let same = |line: &&mut Line| line.day == fact.day && line.on == fact.on;
        match lines.iter_mut().find(same) {
            Some(line) => {
                line.minutes += spent;
                line.facts.push((fact.minute, fact.what));
            }
            None => lines.push(Line {
                day: fact.day,
                on: fact.on,
                minutes: spent,
                facts: vec![(fact.minute, fact.what)],
            }),
        }
    }
    let mut left: Option<(Day, i64)> = None;
    lines.retain_mut(|line| {
        let mut room_left = match left {
            Some((day, minutes)) if day == line.day => minutes,
            _ => room(line.day).max(0),
        };
        let quarters = (line.minutes + QUARTER - 1) / QUARTER;
        let wanted = quarters.max(1) * QUARTER - logged(line.day, &line.on);
        line.minutes = wanted.min(room_left).max(0);
        room_left -= line.minutes;
        left = Some((line.day, room_left));
        line.minutes > 0
    });
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Id;

    fn fact(day: i32, minute: i64, task: u64, begins: bool) -> Fact {
        Fact {
            day: Day(day),
            minute,
            on: WorkOn::Task(Id::new(task)),
            what: String::new(),
            begins,
        }
    }

    fn minutes(lines: &[Line]) -> Vec<(u64, i64)> {
        let number = |line: &Line| match line.on {
            WorkOn::Task(id) => id.raw(),
            _ => 0,
        };
        let all = lines.iter().map(|line| (number(line), line.minutes));
        all.collect()
    }

    #[test]
    fn time_goes_to_what_was_done_at_its_end() {
        let facts = vec![
            fact(1, 540, 7, true),
            fact(1, 600, 7, false),
            fact(1, 640, 8, false),
            // A long time without anything: an hour and a half of it at most.
            fact(1, 1000, 7, false),
        ];
        let lines = propose(facts, |_, _| 0, |_| 480);
        assert_eq!(minutes(&lines), [(7, 150), (8, 45)]);
        assert_eq!(lines[0].facts.len(), 3);
    }

    #[test]
    fn what_is_logged_is_taken_off() {
        let facts = vec![fact(1, 540, 7, true), fact(1, 600, 7, false)];
        let lines = propose(facts.clone(), |_, _| 20, |_| 480);
        assert_eq!(minutes(&lines), [(7, 40)]);
        assert!(propose(facts.clone(), |_, _| 60, |_| 480).is_empty());
        assert_eq!(minutes(&propose(facts, |_, _| 0, |_| 25)), [(7, 25)]);
    }

    proptest! {
        #[test]
        fn no_day_gets_more_than_it_has(
            facts in prop::collection::vec((0_i32..3, 0_i64..1440, 1_u64..4, any::<bool>()), 0..40),
            logged in 0_i64..90,
            room in -60_i64..600,
        ) {
            let facts: Vec<Fact> = facts.into_iter().map(|(d, m, t, b)| fact(d, m, t, b)).collect();
            let lines = propose(facts.clone(), |_, _| logged, |_| room);
            for day in 0..3 {
                let of_day = lines.iter().filter(|line| line.day == Day(day));
                prop_assert!(of_day.map(|line| line.minutes).sum::<i64>() <= room.max(0));
            }
            for line in &lines {
                prop_assert!(line.minutes > 0);
                prop_assert!(facts.iter().any(|fact| fact.on == line.on && fact.day == line.day));
                let same = lines.iter().filter(|other| other.day == line.day && other.on == line.on);
                prop_assert_eq!(same.count(), 1);
            }
            // The same deeds make the same draft.
            let again = propose(facts, |_, _| logged, |_| room);
            prop_assert_eq!(lines, again);
        }
    }
}
