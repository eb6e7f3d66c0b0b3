//! Who is away when, and nothing more of it: known to whoever plans work, whatever of the leave itself they may see.

use std::collections::BTreeMap;

use super::{
    count::Span,
    record::{Leave, Status},
};
use crate::{
    base::{Day, Id, Result},
    data::{Cached, Kind, ReadTx, Record, Store},
    features::people::User,
};

/// When somebody is away.
#[derive(Debug, Default)]
struct Gone {
    /// First and last whole days, in order.
    days: Vec<(Day, Day)>,
    /// Days of which half is worked, in order.
    halves: Vec<Day>,
}

/// Days of approved leave, by person.
pub struct Absences(BTreeMap<u64, Gone>);

impl Cached for Absences {
    const FROM: &'static [Kind] = &[Leave::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Absences> {
        let all = read_tx.all::<Leave>()?;
        let approved = all
            .iter()
            .filter(|leave| leave.status == Status::Approved)
            .map(|leave| (leave.user.raw(), leave.span()));
        Ok(Absences::of_spans(approved))
    }
}

impl Absences {
    /// Two leaves that meet at noon are a whole day together.
    fn of_spans(spans: impl Iterator<Item = (u64, Span)>) -> Absences {
        let mut all: BTreeMap<u64, Gone> = BTreeMap::new();
        let mut halves: BTreeMap<(u64, Day), u32> = BTreeMap::new();
        for (user, span) in spans {
            let gone = all.entry(user).or_default();
            gone.days.extend(span.whole_days());
            let mut ends = vec![span.from, span.until];
            ends.dedup();
            for day in ends.into_iter().filter(|day| span.halves_on(*day) == 1) {
                *halves.entry((user, day)).or_default() += 1;
            }
        }
        for ((user, day), times) in halves {
            let gone = all.entry(user).or_default();
            match times {
                1 => gone.halves.push(day),
                _ => gone.days.push((day, day)),
            }
        }
        for gone in all.values_mut() {
            gone.days.sort_unstable();
        }
        Absences(all)
    }

    /// The last day of the absence that this day is in; leave that follows without a day between counts with it.
    pub fn until(&self, user: Id<User>, today: Day) -> Option<Day> {
        let mut until: Option<Day> = None;
        for (from, last) in self.of(user) {
            let here = until.map_or(today, |held| held + 1);
            if *from <= here && here <= *last {
                until = Some(*last);
            }
        }
        until
    }

    /// The next absence that begins after this day.
    pub fn next(&self, user: Id<User>, today: Day) -> Option<(Day, Day)> {
        let mut days = self.of(user).iter().copied();
        days.find(|(from, _)| *from > today)
    }

    /// First and last days on which somebody is away, in order.
    pub fn of(&self, user: Id<User>) -> &[(Day, Day)] {
        self.0.get(&user.raw()).map_or(&[], |gone| &gone.days)
    }

    /// Half days of a day that somebody is away: two where it is all of it.
    pub fn halves_on(&self, user: Id<User>, day: Day) -> u32 {
        let whole = self.of(user).iter();
        match whole
            .copied()
            .any(|(from, last)| (from..=last).contains(&day))
        {
            true => 2,
            false => u32::from(self.halves(user).contains(&day)),
        }
    }

    /// Days of which somebody is away for half, in order.
    pub fn halves(&self, user: Id<User>) -> &[Day] {
        self.0.get(&user.raw()).map_or(&[], |gone| &gone.halves)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Held against whoever counts the halves of each day.
        #[test]
        fn half_a_day_of_leave_is_half_a_day_away(
            spans in prop::collection::vec((0i32..20, 0i32..5, any::<bool>(), any::<bool>()), 1..5),
        ) {
            let mut kept: Vec<Span> = Vec::new();
            for (from, length, half_first, half_last) in spans {
                let span = Span { from: Day(from), until: Day(from + length), half_first, half_last };
                // Nobody is away twice at once.
                if kept.iter().all(|held| !held.overlaps(&span)) {
                    kept.push(span);
                }
            }
            let all = Absences::of_spans(kept.iter().map(|span| (7, *span)));
            let me = Id::new(7);
            for day in (0..30).map(Day) {
                let taken: u32 = kept.iter().map(|span| span.halves_on(day)).sum();
                prop_assert_eq!(taken.min(2), all.halves_on(me, day));
            }
        }
    }

    #[test]
    fn leave_that_follows_at_once_is_one_absence() {
        let day = |n: i32| Day(20_000 + n);
        let spans = vec![(day(0), day(2)), (day(3), day(5)), (day(8), day(9))];
        let gone = Gone {
            days: spans,
            halves: Vec::new(),
        };
        let all = Absences(BTreeMap::from([(7, gone)]));
        let me = Id::new(7);
        for (today, until) in [
            (-1, None),
            (0, Some(5)),
            (4, Some(5)),
            (6, None),
            (9, Some(9)),
        ] {
            assert_eq!(all.until(me, day(today)), until.map(day), "{today}");
        }
        assert_eq!(all.until(Id::new(8), day(0)), None);
        assert_eq!(all.next(me, day(4)), Some((day(8), day(9))));
    }
}
