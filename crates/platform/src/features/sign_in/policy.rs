//! The sign-in policy: for each tier whether a second factor is asked, how long a session lasts, how many there may be,
//! and whether its people may come from outside the office; and which networks are the office beside those of the
//! configuration. Until somebody saves one, a tier has the policy of `Policy::usual`.

use std::{net::IpAddr, sync::Arc};

use ipnet::IpNet;
use serde::{Deserialize, Serialize};

use super::actions::VIEW_POLICIES;
use crate::{
    access::{Placement, Tier, Zone, Zones, lies_in},
    base::{Choice, Day, Id, Moment, Problems, Result, time},
    choices,
    data::{Cached, Declares, Index, Key, Kind, ReadTx, Store, Visit, record},
};

choices! {
    /// When a code or a passkey is asked for after the password.
    pub enum Factor {
        Always: "always", "At every sign-in";
        NewDevice: "new_device", "On a new device";
        Never: "never", "Never";
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    #[serde(skip)]
    pub id: Id<Policy>,
    #[serde(skip)]
    pub version: u64,
    pub tier: Tier,
    pub factor: Factor,
    /// Minutes without use after which a session ends.
    pub idle: i64,
    /// Hours after which it ends in any case.
    pub longest: i64,
    /// How many sessions a person may have at once; one more ends the oldest.
    pub sessions: i64,
    /// Whether they may come from outside the office and its VPN.
    pub outside: bool,
    /// Whether the second factor has to be one that can't be given away to a page that only looks like this one: a passkey,
    /// or an enrolled device.
    #[serde(default)]
    pub passkeys: bool,
    /// The day from which on the second factor is demanded; until then whoever has none sets it up when they like. What
    /// admins show anyway they show meanwhile.
    #[serde(default)]
    pub from: Option<Day>,
}

pub const BY_TIER: Index = Index::unique(1);

/// Within what a tier's policy may be set: minutes of idleness, hours in all, sessions.
pub struct Bounds {
    pub idle: std::ops::RangeInclusive<i64>,
    pub longest: std::ops::RangeInclusive<i64>,
    pub sessions: std::ops::RangeInclusive<i64>,
}

impl Policy {
    fn title(&self) -> String {
        format!("Sign-in of the {} tier", self.tier.name())
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_TIER, Policy::key(self.tier));
    }

    pub fn key(tier: Tier) -> Key {
        Key::new().text(tier.name())
    }

    /// What holds until somebody decides otherwise.
    pub fn usual(tier: Tier) -> Policy {
        let (factor, idle, longest, outside) = match tier {
            Tier::Admin => (Factor::Always, 30, 12, true),
            Tier::Employee => (Factor::Never, 3 * 60, 14, false),
            Tier::Client => (Factor::Never, 12 * 60, 7 * 24, true),
        };
        Policy {
            tier,
            factor,
            idle,
            longest,
            outside,
            sessions: 10,
            ..Policy::default()
        }
    }

    pub fn bounds(tier: Tier) -> Bounds {
        let (idle, longest) = match tier {
            Tier::Admin => (5..=60, 1..=24),
            Tier::Employee => (5..=12 * 60, 1..=24),
            Tier::Client => (5..=24 * 60, 1..=30 * 24),
        };
        Bounds {
            idle,
            longest,
            sessions: 1..=50,
        }
    }

    /// Whether the days are over in which nobody is held to it yet.
    pub fn is_demanded(&self, at: Moment) -> bool {
        self.from
            .is_none_or(|from| at.day(&jiff::tz::TimeZone::UTC) >= from)
    }

    /// Whether it has to be a passkey by then.
    pub fn demands_passkey(&self, at: Moment) -> bool {
        self.passkeys && self.is_demanded(at)
    }

    pub fn idle_for(&self) -> i64 {
        self.idle * time::MINUTE
    }

    pub fn lasts(&self) -> i64 {
        self.longest * time::HOUR
    }

    /// Fifteen characters where the password stands alone, eight where a code always follows it (NIST SP 800-63B-4).
    pub fn shortest_password(&self) -> usize {
        match self.factor {
            Factor::Always if self.from.is_none() || self.tier == Tier::Admin => 8,
            _ => 15,
        }
    }

    /// Whether people of the tier may come from a zone; the configuration can only narrow it.
    pub fn admits(&self, zones: &Zones, zone: Zone) -> bool {
        match (self.tier, zone) {
            (_, Zone::Office | Zone::Server) | (Tier::Client, _) => true,
            (Tier::Admin, Zone::Outside) => self.outside && !zones.admins_office_only,
            (Tier::Employee, Zone::Outside) => self.outside,
        }
    }

    /// What can't be saved, field by field.
    pub(super) fn problems(&self) -> Problems {
        let mut problems = Problems::default();
        let bounds = Policy::bounds(self.tier);
        if self.tier == Tier::Admin && self.factor != Factor::Always {
            problems.add("factor", ADMINS_ALWAYS);
        }
        if self.passkeys && self.factor == Factor::Never {
            problems.add(
                "passkeys",
                "No second factor is asked for, so it can't have to be a passkey. Choose when one is asked for, or leave this open.",
            );
        }
        if !Factor::ALL.contains(&self.factor) {
            problems.add("factor", "Choose when a code or a passkey is asked for.");
        }
        for (field, label, value, range) in [
            ("idle", "Minutes without use", self.idle, &bounds.idle),
            ("longest", "Hours in all", self.longest, &bounds.longest),
            (
                "sessions",
                "Sessions at once",
                self.sessions,
                &bounds.sessions,
            ),
        ] {
            if !range.contains(&value) {
                problems.add(
                    field,
                    format!(
                        "{label} should be a whole number from {} to {}.",
                        range.start(),
                        range.end()
                    ),
                );
            }
        }
        if self.idle > self.longest * 60 {
            problems.add(
                "idle",
                "A session can't be idle for longer than it lasts. Shorten this, or let it last longer.",
            );
        }
        problems
    }

    /// The strength of sign-in that NIST SP 800-63B-4 would say this is, as far as codes and time-outs decide it.
    pub fn assurance(&self) -> String {
        let short = self.idle <= 60 && self.longest <= 24;
        match (self.factor, short) {
            (Factor::Always, true) if self.idle <= 15 && self.longest <= 12 => {
                "The time-outs are those of AAL3 (15 minutes without use, 12 hours in all); with a code at every sign-in this is AAL2.".into()
            }
            (Factor::Always, true) => {
                "As NIST asks for AAL2: a second factor at every sign-in, at most 1 hour without use and 24 hours in all.".into()
            }
            (Factor::Always, false) => {
                "A second factor at every sign-in is AAL2, for which NIST recommends at most 60 minutes without use and 24 hours in all.".into()
            }
            _ => {
                "This is AAL1: a password can be enough. AAL2 asks for a second factor at every sign-in, at most 60 minutes without use and 24 hours in all.".into()
            }
        }
    }
}

record!(Policy, Kind::new(45, "policies", "POL"), view: VIEW_POLICIES);

pub const ADMINS_ALWAYS: &str = "Admins can change everything in the house, so they show a code, a passkey or an enrolled device at every sign-in. This can't be loosened.";

/// Networks that are the office beside those of the configuration. There is at most one such record.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Offices {
    #[serde(skip)]
    pub id: Id<Offices>,
    #[serde(skip)]
    pub version: u64,
    pub networks: Vec<IpNet>,
}

impl Offices {
    fn title(&self) -> String {
        "Networks of the office".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}
}

record!(Offices, Kind::new(46, "offices", "NET"), view: VIEW_POLICIES);

/// All of it, in memory.
pub struct Policies {
    tiers: [Policy; 3],
    pub offices: Offices,
}

impl Cached for Policies {
    const FROM: &'static [Kind] = &[
        <Policy as crate::data::Record>::KIND,
        <Offices as crate::data::Record>::KIND,
    ];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let held = read_tx.all::<Policy>()?;
        let of = |tier| {
            let found = held.iter().find(|policy| policy.tier == tier);
            found.cloned().unwrap_or_else(|| Policy::usual(tier))
        };
        Ok(Policies {
            tiers: Tier::ALL.map(of),
            offices: read_tx.all::<Offices>()?.pop().unwrap_or_default(),
        })
    }
}

impl Policies {
    pub fn of(visit: &Visit) -> Result<Arc<Policies>> {
        visit.cached()
    }

    pub fn tier(&self, tier: Tier) -> &Policy {
        let [admin, employee, client] = &self.tiers;
        match tier {
            Tier::Admin => admin,
            Tier::Employee => employee,
            Tier::Client => client,
        }
    }

    pub fn zone(&self, zones: &Zones, address: IpAddr) -> Zone {
        let added = self.offices.networks.iter();
        match zones.of(address) {
            Zone::Outside if added.into_iter().any(|net| lies_in(address, net)) => Zone::Office,
            zone => zone,
        }
    }
}

#[cfg(test)]
mod tests;
