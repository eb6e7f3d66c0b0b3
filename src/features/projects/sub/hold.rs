//! A project on hold holds the sub-projects that are under way, whatever their level; what was held with it goes on with it,
//! and what somebody held by itself stays where it is.

use std::collections::BTreeSet;

use super::{
    super::{
        Project, Status, notices,
        ops::{by_rule, goes_on, on_hold},
    },
    tree::below_in,
};
use crate::{
    base::{Id, Result},
    data::{Change, Held, Record},
    features::inbox,
};

const WITH_IT: &str = "a project holds its sub-projects, and they go on with it";

/// # Errors
/// For one that isn't under way.
pub fn hold(change: &mut Change<'_, '_>, project: &mut Held<Project>) -> Result<()> {
    // Of several at once the one above may have come first.
    if project.status == Status::OnHold && project.state != Status::OnHold {
        return Ok(());
    }
    by_rule(change, project, Project::hold, on_hold)?;
    for mut part in parts(change, project.id)? {
        if part.status != Status::OnHold && part.hold().is_ok() {
            part.held_with = true;
            with_it(change, project, &part, on_hold)?;
        }
    }
    Ok(())
}

/// # Errors
/// For one that isn't on hold. That none goes on below what is on hold is held at the end of the deed (`rules`).
pub fn resume(change: &mut Change<'_, '_>, project: &mut Held<Project>) -> Result<()> {
    if project.state == Status::OnHold && project.status != Status::OnHold {
        return Ok(());
    }
    by_rule(change, project, Project::resume, goes_on)?;
    let mut still: BTreeSet<Id<Project>> = BTreeSet::new();
    for mut part in parts(change, project.id)? {
        if part.status != Status::OnHold {
            continue;
        }
        let waits = part.parent.is_some_and(|above| still.contains(&above));
        if waits || !part.held_with {
            still.insert(part.id);
            continue;
        }
        part.resume()?;
        with_it(change, project, &part, goes_on)?;
    }
    Ok(())
}

/// All below it, each behind what it is a part of.
fn parts(change: &mut Change<'_, '_>, id: Id<Project>) -> Result<Vec<Held<Project>>> {
    let mut below = below_in(change, id)?;
    below.sort_unstable();
    let mut found = Vec::new();
    for (_, part) in below {
        found.extend(change.on_behalf(WITH_IT).find(part)?);
    }
    Ok(found)
}

/// Stores what became of a part, and tells those who keep it and don't keep what is above.
fn with_it(
    change: &mut Change<'_, '_>,
    above: &Project,
    part: &Held<Project>,
    told: fn(&Project) -> String,
) -> Result<()> {
    change.put(part)?;
    change.about(part.as_ref());
    for person in [part.manager, part.team_lead] {
        if person == above.manager || person == above.team_lead {
            continue;
        }
        let told = format!("{}, with {}", told(part), above.title);
        inbox::notify(change, person, &notices::CHANGED, part.as_ref(), told)?;
    }
    Ok(())
}
