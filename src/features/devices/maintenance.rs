//! What is done about devices without anybody: people are told of a certificate that ends, and when each was last seen is
//! written down.

use super::{Devices, actions::TEND, device::Device, notices};
use crate::{
    base::{Moment, Result, text, time},
    data::{Change, Held, Query, Record, Visit},
    features::inbox,
};

/// A certificate is in its last days: its person is told, once. When it has ended meanwhile there is nothing to renew.
pub fn ends_soon(change: &mut Change<'_, '_>, mut device: Held<Device>) -> Result<()> {
    change.event();
    let told = device.wants_notice(change.at);
    device.reminded = true;
    if told {
        let days = device.until.since(change.at) / time::DAY;
        inbox::notify(
            change,
            device.user,
            &notices::DEVICE,
            device.as_ref(),
            format!(
                "The certificate of {} ends in {}. Renew it under your enrolled devices.",
                device.name,
                text::count(days.max(1) as usize, "day", "days")
            ),
        )?;
    }
    change.put(&device)
}

/// Every hour: writes down when each was last seen.
pub fn keep_seen(visit: &Visit) -> Result<()> {
    let Some(devices) = visit.store().service::<Devices>() else {
        return Ok(());
    };
    let list = Query::by(super::device::BY_UNTIL).limit(usize::MAX);
    let seen = visit
        .sift::<Device>(list, |device| newer(devices.last_seen(device), device))?
        .rows;
    if seen.is_empty() {
        return Ok(());
    }
    let seen: Vec<_> = seen
        .into_iter()
        .map(|device| (device.id, devices.last_seen(&device)))
        .collect();
    visit.act(TEND, move |change| {
        change.event();
        for (id, seen) in seen {
            let devices = change.on_behalf("Atrium keeps when a device was last seen");
            let Some(mut device) = devices.find(id)? else {
                continue;
            };
            if newer(seen, &device) {
                device.seen = seen;
                change.put(&device)?;
            }
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
