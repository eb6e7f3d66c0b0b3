//! A playbook made from what was done: a project with its milestones, tasks and subtasks, or a single task with its own, with
//! the time they took.

use std::collections::BTreeMap;

use super::outline::{Level, Outline, Step};
use crate::{
    base::{Day, Error, Id, Result, calendar::WorkingCalendar},
    data::{Key, Query, Visit},
    features::{
        people::Directory,
        projects::{
            MILESTONES, Milestone, Project, SUBTASKS, TASKS_OF_PROJECT, Task, TaskStatus, on_task,
        },
    },
};

/// Tasks that are read of a project.
const MOST: usize = 250;

/// What the steps are made by: who knows which work, and which days are worked.
struct Making<'a> {
    visit: &'a Visit,
    names: &'a Directory,
    calendar: WorkingCalendar,
    /// The day that starts are counted from.
    begins: Day,
}

impl Making<'_> {
    /// A task as a step: what it says, and for how long it was worked on, where time was logged.
    fn step(&self, task: &Task, key: u32, level: Level) -> Result<Step> {
        let took = u32::try_from(on_task(self.visit, task.id)?).unwrap_or(0);
        let start = task.start.unwrap_or(self.begins);
        let days = task
            .due
            .map_or(0, |due| self.calendar.between(start, due + 1));
        let known = self.names.department_by_key(&task.role).is_some();
        let part = level == Level::Subtask;
        let counted = |days: i32| u32::try_from(days).unwrap_or(0);
        Ok(Step {
            key,
            level,
            title: task.title.clone(),
            detail: task.detail.clone(),
            role: match known {
                true => task.role.clone(),
                false => String::new(),
            },
            estimate: match took {
                0 => task.estimate.unwrap_or(0),
                took => took,
            },
            start: match part {
                true => 0,
                false => counted(self.calendar.between(self.begins, start)),
            },
            days: match (task.days, part) {
                (0, false) => counted(days),
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
        })
    }
}

/// Adds what tasks come after to their steps, as far as that is a step too.
fn in_order(steps: &mut [Step], tasks: &[Task], keys: &BTreeMap<Id<Task>, u32>) {
    for task in tasks {
        let Some(step) = keys.get(&task.id).map(|key| *key as usize - 1) else {
            continue;
        };
        let after = task.after.iter().filter_map(|id| keys.get(id));
        steps[step].after = after.copied().collect();
    }
}

fn milestone_step(milestone: &Milestone, key: u32) -> Step {
    Step {
        key,
        level: Level::Milestone,
        title: milestone.title.clone(),
        client_visible: milestone.client_visible,
        ..Step::default()
    }
}

fn whole(steps: Vec<Step>) -> Result<Outline> {
    let outline = Outline {
        steps,
        questions: Vec::new(),
    };
    outline.check()?;
    Ok(outline)
}

/// What of a project somebody sees, and what it was made from. Estimates are what it took, where time was logged.
///
/// # Errors
/// When the project isn't seen, and when it is too large for a playbook.
pub fn outline(visit: &Visit, id: Id<Project>) -> Result<(Outline, String)> {
    let project: Project = visit.find(id)?;
    let names = Directory::of(visit)?;
    let making = Making {
        visit,
        names: &names,
        calendar: Directory::calendar_of(visit, project.department)?,
        begins: project.start,
    };
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
        steps.push(milestone_step(milestone, steps.len() as u32 + 1));
        for top in tops {
            let parts = tasks.iter().filter(|part| part.parent == Some(top.id));
            for task in std::iter::once(top).chain(parts) {
                let key = steps.len() as u32 + 1;
                keys.insert(task.id, key);
                let level = match task.parent {
                    Some(_) => Level::Subtask,
                    None => Level::Task,
                };
                steps.push(making.step(task, key, level)?);
            }
        }
    }
    in_order(&mut steps, &tasks, &keys);
    // By its number alone: whoever sees playbooks may not see the project.
    Ok((whole(steps)?, project.id.to_string()))
}

/// The same of one task with its subtasks: what is done again and again, to be added to any plan.
///
/// # Errors
/// When the task isn't seen, and for one that stands for a sub-project, which is a plan of its own.
pub fn outline_of_task(visit: &Visit, id: Id<Task>) -> Result<(Outline, String)> {
    let task: Task = visit.find(id)?;
    if let Some(project) = task.stands_for {
        return Err(Error::conflict(format!(
            "This task stands for {project}. Make a playbook of that project."
        )));
    }
    let names = Directory::of(visit)?;
    let making = Making {
        visit,
        names: &names,
        calendar: Directory::calendar_of(visit, task.department)?,
        begins: task.start.or(task.due).unwrap_or(visit.today()),
    };
    let mut tasks = visit.related::<Task>(&task, SUBTASKS, Key::new().id(id), MOST)?;
    tasks.retain(|part| part.state != TaskStatus::Cancelled && !part.requested);
    let milestone = visit.follow(&task, |task: &Task| task.milestone)?;
    let mut steps = vec![milestone_step(&milestone.unwrap_or_default(), 1)];
    if steps[0].title.is_empty() {
        steps[0].title.clone_from(&task.title);
    }
    let mut keys: BTreeMap<Id<Task>, u32> = BTreeMap::from([(id, 2)]);
    steps.push(making.step(&task, 2, Level::Task)?);
    for part in &tasks {
        let key = steps.len() as u32 + 1;
        keys.insert(part.id, key);
        steps.push(making.step(part, key, Level::Subtask)?);
    }
    in_order(&mut steps, &tasks, &keys);
    Ok((whole(steps)?, id.to_string()))
}
