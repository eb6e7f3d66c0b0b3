//! The order of tasks: nothing comes to wait for itself.

use std::collections::BTreeMap;

use crate::{
    base::{Error, Id, Result, circle::path_to},
    data::{Change, Key, Record, Ref},
    features::projects::{SUBTASKS, Task},
};

/// Work waits for what comes before it, for its parts, and a part for what comes before the whole. Whatever is said of
/// a task's order by a verb, a sheet or an Undo, it never comes to wait for itself.
pub(super) fn nothing_waits_for_itself(change: &mut Change<'_, '_>, touched: &[Ref]) -> Result<()> {
    let mut known: BTreeMap<Id<Task>, Vec<Id<Task>>> = BTreeMap::new();
    for of in touched.iter().filter(|of| of.kind == Task::KIND.code) {
        let id = Id::<Task>::new(of.id);
        let Some(task) = change.find(id)? else {
            continue;
        };
        let before = change.was(id)?.map(|was| was.after).unwrap_or_default();
        if task.after.iter().all(|other| before.contains(other)) {
            continue;
        }
        // What the whole waits for, its parts wait for.
        let mut wanted = vec![id];
        wanted.extend(parts_of(change, id)?);
        let waits_for = |at: Id<Task>| match known.get(&at) {
            Some(held) => Ok(held.clone()),
            None => {
                let found = waits_for(change, at)?;
                known.insert(at, found.clone());
                Ok(found)
            }
        };
        let path = path_to(task.after.iter().copied(), &wanted, waits_for)?;
        if !path.is_empty() {
            let mut told = vec![format!("{} ({id})", task.title)];
            for at in path {
                let title = change.find(at)?.map(|held| held.title).unwrap_or_default();
                told.push(format!("after {title} ({at})"));
            }
            return Err(Error::field(
                "after",
                format!("{} would wait for itself: {}.", task.title, told.join(", ")),
            ));
        }
    }
    Ok(())
}

fn waits_for(change: &mut Change<'_, '_>, id: Id<Task>) -> Result<Vec<Id<Task>>> {
    let Some(task) = change.find(id)? else {
        return Ok(Vec::new());
    };
    let mut first = task.after;
    if let Some(parent) = task.parent
        && let Some(above) = change.find(parent)?
    {
        first.extend(above.after);
    }
    first.extend(parts_of(change, id)?);
    Ok(first)
}

fn parts_of(change: &mut Change<'_, '_>, id: Id<Task>) -> Result<Vec<Id<Task>>> {
    let parts = change.children::<Task>(SUBTASKS, Key::new().id(id))?;
    Ok(parts.into_iter().map(|part| part.id).collect())
}
