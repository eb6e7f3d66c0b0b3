//! Who gains and who loses what when a role becomes another: the exact people, deed by deed, and how many records
//! that opens to them or closes. Worked out before anything is saved, from the same rules that hold afterwards.

use std::collections::BTreeMap;

use crate::{
    access::{Action, ActionKind, Actor, RoleRules, Scope},
    base::{Id, Result},
    data::Visit,
    features::{
        authority::Access,
        people::{Directory, Role, User},
    },
};

/// Counting stops here; more is said as "1,000+".
pub const MOST: usize = 1_000;
/// So many people are shown and counted for; the rest are named by number.
pub const SHOWN: usize = 100;

/// One deed, and how far it reached and will reach.
#[derive(Debug, Clone)]
pub struct Step {
    pub action: Action,
    pub was: Scope,
    pub is: Scope,
}

#[derive(Debug, Clone)]
pub struct Touched {
    pub person: User,
    pub steps: Vec<Step>,
    /// Kind of record (plural), and how many come (or go, below zero); capped ones are at `MOST`.
    pub records: Vec<(&'static str, i64)>,
}

impl Touched {
    pub fn gains(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.is > step.was)
    }

    pub fn loses(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.is < step.was)
    }
}

#[derive(Debug, Default)]
pub struct Impact {
    /// What the role itself grants differently, inherited included.
    pub steps: Vec<Step>,
    pub people: Vec<Touched>,
}

impl Impact {
    pub fn gaining(&self) -> usize {
        self.people
            .iter()
            .filter(|t| t.gains().next().is_some())
            .count()
    }

    pub fn losing(&self) -> usize {
        self.people
            .iter()
            .filter(|t| t.loses().next().is_some())
            .count()
    }
}

fn steps(actions: &[Action], was: &Actor, is: &Actor) -> Vec<Step> {
    let step = |action: &Action| Step {
        action: *action,
        was: was.scope(action),
        is: is.scope(action),
    };
    actions
        .iter()
        .map(step)
        .filter(|step| step.was != step.is)
        .collect()
}

/// What changes when the role of that number becomes `role`.
pub fn of(visit: &Visit, role: &Role) -> Result<Impact> {
    let names = Directory::of(visit)?;
    let access = visit.cached::<Access>()?;
    let schema = visit.store().schema();
    let old: Vec<RoleRules> = names.roles.values().map(Role::rules).collect();
    let mut new = old.clone();
    new.retain(|rules| rules.id != role.id.raw());
    new.push(role.rules());
    // Somebody who has this role and no other; number 0 would be Atrium itself, who may do everything.
    let nobody = User {
        id: Id::new(u64::MAX),
        roles: vec![role.id],
        ..User::default()
    };
    let mut impact = Impact {
        steps: steps(
            &schema.actions,
            &access.compile_with(&nobody, &old),
            &access.compile_with(&nobody, &new),
        ),
        people: Vec::new(),
    };
    for person in names.users.values().filter(|user| !user.inactive) {
        if person.roles.is_empty() || person.superadmin {
            continue;
        }
        let was = access.compile_with(person, &old);
        let is = access.compile_with(person, &new);
        let steps = steps(&schema.actions, &was, &is);
        if steps.is_empty() {
            continue;
        }
        let records = match impact.people.len() < SHOWN {
            true => records(visit, &steps, &was, &is)?,
            false => Vec::new(),
        };
        impact.people.push(Touched {
            person: person.clone(),
            steps,
            records,
        });
    }
    impact
        .people
        .sort_by(|a, b| a.person.name.cmp(&b.person.name));
    Ok(impact)
}

/// For each kind of record the widest difference among its deeds.
fn records(
    visit: &Visit,
    steps: &[Step],
    was: &Actor,
    is: &Actor,
) -> Result<Vec<(&'static str, i64)>> {
    let schema = visit.store().schema();
    let mut widest: BTreeMap<&'static str, i64> = BTreeMap::new();
    // A duty opens no record.
    for step in steps
        .iter()
        .filter(|step| step.action.kind != ActionKind::Duty)
    {
        let plural = match step.action.resource() {
            "time" => "time-entries",
            resource => resource,
        };
        let Some(info) = schema.kinds().find(|info| info.kind.plural == plural) else {
            continue;
        };
        let (before, after) = (was.places(&step.action), is.places(&step.action));
        let gained = step.is > step.was;
        let (wide, narrow) = match gained {
            true => (&after, &before),
            false => (&before, &after),
        };
        let count = visit.reached_beyond(info.kind.code, wide, narrow, MOST)?;
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let count = if gained { count } else { -count };
        let held = widest.entry(plural).or_default();
        if count.abs() > held.abs() {
            *held = count;
        }
    }
    Ok(widest.into_iter().collect())
}
