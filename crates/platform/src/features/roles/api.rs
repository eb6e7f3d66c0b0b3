//! Roles as programs see them.

use serde_json::{Value, json};

use super::impact::{Impact, MOST, Step};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::people::{Directory, Role},
};

/// Whoever may see roles anywhere may know every role: they are the house's words for who does what.
pub fn role_of(visit: &Visit, id: Id<Role>) -> Result<Role> {
    let names = Directory::of(visit)?;
    names.roles.get(&id.raw()).cloned().ok_or(Error::NotFound)
}

pub fn as_json(visit: &Visit, role: &Role) -> Result<Value> {
    let names = Directory::of(visit)?;
    let people = names
        .users
        .values()
        .filter(|user| !user.inactive && user.roles.contains(&role.id))
        .count();
    Ok(json!({
        "id": role.id.to_string(), "key": role.key, "name": role.name, "summary": role.summary,
        "tier": role.tier.name(), "level": role.level, "retired": role.retired, "people": people,
        "department": role.department.map(|id| id.to_string()),
        "inherits": role.inherits.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "grants": role.grants.iter().map(|(p, s)| (p.clone(), json!(s.name()))).collect::<serde_json::Map<_, _>>(),
        "version": role.version,
    }))
}

pub fn impact_json(impact: &Impact) -> Value {
    let steps = |steps: Vec<&Step>| {
        steps
            .iter()
            .map(|s| json!({"action": s.action.key, "was": s.was.name(), "is": s.is.name()}))
            .collect::<Vec<_>>()
    };
    json!({
        "people": impact.people.iter().map(|touched| json!({
            "id": touched.person.id.to_string(), "name": touched.person.name,
            "gains": steps(touched.gains().collect()), "loses": steps(touched.loses().collect()),
            "records": touched.records.iter().map(|(kind, count)| json!({
                "kind": kind, "count": count, "or_more": count.unsigned_abs() >= MOST as u64,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}
