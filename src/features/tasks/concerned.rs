//! Whom a deed on a task concerns, and what they are told of it.

use super::{actions::REVIEW, derive::Walk, notices};
use crate::data::Record;
use crate::{
    base::{Error, Id, Result},
    data::{Change, Key, Visit},
    features::{
        inbox,
        inbox::NoticeType,
        people::{Directory, User},
        projects::{ENTRIES_OF_TASK, Task, TimeEntry},
    },
};

/// Everybody who reviews for the house.
pub(in crate::features::tasks) fn reviewers(visit: &Visit) -> Result<Vec<Id<User>>> {
    Ok(Directory::of(visit)?
        .on_duty(&REVIEW)
        .iter()
        .map(|user| user.id)
        .collect())
}

pub(in crate::features::tasks) fn staff(visit: &Visit, user: Id<User>, field: &str) -> Result<()> {
    match Directory::of(visit)?.is_staff(user) {
        true => Ok(()),
        false => Err(Error::field(field, "Choose somebody who works here.")),
    }
}

/// The deed is also about what stands above the task: their histories, their open pages, the client's portal.
pub(in crate::features::tasks) fn about(change: &mut Change<'_, '_>, task: &Task) {
    change.about(task.project.as_ref());
    change.about(task.milestone.as_ref());
    if let Some(parent) = task.parent {
        change.about(parent.as_ref());
    }
}

/// Nobody works on it any more: timers that run on it are stopped and booked with the deed that ended the work.
pub fn stop_timers(change: &mut Change<'_, '_>, task: &Task) -> Result<()> {
    let entries = change
        .on_behalf("nobody works any longer on what is over")
        .children::<TimeEntry>(ENTRIES_OF_TASK, Key::new().id(task.id))?;
    for mut entry in entries.into_iter().filter(|e| e.started.is_some()) {
        entry.stop(change.at)?;
        change.put(&entry)?;
    }
    Ok(())
}

/// Tells somebody, if there is somebody, about a task.
pub(super) fn tell(
    change: &mut Change<'_, '_>,
    task: &Task,
    whom: Option<Id<User>>,
    why: &NoticeType,
    words: String,
) -> Result<()> {
    match whom {
        Some(whom) => inbox::notify(change, whom, why, task.as_ref(), words),
        None => Ok(()),
    }
}

/// Tells the next hands what this deed hands over to them.
pub fn announce(change: &mut Change<'_, '_>, of: &Task, reviewers: &[Id<User>]) -> Result<()> {
    let walk = Walk::over(change, &[of.as_ref()])?;
    for task in walk.arrived_in_review() {
        let told: Vec<Id<User>> = match task.reviewer {
            // Whose work it is doesn't review it, though they may be named.
            Some(reviewer) if !task.is_work_of(reviewer.raw()) => vec![reviewer],
            _ if reviewers.is_empty() => vec![change.load(task, |task| task.project)?.team_lead],
            _ => reviewers.to_vec(),
        };
        for person in told
            .into_iter()
            .filter(|person| Some(*person) != task.assignee)
        {
            let told = format!("{} waits for review", task.title);
            tell(change, task, Some(person), &notices::REVIEW, told)?;
        }
    }
    for milestone in walk.reached() {
        let project = change.load(milestone, |milestone| milestone.project)?;
        // The last one is told with the project.
        if walk.finished().all(|held| held.id != project.id) {
            let told = format!("{} of {} is reached", milestone.title, project.title);
            let of = &crate::features::projects::notices::MILESTONE;
            inbox::notify(change, project.manager, of, milestone.as_ref(), told)?;
        }
    }
    for project in walk.finished() {
        let told = format!(
            "All tasks of {} are completed: it is ready for delivery",
            project.title
        );
        inbox::notify(
            change,
            project.manager,
            &crate::features::projects::notices::READY,
            project.as_ref(),
            told,
        )?;
    }
    Ok(())
}
