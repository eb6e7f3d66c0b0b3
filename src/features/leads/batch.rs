//! Leads one after another: whose turn it is after one was talked to, without a way back to the list.

use super::{BY_FOLLOW_UP, BY_STAGE, Lead, OWNER, Stage, forms::FollowUpIn};
use crate::{
    base::{Day, Id, Result},
    data::{Key, Query, Visit},
    features::{
        day::{me, own},
        settings::CurrentSettings,
    },
};

/// Leads that are looked at for the next one.
const MOST: usize = 100;

/// A working day of the house, as far away as was chosen.
///
/// # Errors
/// When the settings can't be read.
pub fn day_of(visit: &Visit, again: FollowUpIn) -> Result<Day> {
    let days = match again {
        FollowUpIn::Tomorrow | FollowUpIn::Unknown => 1,
        FollowUpIn::Days => 3,
        FollowUpIn::Week => 7,
    };
    let calendar = CurrentSettings::of(visit)?.0.calendar();
    Ok(calendar.on_or_after(visit.today() + days))
}

/// The lead of the person's own that waits the longest for a first word, then the one to be called today or before; not
/// this one, and none that something was done with today already.
///
/// # Errors
/// When the store can't be read.
pub fn after(visit: &Visit, id: Id<Lead>) -> Result<Option<Id<Lead>>> {
    let today = visit.today();
    let untouched = |lead: &Lead| lead.touched.day(&visit.tz) < today;
    let new = Query::by(BY_STAGE)
        .under(Key::new().byte(Stage::New.code()))
        .facet(OWNER, me(visit))
        .limit(MOST);
    let mut new = visit.list::<Lead>(own(new))?.rows;
    new.sort_by_key(|lead| lead.entered);
    // What came in today is touched by having come in.
    let waits = |lead: &&Lead| lead.touched == lead.entered || untouched(lead);
    if let Some(lead) = new.iter().filter(waits).find(|lead| lead.id != id) {
        return Ok(Some(lead.id));
    }
    let due = Query::by(BY_FOLLOW_UP)
        .under(Key::new().byte(0))
        .until(Key::new().signed(i64::from(today.0) + 1))
        .facet(OWNER, me(visit))
        .descending(true)
        .limit(MOST);
    let due = visit.list::<Lead>(own(due))?.rows;
    let mut due = due.iter().filter(|lead| lead.id != id && untouched(lead));
    Ok(due.next().map(|lead| lead.id))
}
