//! An import that is ended before its last row, and one that is taken back.

use std::{io::Read, sync::Arc};

use jiff::tz::TimeZone;

use super::{
    Import, RUN, State,
    outcome::{Outcome, What},
    portion::{BY_IMPORT, Portion},
    running::{
        AT_ONCE, DEEDS, ENDED, PORTION, Running, account, accounting, as_person, called, poke,
    },
};
use crate::{
    base::{Error, Id, Moment, Result},
    data::{Query, Store, Visit},
    features::records::{Table, decode, fate::refusal},
};

/// Rows that were done and not accounted for, because what accounts for them was cut off; those between them were passed
/// over.
fn unaccounted(visit: &Visit, import: &Import) -> Result<Vec<Outcome>> {
    let Some(file) = &import.file else {
        return Ok(Vec::new());
    };
    let mut bytes = Vec::new();
    visit.store().file(file)?.read_to_end(&mut bytes)?;
    let table = Table::of(&decode(&bytes)?, usize::MAX)?;
    let (mut rows, mut done) = (Vec::new(), 0);
    for line in table.lines.iter().skip(import.reached).take(PORTION) {
        let mut outcome = Outcome {
            line: line.number,
            what: What::Refused,
            why: ENDED.into(),
            ..Outcome::default()
        };
        for (deed, _, what) in DEEDS {
            visit.part(Some(&called(import, deed)), line.number);
            let Some(seq) = visit.answered_by()? else {
                continue;
            };
            outcome.what = what;
            outcome.why = String::new();
            outcome.deed = Some(seq);
            if let Some(of) = visit.subject_of(seq)? {
                outcome.number = Some(visit.store().schema().number(of));
                outcome.name = visit.title_of(of)?.unwrap_or_default();
            }
        }
        visit.in_parts();
        rows.push(outcome);
        if rows.last().is_some_and(|row| row.deed.is_some()) {
            done = rows.len();
        }
    }
    rows.truncate(done);
    Ok(rows)
}

/// Whether somebody may end what was brought in: as they may bring such in.
fn may_end(visit: &Visit, id: Id<Import>) -> Result<Import> {
    let import: Import = visit.find(id)?;
    let schema = visit.store().schema();
    let right = schema
        .action(&import.right)
        .ok_or_else(|| Error::internal(format!("{} is no action", import.right)))?;
    visit.demand(&right)?;
    Ok(import)
}

/// Accounts for what was done before an import is ended; for whoever holds what comes in.
fn settle(visit: &Visit, import: &Import) -> Result<()> {
    if !matches!(import.state, State::Running | State::Stopped) {
        return Ok(());
    }
    let Ok(began) = accounting(visit.store(), &visit.tz, import) else {
        return Ok(());
    };
    let rows = unaccounted(&began, import)?;
    if rows.is_empty() {
        return Ok(());
    }
    account(
        &began,
        import.id,
        import.reached,
        import.reached + rows.len(),
        rows,
    )
}

/// Brings no more rows in; those that came stay, the others are passed over.
///
/// # Errors
/// When it isn't coming in.
pub fn cancel(visit: &Visit, id: Id<Import>) -> Result<()> {
    let running = visit.store().service::<Running>().unwrap_or_default();
    let _held = running.hold();
    settle(visit, &may_end(visit, id)?)?;
    visit.act(RUN, move |change| {
        let mut import = change.subject(id)?;
        if !matches!(import.state, State::Running | State::Stopped) {
            return Err(Error::conflict("This import isn't under way any more."));
        }
        let rest = import.to_come();
        import.state = State::Cancelled;
        import.refused += rest;
        change.put(&import)
    })
}

/// Begins to take an import back: each deed of it, as far as nobody went on from it.
///
/// # Errors
/// When it is under way, was taken back, or is none that can be.
pub fn take_back(visit: &Visit, id: Id<Import>) -> Result<()> {
    let running = visit.store().service::<Running>().unwrap_or_default();
    let held = running.hold();
    settle(visit, &may_end(visit, id)?)?;
    let (only, token) = (visit.areas().to_vec(), visit.token());
    let of = visit.act(RUN, move |change| {
        let mut import = change.subject(id)?;
        if import.state == State::TakingBack {
            return Ok(import.of.clone());
        }
        if import.taken_back.is_some() {
            return Err(Error::conflict("This import was taken back already."));
        }
        if !import.undoable {
            return Err(Error::conflict("What this import did can't be undone."));
        }
        import.refused += import.to_come();
        import.state = State::TakingBack;
        import.left = import.reached;
        if !only.is_empty() {
            import.only = only;
        }
        // It is whoever takes it back that does so, by what they came by.
        import.token = token;
        change.put(&import)?;
        Ok(import.of.clone())
    })?;
    drop(held);
    undo(visit.store(), &visit.tz, id, AT_ONCE)?;
    poke(visit.store(), &of);
    Ok(())
}

/// Takes so many rows of an import back, the last first.
pub(super) fn undo(store: &Arc<Store>, tz: &TimeZone, id: Id<Import>, most: usize) -> Result<()> {
    let running = store.service::<Running>().unwrap_or_default();
    let mut went = 0;
    while went < most {
        let _held = running.hold();
        let system = Visit::system(store, Moment::now(), tz.clone());
        let import: Import = system.find(id)?;
        if import.state != State::TakingBack {
            return Ok(());
        }
        let visit = as_person(store, tz, &import)?;
        let last = Query::of(&import, BY_IMPORT, Portion::key_of(id, import.left));
        let last: Option<Portion> = system.first(last)?;
        let rows = last.map_or(Vec::new(), |last| last.rows);
        let softly = as_person(store, tz, &import)?.relaxed();
        let mut stayed = 0;
        for deed in rows.iter().rev().filter_map(|row| row.deed) {
            if softly.undone_by(deed)?.is_none() && refusal(softly.undo(deed))?.is_err() {
                stayed += 1;
            }
        }
        went += rows.len().max(1);
        let (left, came) = (import.left, rows.len().max(1));
        visit.act(RUN, move |change| {
            let mut import = change.subject(id)?;
            if import.left != left {
                return Ok(());
            }
            import.stayed += stayed;
            import.left = left.saturating_sub(came);
            if import.left == 0 {
                import.state = State::TakenBack;
                import.taken_back = Some(change.at);
            }
            change.put(&import)
        })?;
    }
    Ok(())
}
