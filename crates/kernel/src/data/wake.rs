//! When something of a record is due. A record says so (`Declares::wake`), the engine files it in order of time like every
//! other index entry, and `jobs::clock` does what is due in a deed after which the record no longer says it: done and
//! taken away together, so that each happens once, also after days of being off.

use std::ops::Bound;

use super::{
    Change, Declares, Ref, Store,
    engine::tables::{Tab, WAKES},
};
use crate::base::{Moment, Result};

/// One thing that is due at a time. `what` tells apart what one kind of record waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Wake {
    pub at: Moment,
    pub of: Ref,
    pub what: u8,
}

const LENGTH: usize = 1 + 8 + 1 + 8 + 1;

impl Wake {
    fn key(&self) -> [u8; LENGTH] {
        let mut key = [WAKES; LENGTH];
        key[1..9].copy_from_slice(&in_order(self.at));
        key[9] = self.of.kind;
        key[10..18].copy_from_slice(&self.of.id.to_be_bytes());
        key[18] = self.what;
        key
    }

    pub(super) fn read(key: &[u8]) -> Option<Wake> {
        let key: &[u8; LENGTH] = key.try_into().ok()?;
        if key[0] != WAKES {
            return None;
        }
        let number = |at: usize| key[at..at + 8].try_into().map(u64::from_be_bytes).ok();
        Some(Wake {
            at: Moment((number(1)? ^ (1 << 63)) as i64),
            of: Ref {
                kind: key[9],
                id: number(10)?,
            },
            what: key[18],
        })
    }
}

/// Bytes in the order of time.
fn in_order(at: Moment) -> [u8; 8] {
    ((at.0 as u64) ^ (1 << 63)).to_be_bytes()
}

impl Declares {
    /// From `at` on something about this record is due. Whoever handles it (`jobs::Handler`) leaves the record in a state
    /// in which it declares this no more: its next time, or none.
    pub fn wake(&mut self, at: Moment, what: u8) {
        if self.only.is_some() {
            return;
        }
        let of = Ref {
            kind: self.kind,
            id: self.id,
        };
        let wake = Wake { at, of, what };
        self.entries.push((wake.key().to_vec(), Vec::new()));
    }
}

impl Store {
    /// What is due by `at`, the longest due first: calls `each` until it says stop.
    pub fn wakes_until(&self, at: Moment, each: &mut dyn FnMut(Wake) -> bool) -> Result<()> {
        let read_tx = self.read_tx()?;
        let mut to = vec![WAKES];
        to.extend(in_order(Moment(at.0.saturating_add(1))));
        let rows = read_tx.range(Tab::Index, Bound::Included(&[WAKES]), Bound::Excluded(&to))?;
        for row in rows.into_iter().flatten() {
            let (key, _) = row.map_err(|e| crate::base::Error::Unavailable(e.to_string()))?;
            if let Some(wake) = Wake::read(key.value())
                && !each(wake)
            {
                break;
            }
        }
        Ok(())
    }

    /// The first moment after `at` at which something is due.
    pub fn next_wake(&self, at: Moment) -> Result<Option<Moment>> {
        let read_tx = self.read_tx()?;
        let mut from = vec![WAKES];
        from.extend(in_order(Moment(at.0.saturating_add(1))));
        let to = [WAKES + 1];
        let rows = read_tx.range(Tab::Index, Bound::Included(&from), Bound::Excluded(&to))?;
        match rows.and_then(|mut rows| rows.next()) {
            Some(row) => {
                let (key, _) = row.map_err(|e| crate::base::Error::Unavailable(e.to_string()))?;
                Ok(Wake::read(key.value()).map(|wake| wake.at))
            }
            None => Ok(None),
        }
    }
}

impl Change<'_, '_> {
    /// Whether the record says, as this deed has left it so far, that this is due.
    pub fn is_awaited(&mut self, wake: &Wake) -> Result<bool> {
        Ok(self.tx.get(Tab::Index, &wake.key())?.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_the_order_of_time() {
        let wake = |at: i64, id: u64| Wake {
            at: Moment(at),
            of: Ref { kind: 3, id },
            what: 1,
        };
        let mut all = [wake(5, 1), wake(-5, 9), wake(0, 2), wake(i64::MAX, 0)];
        for held in &all {
            assert_eq!(Wake::read(&held.key()), Some(*held));
        }
        let mut keys = all.map(|wake| wake.key());
        keys.sort_unstable();
        all.sort_unstable();
        assert_eq!(keys.map(|key| Wake::read(&key)), all.map(Some));
    }

    #[test]
    fn what_is_filed_elsewhere_is_no_wake() {
        let mut key = Wake {
            at: Moment(5),
            of: Ref { kind: 3, id: 1 },
            what: 1,
        }
        .key();
        key[0] = WAKES + 1;
        assert_eq!(Wake::read(&key), None);
    }
}
