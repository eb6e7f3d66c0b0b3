//! The tasks that are somebody's.

use crate::{
    base::Result,
    data::{Key, Visit},
    features::{
        people::Directory,
        projects::{self, Task, TaskStatus},
    },
};

pub const OPEN: [TaskStatus; 3] = [TaskStatus::ToDo, TaskStatus::InProgress, TaskStatus::Review];

/// How many open tasks the visitor has.
pub fn my_open(visit: &Visit) -> Result<usize> {
    let count = visit.tally::<Task>(projects::OPEN_TASKS, Key::new().number(visit.actor.person))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The visitor's own open tasks, the next due first.
pub fn mine(visit: &Visit, limit: usize) -> Result<Vec<Task>> {
    of_person(visit, visit.actor.person, limit)
}

pub(crate) fn of_person(visit: &Visit, person: u64, limit: usize) -> Result<Vec<Task>> {
    let names = Directory::of(visit)?;
    let Some(user) = names.users.get(&person) else {
        return Ok(Vec::new());
    };
    visit.related(
        user,
        projects::TASKS_BY_ASSIGNEE,
        Key::new().number(person).byte(0),
        limit,
    )
}
