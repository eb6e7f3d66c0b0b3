//! The period whose time nobody changes any more, because it is billed or paid.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Day, Error, Id, Result},
    data::{Cached, Change, Declares, Kind, ReadTx, Record, Store, record},
};

/// One record for the house; nothing is locked before somebody saves one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TimeLock {
    #[serde(skip)]
    pub id: Id<TimeLock>,
    #[serde(skip)]
    pub version: u64,
    /// The last day that is locked.
    #[serde(default)]
    pub until: Option<Day>,
}

impl TimeLock {
    fn title(&self) -> String {
        "Locked period of time".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, _: &mut Declares) {}

    /// # Errors
    /// A conflict on a day that is locked.
    pub fn must_not_hold(&self, day: Day) -> Result<()> {
        match self.until {
            Some(until) if day <= until => Err(Error::conflict(format!(
                "Time up to {} is locked. Whoever locked it can open the period again.",
                until.long()
            ))),
            _ => Ok(()),
        }
    }
}

record!(TimeLock, Kind::new(64, "time-lock", "TL"), view: VIEW);

/// The lock as it is now.
pub struct Locked(pub TimeLock);

impl Cached for Locked {
    const FROM: &'static [Kind] = &[TimeLock::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Locked> {
        let held = read_tx.all::<TimeLock>()?.pop();
        Ok(Locked(held.unwrap_or_default()))
    }
}

/// The same from inside a guard, which sees everything.
pub fn held(change: &mut Change<'_, '_>) -> Result<TimeLock> {
    match change.cached::<Locked>() {
        Some(known) => Ok(known.0.clone()),
        None => Ok(change.all::<TimeLock>()?.pop().unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_locked_and_the_next_is_not() {
        let day = Day::parse("2026-05-31").unwrap();
        let lock = TimeLock {
            until: Some(day),
            ..TimeLock::default()
        };
        assert!(lock.must_not_hold(day).is_err());
        assert!(lock.must_not_hold(day + 1).is_ok());
        assert!(TimeLock::default().must_not_hold(day).is_ok());
    }
}
