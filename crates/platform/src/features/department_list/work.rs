//! How much a department has open: what each feature counts of its own, as far as whoever asks may see it.

use crate::{
    base::{Id, Result},
    data::{Change, EntityInfo, Schema, Visit},
    features::{DepartmentWork, Waits, declared, people::Department},
};

pub struct Open {
    pub what: &'static str,
    pub count: i64,
    /// Where the list of them is.
    pub href: String,
}

/// What each feature counts, with what it calls it, in the order of the nine stages.
fn work(schema: &Schema) -> Vec<(&'static DepartmentWork, &'static EntityInfo)> {
    let named = |work: &'static DepartmentWork| {
        let mut kinds = schema.kinds();
        let info = kinds.find(|info| info.kind.plural == work.kind)?;
        Some((work, info.entity?))
    };
    let mut all: Vec<_> = declared().work.iter().filter_map(named).collect();
    all.sort_by_key(|(_, entity)| entity.numbered);
    all
}

/// What lies in a department and is not finished. A kind that the person may not see is left out.
pub fn open(visit: &Visit, id: Id<Department>) -> Result<Vec<Open>> {
    let mut found = Vec::new();
    for (work, entity) in work(visit.store().schema()) {
        if let Some(count) = (work.seen)(visit, id)? {
            found.push(Open {
                what: entity.many,
                count,
                href: format!("/{}", work.kind),
            });
        }
    }
    Ok(found)
}

/// So many of a kind that wait in a department, and for what.
pub struct Waiting {
    pub what: String,
    pub waits: Waits,
}

/// What waits in a department for what, in the order of the nine stages, as far as whoever asks may see it.
pub fn waiting(visit: &Visit, id: Id<Department>) -> Result<Vec<Waiting>> {
    let mut found = Vec::new();
    for (work, entity) in work(visit.store().schema()) {
        for waits in (work.waits)(visit, id)? {
            let what = match waits.count {
                1 => entity.one,
                _ => entity.many,
            };
            found.push(Waiting {
                what: what.to_lowercase(),
                waits,
            });
        }
    }
    Ok(found)
}

const OPEN: &str = "a department isn't left with work that somebody else sees";

/// The same from inside a deed, whoever does it: what keeps a department from being retired, in words.
pub fn open_in(change: &mut Change<'_, '_>, id: Id<Department>) -> Result<Vec<String>> {
    let mut open = Vec::new();
    for (work, entity) in work(change.schema()) {
        let mut all = change.unscoped(OPEN);
        let count = (work.all)(&mut all, id)?;
        if count > 0 {
            open.push(entity.counted(count));
        }
    }
    Ok(open)
}
