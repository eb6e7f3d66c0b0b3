//! What is known of how people come in, without any secret: for whoever keeps the list of people in order.

use std::{collections::BTreeMap, sync::Arc};

use super::{Credential, User};
use crate::{
    base::{Id, Moment, Result},
    data::{Cached, Kind, Record, Snap, Store, Visit},
};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Way {
    pub signed_in: bool,
    pub second_factor: bool,
    /// Until when a link to choose a password holds.
    pub invited: Option<Moment>,
}

pub struct Ways(BTreeMap<u64, Way>);

impl Cached for Ways {
    const FROM: &'static [Kind] = &[Credential::KIND];

    fn build(snap: &Snap, _: &Store) -> Result<Self> {
        let all = snap.all::<Credential>()?.into_iter().map(|held| {
            let way = Way {
                // A device may be forgotten since; a code that was accepted stays known.
                signed_in: held.was_used() || held.step > 0,
                second_factor: !held.totp.is_empty(),
                invited: (!held.link.is_empty()).then_some(held.link_until),
            };
            (held.user.raw(), way)
        });
        Ok(Ways(all.collect()))
    }
}

impl Ways {
    pub fn of(visit: &Visit) -> Result<Arc<Ways>> {
        visit.cached()
    }

    pub fn get(&self, user: Id<User>) -> Way {
        self.0.get(&user.raw()).copied().unwrap_or_default()
    }
}
