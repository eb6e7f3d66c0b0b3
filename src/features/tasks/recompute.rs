//! Projects of an older house show what today's roll-up says of them, from the first opening on.

use std::{cmp::Reverse, collections::BTreeMap};

use super::rollup;
use crate::{
    base::{Id, Result},
    data::{Key, Recompute, Recomputing, Record},
    features::projects::{
        Below, MILESTONES, Milestone, Project, SUB_PROJECTS, TASKS_OF_PROJECT, Task,
        TaskPart as Part,
    },
};

/// Raised with every change of the rules in `rollup`: weights are kept whole since the first, sub-projects count since the
/// second.
pub const OF_PROJECTS: Recompute = Recompute {
    kind: Project::KIND,
    rule: 2,
    run,
};

fn run(to: &mut Recomputing<'_, '_>, id: u64) -> Result<()> {
    let Some(mut project) = to.find(Id::<Project>::new(id))? else {
        return Ok(());
    };
    let of_project = || Key::new().id(project.id);
    let tasks: Vec<Task> = to.children(TASKS_OF_PROJECT, of_project())?;
    let mut milestones: Vec<Milestone> = to.children(MILESTONES, of_project())?;
    let tops = settle_tasks(to, tasks)?;
    for milestone in &mut milestones {
        let parts = tops.get(&milestone.id).map(Vec::as_slice);
        rollup::settle_milestone(milestone, parts.unwrap_or_default());
        to.put(milestone)?;
    }
    let below = below(to, project.id)?;
    rollup::settle_project(&mut project, &milestones, &below);
    to.put(&project)?;
    // Whichever of them is worked out first, the one above is once more after it.
    match project.parent {
        Some(parent) => run(to, parent.raw()),
        None => Ok(()),
    }
}

fn below(to: &Recomputing<'_, '_>, id: Id<Project>) -> Result<Vec<Below>> {
    let parts: Vec<Project> = to.children(SUB_PROJECTS, Key::new().id(id))?;
    Ok(parts.iter().map(Below::of).collect())
}

/// The tasks of a project, the deepest first; what those on top are to each milestone.
fn settle_tasks(
    to: &mut Recomputing<'_, '_>,
    mut tasks: Vec<Task>,
) -> Result<BTreeMap<Id<Milestone>, Vec<Part>>> {
    let above: BTreeMap<_, _> = tasks.iter().map(|task| (task.id, task.parent)).collect();
    let depth = |task: &Task| {
        let mut parent = task.parent;
        let mut depth = 0;
        while let Some(id) = parent.filter(|_| depth < above.len()) {
            depth += 1;
            parent = above.get(&id).copied().flatten();
        }
        depth
    };
    tasks.sort_by_cached_key(|task| Reverse(depth(task)));
    let mut parts: BTreeMap<Id<Task>, Vec<Part>> = BTreeMap::new();
    let mut tops: BTreeMap<Id<Milestone>, Vec<Part>> = BTreeMap::new();
    for mut task in tasks {
        let below = parts.remove(&task.id).unwrap_or_default();
        match task.stands_for {
            Some(project) => rollup::stand_for(&mut task, to.find(project)?.as_ref()),
            None => rollup::recompute(&mut task, &below),
        }
        to.put(&task)?;
        let part = Part::of(&task);
        match task.parent {
            Some(parent) => parts.entry(parent).or_default().push(part),
            None => tops.entry(task.milestone).or_default().push(part),
        }
    }
    Ok(tops)
}
