//! For the tests of rooms: a change of many of their records that was cut off between what it did and what it noted.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{
    BulkChange, BulkPortion, Progress, RUN, Several, back, bulk_change::Kept,
    portions::change_portion, turn::portion_at, wanted::Wanted,
};
use crate::{
    base::{Error, Id, Moment, Result},
    data::{Store, Visit},
    features::{people::User, records::began::as_person},
};

/// A change by somebody that sets a field of records, two in a portion, to a value that is written as JSON. It ended after
/// its first portion was done and before that was accounted for. The visit is theirs.
pub fn cut_off<R: Several>(
    store: &Arc<Store>,
    by: Id<User>,
    records: &[u64],
    (field, value): (&str, &str),
) -> Result<(Visit, Id<BulkChange>)> {
    let begun = BulkChange {
        of: R::KIND.plural.to_owned(),
        set: vec![Kept {
            field: field.to_owned(),
            value: value.to_owned(),
        }],
        by,
        state: Progress::Stopped,
        found: records.len(),
        portions: records.len().div_ceil(2),
        ..BulkChange::default()
    };
    let theirs = || as_person(store, &TimeZone::UTC, &begun.began());
    let (stored, records) = (begun.clone(), records.to_vec());
    let made = theirs()?.act(RUN, move |change| {
        let made = change.insert(stored)?;
        for (at, ids) in records.chunks(2).enumerate() {
            change.insert(BulkPortion {
                change: made.id,
                place: at + 1,
                ids: ids.to_vec(),
                ..BulkPortion::default()
            })?;
        }
        Ok(made.id)
    });
    let id = made?;
    let system = Visit::system(store, Moment::now(), TimeZone::UTC);
    let held: BulkChange = system.find(id)?;
    let portion = portion_at(&system, &held, 1)?;
    let wanted = Wanted::again::<R>(&held.set, "", "")?;
    let (came, deed) = change_portion::<R>(&theirs()?, &held, &portion, wanted)?;
    match came.changed == portion.ids.len() && deed.is_some() {
        true => Ok((theirs()?, id)),
        false => Err(Error::internal("the first portion was not done")),
    }
}

/// Ends it.
pub fn cancel(visit: &Visit, id: Id<BulkChange>) -> Result<()> {
    back::cancel(visit, id).map(drop)
}

/// Begins to take it back.
pub fn take_back(visit: &Visit, id: Id<BulkChange>) -> Result<()> {
    back::take_back(visit, id).map(drop)
}

/// How many it has gone through and changed, and whether its first portion says by which deed.
pub fn accounted(visit: &Visit, id: Id<BulkChange>) -> Result<(Progress, usize, usize, bool)> {
    let held: BulkChange = visit.find(id)?;
    let first = portion_at(visit, &held, 1)?;
    let told = first.done && first.deed.is_some();
    Ok((held.state, held.reached, held.changed, told))
}
