//! Saving a policy. It holds on everybody's next request, in sessions that are open as well.

use super::super::notices;
use super::forms::{OfficesForm, PolicyForm};
use crate::{
    access::{Tier, Zones},
    base::{Day, Error, Result},
    data::{Change, Record, Visit},
    features::{
        inbox,
        people::User,
        sign_in::{self, Credential, EDIT_POLICIES, Factor, Offices, Policy},
    },
};

/// Days that a demand may be put off.
const GRACE: i32 = 90;

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
    if form.from.is_some_and(|from| from > visit.today() + GRACE) {
        return Err(Error::field(
            "from",
            format!("At most {GRACE} days from today: what is put off for longer is not decided."),
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
        let stricter = form.passkeys && !policy.passkeys
            || form.factor != Factor::Never && held.is_none_or(|held| held.factor == Factor::Never);
        policy.passkeys = form.passkeys;
        policy.from = form.from;
        change.put(&policy)?;
        match (stricter, form.from) {
            (true, Some(from)) if !policy.is_demanded(change.at) => tell(change, &policy, from),
            _ => Ok(()),
        }
    })
}

/// Whoever has to set something up hears until when, once.
fn tell(change: &mut Change<'_, '_>, policy: &Policy, from: Day) -> Result<()> {
    const WHY: &str = "everybody who has to set something up is told";
    let held = change.unscoped(WHY).all::<Credential>()?;
    let lacks = |user: &User| {
        let held = held.iter().find(|held| held.user == user.id);
        !user.inactive
            && user.tier == policy.tier
            && held.is_some_and(|held| match policy.passkeys {
                true => held.passkeys.is_empty(),
                false => !held.has_factor(),
            })
    };
    let what = match policy.passkeys {
        true => "a passkey",
        false => "a second factor",
    };
    let text = format!(
        "From {} on you need {what} to sign in. Set it up on your profile before then.",
        from.long()
    );
    for user in change.unscoped(WHY).all::<User>()? {
        if lacks(&user) {
            inbox::notify(
                change,
                user.id,
                &notices::RULES,
                user.as_ref(),
                text.clone(),
            )?;
        }
    }
    Ok(())
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
