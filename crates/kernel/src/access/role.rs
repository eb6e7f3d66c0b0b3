//! What a role grants, and how several roles with what they inherit become one person's grants.

use std::{collections::HashSet, sync::Arc};

use super::{Action, ActionKind, Grant, Grants, Scope};

/// A role as the rules see it: patterns are `leads.win`, `leads.*` or `*`.
#[derive(Debug, Clone)]
pub struct RoleRules {
    pub id: u64,
    pub name: Arc<str>,
    pub inherits: Vec<u64>,
    pub grants: Vec<(String, Scope)>,
}

/// Several roles a person, most permissive wins. The grant remembers the role that decided, for explanations.
pub fn compile(held: &[u64], roles: &[RoleRules], actions: &[Action]) -> Grants {
    let mut grants = Grants::default();
    let mut seen = HashSet::new();
    let mut open: Vec<u64> = held.to_vec();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(role) = roles.iter().find(|role| role.id == id) else {
            continue;
        };
        open.extend(&role.inherits);
        for action in actions {
            if !action.kind.is_granted() {
                continue;
            }
            if let Some(scope) = scope_for(role, action) {
                grants.raise(
                    action.key,
                    Grant {
                        scope,
                        role: role.name.clone(),
                    },
                );
            }
        }
    }
    grants
}

/// The most specific pattern decides within one role, so `leads.*` can be narrowed by `leads.export = none`.
/// A duty is given by its name alone.
pub fn scope_for(role: &RoleRules, action: &Action) -> Option<Scope> {
    let find = |pattern: &str| {
        role.grants
            .iter()
            .find(|(p, _)| p == pattern)
            .map(|(_, scope)| *scope)
    };
    let named = find(action.key);
    let said = match action.kind {
        ActionKind::Duty => named,
        _ => named
            .or_else(|| find(&format!("{}.*", action.resource())))
            .or_else(|| find("*")),
    };
    said.filter(|scope| *scope != Scope::None)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Action = Action::read("leads.view", "See leads");
    const EXPORT: Action = Action::write("leads.export", "Export leads");
    const RECEIVE: Action = Action::duty("leads.receive", "Be handed leads");

    fn role(id: u64, inherits: &[u64], grants: &[(&str, Scope)]) -> RoleRules {
        RoleRules {
            id,
            name: format!("role {id}").into(),
            inherits: inherits.to_vec(),
            grants: grants.iter().map(|(p, s)| ((*p).into(), *s)).collect(),
        }
    }

    #[test]
    fn most_permissive_wins_and_specific_narrows() {
        let roles = [
            role(1, &[], &[("leads.*", Scope::Own)]),
            role(
                2,
                &[1],
                &[("leads.*", Scope::All), ("leads.export", Scope::None)],
            ),
            role(3, &[3], &[]),
        ];
        let grants = compile(&[2, 3], &roles, &[VIEW, EXPORT]);
        assert_eq!(grants.scope(&VIEW), Scope::All);
        assert_eq!(grants.scope(&EXPORT), Scope::Own, "inherited from role 1");
        assert_eq!(compile(&[3], &roles, &[VIEW]).scope(&VIEW), Scope::None);
    }

    #[test]
    fn a_duty_is_given_by_its_name_alone() {
        let roles = [
            role(1, &[], &[("*", Scope::All), ("leads.*", Scope::All)]),
            role(2, &[], &[("leads.receive", Scope::Department)]),
            role(3, &[2], &[]),
        ];
        let scope = |held: u64| compile(&[held], &roles, &[VIEW, RECEIVE]).scope(&RECEIVE);
        assert_eq!([scope(1), scope(2)], [Scope::None, Scope::Department]);
        assert_eq!(scope(3), Scope::Department, "inherited like any grant");
    }
}
