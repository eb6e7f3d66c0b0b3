//! What is held wherever a department or a team is written, beside what `guard_roles` holds of departments: a deputy is
//! given a manager's reach, so only the manager or who stands above them gives it; what is retired holds nobody.

use super::{guard_roles, standing::Standing};
use crate::{
    access::{Placement, Tier},
    base::{Error, Id, Result, text},
    data::Change,
    features::people::{Department, Deputy, Team, User},
};

pub fn department(
    change: &mut Change<'_, '_>,
    was: Option<&Department>,
    is: Option<&Department>,
) -> Result<()> {
    guard_roles::department(change, was, is)?;
    let Some(is) = is else { return Ok(()) };
    if is.retired && was.is_some_and(|was| !was.retired) {
        nobody_left(change, is)?;
    }
    if let Some(manager) = is.manager
        && was.and_then(|was| was.manager) != Some(manager)
    {
        staff(change, manager, "manager")?;
    }
    if !is.retired
        && let Some(parent) = is.parent
        && change
            .find(parent)?
            .is_some_and(|above: Department| above.retired)
        && was.is_none_or(|was| was.parent != is.parent || was.retired)
    {
        return Err(Error::field(
            "parent",
            "That department is retired. Bring it back first, or choose another.",
        ));
    }
    deputies(change, was, is)
}

fn staff(change: &mut Change<'_, '_>, id: Id<User>, field: &str) -> Result<User> {
    match change.find(id)? {
        Some(user) if !user.inactive && user.tier != Tier::Client => Ok(user),
        _ => Err(Error::field(field, "Choose somebody who works here.")),
    }
}

fn nobody_left(change: &mut Change<'_, '_>, is: &Department) -> Result<()> {
    let below = change
        .all::<Department>()?
        .into_iter()
        .filter(|held| held.parent == Some(is.id) && !held.retired)
        .count();
    let people = change
        .all::<User>()?
        .into_iter()
        .filter(|user| !user.inactive && user.departments.contains(&is.id))
        .count();
    let mut left = Vec::new();
    if people > 0 {
        left.push(text::count(people, "person", "people"));
    }
    if below > 0 {
        left.push(text::count(below, "department", "departments"));
    }
    match left.is_empty() {
        true => Ok(()),
        false => Err(Error::conflict(format!(
            "{} still has {}. Move them elsewhere first.",
            is.name,
            left.join(" and ")
        ))),
    }
}

fn deputies(change: &mut Change<'_, '_>, was: Option<&Department>, is: &Department) -> Result<()> {
    let known = |held: &Deputy| {
        was.is_some_and(|was| {
            was.deputies.iter().any(|old| {
                (old.person, old.of, old.from, old.until)
                    == (held.person, held.of, held.from, held.until)
            })
        })
    };
    let fresh: Vec<_> = is.deputies.iter().filter(|held| !known(held)).collect();
    for held in fresh {
        staff(change, held.person, "person")?;
        let Some(manager) = is.manager.filter(|id| *id == held.of) else {
            return Err(Error::field(
                "person",
                "Somebody else manages this department now.",
            ));
        };
        let actor = change.actor.clone();
        if actor.is_system() || actor.superadmin || actor.person == manager.raw() {
            continue;
        }
        if actor.person == held.person.raw() {
            return Err(Error::Forbidden(
                "Nobody makes themselves a deputy. Ask the manager, or who stands above them."
                    .into(),
            ));
        }
        let roles = change.all()?;
        let me = change
            .find::<User>(Id::new(actor.person))?
            .ok_or(Error::SignedOut)?;
        let manager: User = change.find(manager)?.ok_or(Error::NotFound)?;
        if Standing::of(&me, &roles)
            .touch(&Standing::of(&manager, &roles))
            .is_err()
        {
            return Err(Error::Forbidden(format!(
                "A deputy gets what {} may do here, so only {} or who stands above them names one.",
                manager.name, manager.name
            )));
        }
    }
    Ok(())
}

pub fn team(change: &mut Change<'_, '_>, was: Option<&Team>, is: Option<&Team>) -> Result<()> {
    let actor = change.actor.clone();
    let places = actor.places(&change.demanded());
    if !actor.is_system() && !places.contains(&Placement::Global) {
        for held in was.into_iter().chain(is) {
            if !places.contains(&Placement::Department(held.department.raw())) {
                return Err(Error::field(
                    "department",
                    "You may only choose your own departments and those below them.",
                ));
            }
        }
    }
    let Some(is) = is else { return Ok(()) };
    match change.find(is.department)? {
        Some(held) if held.retired && !is.retired => Err(Error::field(
            "department",
            format!("{} is retired. Bring it back first.", held.name),
        )),
        Some(_) => Ok(()),
        None => Err(Error::field("department", "There is no such department.")),
    }?;
    if let Some(lead) = is.lead
        && was.and_then(|was| was.lead) != Some(lead)
    {
        staff(change, lead, "lead")?;
    }
    if is.retired && was.is_some_and(|was| !was.retired) {
        let people = change
            .all::<User>()?
            .into_iter()
            .filter(|user| !user.inactive && user.teams.contains(&is.id))
            .count();
        if people > 0 {
            return Err(Error::conflict(format!(
                "{} still has {}. Put them into another team first.",
                is.name,
                text::count(people, "person", "people")
            )));
        }
    }
    Ok(())
}
