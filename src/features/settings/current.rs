//! The house's settings, in memory.

use std::sync::Arc;

use super::Settings;
use crate::{
    base::{Result, money::Currency},
    data::{Cached, Kind, Record, Snap, Store, Visit},
};

/// The house's settings, in memory.
pub struct House(pub Settings);

impl Cached for House {
    const FROM: &'static [Kind] = &[Settings::KIND];

    fn build(snap: &Snap, _: &Store) -> Result<Self> {
        Ok(House(snap.all::<Settings>()?.pop().unwrap_or_default()))
    }
}

impl House {
    pub fn of(visit: &Visit) -> Result<Arc<House>> {
        visit.cached()
    }

    /// What amounts are shown in.
    pub fn currency_of(visit: &Visit) -> Currency {
        House::of(visit)
            .map(|house| house.0.currency())
            .unwrap_or_default()
    }
}
