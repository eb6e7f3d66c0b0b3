//! The kinds of records that have clocks, as their rooms say it.

use std::collections::BTreeSet;

use super::{
    clock::Clock,
    clocked::{Clocked, Lacking, WaitsFor, follow_record},
    target::Target,
};
use crate::{
    base::{Id, Result},
    data::{Change, Derive, Deriving, Record, Ref, Visit},
    features::{declared, people::User},
};

/// A clocked kind without its type.
#[derive(Clone, Copy)]
pub struct ClockedKind {
    pub code: u8,
    /// Plural, as in addresses.
    pub plural: &'static str,
    pub targets: &'static [Target],
    pub kinds: fn() -> Vec<(&'static str, &'static str)>,
    pub stages: fn() -> Vec<(&'static str, &'static str)>,
    pub derive: Derive,
    pub(super) came_later: bool,
    pub(super) waits_for: WaitsFor,
    pub(super) title: fn(&mut Change<'_, '_>, u64) -> Result<Option<String>>,
    pub(super) reassign: fn(&mut Change<'_, '_>, u64, Id<User>) -> Result<bool>,
    /// Those of a page that lack a clock, and the cursor of the next.
    pub(super) lacking: fn(&Visit, usize, Option<String>) -> Result<Lacking>,
}

impl ClockedKind {
    pub fn of<R: Clocked>() -> ClockedKind {
        ClockedKind {
            code: R::KIND.code,
            plural: R::KIND.plural,
            targets: R::TARGETS,
            kinds: R::kinds,
            stages: R::stages,
            derive: follow::<R>,
            came_later: R::CAME_LATER,
            waits_for: |change, id| {
                let held = change.find::<R>(Id::new(id))?;
                Ok(held.and_then(|held| held.waits_for()))
            },
            title: |change, id| Ok(change.find::<R>(Id::new(id))?.map(|held| held.title())),
            reassign: |change, id, to| R::reassign(change, Id::new(id), to),
            lacking: super::lacking::lacking::<R>,
        }
    }
}

/// Every kind whose promises have clocks.
pub fn kinds() -> &'static [ClockedKind] {
    &declared().clocked
}

/// The clocks of what was touched follow it.
pub fn follow<R: Clocked>(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let mut ids = BTreeSet::new();
    for of in touched {
        if of.kind == R::KIND.code {
            ids.insert(of.id);
        } else if of.kind == Clock::KIND.code {
            let clock = change.find::<Clock>(Id::new(of.id))?;
            ids.extend(
                clock
                    .map(|clock| clock.subject)
                    .filter(|of| of.kind == R::KIND.code)
                    .map(|of| of.id),
            );
        }
    }
    ids.into_iter()
        .try_for_each(|id| follow_record::<R>(change, Id::new(id)))
}

pub(super) fn kind_of(subject: Ref) -> Option<&'static ClockedKind> {
    kinds().iter().find(|kind| kind.code == subject.kind)
}
