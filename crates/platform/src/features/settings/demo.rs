//! What stands on the letterhead of a demonstration's house.

use super::{SETTINGS, Settings, actions::EDIT};
use crate::{base::Result, data::Visit};

pub fn make(visit: &Visit) -> Result<()> {
    visit.act(EDIT, |change| {
        let mut held = change.subject_at::<Settings>(SETTINGS, None)?;
        held.address = "18 Foundry Lane\nPhiladelphia, PA 19103".into();
        held.email = "office@juniperhale.example".into();
        held.phone = "+1 215 555 0142".into();
        held.tax_number = "23-1942078".into();
        change.put(&held)
    })
}
