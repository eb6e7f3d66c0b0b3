//! The kinds of records that people hold, as the rooms declare them.

use crate::{
    base::{Error, Result},
    features::{
        declared,
        people::{Held, Holds},
    },
};

/// In the order in which they are listed.
pub(super) fn kinds() -> &'static [Holds] {
    &declared().held
}

/// The kind that a piece is of.
pub(super) fn kind_of(held: &Held) -> Result<&'static Holds> {
    let mut kinds = kinds().iter();
    kinds
        .find(|kind| kind.code == held.of.kind)
        .ok_or_else(|| Error::internal("a kind that nobody can hold"))
}

/// "3 leads, 1 team".
pub fn counted(held: &[Held]) -> String {
    let each = kinds().iter().filter_map(|kind| {
        let n = held.iter().filter(|held| held.of.kind == kind.code).count();
        (n > 0).then(|| kind.entity.counted(n))
    });
    each.collect::<Vec<_>>().join(", ")
}
