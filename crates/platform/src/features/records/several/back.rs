//! Ending a change of many and taking it back: each portion's deed is undone, the last first. An administrator ends and
//! takes back what another began, as far as they may do the same to the same records; the journal names them, and whoever
//! began it is told.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{
    super::import::Running,
    turn::{known, looks_after},
};
use super::{
    bulk_change::{BulkChange, LOOK_AFTER, Progress, RUN},
    turn::{TURN, poke, portion_at, settle},
};
use crate::{
    access::Action,
    base::{Error, Id, Moment, Result, text},
    data::{Change, Held, Store, Visit},
    features::{
        inbox,
        records::{began::as_person, fate::refusal, notices},
    },
};

// ── whose it is ──

/// The deed by which somebody ends or takes back a change, by whose it is.
fn by_whom(of_another: bool) -> Action {
    match of_another {
        true => LOOK_AFTER,
        false => RUN,
    }
}

fn hold(
    change: &mut Change<'_, '_>,
    id: Id<BulkChange>,
    of_another: bool,
) -> Result<Held<BulkChange>> {
    if !of_another {
        return change.subject(id);
    }
    change.about(id.as_ref());
    change
        .on_behalf("an administrator ends and takes back what others began")
        .load(id)
}

/// Whoever began it is told that another ended it or takes it back, and who.
fn tell(change: &mut Change<'_, '_>, held: &BulkChange, did: &str) -> Result<()> {
    let what = format!(
        "{} {did} your change of {} {}",
        change.actor.name,
        text::thousands(held.found),
        held.of.replace('-', " ")
    );
    let of = held.id.as_ref();
    inbox::notify(change, held.by, &notices::TAKEN_OVER, of, what)
}

// ── ending it, and taking it back ──

/// Changes no more of them; what was changed stays.
///
/// # Errors
/// When it isn't under way.
pub(super) fn cancel(visit: &Visit, id: Id<BulkChange>) -> Result<()> {
    let running = visit.store().service::<Running>().unwrap_or_default();
    let _held = running.hold();
    settle(visit, id)?;
    let of_another = known(visit, id)?.by.raw() != visit.actor.person;
    visit.act(by_whom(of_another), move |change| {
        let mut held = hold(change, id, of_another)?;
        if !held.may_end() {
            return Err(Error::conflict("This change isn't under way any more."));
        }
        held.state = Progress::Cancelled;
        change.put(&held)?;
        tell(change, &held, "ended")
    })
}

/// Begins to take a change back: each portion of it, as far as nobody went on from it.
///
/// # Errors
/// When it is under way, or there is nothing to take back.
pub(super) fn take_back(visit: &Visit, id: Id<BulkChange>) -> Result<()> {
    let running = visit.store().service::<Running>().unwrap_or_default();
    let underway = running.hold();
    settle(visit, id)?;
    let of_another = known(visit, id)?.by.raw() != visit.actor.person;
    let (token, only, proved) = (visit.token(), visit.areas().to_vec(), visit.is_proved());
    let (address, session) = (visit.origin.address, visit.origin.session);
    let of = visit.act(by_whom(of_another), move |change| {
        let mut held = hold(change, id, of_another)?;
        if held.state == Progress::TakingBack {
            return Ok(held.of.clone());
        }
        if !held.may_be_taken_back() {
            return Err(Error::conflict(match held.state {
                Progress::Running => "It is still under way. End it first.",
                _ => "There is nothing of it to take back.",
            }));
        }
        held.state = Progress::TakingBack;
        held.left = held.reached;
        // It is whoever takes it back that does so, by what they came by.
        held.taken_by = Some(Id::new(change.actor.person));
        (held.token, held.only, held.proved) = (token, only, proved);
        (held.address, held.session) = (address, session);
        change.put(&held)?;
        tell(change, &held, "is taking back")?;
        Ok(held.of.clone())
    })?;
    drop(underway);
    poke(visit.store(), &of);
    Ok(())
}

/// Takes so many portions of a change back, the last first.
pub(super) fn undo(
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
        if held.state != Progress::TakingBack {
            return Ok(());
        }
        let place = held.left;
        let mut stayed = false;
        let of_another = held.taken_by.is_some_and(|by| by != held.by);
        let theirs = as_person(store, tz, &held.taking_back())?;
        if of_another && !looks_after(&theirs) {
            return Err(Error::Forbidden(
                "Whoever takes it back may take back what others did no more.".into(),
            ));
        }
        if place > 0
            && let Some(deed) = portion_at(&system, &held, place)?.deed
        {
            let visit = theirs.relaxed();
            stayed = visit.undone_by(deed)?.is_none() && refusal(visit.undo(deed))?.is_err();
        }
        let theirs = as_person(store, tz, &held.taking_back())?;
        theirs.act(by_whom(of_another), move |change| {
            let mut held = hold(change, id, of_another)?;
            if held.left != place || held.state != Progress::TakingBack {
                return Ok(());
            }
            held.stayed += usize::from(stayed);
            held.left = place.saturating_sub(1);
            if held.left == 0 {
                held.state = Progress::TakenBack;
                held.taken_back = Some(change.at);
            }
            change.put(&held)
        })?;
    }
    Ok(())
}
