//! Saving where logs go, and trying it.

use super::{
    LogDestination,
    actions::{EDIT, VIEW},
    destination::DESTINATION,
    forms::LogForm,
    forwarder::{self, Tried},
};
use crate::{
    base::{Result, if_found},
    data::Visit,
    features::settings::CurrentSettings,
};

/// Where logs go now, or as it would begin.
pub fn held(visit: &Visit) -> Result<LogDestination> {
    visit.demand(&VIEW)?;
    Ok(if_found(visit.find(DESTINATION))?.unwrap_or_default())
}

pub fn edit(visit: &Visit, form: LogForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut held = change.only::<LogDestination>(form.version)?;
        *held = LogDestination {
            id: held.id,
            version: held.version,
            ..form.destination
        };
        change.put(&held)
    })?;
    forwarder::hasten(visit.store());
    Ok(())
}

/// One message, to the collector as it is saved.
pub fn test(visit: &Visit) -> Result<Tried> {
    let house = CurrentSettings::of(visit)?.0.name.clone();
    forwarder::try_out(visit, &held(visit)?, &house)
}
