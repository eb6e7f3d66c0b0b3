//! Saving a policy. It holds on everybody's next request, in sessions that are open as well.

use super::forms::{OfficesForm, PolicyForm};
use crate::{
    access::{Tier, Zones},
    base::{Error, Result},
    data::{Record, Visit},
    features::sign_in::{self, EDIT_POLICIES, Offices, Policy},
};

/// Nothing is stored yet, so what was shown must have been nothing too.
fn unchanged(shown: Option<u64>) -> Result<()> {
    match shown {
        None | Some(0) => Ok(()),
        Some(_) => Err(Error::Stale),
    }
}

pub fn edit(visit: &Visit, tier: Tier, form: PolicyForm) -> Result<()> {
    if tier == Tier::Client && !form.outside {
        return Err(Error::field(
            "outside",
            "Clients always come from outside the offices.",
        ));
    }
    visit.act(EDIT_POLICIES, move |change| {
        let held: Option<Policy> = change
            .unscoped("each tier has one, whoever sees it")
            .by_unique(sign_in::POLICY_BY_TIER, Policy::key(tier))?;
        let mut policy = match &held {
            Some(held) => change.subject_at(held.id, form.version)?,
            None => {
                unchanged(form.version)?;
                let made = change.insert(Policy::usual(tier))?;
                change.about(made.as_ref());
                made
            }
        };
        policy.factor = form.factor;
        policy.idle = form.idle;
        policy.longest = form.longest;
        policy.sessions = form.sessions;
        policy.outside = form.outside;
        change.put(&policy)
    })
}

pub fn edit_offices(visit: &Visit, zones: &Zones, form: OfficesForm) -> Result<()> {
    let covered = |net: &&ipnet::IpNet| zones.office.iter().any(|held| held.contains(*net));
    if let Some(net) = form.networks.iter().find(covered) {
        return Err(Error::field(
            "networks",
            format!("{net} is the office by the configuration already. Leave it out here."),
        ));
    }
    visit.act(EDIT_POLICIES, move |change| {
        let mut held = change.only::<Offices>(form.version)?;
        held.networks = form.networks;
        change.put(&held)
    })
}
