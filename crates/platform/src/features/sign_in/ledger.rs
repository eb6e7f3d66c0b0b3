//! Who failed how often, in memory.

use crate::base::{Moment, time};

/// What of the failed sign-ins of this minute is written down.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) minute: i64,
    pub(super) lines: u64,
    pub(super) more: u64,
}

impl Ledger {
    /// Whether one more is written down by itself; else it is counted.
    pub(super) fn takes(&mut self, at: Moment) -> bool {
        let minute = at.0.div_euclid(time::MINUTE);
        if self.minute != minute {
            (self.minute, self.lines) = (minute, 0);
        }
        let fits = self.lines < LINES;
        match fits {
            true => self.lines += 1,
            false => self.more += 1,
        }
        fits
    }

    /// What was counted in minutes that are over.
    pub(super) fn due(&mut self, at: Moment) -> u64 {
        match self.minute < at.0.div_euclid(time::MINUTE) {
            true => std::mem::take(&mut self.more),
            false => 0,
        }
    }
}

/// Failed sign-ins that are written down by themselves within a minute; more is counted.
pub const LINES: u64 = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_a_few_lines_and_a_sum() {
        let mut ledger = Ledger::default();
        let lines = (0..5_000).filter(|n| ledger.takes(Moment(n * 10))).count();
        assert_eq!(lines as u64, LINES);
        assert_eq!(ledger.due(Moment(59_999)), 0, "its minute isn't over");
        assert_eq!(ledger.due(Moment(time::MINUTE)), 5_000 - LINES);
        assert_eq!(ledger.due(Moment(2 * time::MINUTE)), 0);
        assert!(ledger.takes(Moment(2 * time::MINUTE)));
    }
}
