//! The house's settings, in memory.

use std::sync::Arc;

use super::Settings;
use crate::{
    base::{Result, money::Currency},
    data::{Cached, Kind, ReadTx, Record, Store, Visit},
};

/// The house's settings, in memory.
pub struct CurrentSettings(pub Settings);

impl Cached for CurrentSettings {
    const FROM: &'static [Kind] = &[Settings::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        Ok(CurrentSettings(
            read_tx.all::<Settings>()?.pop().unwrap_or_default(),
        ))
    }
}

impl CurrentSettings {
    pub fn of(visit: &Visit) -> Result<Arc<CurrentSettings>> {
        visit.cached()
    }

    /// What amounts are shown in.
    pub fn currency_of(visit: &Visit) -> Currency {
        CurrentSettings::of(visit)
            .map(|house| house.0.currency())
            .unwrap_or_default()
    }
}
