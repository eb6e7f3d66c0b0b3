//! What the doors ask about countries and devices, at sign-in and at every request.

use super::{
    Rules,
    device::Device,
    shown::{Devices, Shown, shown},
};
use crate::{
    access::{Door, Tier},
    base::{Id, Result},
    data::Visit,
    features::{people::User, sign_in::Check},
};

pub struct Entry;

impl Check for Entry {
    fn lets_in(&self, system: &Visit, user: &User) -> Result<bool> {
        let rules = Rules::of(system)?;
        let place = &system.place;
        if !rules.0.admits(user.tier, place.zone, place.country) {
            return Ok(false);
        }
        let demanded = rules.0.demands_device(user.tier);
        match shown(system)? {
            // What was revoked opens nothing, not even what needs no device.
            Shown::Revoked => Ok(false),
            Shown::Good(device) if device.user == user.id => {
                if let Some(devices) = system.store().lent::<Devices>() {
                    devices.saw(device.id, system.at);
                }
                Ok(true)
            }
            Shown::Good(_) | Shown::Ended | Shown::Nothing => Ok(!demanded),
        }
    }

    /// By the place alone: who they say they are changes nothing about it.
    fn hint(&self, system: &Visit) -> Result<Option<&'static str>> {
        let rules = Rules::of(system)?;
        let place = &system.place;
        match shown(system)? {
            Shown::Revoked => {
                return Ok(Some("This device was revoked. Ask IT for a new code."));
            }
            Shown::Ended => {
                return Ok(Some(
                    "This device's certificate has ended. Ask IT for a new code.",
                ));
            }
            _ => {}
        }
        let closed = Tier::ALL
            .into_iter()
            .filter(|tier| place.door.admits(*tier))
            .any(|tier| !rules.0.admits(tier, place.zone, place.country));
        if closed {
            return Ok(Some("Sign-in is not open from every country."));
        }
        let needed = [Tier::Admin, Tier::Employee]
            .into_iter()
            .any(|tier| rules.0.demands_device(tier));
        Ok(
            (needed && place.door == Door::House && place.device.is_none())
                .then_some("Staff sign in from enrolled devices only."),
        )
    }

    fn factor(&self, system: &Visit, user: &User) -> Result<Option<u64>> {
        if !Rules::of(system)?.0.device_counts() {
            return Ok(None);
        }
        Ok(shown(system)?.of(user).map(|device| device.id.raw()))
    }

    fn holds(&self, system: &Visit, user: &User, factor: u64) -> Result<bool> {
        let id: Id<Device> = Id::new(factor);
        Ok(shown(system)?
            .of(user)
            .is_some_and(|device| device.id == id))
    }
}
