//! What is periodic and of no record. When each was last done is stored, so that it survives restarts; each runs in a slot
//! of its own.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    job::{Job, Next, Turn},
    rhythm::{Leap, Rhythm, Watch},
};
use crate::{
    access::Action,
    base::{Moment, Result},
    data::{Store, Visit},
};

pub const KEEP: Action = Action::system("schedules.keep", "Note when something periodic was done")
    .told("noted what was done on time");

/// Something that is done from time to time.
#[derive(Clone, Copy)]
pub struct Schedule {
    /// On disk: when it was last done lies under it.
    pub name: &'static str,
    /// How long after the start it isn't looked at.
    pub first: Duration,
    /// How often, as the settings say now; None while it isn't wanted.
    pub rhythm: fn(&Visit) -> Result<Option<Rhythm>>,
    /// When it was last done, where that is known better than by what is stored here.
    pub last: fn(&Visit, Option<Moment>) -> Result<Option<Moment>>,
    /// Whether it takes away for good what is over its time: such a thing waits where the clock went far ahead.
    pub for_good: bool,
    pub run: fn(&Turn<'_>) -> Result<()>,
}

/// What is stored of one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    #[serde(default)]
    pub last: Option<Moment>,
    #[serde(default)]
    pub next: Option<Moment>,
    /// What it waits for before it is done.
    #[serde(default)]
    pub leap: Option<Leap>,
}

/// Settings change, clocks are set: nothing is trusted for longer.
const LOOK: Duration = Duration::from_secs(60);
/// How often it is looked whether the clock is believed by now.
const DOUBT: Duration = Duration::from_secs(60 * 60);

/// The job that keeps it.
pub fn schedule(schedule: Schedule) -> Box<dyn Job> {
    Box::new(Scheduled {
        schedule,
        watch: Watch::default(),
    })
}

struct Scheduled {
    schedule: Schedule,
    watch: Watch,
}

fn key_of(name: &str) -> String {
    format!("schedule/{name}")
}

/// When it was last done and is to be done next, as far as is known.
pub fn done(store: &Store, name: &str) -> Result<Done> {
    Ok(store.remembered(&key_of(name))?.unwrap_or_default())
}

impl Schedule {
    /// Whether it is due at the visit's time.
    pub fn is_due(&self, visit: &Visit) -> Result<bool> {
        let stored = done(visit.store(), self.name)?.last;
        let due = self.due(visit, stored, &mut Watch::default())?;
        Ok(due.is_some_and(|due| due <= visit.at))
    }

    /// Until when it waits because the clock went far ahead, if it does.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn waits(&self, visit: &Visit) -> Result<Option<Moment>> {
        let stored = done(visit.store(), self.name)?;
        Ok(self.leap(visit, &stored)?.map(Leap::until))
    }

    fn leap(&self, visit: &Visit, stored: &Done) -> Result<Option<Leap>> {
        if !self.for_good {
            return Ok(None);
        }
        let last = (self.last)(visit, stored.last)?;
        Ok(Leap::over(last, stored.leap, visit.at))
    }

    /// When it is due, if it is wanted at all; `stored` is when it was last done as far as this floor knows.
    fn due(
        &self,
        visit: &Visit,
        stored: Option<Moment>,
        watch: &mut Watch,
    ) -> Result<Option<Moment>> {
        let Some(rhythm) = (self.rhythm)(visit)? else {
            return Ok(None);
        };
        let last = (self.last)(visit, stored)?;
        Ok(Some(watch.due(rhythm, last, visit.at, &visit.tz)))
    }
}

impl Job for Scheduled {
    fn name(&self) -> &str {
        self.schedule.name
    }

    fn first(&self) -> Duration {
        self.schedule.first
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        let visit = turn.visit();
        let schedule = self.schedule;
        let key = key_of(schedule.name);
        let stored = done(turn.store, schedule.name)?;
        let Some(due) = schedule.due(&visit, stored.last, &mut self.watch)? else {
            return Ok(Next::After(LOOK));
        };
        if due > visit.at {
            let rest = u64::try_from(due.since(visit.at)).unwrap_or(0);
            return Ok(Next::After(Duration::from_millis(rest).min(LOOK)));
        }
        if let Some(leap) = schedule.leap(&visit, &stored)? {
            let until = leap.until().rfc3339();
            tracing::warn!(
                schedule = schedule.name,
                until,
                "the clock went far ahead since this was last done; it waits, for what it takes away is gone for good"
            );
            let leap = Some(leap);
            visit.act_softly(KEEP, move |change| {
                change.remember(&key, &Done { leap, ..stored })
            })?;
            return Ok(Next::After(DOUBT));
        }
        (schedule.run)(turn)?;
        // When it began counts, so that what takes long doesn't wander through the day.
        let last = Some(visit.at);
        let after = turn.visit();
        let next = schedule.due(&after, last, &mut self.watch)?;
        // Softly: what is lost in a power cut is done once more.
        after.act_softly(KEEP, move |change| {
            change.remember(
                &key,
                &Done {
                    last,
                    next,
                    leap: None,
                },
            )
        })?;
        Ok(Next::After(LOOK))
    }
}
