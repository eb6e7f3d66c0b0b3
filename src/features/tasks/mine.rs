//! The tasks that are somebody's.

use crate::{
    base::{Id, Result},
    data::{Key, Visit},
    features::{
        people::Directory,
        projects::{self, Task, TaskStatus},
    },
};

pub const OPEN: [TaskStatus; 3] = [TaskStatus::ToDo, TaskStatus::InProgress, TaskStatus::Review];

/// Tasks that are looked at for the next one.
const NEXT: usize = 50;

/// How many open tasks the visitor has.
pub fn my_open(visit: &Visit) -> Result<usize> {
    let count = visit.tally::<Task>(projects::OPEN_TASKS, Key::new().number(visit.actor.person))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// The visitor's own open tasks, the next due first.
pub fn mine(visit: &Visit, limit: usize) -> Result<Vec<Task>> {
    of_person(visit, visit.actor.person, limit)
}

/// Their tasks that they could begin after this one, the next due first; whether what comes before them is done is found
/// out when they are begun.
pub fn after(visit: &Visit, id: Id<Task>) -> Result<Vec<Task>> {
    let mut open = mine(visit, NEXT)?;
    open.retain(|task| {
        let free = task.blocked.is_none() && !task.requested && task.stands_for.is_none();
        task.id != id && task.state == TaskStatus::ToDo && task.parts == 0 && free
    });
    Ok(open)
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
