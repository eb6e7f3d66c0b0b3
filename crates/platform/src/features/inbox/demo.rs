//! What people of a demonstration have made of their notices by its end: what is old is done with, what came yesterday is
//! read.

use super::{
    Notification,
    ops::{Deed, MOST as AT_ONCE, deal},
    query::{NotificationQuery, Show},
};
use crate::{
    base::{Id, Moment, Result, time},
    data::Visit,
};

const READ_AFTER: i64 = 5 * time::HOUR;
const DONE_AFTER: i64 = 3 * time::DAY;
/// More open notices of one person than a demonstration makes.
const MOST: usize = 20_000;

pub fn caught_up(visit: &Visit) -> Result<()> {
    let open = NotificationQuery {
        show: Some(Show::Open),
        reason: None,
    };
    let rows = visit.list(open.query().limit(MOST))?.rows;
    let older = |than: i64| -> Vec<&Notification> {
        let before: Moment = visit.at.plus(-than);
        rows.iter().filter(|held| held.at < before).collect()
    };
    let deal_with = |held: &[&Notification], deed: Deed| {
        held.chunks(AT_ONCE).try_for_each(|some| {
            let ids: Vec<Id<Notification>> = some.iter().map(|held| held.id).collect();
            deal(visit, ids, deed)
        })
    };
    let (read, done) = (older(READ_AFTER), older(DONE_AFTER));
    deal_with(&done, Deed::Done)?;
    let read: Vec<&Notification> = read
        .into_iter()
        .filter(|held| held.read.is_none() && !done.iter().any(|other| other.id == held.id))
        .collect();
    deal_with(&read, Deed::Read)
}
