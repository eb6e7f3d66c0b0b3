//! From records to actors: the roles, departments and teams in memory, each person's grants compiled at first use.
//! A change to any of them empties this before its author is answered, so it holds from the next request on.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use super::{Department, Role, Team, User};
use crate::{
    access::{Action, Actor, Given, RoleRules, Shared, Tier, compile},
    base::{Id, Result, money::Currency},
    data::{Cached, Kind, Record, Share, Snap, Store, Visit},
    features::settings::Settings,
};

pub struct Access {
    rules: Vec<RoleRules>,
    retired: Vec<u64>,
    actions: Vec<Action>,
    /// Each department with all below it.
    below: HashMap<u64, Vec<u64>>,
    users: HashMap<u64, User>,
    actors: RwLock<HashMap<u64, Arc<Actor>>>,
    /// What was shared with whom.
    shared: HashMap<u64, Shared>,
}

impl Cached for Access {
    const FROM: &'static [Kind] = &[
        User::KIND,
        Role::KIND,
        Department::KIND,
        Team::KIND,
        Share::KIND,
    ];

    fn build(snap: &Snap, store: &Store) -> Result<Self> {
        let departments = snap.all::<Department>()?;
        let roles = snap.all::<Role>()?;
        Ok(Access {
            rules: roles.iter().map(Role::rules).collect(),
            retired: roles
                .iter()
                .filter(|role| role.retired)
                .map(|role| role.id.raw())
                .collect(),
            actions: store.schema().actions.clone(),
            below: departments
                .iter()
                .map(|d| (d.id.raw(), subtree(&departments, d.id)))
                .collect(),
            users: snap
                .all::<User>()?
                .into_iter()
                .map(|user| (user.id.raw(), user))
                .collect(),
            actors: RwLock::default(),
            shared: shared(snap, store)?,
        })
    }
}

/// What was shared with each person, and how it is told.
fn shared(snap: &Snap, store: &Store) -> Result<HashMap<u64, Shared>> {
    let mut found: HashMap<u64, Shared> = HashMap::new();
    let shares = snap.all::<Share>()?;
    if shares.is_empty() {
        return Ok(found);
    }
    let names: HashMap<u64, String> = snap
        .all::<User>()?
        .into_iter()
        .map(|user| (user.id.raw(), user.name))
        .collect();
    for share in shares {
        let info = store.schema().kind(share.of.kind)?;
        let Some(edits) = info.shared else { continue };
        let by = names.get(&share.by).map_or("Somebody", String::as_str);
        let words = match share.until {
            Some(day) => format!("by {by} until {}", day.long()),
            None => format!("by {by}"),
        };
        let given = Given {
            edit: share.edit,
            until: share.ends,
            view: info.view,
            edits,
            words: words.into(),
        };
        found
            .entry(share.to)
            .or_default()
            .add(share.of.kind, share.of.id, given);
    }
    Ok(found)
}

fn subtree(all: &[Department], root: Id<Department>) -> Vec<u64> {
    let mut found = vec![root.raw()];
    let mut at = 0;
    while at < found.len() {
        let above = found[at];
        for department in all {
            let id = department.id.raw();
            if department.parent.is_some_and(|p| p.raw() == above) && !found.contains(&id) {
                found.push(id);
            }
        }
        at += 1;
    }
    found
}

impl Access {
    /// The person with everything granted to them; None when they are gone or inactive.
    pub fn actor(&self, user: Id<User>) -> Option<(Arc<Actor>, &User)> {
        let user = self.users.get(&user.raw()).filter(|user| !user.inactive)?;
        let held = self
            .actors
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&user.id.raw())
            .cloned();
        if let Some(actor) = held {
            return Some((actor, user));
        }
        let actor = Arc::new(self.compile(user));
        self.actors
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(user.id.raw(), actor.clone());
        Some((actor, user))
    }

    fn compile(&self, user: &User) -> Actor {
        self.compile_with(user, &self.rules)
    }

    /// Somebody with one role and no other, who belongs to these departments: for trying what a role opens.
    pub fn with_one_role(
        &self,
        user: &User,
        role: &Role,
        departments: Vec<Id<Department>>,
    ) -> Actor {
        let tried = User {
            roles: vec![role.id],
            tier: role.tier,
            superadmin: false,
            departments,
            ..user.clone()
        };
        Actor {
            shared: Shared::default(),
            ..self.compile(&tried)
        }
    }

    /// The person as they would be under other rules: for showing who gains what before it is so.
    pub fn compile_with(&self, user: &User, rules: &[RoleRules]) -> Actor {
        let held: Vec<u64> = user.roles.iter().map(|role| role.raw()).collect();
        let mut below: Vec<u64> = user
            .departments
            .iter()
            .flat_map(|d| self.below.get(&d.raw()).cloned().unwrap_or_default())
            .collect();
        below.sort_unstable();
        below.dedup();
        Actor {
            person: user.id.raw(),
            name: user.name.as_str().into(),
            tier: user.tier,
            superadmin: user.superadmin,
            roles: rules
                .iter()
                .filter(|rules| held.contains(&rules.id) && !self.retired.contains(&rules.id))
                .map(|rules| rules.name.clone())
                .collect(),
            teams: user.teams.iter().map(|t| t.raw()).collect(),
            departments: user.departments.iter().map(|d| d.raw()).collect(),
            departments_below: below,
            client: user.client,
            grants: compile(&held, rules, &self.actions),
            // A client's people see what is of their company, whatever anybody shares.
            shared: match user.tier {
                Tier::Client => Shared::default(),
                _ => self.shared.get(&user.id.raw()).cloned().unwrap_or_default(),
            },
        }
    }
}

/// The house's settings, in memory.
pub struct House(pub Settings);

impl Cached for House {
    const FROM: &'static [Kind] = &[Settings::KIND];

    fn build(snap: &Snap, _: &Store) -> Result<Self> {
        Ok(House(snap.all::<Settings>()?.pop().unwrap_or_default()))
    }
}

impl House {
    pub fn of(visit: &Visit) -> Result<Arc<House>> {
        visit.cached()
    }

    /// What amounts are shown in.
    pub fn currency_of(visit: &Visit) -> Currency {
        House::of(visit)
            .map(|house| house.0.currency())
            .unwrap_or_default()
    }
}
