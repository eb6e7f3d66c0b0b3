//! What is done about devices every hour: people are told of a certificate that ends, and when each was last seen is
//! written down.

use std::sync::Arc;

use super::{Devices, TEND, device::Device};
use crate::{
    base::{Moment, Result, time},
    data::{Store, Visit},
    features::inbox::{self, Reason},
};

pub fn tend(store: &Arc<Store>, at: Moment) -> Result<()> {
    let visit = Visit::system(store, at, jiff::tz::TimeZone::UTC);
    let devices = store.lent::<Devices>();
    let seen = move |device: &Device| devices.as_ref().and_then(|kept| kept.last_seen(device));
    let due = visit
        .list_where::<Device>(
            crate::data::List::by(super::device::BY_UNTIL).limit(usize::MAX),
            |device| device.wants_notice(at) || newer(seen(device), device),
        )?
        .rows;
    if due.is_empty() {
        return Ok(());
    }
    let due: Vec<_> = due.into_iter().map(|d| (d.id, seen(&d))).collect();
    visit.act(TEND, move |change| {
        change.event();
        for (id, seen) in due {
            let devices =
                change.on_behalf("Atrium keeps when a device was seen and warns before it ends");
            let Some(mut device) = devices.find(id)? else {
                continue;
            };
            if newer(seen, &device) {
                device.seen = seen;
            }
            if device.wants_notice(at) {
                device.reminded = true;
                let days = device.until.since(at) / time::DAY;
                inbox::notify(
                    change,
                    device.user,
                    Reason::Security,
                    id.as_ref(),
                    format!(
                        "The certificate of {} ends in {}. Renew it under your enrolled devices.",
                        device.name,
                        crate::base::text::count(days.max(1) as usize, "day", "days")
                    ),
                )?;
            }
            change.put(&device)?;
        }
        Ok(())
    })
}

/// Whether memory knows an hour more than the record.
fn newer(seen: Option<Moment>, device: &Device) -> bool {
    match (seen, device.seen) {
        (Some(seen), Some(held)) => seen.since(held) >= time::HOUR,
        (Some(_), None) => true,
        (None, _) => false,
    }
}
