//! The rate of a piece of work, as the deed that makes its entry finds it.

use super::{
    rate::Rates,
    rule::{Frozen, Work, find},
};
use crate::{base::Result, data::Change};

/// What holds for it now.
///
/// # Errors
/// When the store can't be read.
pub fn at(change: &mut Change<'_, '_>, work: &Work) -> Result<Frozen> {
    if let Some(known) = change.cached::<Rates>() {
        return Ok(find(&known.0, work));
    }
    let mut house = change.unscoped("what an hour is billed at holds for whoever works");
    Ok(find(&house.all()?, work))
}
