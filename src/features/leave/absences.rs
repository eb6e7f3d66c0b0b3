//! Who is away when, and nothing more of it: known to whoever plans work, whatever of the leave itself they may see.

use std::collections::BTreeMap;

use super::record::{Leave, Status};
use crate::{
    base::{Day, Id, Result},
    data::{Cached, Kind, ReadTx, Record, Store},
    features::people::User,
};

/// Whole days of approved leave, by person.
pub struct Absences(BTreeMap<u64, Vec<(Day, Day)>>);

impl Cached for Absences {
    const FROM: &'static [Kind] = &[Leave::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Absences> {
        let mut all: BTreeMap<u64, Vec<(Day, Day)>> = BTreeMap::new();
        for leave in read_tx.all::<Leave>()? {
            if leave.status == Status::Approved
                && let Some(days) = leave.span().whole_days()
            {
                all.entry(leave.user.raw()).or_default().push(days);
            }
        }
        for days in all.values_mut() {
            days.sort_unstable();
        }
        Ok(Absences(all))
    }
}

impl Absences {
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
        self.0.get(&user.raw()).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leave_that_follows_at_once_is_one_absence() {
        let day = |n: i32| Day(20_000 + n);
        let spans = vec![(day(0), day(2)), (day(3), day(5)), (day(8), day(9))];
        let all = Absences(BTreeMap::from([(7, spans)]));
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
