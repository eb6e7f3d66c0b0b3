//! Push services that don't answer and devices that nothing reaches. People name their push services, so one that is silent
//! rests, and a device that misses again and again is closed, once others were reached meanwhile: else it is our own line.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use super::records::PushDevice;
use crate::base::Id;

/// How long a host rests after the first silence; each rest is twice the one before it.
const REST: Duration = Duration::from_secs(60);
const LONGEST: Duration = Duration::from_secs(3600);
/// So often nothing reaches a device before it is closed.
const MISSES: u32 = 8;
/// What troubled nobody for so long is forgotten.
const FORGOTTEN: Duration = Duration::from_secs(24 * 3600);

#[derive(Default)]
pub struct Trouble {
    silent: HashMap<String, Silent>,
    missed: HashMap<Id<PushDevice>, Missed>,
    /// When anything reached any device last.
    reached: Option<Instant>,
}

struct Silent {
    rest: Duration,
    until: Instant,
}

struct Missed {
    times: u32,
    first: Instant,
    last: Instant,
}

impl Trouble {
    /// Whether nothing is asked of a host for now.
    pub fn rests(&self, host: &str, now: Instant) -> bool {
        self.silent.get(host).is_some_and(|held| held.until > now)
    }

    /// A host gave no answer.
    pub fn silent(&mut self, host: &str, now: Instant) {
        self.silent.retain(|_, held| held.until + FORGOTTEN > now);
        let rest = match self.silent.get(host) {
            Some(held) => (held.rest * 2).min(LONGEST),
            None => REST,
        };
        let until = now + rest;
        self.silent.insert(host.to_owned(), Silent { rest, until });
    }

    /// Nothing reached a device this time; whether it is to be closed.
    pub fn missed(&mut self, device: Id<PushDevice>, now: Instant) -> bool {
        self.missed.retain(|_, held| held.last + FORGOTTEN > now);
        let held = self.missed.entry(device).or_insert(Missed {
            times: 0,
            first: now,
            last: now,
        });
        held.times += 1;
        held.last = now;
        let (times, first) = (held.times, held.first);
        let closed = times >= MISSES && self.reached.is_some_and(|reached| reached > first);
        if closed {
            self.missed.remove(&device);
        }
        closed
    }

    /// A message reached a device.
    pub fn took(&mut self, host: &str, device: Id<PushDevice>, now: Instant) {
        self.silent.remove(host);
        self.missed.remove(&device);
        self.reached = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silent_host_rests_longer_each_time_and_no_other_with_it() {
        let (mut held, start) = (Trouble::default(), Instant::now());
        held.silent("slow.example.org", start);
        assert!(held.rests("slow.example.org", start + REST / 2));
        assert!(!held.rests("push.example.org", start));
        let again = start + REST;
        assert!(!held.rests("slow.example.org", again));
        held.silent("slow.example.org", again);
        assert!(held.rests("slow.example.org", again + REST + REST / 2));
        for _ in 0..40 {
            held.silent("slow.example.org", again);
        }
        assert!(!held.rests("slow.example.org", again + LONGEST));
        held.silent("slow.example.org", again);
        held.took("slow.example.org", Id::new(1), again);
        assert!(!held.rests("slow.example.org", again));
    }

    #[test]
    fn a_device_that_nothing_reaches_is_closed_unless_nothing_reaches_any() {
        let (mut held, start) = (Trouble::default(), Instant::now());
        let at = |n: u64| start + Duration::from_secs(n);
        let (lost, well) = (Id::new(1), Id::new(2));
        // The house has no line: nobody is closed for that.
        for n in 0..30 {
            assert!(!held.missed(lost, at(n)));
        }
        held.took("push.example.org", well, at(31));
        assert!(held.missed(lost, at(32)));
        // One that is reached in between begins anew.
        for n in 40..80 {
            assert!(!held.missed(well, at(n)));
            if n % 5 == 4 {
                held.took("push.example.org", well, at(n));
            }
        }
    }
}
