//! How often one person may ask for what costs much, or a client for anything. Counted in memory by
//! the minute: it is for the machine's sake, not against guessing.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::base::{Error, Moment, Result, time};

/// What is counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RateLimit {
    /// Whatever a token asks.
    Token,
    /// Whatever a client asks.
    Portal,
    /// Whatever a network sends that nobody of is known yet; guessing is slowed down far earlier, by what is guessed.
    Stranger,
    /// What a network sends by public forms, which somebody reads.
    Form,
    /// What clients write to the house.
    Reply,
    /// Looking things up, as one types.
    Search,
    /// Files that come in.
    Upload,
    /// Whole lists and copies that leave.
    Export,
    /// What keeps the machine busy: a snapshot, a drill, a walk through the journal.
    Work,
}

impl RateLimit {
    pub const ALL: [RateLimit; 9] = [
        RateLimit::Token,
        RateLimit::Portal,
        RateLimit::Stranger,
        RateLimit::Form,
        RateLimit::Reply,
        RateLimit::Search,
        RateLimit::Upload,
        RateLimit::Export,
        RateLimit::Work,
    ];

    /// How many within a minute are let through.
    pub fn a_minute(self) -> u32 {
        match self {
            RateLimit::Token => 6000,
            RateLimit::Portal => 600,
            RateLimit::Stranger => 3000,
            RateLimit::Form => 6,
            RateLimit::Reply => 60,
            RateLimit::Search => 300,
            RateLimit::Upload => 120,
            RateLimit::Export => 60,
            RateLimit::Work => 20,
        }
    }

    pub fn in_words(self) -> &'static str {
        match self {
            RateLimit::Token => "This token made too many requests this minute",
            RateLimit::Portal => "You asked for too many pages this minute",
            RateLimit::Stranger => "Too much was sent from your network this minute",
            RateLimit::Form => "Too many forms were sent from your network this minute",
            RateLimit::Reply => "You sent too much this minute",
            RateLimit::Search => "You searched too often this minute",
            RateLimit::Upload => "You sent too many files this minute",
            RateLimit::Export => "You took out too many lists this minute",
            RateLimit::Work => {
                "You started too much this minute that keeps the house's machine busy"
            }
        }
    }
}

/// Who did how much of what, and in which minute.
#[derive(Default)]
pub struct RateLimits(Mutex<HashMap<(RateLimit, u64), (i64, u32)>>);

/// More counts than this are looked through for those of minutes that are over.
const MANY: usize = 10_000;

impl RateLimits {
    /// Lets one more through, or says to wait.
    pub fn take(&self, rate_limit: RateLimit, who: u64, at: Moment) -> Result<()> {
        let minute = at.0.div_euclid(time::MINUTE);
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.len() > MANY {
            held.retain(|_, (of, _)| *of == minute);
        }
        let (of, count) = held.entry((rate_limit, who)).or_insert((minute, 0));
        if *of != minute {
            (*of, *count) = (minute, 0);
        }
        *count += 1;
        if *count <= rate_limit.a_minute() {
            return Ok(());
        }
        let left = (minute + 1) * time::MINUTE - at.0;
        Err(Error::TooMany {
            wait_seconds: u64::try_from((left + 999) / 1000).unwrap_or(60),
            why: format!("{}. Wait a minute and go on.", rate_limit.in_words()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_counted_by_itself_and_by_the_minute() {
        let rate_limits = RateLimits::default();
        let noon = Moment(1_790_000_040_000);
        for rate_limit in RateLimit::ALL {
            for n in 0..rate_limit.a_minute() {
                assert_eq!(
                    rate_limits.take(rate_limit, 7, noon),
                    Ok(()),
                    "{rate_limit:?} {n}"
                );
            }
            let Err(Error::TooMany { wait_seconds, why }) = rate_limits.take(rate_limit, 7, noon)
            else {
                panic!("{rate_limit:?} has no end");
            };
            assert!((1..=60).contains(&wait_seconds) && why.contains("this minute"));
            assert_eq!(
                rate_limits.take(rate_limit, 8, noon),
                Ok(()),
                "somebody else"
            );
            assert_eq!(
                rate_limits.take(rate_limit, 7, noon.plus(time::MINUTE)),
                Ok(())
            );
        }
    }

    #[test]
    fn counts_of_minutes_that_are_over_go() {
        let rate_limits = RateLimits::default();
        for n in 0..=MANY as u64 {
            let _ = rate_limits.take(RateLimit::Search, n, Moment(0));
        }
        let _ = rate_limits.take(RateLimit::Search, 0, Moment(time::HOUR));
        assert_eq!(rate_limits.0.lock().unwrap().len(), 1);
    }
}
