//! From which countries and from which devices people of each tier come in. One record, made when somebody first saves
//! it; until then everybody comes from everywhere with whatever they have.
//!
//! The office's own networks are in no country and are always admitted. An address of which no country is known, because
//! the file doesn't have it or because there is no file, is refused where there is a rule, unless the house says otherwise.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::device::{BY_SERIAL, Device};
use crate::{
    access::{Country, Placement, Tier, Zone},
    base::{Error, Id, Result},
    choices,
    data::{Cached, Change, Declares, Key, Kind, Origin, ReadTx, Record, Store, Visit, record},
    features::sign_in::VIEW_POLICIES,
};

choices! {
    pub enum From {
        Everywhere: "everywhere", "From everywhere";
        Only: "only", "Only from these countries";
        Except: "except", "From everywhere but these";
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryRules {
    #[serde(skip)]
    pub id: Id<EntryRules>,
    #[serde(skip)]
    pub version: u64,
    #[serde(default)]
    pub admin_from: From,
    /// Two letters each.
    #[serde(default)]
    pub admin_countries: Vec<String>,
    #[serde(default)]
    pub employee_from: From,
    #[serde(default)]
    pub employee_countries: Vec<String>,
    #[serde(default)]
    pub client_from: From,
    #[serde(default)]
    pub client_countries: Vec<String>,
    /// Whether addresses of unknown country come in where there is a rule.
    #[serde(default)]
    pub unknown_countries: bool,
    /// Whether certificates are made and asked for at all.
    #[serde(default)]
    pub devices: bool,
    /// Admins come in from enrolled devices only.
    #[serde(default)]
    pub admin_devices: bool,
    #[serde(default)]
    pub employee_devices: bool,
    /// An enrolled device stands in for the code.
    #[serde(default)]
    pub device_is_factor: bool,
    /// Staff make codes for their own devices.
    #[serde(default)]
    pub own_codes: bool,
}

impl EntryRules {
    fn title(&self) -> String {
        "Countries and devices".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}

    /// From where people of a tier come.
    pub fn countries(&self, tier: Tier) -> (From, &[String]) {
        match tier {
            Tier::Admin => (self.admin_from, &self.admin_countries),
            Tier::Employee => (self.employee_from, &self.employee_countries),
            Tier::Client => (self.client_from, &self.client_countries),
        }
    }

    /// Whether people of a tier may come from a place, as far as its country decides it.
    pub fn admits(&self, tier: Tier, zone: Zone, country: Option<Country>) -> bool {
        let (from, listed) = self.countries(tier);
        let named = |country: Country| listed.iter().any(|code| code == country.code());
        match (from, zone, country) {
            (From::Everywhere | From::Unknown, _, _) | (_, Zone::Office | Zone::Server, _) => true,
            (From::Only, _, Some(country)) => named(country),
            (From::Except, _, Some(country)) => !named(country),
            (_, _, None) => self.unknown_countries,
        }
    }

    /// Whether people of a tier come in from enrolled devices only.
    pub fn demands_device(&self, tier: Tier) -> bool {
        self.devices
            && match tier {
                Tier::Admin => self.admin_devices,
                Tier::Employee => self.employee_devices,
                Tier::Client => false,
            }
    }

    pub fn device_counts(&self) -> bool {
        self.devices && self.device_is_factor
    }

    /// Whether there is any rule on countries.
    pub fn knows_countries(&self) -> bool {
        Tier::ALL
            .into_iter()
            .any(|tier| !matches!(self.countries(tier).0, From::Everywhere | From::Unknown))
    }
}

record!(EntryRules, Kind::new(62, "entry-rules", "ENT").affects_access(), view: VIEW_POLICIES);

/// The rules, in memory.
pub struct Rules(pub EntryRules);

impl Cached for Rules {
    const FROM: &'static [Kind] = &[EntryRules::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        Ok(Rules(
            read_tx.all::<EntryRules>()?.pop().unwrap_or_default(),
        ))
    }
}

impl Rules {
    pub fn of(visit: &Visit) -> Result<Arc<Rules>> {
        visit.cached()
    }
}

fn field_of(tier: Tier, what: &str) -> String {
    format!("{}_{what}", tier.name())
}

/// Held wherever the rules are written, by Undo as well: nobody shuts themselves out.
pub fn guard(
    change: &mut Change<'_, '_>,
    _: Option<&EntryRules>,
    is: Option<&EntryRules>,
) -> Result<()> {
    let is = is.cloned().unwrap_or_default();
    let (actor, origin) = (change.actor.clone(), change.origin().clone());
    if actor.is_system() {
        return Ok(());
    }
    if !is.admits(actor.tier, origin.zone, origin.country) {
        let here = origin
            .country
            .as_ref()
            .map_or("a place whose country is unknown", |c| c.code());
        return Err(Error::field(
            &field_of(actor.tier, "countries"),
            format!(
                "You come from {here} right now, so this would shut you out. Save it from the office, or let {here} in."
            ),
        ));
    }
    if is.demands_device(actor.tier) && !proves(change, &origin, actor.person)? {
        return Err(Error::field(
            &field_of(actor.tier, "devices"),
            "You are not on an enrolled device right now, so this would shut you out. Switch device certificates on, enrol this device, open Atrium with it, and save this then.",
        ));
    }
    Ok(())
}

fn proves(change: &mut Change<'_, '_>, origin: &Origin, person: u64) -> Result<bool> {
    let Some(serial) = &origin.device else {
        return Ok(false);
    };
    let found = change.by_unique::<Device>(BY_SERIAL, Key::new().text(serial))?;
    Ok(found.is_some_and(|device| device.user.raw() == person && device.counts(change.at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(code: &str) -> Option<Country> {
        Country::parse(code)
    }

    #[test]
    fn lists_let_in_and_keep_out() {
        let rules = EntryRules {
            admin_from: From::Only,
            admin_countries: vec!["DE".into(), "AT".into()],
            client_from: From::Except,
            client_countries: vec!["KP".into()],
            ..EntryRules::default()
        };
        for (tier, zone, from, may) in [
            (Tier::Admin, Zone::Outside, "DE", true),
            (Tier::Admin, Zone::Outside, "FR", false),
            (Tier::Admin, Zone::Outside, "", false),
            (Tier::Admin, Zone::Office, "", true),
            (Tier::Admin, Zone::Office, "FR", true),
            (Tier::Client, Zone::Outside, "KP", false),
            (Tier::Client, Zone::Outside, "FR", true),
            (Tier::Client, Zone::Outside, "", false),
            (Tier::Employee, Zone::Outside, "", true),
            (Tier::Employee, Zone::Outside, "KP", true),
        ] {
            assert_eq!(
                rules.admits(tier, zone, country(from)),
                may,
                "{tier:?} {zone:?} {from}"
            );
        }
        let lenient = EntryRules {
            unknown_countries: true,
            ..rules
        };
        assert!(lenient.admits(Tier::Admin, Zone::Outside, None));
    }

    #[test]
    fn devices_are_demanded_only_while_they_are_asked_for() {
        let mut rules = EntryRules {
            employee_devices: true,
            device_is_factor: true,
            ..EntryRules::default()
        };
        assert!(!rules.demands_device(Tier::Employee) && !rules.device_counts());
        rules.devices = true;
        assert!(rules.demands_device(Tier::Employee) && rules.device_counts());
        assert!(!rules.demands_device(Tier::Admin) && !rules.demands_device(Tier::Client));
    }
}
