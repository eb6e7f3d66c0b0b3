//! What changed without an entry of the journal (`Kind::unjournaled`). Open pages hear of it all the same: the last such
//! changes are kept in memory and counted, and a page says up to which count it has seen them. What nobody heard before
//! the process ended is seen when a page is fetched.

use std::collections::VecDeque;

use super::{Ref, keys};
use crate::access::Placement;

/// What one deed changed of such records, each with the places it lay in before and after; and what they are parts of, with
/// no places.
pub type Quiet = Vec<(Ref, Vec<Placement>)>;

/// Deeds that are kept.
const KEPT: usize = 1024;

pub struct QuietChanges {
    /// Where this process began to count: elsewhere than the one before it.
    begun: u64,
    count: u64,
    last: VecDeque<Quiet>,
}

impl QuietChanges {
    pub fn new() -> QuietChanges {
        let mut bytes = [0u8; 8];
        // Of 48 bits, so that scripts read it exactly.
        keys::random(&mut bytes[2..]);
        QuietChanges::from(u64::from_be_bytes(bytes))
    }

    fn from(begun: u64) -> QuietChanges {
        QuietChanges {
            begun,
            count: begun,
            last: VecDeque::new(),
        }
    }

    pub fn count(&self) -> u64 {
        self.count
    }

    pub fn add(&mut self, changes: Vec<Quiet>) {
        for change in changes {
            if self.last.len() == KEPT {
                self.last.pop_front();
            }
            self.last.push_back(change);
            self.count += 1;
        }
    }

    /// What came after a count; everything for who counts from another process. None when some of it is gone.
    pub fn since(&self, seen: u64) -> Option<Vec<Quiet>> {
        let seen = match (self.begun..=self.count).contains(&seen) {
            true => seen,
            false => self.begun,
        };
        let missed = usize::try_from(self.count - seen).ok()?;
        let from = self.last.len().checked_sub(missed)?;
        Some(self.last.iter().skip(from).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_counted_hears_what_came_since() {
        let change = |id| vec![(Ref { kind: 9, id }, vec![Placement::Person(id)])];
        let mut quiet = QuietChanges::from(100);
        assert_eq!(quiet.since(100), Some(vec![]));
        quiet.add(vec![change(1), change(2)]);
        assert_eq!(quiet.since(101), Some(vec![change(2)]));
        assert_eq!(quiet.since(102), Some(vec![]));
        for elsewhere in [7, 103] {
            assert_eq!(quiet.since(elsewhere), Some(vec![change(1), change(2)]));
        }
        quiet.add((0..KEPT as u64).map(change).collect());
        assert_eq!(quiet.since(101), None, "some of it is gone");
        assert_eq!(quiet.since(102).map(|all| all.len()), Some(KEPT));
    }
}
