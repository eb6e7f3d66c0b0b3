//! Follows the journal and tells each entry to the open pages it concerns. Nobody waits for it, nothing is stored for
//! it: what a page missed is read from the journal when it comes back.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::Ordering},
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;

use super::{
    Hub, Topic,
    event::Fragment,
    news::{self, News},
};
use crate::{
    base::{Error, Moment, Result},
    data::{JournalEntry, Lately, Quiet, Reached, Store, Visit, What},
    jobs::{Job, Next, Turn},
};

/// How often everybody is asked whether they are still in and may what they might: deputyships, shares and sessions
/// end by themselves.
const BEAT: Duration = Duration::from_secs(10);
/// How long it takes at most to notice that one is to stop.
const PAUSE: Duration = Duration::from_millis(500);
/// Entries read at once. Whoever is further behind is told to fetch everything.
const PORTION: usize = 1000;

/// The job that tells. It keeps its worker, because pages hear of a change while who made it still looks.
pub struct Telling(pub Arc<Hub>);

impl Job for Telling {
    fn name(&self) -> &str {
        "open pages"
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        self.0.follow(turn);
        Ok(Next::Done)
    }
}

impl Hub {
    /// Returns when told to stop; whoever still listens is told.
    fn follow(&self, turn: &Turn<'_>) {
        let store = turn.store;
        let mut beat = Instant::now() + BEAT;
        while !turn.stopping() {
            let Some(position) = self.somebody_listens(PAUSE) else {
                continue;
            };
            if Instant::now() >= beat {
                self.ask_everybody();
                beat = Instant::now() + BEAT;
            }
            if !store.wait_for_news(position.seq, position.quiet, PAUSE) {
                continue;
            }
            // Counted first: what is changed in between is told once more.
            let count = store.quiet();
            let quiet = store.quiet_since(position.quiet);
            match store.lately(position.seq, PORTION) {
                Ok(lately) => self.tell(store, &lately, (count, quiet)),
                Err(error) => {
                    // The store is being reopened after an I/O error; it will be back.
                    tracing::debug!(%error, "open pages wait for news");
                    std::thread::sleep(PAUSE / 2);
                }
            }
        }
        self.lock().end();
    }

    /// Asks anew who everybody is, once for all pages of a session.
    pub(super) fn ask_everybody(&self) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
        let ears = self.lock().ears();
        for (key, enter) in ears {
            let who = catch_unwind(AssertUnwindSafe(|| enter()))
                .unwrap_or_else(|_| Err(Error::internal("asking who it is panicked")));
            self.lock().settle(&key, who);
        }
    }

    fn tell(&self, store: &Arc<Store>, lately: &Lately, (count, quiet): (u64, Option<Vec<Quiet>>)) {
        let schema = lately.schema();
        let Some(quiet) = quiet.filter(|_| !lately.more) else {
            self.ask_everybody();
            let mut registry = self.lock();
            registry.reload_all();
            registry.position = Reached::of(store);
            return;
        };
        let lying = self.lock().lying();
        let personal = |kind: u8| schema.kind(kind).is_ok_and(|info| info.kind.personal);
        let places = lately.places(|kind| lying.contains(&kind) || personal(kind));
        for (entry, places) in lately.entries.iter().zip(&places) {
            if news::doors(schema, entry) {
                self.ask_everybody();
            }
            let fragments = self.fragments(store, entry);
            let mut registry = self.lock();
            let news = News::of(schema, entry, places, &mut |topic| registry.listens(topic));
            registry.tell(&news, lately, &fragments);
            registry.position.seq = entry.seq;
        }
        let mut registry = self.lock();
        registry.position.quiet = count;
        for quiet in quiet {
            let reached = registry.position;
            let heard = &mut |topic: &Topic| registry.listens(topic);
            let news = News::quiet(schema, &quiet, reached, heard);
            registry.tell(&news, lately, &[]);
        }
    }

    /// What features render of an entry for pages that are open on what it is about.
    fn fragments(&self, store: &Arc<Store>, entry: &JournalEntry) -> Vec<Arc<Fragment>> {
        let mut out = Vec::new();
        for change in entry.changes.iter().filter(|c| c.what == What::Created) {
            let kind = change.of.kind;
            for source in self.sources.iter().filter(|s| s.kind.code == kind) {
                let registry = self.lock();
                let mut subjects = entry.subjects.iter();
                let listened = subjects.any(|of| registry.listens(&Topic::Record(*of)));
                drop(registry);
                if !listened {
                    continue;
                }
                let visit = Visit::system(store, Moment::now(), TimeZone::clone(&self.tz));
                let rendered = catch_unwind(AssertUnwindSafe(|| {
                    (source.render)(&visit, entry, change.of)
                }));
                // Without its fragment a page fetches the region.
                match rendered {
                    Ok(Ok(fragments)) => out.extend(fragments.into_iter().map(Arc::new)),
                    Ok(Err(error)) => tracing::warn!(%error, "a fragment can't be rendered"),
                    Err(_) => tracing::error!("rendering a fragment panicked"),
                }
            }
        }
        out
    }
}
