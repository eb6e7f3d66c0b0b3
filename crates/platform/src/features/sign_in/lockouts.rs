//! Who is made to wait at the doors, for those who watch them, and how somebody is let in again. And how much of what
//! fails is written down line by line: a stranger's noise fills no disk, its rest is written as one sum a minute.

use std::{net::IpAddr, sync::PoisonError};

use super::{LoginService, Policies, actions::SIGN_IN_FAILED, throttle::Waiting};
use crate::{
    access::Zone,
    base::{Moment, Result, text},
    data::Visit,
};

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
