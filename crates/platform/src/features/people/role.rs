//! A role: what it grants and from whom it inherits. The shipped ones come from `config/roles.toml`
//! at set-up and are records like any other from then on.

use serde::{Deserialize, Serialize};

use super::{Department, actions::VIEW_ROLES};
use crate::{
    access::{Placement, RoleRules, Scope, Tier},
    base::{Error, Id, Result},
    data::{Change, Declares, Index, Key, Kind, record},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Role {
    #[serde(skip)]
    pub id: Id<Role>,
    #[serde(skip)]
    pub version: u64,
    pub key: String,
    pub name: String,
    pub summary: String,
    pub tier: Tier,
    /// Higher stands above; nobody grants a role above their own.
    pub level: u8,
    #[serde(default)]
    pub inherits: Vec<Id<Role>>,
    /// `leads.win`, `leads.*` or `*`, each with its scope.
    pub grants: Vec<(String, Scope)>,
    /// The department whose role it is; none for a role of the whole house.
    #[serde(default)]
    pub department: Option<Id<Department>>,
    /// Grants nothing and is granted to nobody any more; kept for the history and to be brought back.
    #[serde(default)]
    pub retired: bool,
}

pub const BY_KEY: Index = Index::unique(1);

impl Role {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        Placement::departments(&self.department).collect()
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_KEY, Key::new().text(&self.key));
    }

    pub fn rules(&self) -> RoleRules {
        RoleRules {
            id: self.id.raw(),
            name: self.name.as_str().into(),
            inherits: match self.retired {
                true => Vec::new(),
                false => self.inherits.iter().map(|id| id.raw()).collect(),
            },
            grants: match self.retired {
                true => Vec::new(),
                false => self.grants.clone(),
            },
        }
    }

    /// Whether it grants everything there is, now and later.
    pub fn is_everything(&self) -> bool {
        let all = |(pattern, scope): &(String, Scope)| pattern == "*" && *scope != Scope::None;
        !self.retired && self.grants.iter().any(all)
    }
}

record!(Role, Kind::new(5, "roles", "R").affects_access(), view: VIEW_ROLES);

/// `config/roles.toml` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shipped {
    pub department: Vec<ShippedDepartment>,
    pub role: Vec<ShippedRole>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippedDepartment {
    pub key: String,
    pub name: String,
    #[serde(default)]
    pub parent: Option<String>,
    #[serde(default)]
    pub teams: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippedRole {
    pub key: String,
    pub name: String,
    pub summary: String,
    pub tier: Tier,
    pub level: u8,
    #[serde(default)]
    pub inherits: Vec<String>,
    #[serde(default)]
    pub grants: std::collections::BTreeMap<String, Scope>,
}

impl ShippedRole {
    /// What it grants itself, as the rules see it.
    pub fn rules(&self) -> RoleRules {
        RoleRules {
            id: 0,
            name: self.name.as_str().into(),
            inherits: Vec::new(),
            grants: self.grants.iter().map(|(p, s)| (p.clone(), *s)).collect(),
        }
    }

    /// As a house has it, with the roles that it inherits from.
    pub fn record(&self, inherits: Vec<Id<Role>>) -> Role {
        Role {
            key: self.key.clone(),
            name: self.name.clone(),
            summary: self.summary.clone(),
            tier: self.tier,
            level: self.level,
            inherits,
            grants: self.grants.iter().map(|(p, s)| (p.clone(), *s)).collect(),
            ..Role::default()
        }
    }
}

pub fn shipped() -> Result<Shipped> {
    toml::from_str(include_str!("../../../../../config/roles.toml")).map_err(Error::internal)
}

/// Makes the shipped roles; those that a role inherits from stand above it in the file.
pub fn seed(change: &mut Change<'_, '_>, shipped: &[ShippedRole]) -> Result<()> {
    for role in shipped {
        let mut inherits = Vec::new();
        for key in &role.inherits {
            let above = change
                .by_unique::<Role>(BY_KEY, Key::new().text(key))?
                .ok_or_else(|| {
                    Error::internal(format!("role {key} is not shipped before {}", role.key))
                })?;
            inherits.push(above.id);
        }
        change.insert(role.record(inherits))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_least_fifteen_roles_ship_and_none_grants_everything() {
        let shipped = shipped().unwrap();
        assert!(shipped.role.len() >= 15, "{}", shipped.role.len());
        for role in &shipped.role {
            if role.key != "administrator" {
                assert!(!role.grants.contains_key("*"), "{}", role.key);
            }
            for above in &role.inherits {
                let at = |key: &str| shipped.role.iter().position(|r| r.key == key);
                assert!(at(above) < at(&role.key), "{} inherits {above}", role.key);
            }
        }
    }
}
