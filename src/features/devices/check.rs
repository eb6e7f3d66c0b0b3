//! What the doors ask about countries and devices, at sign-in and at every request.

use super::{
    Rules,
    device::Device,
    presented::{Devices, Presented, presented},
};
use crate::{
    access::{Listener, Tier},
    base::{Id, Result},
    data::Visit,
    features::{people::User, sign_in::Check},
};

pub struct DeviceCheck;

impl Check for DeviceCheck {
    fn lets_in(&self, system: &Visit, user: &User) -> Result<bool> {
        let rules = Rules::of(system)?;
        let place = &system.origin;
        if !rules.0.admits(user.tier, place.zone, place.country) {
            return Ok(false);
        }
        let demanded = rules.0.demands_device(user.tier);
        match presented(system)? {
            // What was revoked opens nothing, not even what needs no device.
            Presented::Revoked => Ok(false),
            Presented::Good(device) if device.user == user.id => {
                if let Some(devices) = system.store().service::<Devices>() {
                    devices.saw(device.id, system.at);
                }
                Ok(true)
            }
            Presented::Good(_) | Presented::Ended | Presented::Nothing => Ok(!demanded),
        }
    }

    /// By the place alone: who they say they are changes nothing about it.
    fn hint(&self, system: &Visit) -> Result<Option<&'static str>> {
        let rules = Rules::of(system)?;
        let place = &system.origin;
        match presented(system)? {
            Presented::Revoked => {
                return Ok(Some("This device was revoked. Ask IT for a new code."));
            }
            Presented::Ended => {
                return Ok(Some(
                    "This device's certificate has ended. Ask IT for a new code.",
                ));
            }
            _ => {}
        }
        let closed = Tier::ALL
            .into_iter()
            .filter(|tier| place.listener.admits(*tier))
            .any(|tier| !rules.0.admits(tier, place.zone, place.country));
        if closed {
            return Ok(Some("Sign-in is not open from every country."));
        }
        let needed = [Tier::Admin, Tier::Employee]
            .into_iter()
            .any(|tier| rules.0.demands_device(tier));
        Ok(
            (needed && place.listener == Listener::Staff && place.device.is_none())
                .then_some("Staff sign in from enrolled devices only."),
        )
    }

    fn factor(&self, system: &Visit, user: &User) -> Result<Option<u64>> {
        if !Rules::of(system)?.0.device_counts() {
            return Ok(None);
        }
        Ok(presented(system)?.of(user).map(|device| device.id.raw()))
    }

    fn holds(&self, system: &Visit, user: &User, factor: u64) -> Result<bool> {
        let id: Id<Device> = Id::new(factor);
        Ok(presented(system)?
            .of(user)
            .is_some_and(|device| device.id == id))
    }
}
