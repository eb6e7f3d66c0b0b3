//! The workers. One of them always waits for what comes next: whoever takes a job while nobody else waits starts another
//! one first, and whoever has long waited beside others goes. So a slow job costs a thread and delays nobody.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;

use super::{
    job::{Next, Turn},
    supervisor::{Jobs, Taken},
};
use crate::{base::Result, data::Store};

/// How long a worker waits beside another one before it goes.
const KEPT: Duration = Duration::from_secs(10);
/// Nobody sleeps longer without looking; only a bound, for clocks that stood still.
const LOOK: Duration = Duration::from_secs(60);

#[derive(Default)]
struct State {
    jobs: Jobs,
    workers: usize,
    /// Those that wait.
    idle: usize,
}

pub(super) struct Pool {
    store: Weak<Store>,
    pub tz: TimeZone,
    stopping: AtomicBool,
    state: Mutex<State>,
    changed: Condvar,
}

impl Pool {
    pub fn new(store: Weak<Store>, tz: TimeZone) -> Arc<Pool> {
        Arc::new(Pool {
            store,
            tz,
            stopping: AtomicBool::new(false),
            state: Mutex::default(),
            changed: Condvar::new(),
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn read<T>(&self, look: impl FnOnce(&Jobs) -> T) -> T {
        look(&self.lock().jobs)
    }

    /// Changes what is to be done; `change` says whether a worker should look at it now.
    pub fn with(self: &Arc<Self>, change: impl FnOnce(&mut Jobs) -> bool) {
        let mut state = self.lock();
        if !change(&mut state.jobs) {
            return;
        }
        if state.jobs.stopped() {
            self.stopping.store(true, Ordering::Release);
            self.changed.notify_all();
        } else if state.workers == 0 {
            self.hire(&mut state);
        } else {
            self.changed.notify_one();
        }
    }

    /// Waits until nobody works any more; the names of those that still do after so long.
    pub fn join(&self, most: Duration) -> Vec<String> {
        let state = self.lock();
        let (state, _) = self
            .changed
            .wait_timeout_while(state, most, |state| state.workers > 0)
            .unwrap_or_else(PoisonError::into_inner);
        state.jobs.running()
    }

    fn hire(self: &Arc<Self>, state: &mut State) {
        let pool = self.clone();
        let hired = std::thread::Builder::new()
            .name("jobs".into())
            .spawn(move || pool.work());
        match hired {
            Ok(_) => state.workers += 1,
            Err(error) => tracing::error!(%error, "no thread for what Atrium does by itself"),
        }
    }

    fn work(self: Arc<Self>) {
        let mut idle_since = Instant::now();
        let mut state = self.lock();
        loop {
            let now = Instant::now();
            let gone = self.store.strong_count() == 0;
            let spare = state.idle > 0 && now - idle_since > KEPT;
            if state.jobs.stopped() || gone || spare {
                break;
            }
            if let Some(taken) = state.jobs.take_due(now) {
                if state.idle == 0 {
                    self.hire(&mut state);
                }
                drop(state);
                let done = self.run(taken);
                state = self.lock();
                if let Some((taken, came)) = done {
                    state.jobs.put_back(taken, came);
                }
                idle_since = Instant::now();
                continue;
            }
            let most = if state.idle > 0 { KEPT } else { LOOK };
            let wait = state
                .jobs
                .next_due()
                .map_or(most, |due| (due - now).min(most));
            state.idle += 1;
            state = self
                .changed
                .wait_timeout(state, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            state.idle -= 1;
        }
        state.workers -= 1;
        self.changed.notify_all();
    }

    /// Runs it once; a panic in it is an error like any other. None when the store is gone.
    fn run(&self, mut taken: Taken) -> Option<(Taken, Result<Next, String>)> {
        let store = self.store.upgrade()?;
        let turn = Turn {
            store: &store,
            tz: &self.tz,
            stopping: &self.stopping,
        };
        let ran = catch_unwind(AssertUnwindSafe(|| {
            if taken.poked {
                taken.job.poked();
            }
            taken.job.run(&turn)
        }));
        let came = match ran {
            Ok(came) => came.map_err(|error| error.to_string()),
            Err(panic) => Err(format!("It panicked: {}", words(panic.as_ref()))),
        };
        if came.is_err() && catch_unwind(AssertUnwindSafe(|| taken.job.recover())).is_err() {
            tracing::error!("a job panicked while it found its feet again");
        }
        Some((taken, came))
    }
}

fn words(panic: &(dyn std::any::Any + Send)) -> &str {
    let said = panic.downcast_ref::<&str>().copied();
    said.or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("without a word")
}
