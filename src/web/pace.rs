//! How often one person may go through a door that costs the house much, or a client through any. Counted in memory by
//! the minute: it is for the machine's sake, not against guessing.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::base::{Error, Moment, Result, time};

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Pace {
    /// Whatever a token asks.
    Token,
    /// Whatever a client asks.
    Portal,
    /// Looking things up, as one types.
    Search,
    /// Files that come in.
    Upload,
    /// Whole lists and copies that leave.
    Export,
    /// What keeps the machine busy: a snapshot, a drill, a walk through the journal.
    Work,
}

impl Pace {
    pub const ALL: [Pace; 6] = [
        Pace::Token,
        Pace::Portal,
        Pace::Search,
        Pace::Upload,
        Pace::Export,
        Pace::Work,
    ];

    /// How many within a minute are let through.
    pub fn a_minute(self) -> u32 {
        match self {
            Pace::Token => 6000,
            Pace::Portal => 600,
            Pace::Search => 300,
            Pace::Upload => 120,
            Pace::Export => 30,
            Pace::Work => 20,
        }
    }

    pub fn in_words(self) -> &'static str {
        match self {
            Pace::Token => "This token made too many requests this minute",
            Pace::Portal => "You asked for too many pages this minute",
            Pace::Search => "You searched too often this minute",
            Pace::Upload => "You sent too many files this minute",
            Pace::Export => "You took out too many lists this minute",
            Pace::Work => "You started too much this minute that keeps the house's machine busy",
        }
    }
}

/// Who did how much of what, and in which minute.
#[derive(Default)]
pub struct Paces(Mutex<HashMap<(Pace, u64), (i64, u32)>>);

/// More counts than this are looked through for those of minutes that are over.
const MANY: usize = 10_000;

impl Paces {
    /// Lets one more through, or says to wait.
    pub fn take(&self, pace: Pace, who: u64, at: Moment) -> Result<()> {
        let minute = at.0.div_euclid(time::MINUTE);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() > MANY {
            held.retain(|_, (of, _)| *of == minute);
        }
        let (of, count) = held.entry((pace, who)).or_insert((minute, 0));
        if *of != minute {
            (*of, *count) = (minute, 0);
        }
        *count += 1;
        if *count <= pace.a_minute() {
            return Ok(());
        }
        let left = (minute + 1) * time::MINUTE - at.0;
        Err(Error::TooMany {
            wait_seconds: u64::try_from((left + 999) / 1000).unwrap_or(60),
            why: format!("{}. Wait a minute and go on.", pace.in_words()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_counted_by_itself_and_by_the_minute() {
        let paces = Paces::default();
        let noon = Moment(1_790_000_040_000);
        for pace in Pace::ALL {
            for n in 0..pace.a_minute() {
                assert_eq!(paces.take(pace, 7, noon), Ok(()), "{pace:?} {n}");
            }
            let Err(Error::TooMany { wait_seconds, why }) = paces.take(pace, 7, noon) else {
                panic!("{pace:?} has no end");
            };
            assert!((1..=60).contains(&wait_seconds) && why.contains("this minute"));
            assert_eq!(paces.take(pace, 8, noon), Ok(()), "somebody else");
            assert_eq!(paces.take(pace, 7, noon.plus(time::MINUTE)), Ok(()));
        }
    }

    #[test]
    fn counts_of_minutes_that_are_over_go() {
        let paces = Paces::default();
        for n in 0..=MANY as u64 {
            let _ = paces.take(Pace::Search, n, Moment(0));
        }
        let _ = paces.take(Pace::Search, 0, Moment(time::HOUR));
        assert_eq!(paces.0.lock().unwrap().len(), 1);
    }
}
