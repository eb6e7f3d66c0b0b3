//! What a project that is over takes no more of, wherever in it somebody worked: its parts hold to that as well.

use super::{super::Project, tree::above_in};
use crate::{
    base::{Error, Result},
    data::Change,
};

/// What is closed changes no budget, nor does a part of it, whatever its own phase.
///
/// # Errors
/// A conflict that says what is closed.
pub fn budgets_stay(change: &mut Change<'_, '_>, before: &Project, after: &Project) -> Result<()> {
    let budgets = |held: &Project| {
        (
            (held.budget_minutes, held.budget_money, held.value),
            (held.budget_by, held.at_full),
        )
    };
    if budgets(before) == budgets(after) {
        return Ok(());
    }
    for above in above_in(change, before)? {
        above.must_not_be_closed()?;
    }
    Ok(())
}

/// Time is logged on what isn't closed, nor a part of what is: what is closed takes none, wherever in it somebody worked.
///
/// # Errors
/// A conflict that says what is closed.
pub fn must_take_time(change: &mut Change<'_, '_>, project: &Project) -> Result<()> {
    project.must_not_be_closed()?;
    for above in above_in(change, project)? {
        if above.must_not_be_closed().is_err() {
            return Err(Error::conflict(format!(
                "{} is part of {}, which is over and takes no more time. Ask whoever manages that to reopen it.",
                project.title, above.id
            )));
        }
    }
    Ok(())
}
