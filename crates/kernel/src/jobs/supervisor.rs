//! Looks after the jobs of one store: when each is due, what came of it, and that all of them end before the store closes.

use std::{
    sync::{
        Arc, Weak,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;

use super::{
    job::{Job, Next, Turn},
    pool::Pool,
    status::{Stand, Status, pause},
};
use crate::{
    base::{Moment, Result},
    data::Store,
};

/// One job and how it stands.
pub(super) struct Slot {
    name: String,
    /// None while it runs.
    job: Option<Box<dyn Job>>,
    /// When it is to run; None once it is done.
    due: Option<Instant>,
    gathers: Option<Duration>,
    reached: Option<Arc<AtomicU64>>,
    /// Something happened while it ran.
    missed: bool,
    /// Somebody wants it to run whatever it waits for.
    poked: bool,
    running: Option<(Instant, Moment)>,
    last: Option<(Moment, Duration)>,
    runs: u64,
    failures: u64,
    in_a_row: u32,
    error: Option<(Moment, String)>,
    trouble: Option<String>,
}

impl Slot {
    fn new(job: Box<dyn Job>, now: Instant) -> Slot {
        Slot {
            name: job.name().to_owned(),
            due: Some(now + job.first()),
            gathers: job.gathers(),
            reached: job.reached(),
            job: Some(job),
            missed: false,
            poked: false,
            running: None,
            last: None,
            runs: 0,
            failures: 0,
            in_a_row: 0,
            error: None,
            trouble: None,
        }
    }

    /// Wants it to run at that time at the latest; whether that is sooner than it would have.
    fn hasten(&mut self, to: Instant) -> bool {
        if self.running.is_some() {
            self.missed = true;
            return false;
        }
        // What fails keeps its pause, whatever happens meanwhile.
        let sooner = self.in_a_row == 0 && self.due.is_some_and(|due| due > to);
        if sooner {
            self.due = Some(to);
        }
        sooner
    }
}

/// The jobs in the order in which they were added.
#[derive(Default)]
pub(super) struct Jobs {
    slots: Vec<Slot>,
    stopped: bool,
}

/// A job that is under way, with the slot it goes back to.
pub(super) struct Taken {
    name: String,
    pub job: Box<dyn Job>,
    pub poked: bool,
    began: Instant,
}

impl Jobs {
    pub fn next_due(&self) -> Option<Instant> {
        let waiting = self.slots.iter().filter(|slot| slot.job.is_some());
        waiting.filter_map(|slot| slot.due).min()
    }

    /// The one that has been due for longest.
    pub fn take_due(&mut self, now: Instant) -> Option<Taken> {
        let due = self.slots.iter_mut().filter(|slot| slot.job.is_some());
        let slot = due
            .filter(|slot| slot.due.is_some_and(|due| due <= now))
            .min_by_key(|slot| slot.due)?;
        let job = slot.job.take()?;
        slot.running = Some((now, Moment::now()));
        slot.missed = false;
        Some(Taken {
            name: slot.name.clone(),
            job,
            poked: std::mem::take(&mut slot.poked),
            began: now,
        })
    }

    /// Puts it back and decides when it runs next.
    pub fn put_back(&mut self, taken: Taken, came: Result<Next, String>) {
        let Taken {
            name, job, began, ..
        } = taken;
        let at = self.slots.iter().position(|slot| slot.name == name);
        let Some(at) = at else { return };
        if came == Ok(Next::Done) {
            self.slots.remove(at);
            return;
        }
        let slot = &mut self.slots[at];
        let now = Instant::now();
        slot.trouble = job.trouble();
        slot.job = Some(job);
        slot.running = None;
        slot.last = Some((Moment::now(), now - began));
        slot.runs += 1;
        let rest = match came {
            Ok(next) => {
                if std::mem::take(&mut slot.in_a_row) > 0 {
                    tracing::info!(job = name, "a job goes well again");
                }
                match next {
                    Next::Again => Duration::ZERO,
                    Next::After(rest) if slot.missed => slot.gathers.unwrap_or_default().min(rest),
                    Next::After(rest) => rest,
                    Next::Done => return,
                }
            }
            Err(why) => {
                slot.failures += 1;
                slot.in_a_row += 1;
                let same = slot.error.as_ref().is_some_and(|(_, said)| *said == why);
                // What leaves off because the process ends has not failed.
                if !self.stopped && (!same || slot.in_a_row == 1) {
                    tracing::error!(job = name, why, "a job failed; it is tried again");
                }
                slot.error = Some((Moment::now(), why));
                pause(slot.in_a_row)
            }
        };
        slot.due = Some(now + rest);
    }

    fn hasten(&mut self, name: &str) -> bool {
        let now = Instant::now();
        let slot = self.slots.iter_mut().find(|slot| slot.name == name);
        slot.is_some_and(|slot| {
            // Somebody wants it tried at once, whatever came of it before.
            slot.in_a_row = 0;
            slot.poked = true;
            slot.hasten(now)
        })
    }

    /// The journal went on; whether somebody is to run sooner for it.
    fn journal_went_on(&mut self) -> bool {
        let now = Instant::now();
        let mut sooner = false;
        for slot in &mut self.slots {
            if let Some(gathers) = slot.gathers {
                sooner |= slot.hasten(now + gathers);
            }
        }
        sooner
    }

    fn status(&self, newest: u64) -> Vec<Status> {
        let of = |slot: &Slot| Status {
            name: slot.name.clone(),
            stand: match (&slot.running, slot.in_a_row) {
                (Some(_), _) => Stand::Running,
                _ if self.stopped => Stand::Stopped,
                (None, 0) => Stand::Waiting,
                (None, _) => Stand::Failing,
            },
            running_since: slot.running.map(|(_, at)| at),
            last_run: slot.last.map(|(at, _)| at),
            took: slot.last.map_or(0, |(_, took)| {
                u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
            }),
            runs: slot.runs,
            failures: slot.failures,
            in_a_row: slot.in_a_row,
            last_error: slot.error.clone(),
            trouble: slot.trouble.clone(),
            lag: slot
                .reached
                .as_ref()
                .map(|reached| newest.saturating_sub(reached.load(Ordering::Relaxed))),
        };
        self.slots.iter().map(of).collect()
    }
}

/// Starts, watches and ends the jobs of one store. A service of it while it is served.
pub struct Supervisor {
    store: Weak<Store>,
    pool: Arc<Pool>,
}

/// What runs for longer when the process ends is left; it is whole at every moment, as after a power cut.
const PATIENCE: Duration = Duration::from_secs(30);

impl Supervisor {
    /// For a store whose days are those of a zone. Hears of its commits from here on.
    pub fn new(store: &Arc<Store>, tz: TimeZone) -> Arc<Supervisor> {
        let pool = Pool::new(Arc::downgrade(store), tz);
        let heard = Arc::downgrade(&pool);
        store.on_commit(move || {
            if let Some(pool) = heard.upgrade() {
                pool.with(Jobs::journal_went_on);
            }
        });
        Arc::new(Supervisor {
            store: Arc::downgrade(store),
            pool,
        })
    }

    /// Takes a job up. One of a name that is there already is not taken a second time; whether it was taken.
    pub fn add(&self, job: Box<dyn Job>) -> bool {
        let mut taken = false;
        self.pool.with(|jobs| {
            taken = !jobs.stopped && !jobs.slots.iter().any(|slot| slot.name == job.name());
            if taken {
                jobs.slots.push(Slot::new(job, Instant::now()));
            }
            taken
        });
        taken
    }

    /// Has a job run now, also while it rests after a failure.
    pub fn poke(&self, name: &str) {
        self.pool.with(|jobs| jobs.hasten(name));
    }

    /// How each job stands, in the order in which they were added.
    pub fn status(&self) -> Vec<Status> {
        let newest = self.store.upgrade().map_or(0, |store| store.newest());
        self.pool.read(|jobs| jobs.status(newest))
    }

    /// The same for whoever holds the store only.
    pub fn stop_all(store: &Store) {
        if let Some(jobs) = store.service::<Supervisor>() {
            jobs.stop();
        }
    }

    /// Begins nothing more, waits for what is under way, and has every job put away what it remembers, the last one
    /// added first. Afterwards the store can be closed.
    pub fn stop(&self) {
        self.pool.with(|jobs| {
            jobs.stopped = true;
            true
        });
        for name in self.pool.join(PATIENCE) {
            tracing::warn!(job = name, "a job takes too long to end; it is left");
        }
        let Some(store) = self.store.upgrade() else {
            return;
        };
        let mut jobs: Vec<Box<dyn Job>> = Vec::new();
        self.pool.with(|held| {
            jobs.extend(held.slots.iter_mut().filter_map(|slot| slot.job.take()));
            false
        });
        let tz = self.pool.tz.clone();
        let turn = Turn {
            store: &store,
            tz: &tz,
            stopping: &AtomicBool::new(true),
        };
        for mut job in jobs.into_iter().rev() {
            job.end(&turn);
        }
    }
}

impl Drop for Supervisor {
    fn drop(&mut self) {
        // Whoever didn't wait for the end gets none; workers leave by themselves.
        self.pool.with(|jobs| {
            jobs.stopped = true;
            true
        });
    }
}

impl Jobs {
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// Those that are under way.
    pub fn running(&self) -> Vec<String> {
        let running = self.slots.iter().filter(|slot| slot.running.is_some());
        running.map(|slot| slot.name.clone()).collect()
    }
}
