//! One thing that is done again and again, each time for a short while, and what it is given to do it with.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use jiff::tz::TimeZone;

use crate::{
    base::{Moment, Result},
    data::{Store, Visit},
};

/// What a job is given each time it runs.
pub struct Turn<'a> {
    pub store: &'a Arc<Store>,
    pub tz: &'a TimeZone,
    pub(super) stopping: &'a AtomicBool,
}

impl Turn<'_> {
    /// Atrium itself, now.
    pub fn visit(&self) -> Visit {
        self.visit_at(Moment::now())
    }

    pub fn visit_at(&self, at: Moment) -> Visit {
        Visit::system(self.store, at, self.tz.clone())
    }

    /// Whether the process ends. What takes longer than a moment asks now and then, and leaves off where nothing is
    /// half done.
    pub fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }
}

/// When a job wants to run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// There is more to do.
    Again,
    /// After so long, or sooner when it is poked or the journal goes on.
    After(Duration),
    /// Never: it is done.
    Done,
}

pub trait Job: Send {
    /// What Health calls it; one of its kind.
    fn name(&self) -> &str;

    /// Does what there is to do now, for a short while: whoever has much to do does a part and asks for `Next::Again`.
    ///
    /// # Errors
    /// Whatever kept it from being done. It is run again after a pause that grows.
    fn run(&mut self, turn: &Turn<'_>) -> Result<Next>;

    /// How long after the first run is wanted; a server that starts is there for its people first.
    fn first(&self) -> Duration {
        Duration::ZERO
    }

    /// Some when it is to run whenever the journal has gone on, so long after it: what comes within is done together.
    fn gathers(&self) -> Option<Duration> {
        None
    }

    /// The last journal sequence that it is done with, kept up by the job itself.
    fn reached(&self) -> Option<Arc<AtomicU64>> {
        None
    }

    /// Somebody wants it to run now (`Supervisor::poke`): whatever it would wait for itself, it waits no more.
    fn poked(&mut self) {}

    /// What of its work fails while the rest goes on, for Health.
    fn trouble(&self) -> Option<String> {
        None
    }

    /// After an error or a panic, before it runs again: what it remembers may be half of something.
    fn recover(&mut self) {}

    /// Nothing runs any more; what it has in memory can be put away.
    fn end(&mut self, _: &Turn<'_>) {}
}

struct Every<F> {
    name: &'static str,
    period: Duration,
    work: F,
}

impl<F: FnMut(&Turn<'_>) -> Result<()> + Send> Job for Every<F> {
    fn name(&self) -> &str {
        self.name
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        (self.work)(turn)?;
        Ok(Next::After(self.period))
    }

    fn first(&self) -> Duration {
        self.period
    }
}

/// What is looked after at short intervals and may be forgotten with the process: what was counted in memory is written
/// down. What must not be missed is a `Schedule`, and what a record waits for is a wake.
pub fn every(
    name: &'static str,
    period: Duration,
    work: impl FnMut(&Turn<'_>) -> Result<()> + Send + 'static,
) -> Box<dyn Job> {
    Box::new(Every { name, period, work })
}

struct Once<F> {
    name: String,
    work: Option<F>,
}

impl<F: FnOnce(&Turn<'_>) -> Result<()> + Send> Job for Once<F> {
    fn name(&self) -> &str {
        &self.name
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        // It has its chance once: whoever asked for it looks at what came of it.
        if let Some(work) = self.work.take()
            && let Err(error) = work(turn)
        {
            tracing::warn!(job = self.name, %error, "what somebody asked for was not done");
        }
        Ok(Next::Done)
    }
}

/// What somebody asked for and doesn't wait for.
pub fn once(
    name: impl Into<String>,
    work: impl FnOnce(&Turn<'_>) -> Result<()> + Send + 'static,
) -> Box<dyn Job> {
    Box::new(Once {
        name: name.into(),
        work: Some(work),
    })
}
