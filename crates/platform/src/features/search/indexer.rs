//! Keeps the index as the store is: a follower of the journal whose place lies in the index's own commits. Where there is
//! no index, or none that may be trusted, it makes one of all there is first, in portions.

use std::time::{Duration, Instant};

use crate::{
    base::Result,
    data::{
        JournalEntry, Mark, Store, Visit,
        full_text::{Rebuild, Stemmed, languages},
    },
    features::settings::CurrentSettings,
    jobs::{Exporter, Turn},
};

pub const JOB: &str = "search";

/// Records that are filed at once while an index is made; people's deeds come between.
const PORTION: usize = 2_000;
/// How often what was taken away is removed from the disk, and how long after the start for the first time. Texts that
/// are gone from the store are gone from here within a day.
const PURGED_EVERY: Duration = Duration::from_secs(12 * 3600);
const PURGED_FIRST: Duration = Duration::from_secs(20 * 60);
/// Failures in a row after which the index is made anew.
const PATIENCE: u32 = 3;

pub struct Indexer {
    rebuild: Option<Rebuild>,
    purge: Instant,
    failures: u32,
}

impl Default for Indexer {
    fn default() -> Indexer {
        Indexer {
            rebuild: None,
            purge: Instant::now() + PURGED_FIRST,
            failures: 0,
        }
    }
}

/// The languages of the house, as the settings say now.
fn spoken(visit: &Visit) -> Result<Vec<Stemmed>> {
    let settings = visit.cached::<CurrentSettings>()?;
    Ok(languages(&settings.0.languages))
}

/// Makes the index of a house that isn't served, whole, so that the next server finds it as if it had always been there.
///
/// # Errors
/// When the store can't be read or the index can't be written.
pub fn make_at_once(visit: &Visit) -> Result<()> {
    let store = visit.store();
    store.open_search_index(&spoken(visit)?)?;
    let mut rebuild = Rebuild::begin(store, "all of it is made at once".into())?;
    while rebuild.portion(store, PORTION)? {}
    store.search_index().close();
    Ok(())
}

impl Indexer {
    /// A portion more of the index that is made. Whether one is being made.
    fn make(&mut self, store: &Store) -> Result<bool> {
        let index = store.search_index();
        if let Some(rebuild) = &mut self.rebuild {
            let more = rebuild.portion(store, PORTION);
            if !matches!(more, Ok(true)) {
                self.rebuild = None;
            }
            let more = more.inspect_err(|error| index.give_up(&error.to_string()))?;
            if !more {
                tracing::info!("the search index is made");
            }
            return Ok(true);
        }
        let Some(why) = index.wanted() else {
            return Ok(false);
        };
        tracing::info!(why, "the search index is made anew");
        self.rebuild = Some(Rebuild::begin(store, why)?);
        Ok(true)
    }
}

impl Exporter for Indexer {
    const NAME: &'static str = JOB;
    const GATHER: Duration = Duration::from_secs(1);

    fn prepare(&mut self, turn: &Turn<'_>) -> Result<bool> {
        let index = turn.store.search_index();
        let languages = spoken(&turn.visit())?;
        if !index.is_open() || index.languages() != languages {
            self.rebuild = None;
            turn.store.open_search_index(&languages)?;
            return Ok(true);
        }
        if self.make(turn.store)? {
            return Ok(true);
        }
        if Instant::now() >= self.purge {
            self.purge = Instant::now() + PURGED_EVERY;
            turn.store.purge_index()?;
        }
        Ok(false)
    }

    fn position(&mut self, store: &Store) -> Result<Mark> {
        Ok(store.index_anew_from_commit()?.unwrap_or(Mark::START))
    }

    fn take(&mut self, visit: &Visit, entries: &[JournalEntry], to: Mark) -> Result<()> {
        let store = visit.store();
        let done = store.index_entries(entries, to);
        match &done {
            Ok(()) => self.failures = 0,
            Err(error) => {
                self.failures += 1;
                if self.failures >= PATIENCE {
                    self.failures = 0;
                    store.search_index().want(&error.to_string());
                }
            }
        }
        done
    }

    fn start_over(&mut self, store: &Store) -> Result<()> {
        store.search_index().want("the journal is another one");
        Ok(())
    }

    fn end(&mut self, store: &Store) {
        self.rebuild = None;
        store.search_index().close();
    }
}
