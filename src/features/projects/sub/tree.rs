//! The projects above and below one, from a page's snapshot and inside a deed.

use super::super::{Project, project::BY_PARENT};
use crate::{
    base::{Id, Result},
    data::{Change, Key, Visit},
};

/// Levels that projects stand in at most, the uppermost among them.
pub(super) const LEVELS: usize = 4;
/// Sub-projects of one project that are read at most.
const MOST: usize = 200;

const WHOLE_TREE: &str = "sub-projects count in what is above whoever sees them";

/// Those above a project that this person sees, the nearest first.
///
/// # Errors
/// When they can't be read.
pub fn above(visit: &Visit, project: &Project) -> Result<Vec<Project>> {
    let mut found: Vec<Project> = Vec::new();
    while found.len() < LEVELS {
        let at = found.last().unwrap_or(project);
        if at.parent.is_none() {
            break;
        }
        match visit.follow(at, |at| at.parent.unwrap_or_default())? {
            Some(parent) => found.push(parent),
            None => break,
        }
    }
    Ok(found)
}

/// All sub-projects of a project that the visit holds, each behind the one it is a part of, with the levels between.
/// Whoever sees a project sees what is below it.
///
/// # Errors
/// When they can't be read.
pub fn below(visit: &Visit, project: &Project) -> Result<Vec<(usize, Project)>> {
    let mut found = Vec::new();
    walk(visit, project, 1, &mut found)?;
    Ok(found)
}

fn walk(
    visit: &Visit,
    project: &Project,
    level: usize,
    found: &mut Vec<(usize, Project)>,
) -> Result<()> {
    // What nothing is filed under costs one seek.
    if level > LEVELS || project.parts == 0 {
        return Ok(());
    }
    let key = Key::new().id(project.id);
    let parts: Vec<Project> = visit.related(project, BY_PARENT, key, MOST)?;
    for part in parts {
        found.push((level, part));
        if let Some((_, part)) = found.last().cloned() {
            walk(visit, &part, level + 1, found)?;
        }
    }
    Ok(())
}

/// Those above a project inside a deed, the nearest first.
///
/// # Errors
/// When they can't be read.
pub fn above_in(change: &mut Change<'_, '_>, project: &Project) -> Result<Vec<Project>> {
    let mut found: Vec<Project> = Vec::new();
    let mut next = project.parent;
    while let Some(id) = next.filter(|_| found.len() < LEVELS) {
        let Some(parent) = change.unscoped(WHOLE_TREE).find(id)? else {
            break;
        };
        next = parent.parent;
        found.push(parent);
    }
    Ok(found)
}

/// All below a project inside a deed, with how many levels lie between.
///
/// # Errors
/// When they can't be read.
pub fn below_in(change: &mut Change<'_, '_>, id: Id<Project>) -> Result<Vec<(usize, Id<Project>)>> {
    let mut found = Vec::new();
    let mut open = vec![(1, id)];
    while let Some((level, at)) = open.pop() {
        let filed = change
            .unscoped(WHOLE_TREE)
            .filed::<Project>(BY_PARENT, Key::new().id(at))?;
        for (part, _) in filed {
            found.push((level, part));
            if level <= LEVELS {
                open.push((level + 1, part));
            }
        }
    }
    Ok(found)
}
