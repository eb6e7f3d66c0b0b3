//! Followers that write elsewhere: a search index, a stream of copies. They carry the journal's place in their own commit.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use super::job::{Job, Next, Turn};
use crate::{
    base::{Error, Result},
    data::{JournalEntry, Mark, Store, Visit},
};

/// Follows the journal into a store of its own. It is given only what an fsync has covered, because its own commit could
/// outlive a power cut that the journal's last entries don't; so it is never ahead of the journal.
pub trait Exporter: Send + 'static {
    const NAME: &'static str;
    /// Entries it is given at once, at most.
    const BATCH: usize = 1_000;
    /// How long what comes is gathered.
    const GATHER: Duration = Duration::from_millis(200);

    /// What comes before following: opening its store, or making a new one of what there is, a portion at a time. Whether
    /// there is more to do first; what it says of its position is asked anew then.
    fn prepare(&mut self, _turn: &Turn<'_>) -> Result<bool> {
        Ok(false)
    }

    /// Where its own store says it is; `Mark::START` when it is new. Asked at the start and after every failure.
    fn position(&mut self, store: &Store) -> Result<Mark>;

    /// Writes what the entries mean, and `to` as the new position, in one commit of its own.
    ///
    /// # Errors
    /// The position is asked anew then, so a commit that failed halfway only has to be whole or not there.
    fn take(&mut self, visit: &Visit, entries: &[JournalEntry], to: Mark) -> Result<()>;

    /// The journal isn't the one it followed (a snapshot was restored): empties its store, to begin with the first entry,
    /// or has `prepare` make another.
    fn start_over(&mut self, store: &Store) -> Result<()>;

    /// Somebody wants it to run now.
    fn poked(&mut self) {}

    /// Nothing runs any more: its store is closed.
    fn end(&mut self, _store: &Store) {}
}

struct Exporting<E> {
    exporter: E,
    at: Option<Mark>,
    reached: Arc<AtomicU64>,
}

/// The job that drives an exporter.
pub fn exporter<E: Exporter>(exporter: E) -> Box<dyn Job> {
    Box::new(Exporting {
        exporter,
        at: None,
        reached: Arc::default(),
    })
}

impl<E: Exporter> Exporting<E> {
    fn is_at(&mut self, at: Mark) {
        self.at = Some(at);
        self.reached.store(at.seq, Ordering::Relaxed);
    }
}

/// An fsync may follow without a new entry, so it looks again soon while it is behind.
const BEHIND: Duration = Duration::from_secs(1);
const IDLE: Duration = Duration::from_secs(60);

impl<E: Exporter> Job for Exporting<E> {
    fn name(&self) -> &str {
        E::NAME
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        if self.exporter.prepare(turn)? {
            self.at = None;
            return Ok(Next::Again);
        }
        let at = match self.at {
            Some(at) => at,
            None => self.exporter.position(turn.store)?,
        };
        self.is_at(at);
        let visit = turn.visit();
        let store = visit.store();
        let Some(entries) = store.entries_from(at, E::BATCH, true)? else {
            self.exporter.start_over(store)?;
            self.at = None;
            // What prepares another says where it is once that is there.
            let begins =
                self.exporter.prepare(turn)? || self.exporter.position(store)? == Mark::START;
            return match begins {
                true => Ok(Next::Again),
                false => Err(Error::internal(format!("{} can't start over.", E::NAME))),
            };
        };
        let at = match entries.last().map(Mark::from) {
            Some(to) => {
                self.exporter.take(&visit, &entries, to)?;
                self.is_at(to);
                to
            }
            None => at,
        };
        // What came meanwhile is gathered as well: a commit for each entry costs more than all else that is done for it.
        Ok(match entries.len() == E::BATCH {
            true => Next::Again,
            false if at.seq < store.newest() => Next::After(BEHIND),
            false => Next::After(IDLE),
        })
    }

    fn gathers(&self) -> Option<Duration> {
        Some(E::GATHER)
    }

    fn reached(&self) -> Option<Arc<AtomicU64>> {
        Some(self.reached.clone())
    }

    fn recover(&mut self) {
        self.at = None;
    }

    fn poked(&mut self) {
        self.exporter.poked();
    }

    fn end(&mut self, turn: &Turn<'_>) {
        self.exporter.end(turn.store);
    }
}
