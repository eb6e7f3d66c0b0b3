//! How one thing that leaves the house stands: how often it was tried, when it goes again, and what came of it. Pure rules.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::{
    base::{Error, Moment, Result, text, time},
    choices,
    data::{Declares, Index, Key, Record, Tally, keys},
};

choices! {
    pub enum Stage {
        Waiting: "waiting", "Waiting";
        Failed: "failed", "Failed";
        Sent: "sent", "Sent";
        Dropped: "dropped", "Not sent";
    }
}

/// How long is waited after each try that led to nothing, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Backoff {
    /// After the first; each wait is twice the one before it.
    pub first: i64,
    /// No wait is longer.
    pub longest: i64,
    /// How long it is tried at all; what nobody took by then has failed.
    pub gives_up: i64,
}

impl Backoff {
    /// How long to wait after so many tries, from one on.
    pub fn wait(&self, tries: u32) -> i64 {
        let doubled = 1_i64 << tries.saturating_sub(1).min(40);
        self.first.saturating_mul(doubled).min(self.longest)
    }
}

/// What a record that leaves the house holds of its way. Flat in the record (`serde(flatten)`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// What it is about, so that the same is never put twice.
    pub key: String,
    /// By what the other side knows it again: the same at every try, and no other delivery's.
    pub mark: String,
    pub made: Moment,
    /// Until when it is worth sending.
    pub until: Moment,
    /// From when on it was tried, and how often.
    pub since: Moment,
    #[serde(default)]
    pub tries: u32,
    /// When it is tried next.
    pub next: Moment,
    #[serde(default)]
    pub stage: Stage,
    /// What the other side said last, or why it wasn't sent.
    #[serde(default)]
    pub said: String,
    #[serde(default)]
    pub ended: Option<Moment>,
}

/// What the other side says is kept to this length.
const SAID: usize = 300;
/// How long what is over is kept to look at.
const KEPT: i64 = 30 * time::DAY;
/// Why something wasn't sent that was over before.
pub const RAN_OUT: &str = "It ran out before it could be sent.";
/// Why something wasn't sent whose deed was taken back.
pub const UNDONE: &str = "What it tells of was undone before it could be sent.";

/// What a delivery waits for beside being sent: that it is worth nothing any more, and that nobody looks for it any more.
/// Records that are delivered have no other wakes of these numbers.
pub const RUNS_OUT: u8 = 1;
pub const GROWS_OLD: u8 = 2;

impl Delivery {
    /// One that waits from now on.
    pub fn new(key: impl Into<String>, at: Moment, until: Moment) -> Delivery {
        let mut random = [0u8; 16];
        keys::random(&mut random);
        Delivery {
            key: key.into(),
            mark: HEXLOWER.encode(&random),
            made: at,
            until,
            since: at,
            next: at,
            ..Delivery::default()
        }
    }

    /// Where those of a stage are filed.
    pub fn staged(stage: Stage) -> Key {
        Key::new().byte(match stage {
            Stage::Waiting => 0,
            Stage::Failed => 1,
            Stage::Sent => 2,
            Stage::Dropped | Stage::Unknown => 3,
        })
    }

    /// Whether it is to be tried now. Nothing waits longer than the longest wait: what seems to was put off by a clock that
    /// has been set back since.
    pub fn is_due(&self, backoff: Backoff, at: Moment) -> bool {
        let wait = self.next.since(at);
        wait <= 0 || wait > backoff.longest + time::CORRECTED
    }

    /// Whether it can still be sent or given up.
    fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Waiting | Stage::Failed)
    }
}

/// A record that leaves the house by a channel.
pub trait Outgoing: Record {
    const BACKOFF: Backoff;
    /// A unique index, by the delivery's key.
    const BY_KEY: Index;
    /// A scoped index, by stage and by when it goes or went.
    const BY_STAGE: Index;
    const WAITING: Tally;
    const FAILED: Tally;
    /// What it is called when somebody is told that it is over: "mail".
    const CALLED: &'static str;
    /// What somebody is told who wants it sent again when what it said is gone.
    const GONE: &'static str;

    fn delivery(&self) -> &Delivery;
    fn delivery_mut(&mut self) -> &mut Delivery;

    /// Whether what it says is still here, so that it can be sent.
    fn has_content(&self) -> bool;

    /// What it says goes: it was sent, or is worth nothing any more.
    fn forget(&mut self);

    /// What the other side said, without what is secret in this, in case it is repeated there.
    fn discreet(&self, said: String) -> String {
        said
    }

    /// For the record's `declare`.
    fn declare_delivery(&self, to: &mut Declares) {
        let held = self.delivery();
        to.index(Self::BY_KEY, Key::new().text(&held.key));
        let when = held.ended.unwrap_or(held.next);
        to.index(Self::BY_STAGE, Delivery::staged(held.stage).signed(when.0));
        if self.has_content() {
            to.wake(held.until, RUNS_OUT);
        }
        if let Some(ended) = held.ended {
            to.wake(ended.plus(KEPT), GROWS_OLD);
        }
        match held.stage {
            Stage::Waiting => to.tally(Self::WAITING, Key::new(), 1),
            Stage::Failed => to.tally(Self::FAILED, Key::new(), 1),
            _ => {}
        }
    }

    fn note(&mut self, said: &str) {
        let said = self.discreet(text::clean_line(said));
        self.delivery_mut().said = text::shorten(&said, SAID);
    }

    fn end(&mut self, stage: Stage, at: Moment, said: &str) {
        self.note(said);
        let held = self.delivery_mut();
        held.stage = stage;
        held.ended = Some(at);
        if stage != Stage::Failed {
            self.forget();
        }
    }

    /// The other side took it.
    fn taken(&mut self, at: Moment, said: &str) {
        self.delivery_mut().tries += 1;
        self.end(Stage::Sent, at, said);
    }

    /// It will not be sent any more.
    fn dropped(&mut self, at: Moment, why: &str) {
        self.end(Stage::Dropped, at, why);
    }

    /// The other side refused it for good.
    fn refused(&mut self, at: Moment, said: &str) {
        self.delivery_mut().tries += 1;
        self.end(Stage::Failed, at, said);
    }

    /// It didn't go this time: it waits, or was tried long enough.
    fn later(&mut self, at: Moment, said: &str) {
        let held = self.delivery_mut();
        held.tries += 1;
        if at.since(held.since) >= Self::BACKOFF.gives_up {
            return self.end(Stage::Failed, at, said);
        }
        held.next = at.plus(Self::BACKOFF.wait(held.tries));
        self.note(said);
    }

    /// What came of sending it. Meanwhile somebody may have given it up: then it counts only that it was taken.
    fn settle(&mut self, outcome: Outcome, at: Moment) {
        let stage = self.delivery().stage;
        match outcome {
            Outcome::Sent(_) if stage == Stage::Sent => {}
            Outcome::Sent(said) => self.taken(at, &said),
            _ if stage != Stage::Waiting => {}
            Outcome::Refused(said) => self.refused(at, &said),
            Outcome::Later(said) | Outcome::Unreachable(said) => self.later(at, &said),
        }
    }

    /// What it says is worth nothing any more.
    fn run_out(&mut self, at: Moment) {
        match self.delivery().stage {
            Stage::Waiting => self.dropped(at, RAN_OUT),
            _ => self.forget(),
        }
    }

    /// Somebody wants it tried anew, at once.
    ///
    /// # Errors
    /// `Conflict` when it is over, or what it says is gone.
    fn again(&mut self, at: Moment) -> Result<()> {
        if !self.delivery().is_open() {
            return Err(Error::conflict(format!(
                "Only what waits or failed is sent again. This {} is over.",
                Self::CALLED
            )));
        }
        if !self.has_content() || self.delivery().until <= at {
            return Err(Error::conflict(Self::GONE));
        }
        let held = self.delivery_mut();
        held.stage = Stage::Waiting;
        held.ended = None;
        (held.since, held.next, held.tries) = (at, at, 0);
        Ok(())
    }

    /// # Errors
    /// `Conflict` when it is over.
    fn give_up(&mut self, at: Moment, by: &str) -> Result<()> {
        if !self.delivery().is_open() {
            let over = format!("This {} is over already.", Self::CALLED);
            return Err(Error::conflict(over));
        }
        self.dropped(at, &format!("Given up by {by}."));
        Ok(())
    }
}

/// Writes what is alike in all records that leave: their indexes and tallies by the delivery, where that lies (`delivery`),
/// what they say (each a field that is emptied when it is over, the first of them never empty before), and what of it
/// isn't repeated from an answer.
#[macro_export]
macro_rules! outgoing {
    ($record:ty, called: $called:literal, gone: $gone:literal, tries: $tries:expr,
        says: $first:ident $(, $more:ident)*; hides: $($hidden:ident),*) => {
        pub const BY_KEY: $crate::data::Index = $crate::data::Index::unique(1);
        pub const BY_STAGE: $crate::data::Index = $crate::data::Index::scoped(2);
        pub const WAITING: $crate::data::Tally = $crate::data::Tally::scoped(1);
        pub const FAILED: $crate::data::Tally = $crate::data::Tally::scoped(2);

        impl $crate::jobs::outbox::Outgoing for $record {
            const BACKOFF: $crate::jobs::outbox::Backoff = $tries;
            const BY_KEY: $crate::data::Index = BY_KEY;
            const BY_STAGE: $crate::data::Index = BY_STAGE;
            const WAITING: $crate::data::Tally = WAITING;
            const FAILED: $crate::data::Tally = FAILED;
            const CALLED: &'static str = $called;
            const GONE: &'static str = $gone;

            fn delivery(&self) -> &$crate::jobs::outbox::Delivery {
                &self.delivery
            }
            fn delivery_mut(&mut self) -> &mut $crate::jobs::outbox::Delivery {
                &mut self.delivery
            }
            fn has_content(&self) -> bool {
                !self.$first.0.is_empty()
            }
            fn forget(&mut self) {
                self.$first = Default::default();
                $( self.$more = Default::default(); )*
            }
            fn discreet(&self, said: String) -> String {
                let hidden: &[&str] = &[$( self.$hidden.0.as_str() ),*];
                let hidden = hidden.iter().filter(|held| !held.is_empty());
                hidden.fold(said, |said, held| said.replace(*held, "…"))
            }
        }
    };
}

pub use outgoing;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn waits_grow_to_the_longest_and_never_shrink(
            first in 1_i64..10 * time::DAY, more in 0_i64..30 * time::DAY, tries in 1_u32..200,
        ) {
            let backoff = Backoff { first, longest: first + more, gives_up: 0 };
            let (wait, next) = (backoff.wait(tries), backoff.wait(tries.saturating_add(1)));
            prop_assert!((first..=first + more).contains(&wait));
            prop_assert!(next >= wait);
            prop_assert!(next == backoff.longest || next == 2 * wait);
            prop_assert_eq!(backoff.wait(0), first.min(backoff.longest));
            prop_assert_eq!(backoff.wait(u32::MAX), backoff.longest.min(first.saturating_mul(1 << 40)));
        }
    }

    #[test]
    fn no_two_deliveries_share_a_mark() {
        let made = || Delivery::new("k", Moment(0), Moment(1)).mark;
        assert_ne!(made(), made());
        assert_eq!(made().len(), 32);
    }
}
