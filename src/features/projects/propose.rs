//! Who is proposed for work.

use super::task::{OPEN, Task};
use crate::{
    base::{Id, Result},
    data::{Key, Visit},
    features::people::{Directory, User},
};

/// Who suits work of a role, the least loaded first, each with their open tasks: people with the skill,
/// or, where nobody has it, the people of the department of that name.
pub fn propose(visit: &Visit, role: &str) -> Result<Vec<(Id<User>, i64)>> {
    let names = Directory::of(visit)?;
    let staff = names.staff();
    let mut fitting: Vec<Id<User>> = staff
        .iter()
        .filter(|u| u.skills.iter().any(|skill| skill == role))
        .map(|u| u.id)
        .collect();
    if fitting.is_empty()
        && let Some(department) = names.department_by_key(role)
    {
        fitting = staff
            .iter()
            .filter(|u| u.departments.contains(&department.id))
            .map(|u| u.id)
            .collect();
    }
    let mut loaded = fitting
        .into_iter()
        .map(|user| Ok((user, visit.tally::<Task>(OPEN, Key::new().id(user))?)))
        .collect::<Result<Vec<_>>>()?;
    loaded.sort_by_key(|(user, open)| (*open, *user));
    Ok(loaded)
}
