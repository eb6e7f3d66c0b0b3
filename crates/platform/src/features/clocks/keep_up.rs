//! A house starts with the shipped policies, and one that was made before there were any gets them, with clocks for what
//! is under way.

use serde::Deserialize;

use super::{
    Policy, PolicyVersion, Target,
    actions::KEEP_UP,
    kinds,
    policy::Step,
    target::{HoursOf, PauseReason, Restart},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Deriving, Ref, Visit},
    features::settings::{Priority, SETTINGS, Settings},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shipped {
    policy: Vec<ShippedPolicy>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ShippedPolicy {
    name: String,
    target: Target,
    minutes: i64,
    #[serde(default)]
    hours: HoursOf,
    #[serde(default)]
    standard: bool,
    #[serde(default)]
    order: i64,
    #[serde(default)]
    kinds: Vec<String>,
    #[serde(default)]
    stages: Vec<String>,
    #[serde(default)]
    priorities: Vec<Priority>,
    #[serde(default)]
    pauses: Vec<PauseReason>,
    #[serde(default)]
    restarts: Vec<Restart>,
    #[serde(default)]
    ladder: Vec<Step>,
}

fn shipped() -> Result<Vec<Policy>> {
    let text = include_str!("../../../../../config/service-policies.toml");
    let read: Shipped = toml::from_str(text).map_err(Error::internal)?;
    let policies = read.policy.into_iter().map(|held| Policy {
        name: held.name,
        target: held.target,
        minutes: held.minutes,
        hours: held.hours,
        standard: held.standard,
        order: held.order,
        kinds: held.kinds,
        stages: held.stages,
        priorities: held.priorities,
        pauses: held.pauses,
        restarts: held.restarts,
        ladder: held.ladder,
        number: 1,
        ..Policy::default()
    });
    Ok(policies.collect())
}

/// A house that is being made has the shipped policies.
pub(super) fn at_first(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    if !touched.contains(&SETTINGS.as_ref()) || !change.all::<Policy>()?.is_empty() {
        return Ok(());
    }
    // What is taken back made nothing.
    if change.find::<Settings>(SETTINGS)?.is_none() {
        return Ok(());
    }
    for policy in shipped()? {
        change.insert(policy)?;
    }
    for policy in change.all::<Policy>()? {
        change.insert(PolicyVersion::of(&policy, Id::NONE, change.at))?;
    }
    Ok(())
}

/// Asked when the server starts, of a house that was made before there were policies, or before a kind had clocks.
pub fn keep_up(visit: &Visit) -> Result<()> {
    if visit.cached::<super::Promises>()?.policies.is_empty()
        && !visit
            .cached::<crate::features::people::Directory>()?
            .users
            .is_empty()
    {
        let shipped = shipped()?;
        visit.act(KEEP_UP, move |change| seed(change, &shipped))?;
        for kind in kinds::kinds() {
            begin_all(visit, kind)?;
        }
        return Ok(());
    }
    let later = kinds::kinds().iter().filter(|kind| kind.came_later);
    later
        .into_iter()
        .try_for_each(|kind| begin_all(visit, kind))
}

fn seed(change: &mut Change<'_, '_>, shipped: &[Policy]) -> Result<()> {
    if !change.all::<Policy>()?.is_empty() {
        return Ok(());
    }
    for policy in shipped {
        let made = change.insert(policy.clone())?;
        let version = PolicyVersion::of(&made, Id::NONE, change.at);
        change.insert(version)?;
    }
    Ok(())
}

/// So many are looked at in one go.
const AT_ONCE: usize = 200;

fn begin_all(visit: &Visit, kind: &kinds::ClockedKind) -> Result<()> {
    let mut cursor = None;
    loop {
        let (lacking, next) = (kind.lacking)(visit, AT_ONCE, cursor)?;
        if !lacking.is_empty() {
            visit.act(KEEP_UP, move |change| {
                change.event();
                lacking.into_iter().for_each(|of| change.about(of));
                Ok(())
            })?;
        }
        match next {
            Some(next) => cursor = Some(next),
            None => return Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Choice;

    #[test]
    fn every_target_ships_with_one_standard_policy_that_asks_nothing() {
        let shipped = shipped().unwrap();
        for target in Target::ALL {
            let mut standard = shipped
                .iter()
                .filter(|held| held.target == *target && held.standard);
            let held = standard.next();
            assert!(held.is_some_and(|held| held.asks() == 0), "{target:?}");
            assert!(standard.next().is_none(), "{target:?}");
        }
        for held in &shipped {
            assert!(held.standard || held.asks() > 0, "{}", held.name);
            assert!(held.minutes > 0, "{}", held.name);
            let percents: Vec<u32> = held.ladder.iter().map(|step| step.percent).collect();
            assert!(percents.is_sorted(), "{}", held.name);
            assert!(held.restarts.is_empty() || held.target != Target::Lead);
        }
    }
}
