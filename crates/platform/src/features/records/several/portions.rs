//! The work of a change of many: what was found when it was asked for is written down at once, then changed portion by
//! portion by a job, each portion in one deed under a name of its own. A portion that was done before a kill is answered
//! and not done again; what came of it, and how far the change is by it, is put in a deed behind it. How it is ended and
//! taken back is in `back`.

use std::{marker::PhantomData, sync::Arc, time::Duration};

use jiff::tz::TimeZone;

use super::{
    super::import::Running,
    turn::{account, called, job_name},
};
use super::{
    apply::{Came, Refusal, Refusals, change_all, without},
    back::undo,
    bulk_change::{BulkChange, BulkPortion, Progress, RUN, STOP, TO_DO},
    declared::{Deed, Several, deed_of},
    turn::{TURN, poke, portion_at},
    wanted::Wanted,
};
use crate::{
    base::{Error, Id, Moment, Result, text},
    data::{Key, Query, Store, Visit},
    features::records::began::{Began, as_person},
    jobs::{Job, Next, Turn},
};

/// Records of one deed.
const PORTION: usize = 500;
/// How often what may not be changed is left out anew, while others change what is in hand.
const TRIES: usize = 3;
/// When the job looks by itself; whoever begins a change tells it.
const LOOK: Duration = Duration::from_secs(60);

/// Begins a change of what was found.
///
/// # Errors
/// When whoever asks may nothing of it.
pub(super) fn begin<R: Several>(
    visit: &Visit,
    query: String,
    keys: Vec<Id<R>>,
    wanted: Wanted,
) -> Result<Id<BulkChange>> {
    for action in wanted.actions::<R>() {
        visit.demand(&action)?;
    }
    let label = wanted
        .deed
        .and_then(deed_of::<R>)
        .map(|deed: &Deed<R>| deed.label);
    let change_of_many = BulkChange {
        of: R::KIND.plural.to_owned(),
        query,
        set: wanted.kept(),
        deed: wanted.deed.unwrap_or_default().to_owned(),
        label: label.unwrap_or_default().to_owned(),
        reason: wanted.reason,
        by: Id::new(visit.actor.person),
        at: visit.at,
        state: Progress::Running,
        found: keys.len(),
        portions: keys.len().div_ceil(PORTION),
        only: visit.areas().to_vec(),
        token: visit.token(),
        proved: visit.is_proved(),
        address: visit.origin.address,
        session: visit.origin.session,
        ..BulkChange::default()
    };
    let id = visit.act(RUN, move |change| {
        let made = change.insert(change_of_many)?;
        for (at, ids) in keys.chunks(PORTION).enumerate() {
            change.insert(BulkPortion {
                change: made.id,
                place: at + 1,
                ids: ids.iter().map(|id| id.raw()).collect(),
                ..BulkPortion::default()
            })?;
        }
        Ok(made.id)
    })?;
    poke(visit.store(), R::KIND.plural);
    Ok(id)
}

impl BulkChange {
    pub(super) fn began(&self) -> Began<'_> {
        Began {
            by: self.by,
            only: &self.only,
            token: self.token,
            proved: self.proved,
            seconded: false,
            address: self.address,
            session: self.session,
        }
    }

    /// Whoever takes it back.
    pub(super) fn taking_back(&self) -> Began<'_> {
        Began {
            by: self.taken_by.unwrap_or(self.by),
            ..self.began()
        }
    }

    /// For what accounts for what was done, and does nothing more: their token may be gone by then.
    pub(super) fn accounting(&self) -> Began<'_> {
        Began {
            token: None,
            ..self.began()
        }
    }
}

/// Goes on with a change for so many portions, or until it ends.
fn step<R: Several>(
    store: &Arc<Store>,
    tz: &TimeZone,
    id: Id<BulkChange>,
    stopping: &dyn Fn() -> bool,
) -> Result<()> {
    let running = store.service::<Running>().unwrap_or_default();
    for _ in 0..TURN {
        if stopping() {
            return Ok(());
        }
        let _held = running.hold();
        let system = Visit::system(store, Moment::now(), tz.clone());
        let held: BulkChange = system.find(id)?;
        if held.state != Progress::Running {
            return Ok(());
        }
        let portion = portion_at(&system, &held, held.reached + 1)?;
        let wanted = Wanted::again::<R>(&held.set, &held.deed, &held.reason)?;
        let visit = as_person(store, tz, &held.began())?.relaxed();
        let came = change_portion::<R>(&visit, &held, &portion, wanted)?;
        account(
            &as_person(store, tz, &held.accounting())?,
            id,
            &portion,
            came,
        )?;
    }
    Ok(())
}

/// The records of a portion in one deed; what may not be changed is left out. With the journal's number of the deed.
pub(super) fn change_portion<R: Several>(
    visit: &Visit,
    held: &BulkChange,
    portion: &BulkPortion,
    wanted: Wanted,
) -> Result<(Came, Option<u64>)> {
    let wanted = Arc::new(wanted);
    let mut keys: Vec<Id<R>> = portion.ids.iter().map(|id| Id::new(*id)).collect();
    let mut left_out = Vec::new();
    for _ in 0..TRIES {
        if keys.is_empty() {
            let came = Came {
                changed: 0,
                left_out,
            };
            return Ok((came, None));
        }
        visit.part(Some(&called(held.id)), portion.place as u64);
        let refused = Refusals::default();
        let came = change_all(visit, keys.clone(), left_out.clone(), &wanted, &refused);
        let refused = refused.taken();
        if refused.is_empty() {
            return Ok((came?, visit.wrote()));
        }
        keys = without(keys, &refused);
        left_out.extend(refused.iter().map(Refusal::left));
    }
    Err(Error::conflict(
        "Others change these records in this moment. Begin it again later.",
    ))
}

struct SeveralJob<R> {
    name: String,
    of: PhantomData<fn() -> R>,
}

/// The job that goes on with changes of many records of a kind: after a restart as well.
pub fn several_job<R: Several>() -> Box<dyn Job> {
    Box::new(SeveralJob::<R> {
        name: job_name(R::KIND.plural),
        of: PhantomData,
    })
}

impl<R: Several> Job for SeveralJob<R> {
    fn name(&self) -> &str {
        &self.name
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        let key = Key::new().text(R::KIND.plural);
        let found = turn
            .visit()
            .first(Query::<BulkChange>::by(TO_DO).under(key))?;
        let Some(held) = found else {
            return Ok(Next::After(LOOK));
        };
        let stopping = || turn.stopping();
        let came = match held.state {
            Progress::TakingBack => undo(turn.store, turn.tz, held.id, &stopping),
            _ => step::<R>(turn.store, turn.tz, held.id, &stopping),
        };
        match came {
            Ok(()) => {}
            Err(why @ (Error::Internal(_) | Error::Unavailable(_))) => return Err(why),
            // It could go on for ever like this, and hold up all that come after it.
            Err(why) => {
                let why = why.to_string();
                turn.visit().act(STOP, move |change| {
                    let mut held = change.subject(held.id)?;
                    held.state = Progress::Stopped;
                    held.trouble = text::shorten(&why, 300);
                    change.put(&held)
                })?;
            }
        }
        Ok(Next::Again)
    }
}
