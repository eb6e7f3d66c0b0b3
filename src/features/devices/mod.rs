//! Devices and countries: from where, and from which machines, people come in.
//!
//! Records: `Device` (a certificate on somebody's machine), `DeviceCode` (lets a person fetch one; secret), `EntryRules`
//! (countries per tier, who needs a device; the house's one, which whoever may change sign-in policies changes). Actions: see devices, make codes for others, revoke; make a
//! code and revoke for oneself; Atrium issues and reminds. Pages: one's own devices, all devices, fetching a certificate,
//! the rules among the settings.
//!
//! Rules: a certificate lasts ninety days and proves its person, so whoever shows somebody else's proves nothing; what
//! is revoked opens nothing from the next request on, whatever connection it comes by; a code works once, with the
//! person's password; nobody makes codes for those above them, and nobody shuts themselves out.

mod actions;
mod authority;
mod check;
mod device;
mod entity;
mod forms;
mod list;
mod maintenance;
mod notices;
mod ops;
mod pages;
mod pkcs12;
mod presented;
mod query;
mod routes;
mod rules;

use std::{sync::Arc, time::Duration};

use crate::{
    base::Result,
    data::{KindInfo, Store},
    features::Feature,
    jobs::{Handler, every},
    ui::icon::Icon,
    web::{NavItem, server::AskDevices},
};

pub use actions::*;
pub use check::DeviceCheck;
pub use device::{Device, DeviceCode, LASTS, State};
pub use forms::{Fetch, RulesForm};
pub use ops::{Fetched, fetch, make_code, open_up, revoke, set_rules};
pub use presented::Devices;
pub use rules::{EntryRules, From, Rules};

pub fn feature() -> Feature {
    Feature {
        name: "devices",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<Device>().guarded(ops::guard_device),
            KindInfo::of::<DeviceCode>().guarded(ops::guard_code),
            KindInfo::entity::<EntryRules>().guarded(rules::guard),
        ],
        actions: &[VIEW, ENROL, REVOKE, OWN, ISSUE, TEND],
        routes: routes::routes(),
        wakes: vec![Handler::of(device::ENDS_SOON, TEND, maintenance::ends_soon)],
        jobs: vec![|| {
            every("devices seen", Duration::from_secs(3600), |turn| {
                maintenance::keep_seen(&turn.visit())
            })
        }],
        nav: vec![NavItem {
            section: "Administration",
            label: "Devices",
            icon: Icon::Device,
            href: "/devices",
            action: VIEW,
            go: Some('v'),
            count: None,
            hot: false,
        }],
        ..Feature::default()
    }
}

/// Leaves with the store what the server needs to ask for certificates. Whether it does is asked at each connection, so
/// that nobody's browser is bothered while the house wants none.
pub fn provide(store: &Arc<Store>) -> Result<()> {
    let authority = authority::Authority::of_store(store)?;
    store.provide(Arc::new(Devices::default()));
    store.provide(Arc::new(AskDevices {
        issuer: authority.certificate.clone(),
        wanted: |store| store.cached::<Rules>().is_ok_and(|rules| rules.0.devices),
    }));
    Ok(())
}
