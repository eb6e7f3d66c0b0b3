//! Who is made to wait at the doors, for those who watch them, and how somebody is let in again. And how much of what
//! fails is written down line by line: a stranger's noise fills no disk, its rest is written as one sum a minute.

use std::{net::IpAddr, sync::PoisonError};

use super::{LoginService, Policies, SIGN_IN_FAILED, throttle::Waiting};
use crate::{
    access::Zone,
    base::{Moment, Result, text, time},
    data::Visit,
};

/// Failed sign-ins that are written down by themselves within a minute; more is counted.
const LINES: u64 = 60;

/// What of the failed sign-ins of this minute is written down.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    minute: i64,
    lines: u64,
    more: u64,
}

impl Ledger {
    /// Whether one more is written down by itself; else it is counted.
    fn takes(&mut self, at: Moment) -> bool {
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
    fn due(&mut self, at: Moment) -> u64 {
        match self.minute < at.0.div_euclid(time::MINUTE) {
            true => std::mem::take(&mut self.more),
            false => 0,
        }
    }
}

impl LoginService {
    pub fn waiting(&self, at: Moment) -> Vec<Waiting> {
        self.throttle().waiting(at)
    }

    /// Forgets the wrong tries of one who waits.
    pub fn forgive(&self, key: &str) {
        self.throttle().forgive(key);
    }

    /// What an address is to the house.
    pub fn zone_of(&self, visit: &Visit, address: IpAddr) -> Result<Zone> {
        Ok(Policies::of(visit)?.zone(&self.zones, address))
    }

    /// Journals a failed sign-in, or counts it.
    pub(super) fn refuse(&self, system: &Visit, email: &str, why: &str) -> Result<()> {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let line = ledger.takes(system.at);
        drop(ledger);
        if !line {
            return Ok(());
        }
        let note = format!("{}: {why}", text::shorten(email, 80));
        system.act(SIGN_IN_FAILED, move |change| {
            change.event();
            change.note(note);
            Ok(())
        })
    }
}

/// Every second: what was only counted is written down when its minute is over.
pub(super) fn tick(visit: &Visit) -> Result<()> {
    let Some(doors) = visit.store().service::<LoginService>() else {
        return Ok(());
    };
    let mut ledger = doors.ledger.lock().unwrap_or_else(PoisonError::into_inner);
    let more = ledger.due(visit.at);
    drop(ledger);
    if more == 0 {
        return Ok(());
    }
    let more = text::count(usize::try_from(more).unwrap_or(0), "more try", "more tries");
    visit.act(SIGN_IN_FAILED, move |change| {
        change.event();
        change.note(format!("{more} failed within a minute"));
        Ok(())
    })
}

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
