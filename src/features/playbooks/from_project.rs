//! A playbook made from what a project was: its milestones, tasks and subtasks, with the time they took.

use std::collections::BTreeMap;

use super::outline::{Level, Outline, Step};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Query, Visit},
    features::{
        people::Directory,
        projects::{MILESTONES, Milestone, Project, TASKS_OF_PROJECT, Task, TaskStatus, on_task},
    },
};

/// Tasks that are read of a project.
const MOST: usize = 250;

/// What of it somebody sees, and what it was made from. Estimates are what it took, where time was logged.
///
/// # Errors
/// When the project isn't seen, and when it is too large for a playbook.
pub fn outline(visit: &Visit, id: Id<Project>) -> Result<(Outline, String)> {
    let project: Project = visit.find(id)?;
    let names = Directory::of(visit)?;
    let calendar = Directory::calendar_of(visit, project.department)?;
    let key = || Key::new().id(project.id);
    let milestones = visit
        .list::<Milestone>(Query::of(&project, MILESTONES, key()).limit(100))?
        .rows;
    let mut tasks = visit.related::<Task>(&project, TASKS_OF_PROJECT, key(), MOST + 1)?;
    if tasks.len() > MOST {
        return Err(Error::conflict(format!(
            "{} has more than {MOST} tasks. A playbook is made from a smaller one.",
            project.title
        )));
    }
    tasks.retain(|task| task.state != TaskStatus::Cancelled && !task.requested);
    let mut steps: Vec<Step> = Vec::new();
    let mut keys: BTreeMap<Id<Task>, u32> = BTreeMap::new();
    for milestone in &milestones {
        let mine = |task: &&Task| task.milestone == milestone.id && task.parent.is_none();
        let tops: Vec<&Task> = tasks.iter().filter(mine).collect();
        if tops.is_empty() {
            continue;
        }
        steps.push(Step {
            key: steps.len() as u32 + 1,
            level: Level::Milestone,
            title: milestone.title.clone(),
            client_visible: milestone.client_visible,
            ..Step::default()
        });
        for top in tops {
            let parts = tasks.iter().filter(|part| part.parent == Some(top.id));
            for task in std::iter::once(top).chain(parts) {
                let key = steps.len() as u32 + 1;
                keys.insert(task.id, key);
                let took = u32::try_from(on_task(visit, task.id)?).unwrap_or(0);
                let start = task.start.unwrap_or(project.start);
                let days = task.due.map_or(0, |due| calendar.between(start, due + 1));
                let known = names.department_by_key(&task.role).is_some();
                steps.push(Step {
                    key,
                    level: match task.parent {
                        Some(_) => Level::Subtask,
                        None => Level::Task,
                    },
                    title: task.title.clone(),
                    detail: task.detail.clone(),
                    role: if known {
                        task.role.clone()
                    } else {
                        String::new()
                    },
                    estimate: match took {
                        0 => task.estimate.unwrap_or(0),
                        took => took,
                    },
                    start: match task.parent {
                        Some(_) => 0,
                        None => u32::try_from(calendar.between(project.start, start)).unwrap_or(0),
                    },
                    days: match (task.days, task.parent) {
                        (0, None) => u32::try_from(days).unwrap_or(0),
                        (given, _) => given,
                    },
                    lag: task.lag,
                    priority: task.priority,
                    review: task.review_needed,
                    client_visible: task.client_visible,
                    checklist: task
                        .checklist
                        .iter()
                        .map(|item| item.title.clone())
                        .collect(),
                    ..Step::default()
                });
            }
        }
    }
    for task in &tasks {
        let Some(step) = keys.get(&task.id).map(|key| *key as usize - 1) else {
            continue;
        };
        steps[step].after = task
            .after
            .iter()
            .filter_map(|id| keys.get(id))
            .copied()
            .collect();
    }
    let outline = Outline {
        steps,
        questions: Vec::new(),
    };
    outline.check()?;
    // By its number alone: whoever sees playbooks may not see the project.
    Ok((outline, project.id.to_string()))
}
