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
    /// First and last days on which somebody is away, in order.
    pub fn of(&self, user: Id<User>) -> &[(Day, Day)] {
        self.0.get(&user.raw()).map_or(&[], Vec::as_slice)
    }
}
