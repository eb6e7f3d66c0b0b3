//! One portion's turn.

use super::{
    super::began::as_person,
    apply::Came,
    bulk_change::{BY_CHANGE, BulkChange, BulkPortion, LOOK_AFTER, RUN},
};
use crate::{
    access::{Placement, Tier},
    base::{Error, Id, Result, if_found},
    data::{Query, Store, Visit},
    jobs::Supervisor,
};

/// Portions of a turn of the job.
pub(super) const TURN: usize = 4;

/// Tells the job of a kind that there is something to do.
pub(super) fn poke(store: &Store, plural: &str) {
    if let Some(jobs) = store.service::<Supervisor>() {
        jobs.poke(&job_name(plural));
    }
}

/// The portion of that place.
pub(super) fn portion_at(visit: &Visit, of: &BulkChange, place: usize) -> Result<BulkPortion> {
    let query = Query::of(of, BY_CHANGE, BulkPortion::key_of(of.id, place));
    visit.first(query)?.ok_or(Error::NotFound)
}

/// Accounts for a portion that was done before what accounts for it was cut off; for whoever holds what goes on.
pub(super) fn settle(visit: &Visit, id: Id<BulkChange>) -> Result<()> {
    let held = known(visit, id)?;
    if !held.may_end() || held.reached >= held.portions {
        return Ok(());
    }
    let (store, place) = (visit.store(), held.reached + 1);
    let Ok(theirs) = as_person(store, &visit.tz, &held.accounting()) else {
        return Ok(());
    };
    theirs.part(Some(&called(id)), place as u64);
    let (deed, action) = (theirs.answered_by()?, theirs.answered_action()?);
    let Some(action) = action.and_then(|key| store.schema().action(&key)) else {
        return Ok(());
    };
    // It was done, so this only tells what came of it.
    let came = theirs.act(action, |_| Err::<Came, _>(Error::NotFound));
    let Ok(came) = came else {
        return Ok(());
    };
    let portion = portion_at(&theirs, &held, place)?;
    account(&theirs, id, &portion, (came, deed))
}

pub fn job_name(plural: &str) -> String {
    format!("changes of many {plural}")
}

/// What the deed of a portion is called; no request is called so.
pub fn called(id: Id<BulkChange>) -> String {
    format!("\u{1}{id} changes")
}

/// What came of a portion, and how far the change is by it. Durable, and so is the deed before it.
pub fn account(
    visit: &Visit,
    id: Id<BulkChange>,
    portion: &BulkPortion,
    (came, deed): (Came, Option<u64>),
) -> Result<()> {
    let (of, place) = (portion.id, portion.place);
    visit.act(RUN, move |change| {
        let mut held = change.subject(id)?;
        if held.reached + 1 != place {
            return Ok(());
        }
        let mut portion = change.subject(of)?;
        portion.done = true;
        portion.changed = came.changed;
        portion.left_out = came.left_out;
        portion.deed = deed;
        held.pass(&portion);
        change.put(&portion)?;
        change.put(&held)
    })
}

/// A change that is this person's, or that they look after.
pub(super) fn known(visit: &Visit, id: Id<BulkChange>) -> Result<BulkChange> {
    match if_found(visit.find(id))? {
        Some(own) => Ok(own),
        None => of_others(visit)?.find(id),
    }
}

/// A visit that reads what others began, for whoever looks after that.
///
/// # Errors
/// Not found for everybody else: what others began is nobody's business.
pub(super) fn of_others(visit: &Visit) -> Result<Visit> {
    match looks_after(visit) {
        true => Ok(visit.unchecked_as_system("an administrator looks after what others began")),
        false => Err(Error::NotFound),
    }
}

/// Whether this person ends and takes back what others began.
pub(super) fn looks_after(visit: &Visit) -> bool {
    let everywhere = visit.actor.places(&LOOK_AFTER) == [Placement::Global];
    visit.actor.tier == Tier::Admin && everywhere
}
