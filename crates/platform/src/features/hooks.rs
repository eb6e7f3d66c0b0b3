//! What rooms say of each other's records without naming each other: each declares it (`Feature`), and whoever needs it asks
//! all of them here.

use crate::{
    base::Result,
    data::{Change, Ref},
};

use super::{approvals, declared, people};

/// Whether any room still works on a record, or is bound to keep it.
pub fn in_use(change: &mut Change<'_, '_>, of: Ref) -> Result<bool> {
    for asked in declared().in_use.iter() {
        if asked(change, of)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Why a record isn't taken away by a person's Undo: what was said or signed of it would hang on nothing.
pub fn hung_on(change: &mut Change<'_, '_>, of: Ref) -> Result<Option<&'static str>> {
    for asked in declared().hung_on.iter() {
        if let Some(why) = asked(change, of)? {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

/// Takes a record of whatever kind away for good; whether it went. What a room still works on stays, and what is gone by
/// itself is no slip: nobody's time runs out because another's did.
pub fn forget(change: &mut Change<'_, '_>, of: Ref) -> Result<bool> {
    if in_use(change, of)? {
        return Ok(false);
    }
    declared()
        .forgets
        .iter()
        .try_for_each(|forget| forget(change, of))?;
    Ok(true)
}

/// What rooms know of until when people aren't here.
pub fn absences() -> &'static [people::AbsentUntil] {
    &declared().absent
}

/// Every kind of thing that waits for somebody's yes, in the order of the features.
pub fn approvables() -> &'static [approvals::Approvable] {
    &declared().approvable
}
