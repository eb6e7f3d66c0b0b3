//! What holds of sub-projects at the end of every deed: no circle, one client, few levels, nothing under way below what is
//! over, nothing going on below what is on hold, and a task that stands for one stands where it belongs.

use super::{
    super::{
        ENTRIES_OF_PROJECT, Expense, Project, Status, TASKS_OF_PROJECT, Task, TimeEntry,
        expense::OF_PROJECT as EXPENSES_OF_PROJECT, project::BY_PARENT,
    },
    tree::{LEVELS, above_in, below_in},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Deriving, Key, Record, Ref},
};

/// Whether nothing may go on below it.
fn is_over(project: &Project) -> bool {
    matches!(project.status, Status::Closed | Status::Cancelled)
}

/// Whether work on it goes on.
fn goes_on(project: &Project) -> bool {
    matches!(
        project.status,
        Status::Planned | Status::Active | Status::ClosedPending | Status::Maintenance
    )
}

/// Registered in the feature.
///
/// # Errors
/// Beside the project above, or a conflict that names what is in the way.
pub fn hold_together(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Project::KIND.code) {
        let id = Id::<Project>::new(of.id);
        let Some(project) = change.find(id)? else {
            continue;
        };
        let was = change.was(id)?;
        let moved = was.as_ref().is_none_or(|was| was.parent != project.parent);
        if moved {
            may_stand(change, &project)?;
            let before = was.as_ref().and_then(|was| was.parent);
            keeps_its_parts(change, before, project.parent)?;
        }
        let other = was.is_none_or(|was| was.status != project.status);
        if (moved || other) && project.is_under_way() {
            not_below_what_is_over(change, &project)?;
        }
        if (moved || other) && goes_on(&project) {
            not_below_what_is_held(change, &project)?;
        }
        if other && is_over(&project) {
            nothing_under_way_below(change, &project)?;
        }
        if let Some(task) = project.stands_at {
            let task = change.find(task)?;
            let stands = task.is_some_and(|task| {
                task.stands_for == Some(id) && Some(task.project) == project.parent
            });
            if !stands {
                return Err(Error::conflict(
                    "The task that stands for this sub-project is another's by now.",
                ));
            }
        }
    }
    Ok(())
}

/// Whether a project may stand where it says. Asked before it is stored too: what is filed with it would walk a circle.
///
/// # Errors
/// Beside the project above, for a circle with its path.
pub fn may_stand(change: &mut Change<'_, '_>, project: &Project) -> Result<()> {
    let Some(parent) = project.parent else {
        return Ok(());
    };
    // By number: titles are told to those who see them.
    let mut path = vec![project.id];
    let mut next = Some(parent);
    while let Some(id) = next {
        path.push(id);
        if id == project.id || path.len() > 2 * LEVELS + 2 {
            let path: Vec<String> = path.iter().map(ToString::to_string).collect();
            return Err(Error::field(
                "parent",
                format!(
                    "This project would be part of itself: {}. Choose another or none.",
                    path.join(" in ")
                ),
            ));
        }
        let held = change
            .unscoped("a circle is one whoever sees all of it")
            .find(id)?;
        next = held.and_then(|held| held.parent);
    }
    let above = above_in(change, project)?;
    if above
        .first()
        .is_some_and(|held| held.client != project.client)
    {
        return Err(Error::field(
            "parent",
            "A sub-project is made for the client of the project above. Choose one of the same client.",
        ));
    }
    let below = below_in(change, project.id)?;
    let deepest = below.iter().map(|(level, _)| *level).max().unwrap_or(0);
    if above.len() + 1 + deepest > LEVELS {
        return Err(Error::field(
            "parent",
            format!("Projects stand in at most {LEVELS} levels. Choose one further up."),
        ));
    }
    Ok(())
}

/// What is over has the parts that it has: none comes to it and none leaves it, whatever its own phase.
fn keeps_its_parts(
    change: &mut Deriving<'_, '_, '_>,
    before: Option<Id<Project>>,
    after: Option<Id<Project>>,
) -> Result<()> {
    for id in [before, after].into_iter().flatten() {
        if change.find(id)?.is_some_and(|held| is_over(&held)) {
            return Err(Error::field(
                "parent",
                format!("{id} is over and keeps the parts that it has. Take it up again first."),
            ));
        }
    }
    Ok(())
}

fn not_below_what_is_over(change: &mut Deriving<'_, '_, '_>, project: &Project) -> Result<()> {
    let above = above_in(change, project)?;
    match above.first().filter(|held| is_over(held)) {
        None => Ok(()),
        Some(parent) => Err(Error::conflict(format!(
            "{} is part of {}, which is over. Take that up again first, or move this out of it.",
            project.title, parent.id
        ))),
    }
}

fn not_below_what_is_held(change: &mut Deriving<'_, '_, '_>, project: &Project) -> Result<()> {
    let above = above_in(change, project)?;
    match above.iter().find(|held| held.status == Status::OnHold) {
        None => Ok(()),
        Some(held) => Err(Error::conflict(format!(
            "{} is part of {}, which is on hold. Resume that first, or move this out of it.",
            project.title, held.id
        ))),
    }
}

fn nothing_under_way_below(change: &mut Deriving<'_, '_, '_>, project: &Project) -> Result<()> {
    let parts: Vec<Project> = change.children(BY_PARENT, Key::new().id(project.id))?;
    match parts.iter().find(|part| part.is_under_way()) {
        None => Ok(()),
        Some(part) => Err(Error::conflict(format!(
            "{} is part of it and still under way. Close it or move it out first.",
            part.id
        ))),
    }
}

/// A project that an Undo takes back takes nothing with it that came to it since.
///
/// # Errors
/// A conflict while something is filed under it.
pub fn nothing_is_left(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Project::KIND.code) {
        let id = Id::<Project>::new(of.id);
        if change.find(id)?.is_some() {
            continue;
        }
        let key = || Key::new().id(id);
        let mut every =
            change.unscoped("what hangs on a project that goes is there whoever sees it");
        let left = !every.filed::<Task>(TASKS_OF_PROJECT, key())?.is_empty()
            || !every
                .filed::<TimeEntry>(ENTRIES_OF_PROJECT, key())?
                .is_empty()
            || !every
                .filed::<Expense>(EXPENSES_OF_PROJECT, key())?
                .is_empty()
            || !every.filed::<Project>(BY_PARENT, key())?.is_empty();
        if left {
            return Err(Error::conflict(
                "Work came to this project since, so it can't be taken back by itself. Cancel it instead.",
            ));
        }
    }
    Ok(())
}
