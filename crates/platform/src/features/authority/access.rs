//! From records to actors: the roles, departments and teams in memory, each person's grants compiled at first use.
//! A change to any of them empties this before its author is answered, so it holds from the next request on.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use super::with_inherited;
use crate::{
    access::{Action, Actor, RoleRules, ShareGrant, Shared, StandIn, Tier, compile},
    base::{Id, Moment, Result},
    data::{Cached, Kind, Origin, ReadTx, Record, Share, Store, Visit},
    features::people::{Department, Role, Team, User},
};

pub struct Access {
    rules: Vec<RoleRules>,
    retired: Vec<u64>,
    actions: Vec<Action>,
    /// Each department with all below it.
    below: HashMap<u64, Vec<u64>>,
    users: HashMap<u64, User>,
    /// Who stands in for whom and where, by the deputy.
    deputies: HashMap<u64, Vec<Post>>,
    roles: Vec<Role>,
    actors: RwLock<HashMap<u64, Arc<Actor>>>,
    /// What was shared with whom.
    shared: HashMap<u64, Shared>,
}

/// A deputyship as it is asked about at every request.
struct Post {
    from: Moment,
    until: Moment,
    department: Id<Department>,
    name: Arc<str>,
    manager: Id<User>,
}

fn posts(departments: &[Department]) -> HashMap<u64, Vec<Post>> {
    let mut posts: HashMap<u64, Vec<Post>> = HashMap::new();
    for department in departments.iter().filter(|d| !d.retired) {
        for deputy in &department.deputies {
            // Whoever deputised for the last manager doesn't for the next.
            if department.manager == Some(deputy.of) {
                posts.entry(deputy.person.raw()).or_default().push(Post {
                    from: deputy.from_at,
                    until: deputy.until_at,
                    department: department.id,
                    name: department.name.as_str().into(),
                    manager: deputy.of,
                });
            }
        }
    }
    posts
}

impl Cached for Access {
    const FROM: &'static [Kind] = &[
        User::KIND,
        Role::KIND,
        Department::KIND,
        Team::KIND,
        Share::KIND,
    ];

    fn build(read_tx: &ReadTx, store: &Store) -> Result<Self> {
        let departments = read_tx.all::<Department>()?;
        let roles = read_tx.all::<Role>()?;
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
            users: read_tx
                .all::<User>()?
                .into_iter()
                .map(|user| (user.id.raw(), user))
                .collect(),
            deputies: posts(&departments),
            roles,
            actors: RwLock::default(),
            shared: shared(read_tx, store)?,
        })
    }
}

/// What was shared with each person, and how it is told.
fn shared(read_tx: &ReadTx, store: &Store) -> Result<HashMap<u64, Shared>> {
    let mut found: HashMap<u64, Shared> = HashMap::new();
    let shares = read_tx.all::<Share>()?;
    if shares.is_empty() {
        return Ok(found);
    }
    let names: HashMap<u64, String> = read_tx
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
        let given = ShareGrant {
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

/// A visit through somebody's eyes; None when they are gone or inactive.
pub fn eyes_of(visit: &Visit, user: Id<User>) -> Result<Option<Visit>> {
    let access: Arc<Access> = visit.cached()?;
    let (store, tz) = (visit.store().clone(), visit.tz.clone());
    let found = access.actor_at(user, visit.at);
    Ok(found.map(|(actor, _)| Visit::new(store, actor, Origin::server(), visit.at, tz)))
}

impl Access {
    /// The person with everything granted to them now; None when they are gone or inactive.
    pub fn actor(&self, user: Id<User>) -> Option<(Arc<Actor>, &User)> {
        self.actor_at(user, Moment::now())
    }

    /// The same at a moment: a deputyship begins and ends by itself.
    pub fn actor_at(&self, user: Id<User>, at: Moment) -> Option<(Arc<Actor>, &User)> {
        let (actor, user) = self.own_actor(user)?;
        let stands_in = self.stands_in(user, at);
        if stands_in.is_empty() {
            return Some((actor, user));
        }
        let stands_in = Actor {
            stands_in,
            ..actor.as_ref().clone()
        };
        Some((Arc::new(stands_in), user))
    }

    fn stands_in(&self, user: &User, at: Moment) -> Vec<StandIn> {
        let posts = self.deputies.get(&user.id.raw()).into_iter().flatten();
        let running = posts.filter(|post| post.from <= at && at < post.until);
        running
            .filter_map(|post| {
                let manager = self.users.get(&post.manager.raw());
                let manager = manager.filter(|manager| !manager.inactive)?;
                // What asks for an admin's sign-in isn't handed to somebody who comes in without it.
                let fits = |role: &Id<Role>| {
                    user.tier == Tier::Admin
                        || with_inherited(&[*role], &self.roles)
                            .iter()
                            .all(|held| held.tier != Tier::Admin)
                };
                let held = manager.roles.iter().filter(|role| fits(role));
                let held: Vec<u64> = held.map(|role| role.raw()).collect();
                Some(StandIn {
                    department: post.name.clone(),
                    manager: manager.name.as_str().into(),
                    departments: self
                        .below
                        .get(&post.department.raw())
                        .cloned()
                        .unwrap_or_default(),
                    grants: compile(&held, &self.rules, &self.actions),
                })
            })
            .collect()
    }

    fn own_actor(&self, user: Id<User>) -> Option<(Arc<Actor>, &User)> {
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
            stands_in: Vec::new(),
            // A client's people see what is of their company, whatever anybody shares.
            shared: match user.tier {
                Tier::Client => Shared::default(),
                _ => self.shared.get(&user.id.raw()).cloned().unwrap_or_default(),
            },
            looked_through: false,
        }
    }
}
