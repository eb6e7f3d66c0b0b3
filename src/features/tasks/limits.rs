//! The limits of a project's board (`projects::Limits`), held at the end of every deed, whichever way a task came into a
//! column: by a drag, a button, a program, a sheet. What was there before a limit was set stays, and an Undo puts back
//! whatever it undoes.

use std::collections::BTreeMap;

use super::derive::Walk;
use crate::{
    base::{Error, Id, Result},
    data::{Change, Deriving, Record, Visit},
    features::{
        inbox,
        projects::{self, Project, Task, TaskStatus},
    },
};

/// Columns into which this deed brings tasks, with how many it brings.
fn entered(change: &mut Change<'_, '_>, walk: &Walk) -> Result<BTreeMap<(Id<Project>, u8), i64>> {
    let mut entered = BTreeMap::new();
    for task in walk.tasks_as_they_will_be() {
        if task.parent.is_some() || !task.counts() {
            continue;
        }
        let was = change.was(task.id)?;
        let stood = was.filter(|was| was.counts()).map(|was| was.state);
        if stood != Some(task.state) {
            *entered
                .entry((task.project, task.state.code()))
                .or_insert(0) += 1;
        }
    }
    Ok(entered)
}

/// # Errors
/// `Conflict` where a project's board says that one more has to wait. Else its team lead is told, when the limit is passed.
pub fn hold(change: &mut Deriving<'_, '_, '_>, walk: &mut Walk) -> Result<()> {
    if change.is_undo() {
        return Ok(());
    }
    for ((id, code), came) in entered(change, walk)? {
        let Some(project) = change.find(id)? else {
            continue;
        };
        let lane = TaskStatus::of_code(code);
        if project.limits.of(lane).is_none() {
            continue;
        }
        let held = walk.held_in(change, id, lane)?;
        let Some(why) = project.limits.passed(lane, held) else {
            continue;
        };
        // What Atrium does by itself has nobody who could wait.
        if project.limits.stops && !change.actor.is_system() {
            return Err(Error::conflict(format!(
                "{why} on the board of {}. Let one go on first.",
                project.title
            )));
        }
        if project.limits.passed(lane, held - came).is_none() {
            let told = format!("{why} on the board of {}", project.title);
            let of = &super::notices::LIMIT;
            inbox::notify(change, project.team_lead, of, project.as_ref(), told)?;
        }
    }
    Ok(())
}

/// What is said beside a deed that brought a task into a column which holds more than it may.
pub fn told(visit: &Visit, id: Id<Task>) -> Result<Option<String>> {
    let Some(task) = crate::base::if_found(visit.find::<Task>(id))? else {
        return Ok(None);
    };
    let project = visit.follow(&task, |task| task.project)?;
    match project.filter(|project| project.limits.any() && task.parent.is_none()) {
        Some(project) => {
            let held = projects::held(visit, &task, task.state)?;
            Ok(project.limits.passed(task.state, held))
        }
        None => Ok(None),
    }
}
