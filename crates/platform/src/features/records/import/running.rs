//! An import under way, portion by portion.

use super::{
    super::{began, began::Began, fate::Done},
    outcome::{Outcome, What},
    portion::Portion,
    record::{Import, RUN, State},
};
use jiff::tz::TimeZone;

use crate::{
    base::{Id, Result},
    data::{Store, Visit},
    jobs::Supervisor,
};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Rows that one deed accounts for.
pub(super) const PORTION: usize = 100;

/// Rows that come in while whoever sent them waits; a job goes on with the rest.
pub(super) const AT_ONCE: usize = 1_000;

/// Why a row wasn't brought in that stood below the last.
pub const ENDED: &str = "The import was ended before this row.";

/// Held while a portion comes in: of one house, one at a time.
#[derive(Default)]
pub struct Running(Mutex<()>);

impl Running {
    pub(in crate::features::records) fn hold(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells the job of a kind that there is something to do.
pub fn poke(store: &Store, plural: &str) {
    if let Some(jobs) = store.service::<Supervisor>() {
        jobs.poke(&job_name(plural));
    }
}

/// Whoever began it.
pub(super) fn as_person(store: &Arc<Store>, tz: &TimeZone, import: &Import) -> Result<Visit> {
    began::as_person(store, tz, &began(import, import.token))
}

/// The same for what accounts for what was done, and does nothing more: their token may be gone by then.
pub(super) fn accounting(store: &Arc<Store>, tz: &TimeZone, import: &Import) -> Result<Visit> {
    began::as_person(store, tz, &began(import, None))
}

/// What a row's deeds are called; no request is called so.
pub(super) fn called(import: &Import, what: &str) -> String {
    format!("\u{1}{} {what}", import.id)
}

pub(super) const DEEDS: [(&str, Done, What); 2] = [
    ("makes", Done::Made, What::New),
    ("changes", Done::Changed, What::Changed),
];

/// What came of a portion, and how far the import is by it. Durable, and so is every row before it.
pub(super) fn account(
    visit: &Visit,
    id: Id<Import>,
    first: usize,
    after: usize,
    rows: Vec<Outcome>,
) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    visit.act(RUN, move |change| {
        let mut import = change.subject(id)?;
        if import.reached != first {
            return Ok(());
        }
        for row in &rows {
            import.count(row);
        }
        import.reached = after;
        if after >= import.rows && import.state == State::Running {
            import.state = State::Done;
        }
        change.insert(Portion {
            import: id,
            reached: after,
            rows,
            ..Portion::default()
        })?;
        change.put(&import)
    })
}

pub fn job_name(plural: &str) -> String {
    format!("import of {plural}")
}

pub fn began(import: &Import, token: Option<u64>) -> Began<'_> {
    Began {
        by: import.by,
        only: &import.only,
        token,
        proved: import.proved,
        seconded: import.seconded,
        address: import.address,
        session: import.session,
    }
}
