//! Who is on duty: to whom the rules of the house bring work. A duty is granted by roles like a deed
//! (`Action::duty`), so a house with roles of its own says itself who is handed leads or asked to decide.

use std::collections::{BTreeMap, HashMap};

use super::{Role, User};
use crate::{
    access::{Action, ActionKind, Grants, RoleRules, Scope, compile},
    base::{Id, Result},
};

/// By a duty's key those who have it and how far it reaches, by name. Worked out once for each state of people and roles.
pub(super) struct Duties(HashMap<&'static str, Vec<(Id<User>, Scope)>>);

impl Duties {
    /// `staff` in the order in which they are answered.
    pub fn of(staff: &[&User], roles: &BTreeMap<u64, Role>, actions: &[Action]) -> Duties {
        let duties = actions
            .iter()
            .filter(|action| action.kind == ActionKind::Duty);
        let duties: Vec<Action> = duties.copied().collect();
        let rules: Vec<RoleRules> = roles.values().map(Role::rules).collect();
        // Roles are few and people many: what a role brings is worked out once.
        let brought: HashMap<u64, Grants> = rules
            .iter()
            .map(|role| (role.id, compile(&[role.id], &rules, &duties)))
            .collect();
        let mut found: HashMap<&'static str, Vec<(Id<User>, Scope)>> = HashMap::new();
        for user in staff {
            let held = || user.roles.iter().filter_map(|id| brought.get(&id.raw()));
            for duty in &duties {
                let scope = held().map(|grants| grants.scope(duty)).max();
                if let Some(scope) = scope.filter(|scope| *scope != Scope::None) {
                    found.entry(duty.key).or_default().push((user.id, scope));
                }
            }
        }
        Duties(found)
    }

    /// Those who have a duty, and how far it reaches.
    pub fn having(&self, duty: &Action) -> &[(Id<User>, Scope)] {
        self.0.get(duty.key).map_or(&[], Vec::as_slice)
    }
}

/// Whoever of these has the least in hand; the first of them among equals.
///
/// # Errors
/// When a load can't be counted.
pub fn least_loaded(
    of: &[Id<User>],
    mut load: impl FnMut(Id<User>) -> Result<usize>,
) -> Result<Option<Id<User>>> {
    let mut least = None;
    for id in of {
        let has = load(*id)?;
        if least.is_none_or(|(fewest, _)| has < fewest) {
            least = Some((has, *id));
        }
    }
    Ok(least.map(|(_, id)| id))
}
