//! What should have clocks and has none.

use super::{
    clock::{Clock, OPEN, subject_key},
    clocked::Clocked,
};
use crate::{
    base::Result,
    data::{Paging, Ref, Visit},
};

pub(super) fn lacking<R: Clocked>(
    visit: &Visit,
    most: usize,
    cursor: Option<String>,
) -> Result<(Vec<Ref>, Option<String>)> {
    let first = Paging::first(most);
    let paging = match cursor {
        Some(cursor) => first.after(cursor),
        None => first,
    };
    let page = visit.list(R::under_way().page(paging))?;
    let mut lacking = Vec::new();
    for record in &page.rows {
        let promises = record.standings().iter().any(|held| held.met.is_none());
        let key = subject_key(record.as_ref());
        if promises && !visit.has_related::<Clock>(record, OPEN, key)? {
            lacking.push(record.as_ref());
        }
    }
    Ok((lacking, page.next))
}
