//! Followers that write into the store: what they write and how far they have come are one transaction.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::job::{Job, Next, Turn};
use crate::{
    access::Action,
    base::{Error, Result},
    data::{Change, JournalEntry, Mark, Visit},
};

/// Where a follower begins in a house that never had it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// With the first entry there ever was.
    Beginning,
    /// With the next one.
    Now,
}

/// Reads the journal entry by entry and writes what follows from it. Each entry is done once: what was written and the
/// cursor are committed together, and what a power cut takes back is done again. Its own entries are not given to it.
///
/// Reading and writing are apart because the thread that writes is everybody's: what it takes to decide is read on
/// a worker, beside others; only what came of it is written through that thread.
pub trait Follower: Send + 'static {
    /// On disk for ever: its cursor lies under it.
    const NAME: &'static str;
    /// The system's deed that its writing is journaled as.
    const ACTION: Action;
    const FROM: From;
    /// Entries it is given at once, at most.
    const BATCH: usize = 200;
    /// How long what comes is gathered.
    const GATHER: Duration = Duration::from_millis(100);

    /// What is to be written of the entries.
    type Found: Send + Sync + 'static;

    /// Looks at entries, oldest first. None when nothing is to be written. What was found is kept until it is
    /// written, so that entries are looked at once in the life of a process.
    ///
    /// # Errors
    /// Nothing may have been remembered of these entries then: they are given again.
    fn read(&mut self, visit: &Visit, entries: &[JournalEntry]) -> Result<Option<Self::Found>>;

    /// Writes it, on the thread that writes. What is written depends on nothing but `found` and the records.
    fn write(found: &Self::Found, change: &mut Change<'_, '_>) -> Result<()>;

    /// Before the first entries of a process: `done` is the last one that an earlier process was done with.
    fn begin(&mut self, _: &Visit, _done: u64) -> Result<()> {
        Ok(())
    }
}

/// Cursors that move because nothing was to be written are stored once in so many entries, and at the end.
const UNSTORED: u64 = 1_000;

struct Following<F: Follower> {
    follower: F,
    /// None until it was read from the store.
    at: Option<At>,
    /// What was found and could not be written yet, with the last entry of it.
    found: Option<(Mark, Arc<F::Found>)>,
    reached: Arc<AtomicU64>,
    begun: bool,
}

#[derive(Clone, Copy)]
struct At {
    /// As the store has it.
    stored: Option<Mark>,
    /// As it is: beyond the stored one nothing was to be written.
    seen: Mark,
}

/// The job that drives a follower.
pub fn follower<F: Follower>(follower: F) -> Box<dyn Job> {
    Box::new(Following {
        follower,
        at: None,
        found: None,
        reached: Arc::default(),
        begun: false,
    })
}

impl<F: Follower> Following<F> {
    /// Where it goes on. The store is asked each time: what was answered with an error may have been committed, and a
    /// store that was opened anew after its disk failed may have lost what was done softly.
    fn place(&mut self, visit: &Visit) -> Result<At> {
        let store = visit.store();
        let stored = store.cursor(F::NAME)?;
        match (self.at, &self.found) {
            (Some(at), None) if at.stored == stored && knows(visit, at.seen)? => return Ok(at),
            (Some(at), Some((to, _))) if at.stored == stored && knows(visit, *to)? => {
                return Ok(at);
            }
            _ => self.found = None,
        }
        let seen = match (stored, F::FROM) {
            (Some(stored), _) => stored,
            (None, From::Beginning) => Mark::START,
            (None, From::Now) => store.end_of_journal()?,
        };
        if !std::mem::replace(&mut self.begun, true) {
            self.follower.begin(visit, seen.seq)?;
        }
        let at = self.is_at(At { stored, seen });
        match stored {
            Some(_) => Ok(at),
            // From here on it is known from where it follows.
            None => self.store(visit, at),
        }
    }

    /// Writes down how far it has come.
    fn store(&mut self, visit: &Visit, at: At) -> Result<At> {
        let At { stored, seen } = at;
        if stored != Some(seen) {
            visit.act_softly(F::ACTION, move |change| {
                change.move_cursor(F::NAME, stored, seen)
            })?;
        }
        Ok(self.is_at(At {
            stored: Some(seen),
            seen,
        }))
    }

    fn is_at(&mut self, at: At) -> At {
        self.at = Some(at);
        self.reached.store(at.seen.seq, Ordering::Relaxed);
        at
    }

    /// Writes what was found, and where that leaves it, in one transaction.
    fn write(&mut self, visit: &Visit, at: At) -> Result<At> {
        let Some((to, found)) = self.found.clone() else {
            return Ok(at);
        };
        let stored = at.stored;
        // Softly: what a power cut takes back it takes back together, and it is done again.
        visit.act_softly(F::ACTION, move |change| {
            change.move_cursor(F::NAME, stored, to)?;
            F::write(&found, change)
        })?;
        self.found = None;
        Ok(self.is_at(At {
            stored: Some(to),
            seen: to,
        }))
    }

    fn step(&mut self, visit: &Visit) -> Result<Next> {
        let at = self.place(visit)?;
        let at = self.write(visit, at)?;
        let Some(entries) = visit.store().entries_from(at.seen, F::BATCH, false)? else {
            return Err(Error::internal(format!(
                "The journal has no entry {} as {} knew it.",
                at.seen.seq,
                F::NAME
            )));
        };
        let Some(last) = entries.last().map(Mark::from) else {
            return Ok(Next::After(IDLE));
        };
        let full = entries.len() == F::BATCH;
        let others: Vec<JournalEntry> = entries
            .into_iter()
            .filter(|entry| entry.person != 0 || entry.action != F::ACTION.key)
            .collect();
        let found = match others.is_empty() {
            true => None,
            false => self.follower.read(visit, &others)?,
        };
        match found {
            Some(found) => {
                self.found = Some((last, Arc::new(found)));
                self.write(visit, at)?;
            }
            None => {
                let at = self.is_at(At {
                    stored: at.stored,
                    seen: last,
                });
                if last.seq - at.stored.map_or(0, |stored| stored.seq) >= UNSTORED {
                    self.store(visit, at)?;
                }
            }
        }
        Ok(match full {
            true => Next::Again,
            false => Next::After(IDLE),
        })
    }
}

/// Whether the journal still leads through a place.
fn knows(visit: &Visit, mark: Mark) -> Result<bool> {
    Ok(visit.store().entries_from(mark, 0, false)?.is_some())
}

/// It is called when the journal goes on; this is only for a call that went astray.
const IDLE: Duration = Duration::from_secs(60);

impl<F: Follower> Job for Following<F> {
    fn name(&self) -> &str {
        F::NAME
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        self.step(&turn.visit())
    }

    fn gathers(&self) -> Option<Duration> {
        Some(F::GATHER)
    }

    fn reached(&self) -> Option<Arc<AtomicU64>> {
        Some(self.reached.clone())
    }

    fn end(&mut self, turn: &Turn<'_>) {
        if let Some(at) = self.at
            && self.found.is_none()
            && let Err(error) = self.store(&turn.visit(), at)
        {
            tracing::debug!(%error, "a follower reads a little again after the start");
        }
    }
}
