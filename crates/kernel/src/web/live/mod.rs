//! Open pages hear of what changes. One follower of the journal asks of each entry which topics it concerns, finds in
//! the registry who listens to these, and tells those who may hear of it. No page has a thread, and none is asked about
//! what doesn't concern it.
//!
//! ```text
//!  journal ─► follow ─► news: topics, what changed ─► registry: topic -> pages ─► mailbox of each ─► its stream
//!                 │                                      ▲ who may hear: once per person,
//!                 └ sources: fragments, once per audience │ kept until something decides it anew
//! ```
//!
//! **What a page hears.** Names of what changed: it then fetches the regions that show it, through the handler and the
//! permissions that made it, so that "state and events give the page as rendered afresh" holds by construction, and
//! nothing a person may not see can travel in an event. Where the same words go to many (a comment, a message), a
//! fragment comes along, rendered once per audience by the component that renders the page; a page that can't place it
//! fetches the region instead. What passes (somebody writes) is neither journaled nor numbered, and is dropped first.
//!
//! **Who may hear** is kept for each session at its place, in an epoch of access: it ends when a record of a kind with a
//! `affects_access()` changes, and everybody is asked anew at once, before that entry is told; what ends by itself is asked about
//! by the beat of a clock. Whoever is out hears `bye`, whoever may more or less than before `reload`.
//!
//! **After a disconnect** a page comes with the sequence it has seen and hears exactly what it missed.
//!
//! **What isn't journaled** (a read mark) is told too: the store counts such changes and keeps the last of them, and a
//! page says up to which count it has seen.
//!
//! **A burst** is gathered: what waits for one page is told as one, and every change says from within how many
//! milliseconds a page chooses when to fetch; that grows with the number of pages that have to.

mod event;
mod follow;
mod mailbox;
mod news;
mod registry;
mod stream;
mod topic;

use std::{
    net::IpAddr,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::response::Response;
use jiff::tz::TimeZone;

pub use event::{Audience, Fragment, Mode};
pub use follow::Telling;
pub use topic::{Topic, of_list};

use event::{Event, Passing};
use news::News;
use registry::{MOST_OF_SESSION, MOST_PAGES, Registry};

use crate::{
    access::Actor,
    base::{Error, Result},
    data::{JournalEntry, Kind, Quiet, Reached, Ref, Store, Visit},
    web::connections::Connections,
};

/// Entries a returning page may have missed before it is told to fetch everything.
const CATCH_UP: usize = 500;

/// What a feature renders of its records as they are made, for pages that are open on what they belong to. `render` is
/// asked after the commit, by Atrium itself, with the entry that made the record.
#[derive(Clone, Copy)]
pub struct Source {
    pub kind: Kind,
    pub render: fn(&Visit, &JournalEntry, Ref) -> Result<Vec<Fragment>>,
}

/// Everybody who listens. A service (`store.service::<Hub>()`), for what passes.
pub struct Hub {
    registry: Mutex<Registry>,
    /// Told when the first page listens.
    came: Condvar,
    /// Grows whenever everybody is asked anew who they are.
    epoch: AtomicU64,
    sources: Vec<Source>,
    tz: TimeZone,
}

/// A page that wants to listen.
pub struct Page {
    pub topics: Vec<Topic>,
    /// The sequence it has seen; none for one that wants only what comes.
    pub after: Option<u64>,
    /// How many changes that aren't journaled it has seen.
    pub quiet: Option<u64>,
    pub from: IpAddr,
    /// What stands for its session at its place: pages with the same are asked about together.
    pub key: [u8; 32],
    /// Asks who it is now; none when they are out, an error when nobody can tell.
    pub enter: Arc<dyn Fn() -> Result<Option<Arc<Actor>>> + Send + Sync>,
}

impl Hub {
    pub fn new(sources: Vec<Source>, tz: TimeZone) -> Hub {
        Hub {
            registry: Mutex::default(),
            came: Condvar::new(),
            epoch: AtomicU64::new(0),
            sources,
            tz,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until somebody listens, or the time is up; up to where everybody was told.
    fn somebody_listens(&self, most: Duration) -> Option<Reached> {
        let (registry, _) = self
            .came
            .wait_timeout_while(self.lock(), most, |registry| registry.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        (!registry.is_empty()).then_some(registry.position)
    }

    /// Opens a stream. It listens from the moment it is known here; what happened since the page was made is told first.
    pub fn open(
        self: &Arc<Self>,
        store: &Arc<Store>,
        connections: &Arc<Connections>,
        page: Page,
    ) -> Result<Response> {
        let epoch = self.epoch.load(Ordering::Acquire);
        let who = (page.enter)()?.ok_or(Error::SignedOut)?;
        let counted = connections.stream(page.from).ok_or_else(too_many)?;
        let mut registry = self.lock();
        if registry.pages_of(who.person) >= MOST_PAGES
            || registry.pages_with(&page.key) >= MOST_OF_SESSION
        {
            return Err(too_many());
        }
        if registry.is_empty() {
            registry.position = Reached::of(store);
            self.came.notify_all();
        }
        let ear = (page.key, who, page.enter.clone());
        let (id, mailbox) = registry.add(ear, page.topics.clone());
        let position = registry.position;
        drop(registry);
        let seat = stream::Seat::new(self.clone(), id, counted);
        // Something may have decided it anew while it was asked.
        if self.epoch.load(Ordering::Acquire) != epoch {
            let who = (page.enter)();
            self.lock().settle(&page.key, who);
        }
        let seqs = page.after.unwrap_or(position.seq)..position.seq;
        let quiet = match page.quiet {
            Some(seen) => store.quiet_since(seen),
            None => Some(Vec::new()),
        };
        let missed = match quiet {
            Some(quiet) if seqs.start == seqs.end && quiet.is_empty() => None,
            Some(quiet) => self.missed(store, id, &page.topics, (seqs, &quiet)),
            None => Some(Event::Reload),
        };
        if let Some(event) = missed {
            mailbox.put_first(event);
        }
        Ok(stream::answer(mailbox, seat))
    }

    /// What a page missed between two sequences, and of what isn't journaled: exactly that, or everything when it is much
    /// or decides who may what.
    fn missed(
        &self,
        store: &Arc<Store>,
        id: u64,
        topics: &[Topic],
        (seqs, quiet): (std::ops::Range<u64>, &[Quiet]),
    ) -> Option<Event> {
        if seqs.start > seqs.end {
            // It has seen what the follower has still to tell, or a journal that isn't there any more.
            return (seqs.start > store.newest()).then_some(Event::Reload);
        }
        let Ok(lately) = store.lately(seqs.start, CATCH_UP) else {
            return Some(Event::Reload);
        };
        let schema = lately.schema();
        let before = |entry: &&JournalEntry| entry.seq <= seqs.end;
        if lately.more
            || lately
                .entries
                .iter()
                .filter(before)
                .any(|entry| news::doors(schema, entry))
        {
            return Some(Event::Reload);
        }
        let places = lately.places(|kind| {
            let personal = schema.kind(kind).is_ok_and(|info| info.kind.personal);
            personal
                || topics
                    .iter()
                    .any(|t| matches!(t, Topic::Lying(k, _) if *k == kind))
        });
        let heard = &mut |topic: &Topic| topics.contains(topic);
        let mut news = Vec::new();
        for (entry, places) in lately.entries.iter().zip(&places) {
            if before(&entry) {
                news.push(News::of(schema, entry, places, heard));
            }
        }
        let until = Reached {
            seq: seqs.end,
            quiet: store.quiet(),
        };
        for quiet in quiet {
            news.push(News::quiet(schema, quiet, until, heard));
        }
        self.lock().missed(id, &news, &lately)
    }

    fn leave(&self, id: u64) {
        self.lock().remove(id);
    }

    /// Tells whoever else sees this record and has it open that something passes: `what` is a word for scripts, as
    /// "writes". Nothing is kept of it.
    pub fn pass(&self, visit: &Visit, of: Ref, what: &'static str) -> Result<()> {
        visit.title_of(of)?.ok_or(Error::NotFound)?;
        let whose = (visit.actor.person, visit.actor.name.as_ref());
        self.pass_of(visit.store(), of, what, whose)
    }

    /// The same of somebody's doing (or not doing) that no request of theirs brought: their raw id and name.
    pub fn pass_of(
        &self,
        store: &Store,
        of: Ref,
        what: &'static str,
        (person, name): (u64, &str),
    ) -> Result<()> {
        if !self.lock().listens(&Topic::Record(of)) {
            return Ok(());
        }
        let lately = store.lately(store.newest(), 0)?;
        let passing = Arc::new(Passing {
            topic: Topic::Record(of).show(store.schema()).to_string(),
            what,
            person,
            name: name.into(),
        });
        self.lock().pass(of, &passing, &lately);
        Ok(())
    }

    /// Whether a page of theirs is open.
    pub fn hears(&self, person: u64) -> bool {
        self.lock().pages_of(person) > 0
    }
}

fn too_many() -> Error {
    Error::TooMany {
        wait_seconds: 60,
        why: "There are more pages open here than Atrium keeps up to date at once. Close some of them.".into(),
    }
}
