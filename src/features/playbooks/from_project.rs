//! A playbook made from what was done: a project with its milestones, tasks and subtasks, or a single task with its own, with
//! the time they took.

use std::collections::{BTreeMap, BTreeSet};

use super::outline::{Level, Outline, Step};
use crate::{
    base::{Day, Error, Id, Result, calendar::WorkingCalendar, text},
    data::{Key, Query, Visit},
    features::{
        people::Directory,
        projects::{
            MILESTONES, Milestone, Project, SUBTASKS, TASKS_OF_PROJECT, Task, TaskStatus, on_task,
            projects_below,
        },
    },
};

/// Tasks that are read of a project.
const MOST: usize = 250;
/// Letters of a step's title.
const TITLE: usize = 120;

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

/// What of a project somebody sees, and what it was made from. Estimates are what it took, where time was logged. What was done
/// in its sub-projects stands beside its own milestones, where the task stood that one of them was made from.
///
/// # Errors
/// When the project isn't seen, and when it is too large for a playbook.
pub fn outline(visit: &Visit, id: Id<Project>) -> Result<(Outline, String)> {
    let project: Project = visit.find(id)?;
    let names = Directory::of(visit)?;
    let mut whole_plan = Plan {
        making: Making {
            visit,
            names: &names,
            calendar: Directory::calendar_of(visit, project.department)?,
            begins: project.start,
        },
        parts: projects_below(visit, &project)?
            .into_iter()
            .map(|(_, part)| part)
            .filter(|part| !part.is_given_up())
            .collect(),
        tasks: Vec::new(),
        steps: Vec::new(),
        keys: BTreeMap::new(),
    };
    whole_plan.add(&project, None)?;
    whole_plan.order();
    // By its number alone: whoever sees playbooks may not see the project.
    Ok((whole(whole_plan.steps)?, project.id.to_string()))
}

/// The steps of a project and of what is below it.
struct Plan<'a> {
    making: Making<'a>,
    /// All sub-projects that count, whatever their level.
    parts: Vec<Project>,
    tasks: Vec<Task>,
    steps: Vec<Step>,
    keys: BTreeMap<Id<Task>, u32>,
}

impl Plan<'_> {
    /// One project: its milestones, each followed by the sub-projects that its tasks stand for, then those beside them.
    fn add(&mut self, project: &Project, part: Option<&str>) -> Result<()> {
        let visit = self.making.visit;
        let key = || Key::new().id(project.id);
        let milestones = visit
            .list::<Milestone>(Query::of(project, MILESTONES, key()).limit(100))?
            .rows;
        let mut tasks = visit.related::<Task>(project, TASKS_OF_PROJECT, key(), MOST + 1)?;
        if self.tasks.len() + tasks.len() > MOST {
            return Err(Error::conflict(format!(
                "{} has more than {MOST} tasks. A playbook is made from a smaller one.",
                project.title
            )));
        }
        tasks.retain(|task| task.state != TaskStatus::Cancelled && !task.requested);
        for milestone in &milestones {
            let mine = |task: &&Task| task.milestone == milestone.id && task.parent.is_none();
            let (standing, tops): (Vec<&Task>, Vec<&Task>) = tasks
                .iter()
                .filter(mine)
                .partition(|task| task.stands_for.is_some());
            if !tops.is_empty() {
                let mut step = milestone_step(milestone, self.next());
                if let Some(part) = part.filter(|part| *part != milestone.title) {
                    step.title = text::shorten(&format!("{part}: {}", milestone.title), TITLE);
                }
                self.steps.push(step);
            }
            for top in tops {
                let below = tasks.iter().filter(|part| part.parent == Some(top.id));
                for task in std::iter::once(top).chain(below) {
                    let key = self.next();
                    self.keys.insert(task.id, key);
                    let level = match task.parent {
                        Some(_) => Level::Subtask,
                        None => Level::Task,
                    };
                    self.steps.push(self.making.step(task, key, level)?);
                }
            }
            for task in standing {
                let stands_here = |part: &&Project| part.stands_at == Some(task.id);
                if let Some(part) = self.parts.iter().find(stands_here).cloned() {
                    self.add(&part, Some(&part.title))?;
                }
            }
        }
        let beside = |part: &&Project| part.parent == Some(project.id) && part.stands_at.is_none();
        let beside: Vec<Project> = self.parts.iter().filter(beside).cloned().collect();
        for part in beside {
            self.add(&part, Some(&part.title))?;
        }
        self.tasks.append(&mut tasks);
        Ok(())
    }

    fn next(&self) -> u32 {
        self.steps.len() as u32 + 1
    }

    /// What comes after a task that stood for a sub-project comes after all that ends it; what begins that comes after
    /// what the task came after.
    fn order(&mut self) {
        let mut after: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for task in &self.tasks {
            let before: Vec<u32> = task.after.iter().flat_map(|id| self.ends(*id)).collect();
            let mine = match (self.keys.get(&task.id), task.stands_for) {
                (Some(key), _) => vec![*key],
                (None, Some(_)) => self.begins(task),
                (None, None) => continue,
            };
            for key in mine {
                after.entry(key).or_default().extend(&before);
            }
        }
        for step in &mut self.steps {
            if let Some(before) = after.remove(&step.key) {
                step.after = before.into_iter().collect();
            }
        }
    }

    /// The tasks of the sub-project that a task stands for.
    fn tops(&self, id: Id<Task>) -> Vec<&Task> {
        let project = self.parts.iter().find(|part| part.stands_at == Some(id));
        let tasks = self.tasks.iter();
        tasks
            .filter(|task| project.is_some_and(|project| project.id == task.project))
            .filter(|task| task.parent.is_none() && self.keys.contains_key(&task.id))
            .collect()
    }

    /// The steps that are over when a task is.
    fn ends(&self, id: Id<Task>) -> Vec<u32> {
        if let Some(key) = self.keys.get(&id) {
            return vec![*key];
        }
        let tops = self.tops(id);
        let last = tops
            .iter()
            .filter(|task| tops.iter().all(|other| !other.after.contains(&task.id)));
        last.filter_map(|task| self.keys.get(&task.id).copied())
            .collect()
    }

    /// The steps with which a task that stands for a sub-project begins.
    fn begins(&self, task: &Task) -> Vec<u32> {
        let tops = self.tops(task.id);
        let first = tops.iter().filter(|task| {
            let waits = |other: &&Task| task.after.contains(&other.id);
            !tops.iter().copied().any(|other| waits(&other))
        });
        first
            .filter_map(|task| self.keys.get(&task.id).copied())
            .collect()
    }
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
