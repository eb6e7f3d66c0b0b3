//! Which rate holds for a piece of work. Pure.

use super::rate::{Of, Rate};
use crate::base::{Day, Money};

/// What was worked on, by whom and when; raw ids.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    pub task: u64,
    pub project: u64,
    pub client: u64,
    pub person: u64,
    pub day: Day,
}

/// What holds for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Frozen {
    /// Of an hour; None where nothing says.
    pub rate: Option<Money>,
    pub cost: Option<Money>,
    pub billable: bool,
}

/// For each of the three the nearest that says it: task, project, client, person, house; of one of these the latest that
/// holds on the day. Without any word on it work is billed.
pub fn find(rates: &[Rate], work: &Work) -> Frozen {
    let subject = |of: Of| match of {
        Of::Task => work.task,
        Of::Project => work.project,
        Of::Client => work.client,
        Of::Person => work.person,
        Of::House | Of::Unknown => 0,
    };
    let mut holding: Vec<&Rate> = rates
        .iter()
        .filter(|rate| rate.from <= work.day && rate.of != Of::Unknown)
        .filter(|rate| rate.subject == subject(rate.of))
        .collect();
    holding.sort_by_key(|rate| (rate.of.distance(), std::cmp::Reverse(rate.from), rate.id));
    Frozen {
        rate: holding.iter().find_map(|rate| rate.per_hour),
        cost: holding
            .iter()
            .filter(|rate| rate.of.has_costs())
            .find_map(|rate| rate.cost_per_hour),
        billable: holding
            .iter()
            .find_map(|rate| rate.billable.said())
            .unwrap_or(true),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::rate::Billed, *};

    fn rate(of: Of, subject: u64, from: i32, cents: i64) -> Rate {
        Rate {
            of,
            subject,
            from: Day(from),
            per_hour: Some(Money(cents)),
            ..Rate::default()
        }
    }

    const WORK: Work = Work {
        task: 1,
        project: 2,
        client: 3,
        person: 4,
        day: Day(100),
    };

    #[test]
    fn the_nearest_holds_and_of_these_the_latest() {
        let all = [
            rate(Of::House, 0, 0, 5_000),
            rate(Of::Person, 4, 0, 6_000),
            rate(Of::Client, 3, 0, 7_000),
            rate(Of::Project, 2, 0, 8_000),
            rate(Of::Project, 2, 90, 8_500),
            rate(Of::Project, 2, 101, 9_000),
            rate(Of::Task, 9, 0, 99_000),
        ];
        let cents = |rates: &[Rate]| find(rates, &WORK).rate.map(|rate| rate.0);
        assert_eq!(cents(&all), Some(8_500));
        assert_eq!(cents(&all[..3]), Some(7_000));
        assert_eq!(cents(&all[..2]), Some(6_000));
        assert_eq!(cents(&all[..1]), Some(5_000));
        assert_eq!(cents(&[]), None);
    }

    #[test]
    fn costs_are_peoples_and_the_nearest_word_says_whether_it_is_billed() {
        let project = Rate {
            cost_per_hour: Some(Money(1)),
            billable: Billed::No,
            ..rate(Of::Project, 2, 0, 8_000)
        };
        let person = Rate {
            cost_per_hour: Some(Money(3_000)),
            per_hour: None,
            billable: Billed::Yes,
            ..rate(Of::Person, 4, 0, 0)
        };
        let found = find(&[person.clone(), project], &WORK);
        assert_eq!(found.cost, Some(Money(3_000)));
        assert_eq!(found.rate, Some(Money(8_000)));
        assert!(!found.billable);
        assert!(find(&[person], &WORK).billable && find(&[], &WORK).billable);
    }

    proptest! {
        /// Held against whoever looks for each kind of subject by itself.
        #[test]
        fn it_is_what_a_plain_search_finds(
            rates in prop::collection::vec((0_usize..5, 0_u64..3, 95_i32..105, 1_i64..100), 0..30),
        ) {
            let kinds = [Of::Task, Of::Project, Of::Client, Of::Person, Of::House];
            let rates: Vec<Rate> = rates
                .into_iter()
                .enumerate()
                .map(|(n, (of, subject, from, cents))| {
                    let subject = if kinds[of] == Of::House { 0 } else { subject };
                    // One a day and subject, as the verb keeps it.
                    Rate { id: crate::base::Id::new(n as u64 + 1), ..rate(kinds[of], subject, from, cents) }
                })
                .collect();
            let work = Work { task: 1, project: 1, client: 2, person: 0, day: Day(100) };
            let subjects = [1, 1, 2, 0, 0];
            let mut wanted = None;
            for (of, subject) in kinds.into_iter().zip(subjects) {
                let mut best: Option<&Rate> = None;
                for rate in &rates {
                    let holds = rate.of == of && rate.subject == subject && rate.from <= work.day;
                    if holds && best.is_none_or(|best| rate.from > best.from) {
                        best = Some(rate);
                    }
                }
                if let Some(best) = best {
                    wanted = best.per_hour;
                    break;
                }
            }
            prop_assert_eq!(find(&rates, &work).rate, wanted);
        }
    }
}
