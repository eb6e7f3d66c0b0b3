//! Does what records say is due (`Declares::wake`), each in a deed of its own, the longest due first.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

use super::{
    job::{Job, Next, Turn},
    status::pause,
};
use crate::{
    access::Action,
    base::{Error, Id, Moment, Result, if_found},
    data::{Change, Held, Record, Visit, Wake},
};

/// What is done about one thing that a kind of record waits for.
#[derive(Clone)]
pub struct Handler {
    kind: u8,
    what: u8,
    action: Action,
    handle: Handle,
}

type InDeed = dyn Fn(&mut Change<'_, '_>, u64) -> Result<()> + Send + Sync;

/// Finds out what the deed is; none where nothing is left to do.
type Reading = dyn Fn(&Visit, u64) -> Result<Option<Arc<InDeed>>> + Send + Sync;
type ByItself = dyn Fn(&Visit, u64) -> Result<()> + Send + Sync;

#[derive(Clone)]
enum Handle {
    InDeed(Arc<InDeed>),
    AfterReading(Arc<Reading>),
    ByItself(Arc<ByItself>),
}

impl Handler {
    /// `handle` runs within the system's deed `action` and holds the record. It leaves it in a state that no longer declares this
    /// wake (another one, or none), or takes the record away; what doesn't counts as failed and is taken back.
    pub fn of<R: Record>(
        what: u8,
        action: Action,
        handle: fn(&mut Change<'_, '_>, Held<R>) -> Result<()>,
    ) -> Handler {
        Handler {
            kind: R::KIND.code,
            what,
            action,
            handle: Handle::InDeed(Arc::new(move |change, id| {
                let due = change.on_behalf("what a record says is due, Atrium does");
                let held = due.load(Id::new(id))?;
                handle(change, held)
            })),
        }
    }

    /// The same for a deed that has to know what is dear to find out, or is known to no deed: `read` finds it out beside the
    /// writer's thread, just before.
    pub fn after_reading<R: Record, F: Send + Sync + 'static>(
        what: u8,
        action: Action,
        read: fn(&Visit, &R) -> Result<F>,
        handle: fn(&mut Change<'_, '_>, Held<R>, &F) -> Result<()>,
    ) -> Handler {
        Handler {
            kind: R::KIND.code,
            what,
            action,
            handle: Handle::AfterReading(Arc::new(move |visit, id| {
                let Some(held) = if_found(visit.find(Id::<R>::new(id)))? else {
                    return Ok(None);
                };
                let found = read(visit, &held)?;
                Ok(Some(Arc::new(move |change, id| {
                    let due = change.on_behalf("what a record says is due, Atrium does");
                    let held = due.load(Id::new(id))?;
                    handle(change, held, &found)
                })))
            })),
        }
    }

    /// For what is done by other deeds than one of Atrium's own (as the person who wanted it): `handle` does all of them,
    /// so that doing them once more after a kill repeats nothing, and the last leaves the record in a state that no longer
    /// declares this wake.
    pub fn by_itself<R: Record>(
        what: u8,
        action: Action,
        handle: fn(&Visit, Id<R>) -> Result<()>,
    ) -> Handler {
        Handler {
            kind: R::KIND.code,
            what,
            action,
            handle: Handle::ByItself(Arc::new(move |visit, id| handle(visit, Id::new(id)))),
        }
    }
}

/// Deeds that one run does at most.
const AT_ONCE: usize = 100;
/// The machine's clock may be set meanwhile.
const LOOK: Duration = Duration::from_secs(30);

/// What failed, how often, and when it is tried again.
struct Failed {
    times: u32,
    again: Instant,
    why: String,
}

pub struct Clock {
    handlers: Vec<Handler>,
    failed: HashMap<Wake, Failed>,
}

/// The job that looks at the clock.
pub fn clock(handlers: Vec<Handler>) -> Box<dyn Job> {
    Box::new(Clock::new(handlers))
}

impl Clock {
    pub fn new(handlers: Vec<Handler>) -> Clock {
        Clock {
            handlers,
            failed: HashMap::new(),
        }
    }

    /// Does what is due by the visit's time. What failed lately is passed over, so it delays nothing else.
    ///
    /// # Errors
    /// When the store takes nothing. What a handler says is kept in `trouble`.
    pub fn strike(&mut self, visit: &Visit) -> Result<Next> {
        let now = Instant::now();
        let (mut due, mut there) = (Vec::new(), HashSet::new());
        visit.store().wakes_until(visit.at, &mut |wake| {
            match self.failed.get(&wake) {
                Some(held) if held.again > now => drop(there.insert(wake)),
                _ => due.push(wake),
            }
            due.len() < AT_ONCE
        })?;
        let full = due.len() == AT_ONCE;
        for wake in due {
            match self.handle(visit, wake) {
                Ok(()) => {}
                // The disk takes nothing: that is no fault of this wake's.
                Err(error @ Error::Unavailable(_)) => return Err(error),
                Err(error) => {
                    self.note(visit, wake, &error);
                    there.insert(wake);
                }
            }
        }
        if full {
            return Ok(Next::Again);
        }
        self.failed.retain(|wake, _| there.contains(wake));
        let next = visit.store().next_wake(visit.at)?;
        let next = next.map_or(LOOK, |at| until(at, visit.at));
        let again = self.failed.values().map(|held| held.again).min();
        let again = again.map_or(LOOK, |at| at.saturating_duration_since(Instant::now()));
        Ok(Next::After(next.min(again)))
    }

    /// One wake in one deed: somebody may have been quicker, then there is nothing to do.
    fn handle(&self, visit: &Visit, wake: Wake) -> Result<()> {
        let of = |held: &&Handler| held.kind == wake.of.kind && held.what == wake.what;
        let Some(handler) = self.handlers.iter().find(of) else {
            return Err(Error::internal("nobody handles this"));
        };
        let handle = match &handler.handle {
            Handle::InDeed(handle) => handle.clone(),
            Handle::AfterReading(read) => {
                // As it is by now: what was done before this one counts.
                let (store, actor) = (visit.store().clone(), visit.actor.clone());
                let (origin, tz) = (visit.origin.clone(), visit.tz.clone());
                match read(&Visit::new(store, actor, origin, visit.at, tz), wake.of.id)? {
                    Some(handle) => handle,
                    // It is gone, and its wake with it.
                    None => return Ok(()),
                }
            }
            Handle::ByItself(handle) => {
                handle(visit, wake.of.id)?;
                let mut there = false;
                visit.store().wakes_until(visit.at, &mut |held| {
                    there |= held == wake;
                    !there
                })?;
                return match there {
                    true => Err(Error::internal("it is still due after it was handled")),
                    false => Ok(()),
                };
            }
        };
        // Softly: a power cut takes back what was done and that it is done, both.
        visit.act_softly(handler.action, move |change| {
            if !change.is_awaited(&wake)? {
                return Ok(());
            }
            handle(change, wake.of.id)?;
            match change.is_awaited(&wake)? {
                true => Err(Error::internal("it is still due after it was handled")),
                false => Ok(()),
            }
        })
    }

    fn note(&mut self, visit: &Visit, wake: Wake, error: &Error) {
        let times = self.failed.get(&wake).map_or(0, |held| held.times) + 1;
        let number = visit.store().schema().number(wake.of);
        let why = format!("{number}, due {}: {error}", wake.at.rfc3339());
        self.failed.insert(
            wake,
            Failed {
                times,
                again: Instant::now() + pause(times),
                why,
            },
        );
    }
}

/// How long to wait for a moment, in real time, and no longer than the clock can be trusted.
fn until(at: Moment, now: Moment) -> Duration {
    Duration::from_millis(u64::try_from(at.since(now)).unwrap_or(0)).min(LOOK)
}

impl Job for Clock {
    fn name(&self) -> &str {
        "clock"
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        self.strike(&turn.visit())
    }

    fn trouble(&self) -> Option<String> {
        let first = self.failed.values().min_by_key(|held| held.again)?;
        Some(match self.failed.len() {
            1 => first.why.clone(),
            more => format!("{} ({} more fail)", first.why, more - 1),
        })
    }

    /// A record may say that something is due sooner than all before.
    fn gathers(&self) -> Option<Duration> {
        Some(Duration::from_millis(100))
    }
}
