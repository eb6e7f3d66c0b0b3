//! A policy shuts nobody out who saves it.

use super::{
    policy::{BY_TIER, Offices, Policy},
    session::Session,
};
use crate::{
    access::{Tier, Zone, lies_in},
    base::{Error, Id, Result},
    data::Change,
};

/// Held wherever a policy is written, Undo as well: it is within bounds, and nobody shuts themselves out.
pub fn guard(change: &mut Change<'_, '_>, was: Option<&Policy>, is: Option<&Policy>) -> Result<()> {
    let Some(tier) = is.or(was).map(|policy| policy.tier) else {
        return Ok(());
    };
    let is = is.cloned().unwrap_or_else(|| Policy::usual(tier));
    let mut problems = is.problems();
    if change.actor.tier == tier
        && tier != Tier::Client
        && !is.outside
        && change.origin().zone == Zone::Outside
    {
        problems.add(
            "outside",
            "You are outside the office right now, so this would shut you out. Save it from the office or its VPN.",
        );
    }
    let more = is.passkeys && !was.is_some_and(|was| was.passkeys);
    if more && change.actor.tier == tier && !came_by_passkey(change)? {
        problems.add(
            "passkeys",
            "You came in without a passkey yourself. Add one, sign in with it, and then demand it of everybody.",
        );
    }
    match problems.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(problems)),
    }
}

/// Whether who does the deed has shown what is to be demanded; Atrium itself shows nothing.
pub fn came_by_passkey(change: &mut Change<'_, '_>) -> Result<bool> {
    if change.actor.is_system() {
        return Ok(true);
    }
    let Some(session) = change.origin().session.map(Id::<Session>::new) else {
        return Ok(false);
    };
    let held = change
        .unscoped("it is the session that asks")
        .find(session)?;
    Ok(held.is_some_and(|held| !held.passkey.is_empty() || held.factor.is_some()))
}

/// The same for the office's networks: whoever may come from there only, and comes from one of them, keeps it.
pub fn guard_offices(
    change: &mut Change<'_, '_>,
    was: Option<&Offices>,
    is: Option<&Offices>,
) -> Result<()> {
    let place = change.origin();
    let (Zone::Office, Some(address)) = (place.zone, place.address) else {
        return Ok(());
    };
    let in_one = |offices: Option<&Offices>| {
        offices.is_some_and(|held| held.networks.iter().any(|net| lies_in(address, net)))
    };
    let tier = change.actor.tier;
    if !in_one(was) || in_one(is) || tier == Tier::Client {
        return Ok(());
    }
    let policy = change
        .by_unique::<Policy>(BY_TIER, Policy::key(tier))?
        .unwrap_or_else(|| Policy::usual(tier));
    if policy.outside {
        return Ok(());
    }
    Err(Error::field(
        "networks",
        format!(
            "You come from {address}, which would no longer be the office, so this would shut you out. Leave its network in, or save this from another office network."
        ),
    ))
}
