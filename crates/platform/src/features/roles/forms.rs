//! What may be submitted about roles, and what is asked of the explorer and of whoever can open a door.

use crate::{
    access::{Scope, Tier},
    base::Id,
    features::people::{Department, Role},
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct RoleForm {
    pub name: String,
    pub summary: String,
    pub tier: Tier,
    pub level: u8,
    pub inherits: Vec<Id<Role>>,
    pub department: Option<Id<Department>>,
}

impl Form for RoleForm {
    fn read(f: &mut Reader) -> Self {
        let (tier, level) = (f.usual("tier"), f.usual("level"));
        let tier = f.text("tier", "Tier", tier, 20);
        if !tier.is_empty() && Tier::parse(&tier).is_none() {
            f.problem("tier", "The tier is admin, employee or client.");
        }
        RoleForm {
            name: f.text("name", "Name", Required, 60),
            summary: f.text("summary", "What it is for", Optional, 200),
            tier: Tier::parse(&tier).unwrap_or_default(),
            level: f
                .whole("level", "Level", level, 0..=100)
                .and_then(|n| u8::try_from(n).ok())
                .unwrap_or(10),
            inherits: f.ids("inherits", "Inherits from"),
            department: f.id("department", "Department", Optional),
        }
    }
}

#[derive(Debug, Clone)]
pub struct EditRole {
    pub role: RoleForm,
    pub version: Option<u64>,
}

impl Form for EditRole {
    fn read(f: &mut Reader) -> Self {
        EditRole {
            role: RoleForm::read(f),
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct CopyForm {
    pub name: String,
    pub department: Option<Id<Department>>,
    pub level: Option<u8>,
}

impl Form for CopyForm {
    fn read(f: &mut Reader) -> Self {
        CopyForm {
            name: f.text("name", "Name", Required, 60),
            department: f.id("department", "Department", Optional),
            level: f
                .whole("level", "Level", Optional, 0..=100)
                .and_then(|n| u8::try_from(n).ok()),
        }
    }
}

/// How far each named deed is to reach; deeds that aren't named stay as they are.
#[derive(Debug, Clone, Default)]
pub struct GrantsForm {
    pub version: Option<u64>,
    pub cells: Vec<(String, Scope)>,
}

impl Form for GrantsForm {
    fn read(f: &mut Reader) -> Self {
        let version = f.version();
        let cells = f.rows("grant", 1000, |row| {
            let action = row.text("action", "Action, such as leads.win", Required, 80);
            let scope = row.text("scope", "none, own, team, department or all", Required, 20);
            if !scope.is_empty() && Scope::parse(&scope).is_none() {
                row.problem("scope", "The scope is none, own, team, department or all.");
            }
            (action, Scope::parse(&scope).unwrap_or_default())
        });
        GrantsForm { version, cells }
    }
}

/// A wish for access: to what, and why.
#[derive(Debug, Clone)]
pub struct AskForm {
    pub address: String,
    pub reason: String,
}

impl Form for AskForm {
    fn read(f: &mut Reader) -> Self {
        let form = AskForm {
            address: f.text("address", "Address of the page", Required, 300),
            reason: f.text("reason", "What you need it for", Optional, 300),
        };
        if !form.address.is_empty() && !form.address.starts_with('/') {
            f.problem(
                "address",
                "This is the address inside Atrium, such as /leads/LD-1042.",
            );
        }
        form
    }
}
