//! Once a day: what is over its time goes, a few hundred records at a time, so that nobody who saves something waits.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{
    super::{
        backups::{DRILLS_BY_TIME, Drill, Outcome},
        security::{ALERTS_BY_STAGE, Alert, CLOSED},
    },
    actions::SWEEP,
};
use crate::{
    base::{Id, Moment, Result, text, time},
    data::{Key, Page, Paging, Query, Record, Store, Visit, idempotency},
    features::{
        inbox::{Notification, READ},
        settings::Kept,
        sign_in::{self, Over},
        views::{self, View},
    },
};

/// Records that one deed takes away.
const AT_ONCE: usize = 200;
/// Drills that stay however old they are.
const DRILLS: usize = 10;

/// How many of each kind went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub notifications: usize,
    pub sign_ins: usize,
    pub alerts: usize,
    pub checks: usize,
}

/// Once a day: what is over its time, and the answers that nobody asks for any more.
pub fn sweep_all(store: &Arc<Store>, at: Moment) -> Result<()> {
    sweep(store, at)?;
    idempotency::forget(store, at).map(drop)
}

pub fn sweep(store: &Arc<Store>, at: Moment) -> Result<Swept> {
    let visit = Visit::system(store, at, TimeZone::UTC);
    let kept = visit.cached::<Kept>()?;
    let before = |days: Option<u32>| days.map(|days| at.plus(-i64::from(days) * time::DAY));
    let mut swept = Swept::default();
    if let Some(before) = before(kept.0.notifications) {
        let read_before = |held: &Notification| held.read.is_some_and(|read| read < before);
        swept.notifications = go_through(
            &visit,
            &Query::by(READ).under(Key::new().byte(1)),
            |held: &Notification| held.at < before,
            &read_before,
        )?;
    }
    if let Some(before) = before(kept.0.sign_ins) {
        swept.sign_ins = sign_ins(&visit, before)?;
    }
    if let Some(before) = before(kept.0.alerts) {
        swept.alerts = go_through(
            &visit,
            &Query::by(ALERTS_BY_STAGE).under(Key::new().byte(CLOSED)),
            |held: &Alert| held.last < before,
            &|held: &Alert| held.last < before,
        )?;
    }
    if let Some(before) = before(kept.0.checks) {
        swept.checks = go_through(
            &visit,
            &Query::by(views::BY_TIME).under(Key::new().byte(1)),
            |held: &View| held.started < before,
            &|held: &View| held.ended.is_some_and(|ended| ended < before),
        )?;
        swept.checks += drills(&visit, before)?;
    }
    Ok(swept)
}

/// Takes away what is over along an index that is in order of age: as far as `old` reaches, those for which `over` holds.
fn go_through<R: Record>(
    visit: &Visit,
    list: &Query<R>,
    old: impl Fn(&R) -> bool,
    over: &(dyn Fn(&R) -> bool + Sync),
) -> Result<usize> {
    let mut gone = 0;
    let mut paging = Paging::first(AT_ONCE);
    loop {
        let page: Page<R> = visit.list(list.clone().page(paging))?;
        let reached = page.rows.iter().take_while(|held| old(held)).count();
        let ids: Vec<Id<R>> = page.rows[..reached]
            .iter()
            .filter(|held| over(held))
            .map(Record::id)
            .collect();
        gone += ids.len();
        take_away(visit, ids)?;
        match page.next {
            Some(next) if reached == page.rows.len() => paging = Paging::first(AT_ONCE).after(next),
            _ => return Ok(gone),
        }
    }
}

/// One deed for a few records of one kind. What was over stays over, so nothing is asked of them again.
fn take_away<R: Record>(visit: &Visit, ids: Vec<Id<R>>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    visit.act(SWEEP, move |change| {
        change.event();
        change.note(format!(
            "{} over their time",
            text::count(ids.len(), "record", "records")
        ));
        for id in ids {
            if let Some(held) = change
                .on_behalf("what is over its time goes, by the house's rule")
                .find(id)?
            {
                change.forget(&held)?;
            }
        }
        Ok(())
    })
}

fn sign_ins(visit: &Visit, before: Moment) -> Result<usize> {
    let Over {
        sessions,
        tokens,
        requests,
    } = sign_in::over(visit, before)?;
    let gone = sessions.len() + tokens.len() + requests.len();
    in_parts(visit, &sessions)?;
    in_parts(visit, &tokens)?;
    in_parts(visit, &requests)?;
    Ok(gone)
}

fn in_parts<R: Record>(visit: &Visit, ids: &[Id<R>]) -> Result<()> {
    ids.chunks(AT_ONCE)
        .try_for_each(|part| take_away(visit, part.to_vec()))
}

/// The first entry says since when the house is watched; the last ones say how well it sleeps.
fn drills(visit: &Visit, before: Moment) -> Result<usize> {
    let all: Page<Drill> = visit.list(Query::by(DRILLS_BY_TIME).limit(usize::MAX))?;
    let spare = all.rows.len().saturating_sub(DRILLS);
    let over = |held: &&Drill| held.at < before && held.outcome != Outcome::Awaited;
    let ids: Vec<Id<Drill>> = all.rows[..spare]
        .iter()
        .filter(over)
        .map(|held| held.id)
        .collect();
    in_parts(visit, &ids)?;
    Ok(ids.len())
}
