//! The verb of planning.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    PLAN,
    forms::{GiveOut, PlanDates},
};
use crate::{
    base::{Day, Error, Id, Result, text},
    data::{Record, Visit},
    features::{
        inbox,
        people::{Directory, User},
        projects::{ASSIGN_TASK, Milestone, Project, Task},
        tasks::notices,
    },
};

/// Gives tasks the days that were shown, and their milestones and the project with them. Everybody whose work moves is
/// told once.
///
/// # Errors
/// When the project takes no changes, and when a task was changed since it was shown.
pub fn plan_dates(visit: &Visit, id: Id<Project>, form: PlanDates) -> Result<usize> {
    visit.act(PLAN, move |change| {
        let mut project = change.subject::<Project>(id)?;
        project.must_be_open()?;
        let mut moved: BTreeMap<Id<User>, Vec<String>> = BTreeMap::new();
        let mut spans: BTreeMap<Id<Milestone>, (Day, Day)> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        let mut count = 0;
        for row in form.rows {
            let (Some(task), Some(start), Some(due)) = (row.task, row.start, row.due) else {
                continue;
            };
            let mut task = change.subject::<Task>(task)?;
            if task.project != id || !seen.insert(task.id) {
                return Err(Error::field(
                    "rows",
                    format!(
                        "{} is not a task of this project, or stands twice.",
                        task.id
                    ),
                ));
            }
            if row.version.is_some_and(|version| version != task.version) {
                return Err(Error::conflict(format!(
                    "{} was changed meanwhile. Look at the plan again: it is made anew.",
                    task.title
                )));
            }
            if !task.state.is_open() {
                continue;
            }
            Task::days_in_order(Some(start), Some(due))?;
            let before = (task.start, task.due, task.pinned);
            task.start = Some(start);
            task.due = Some(due);
            task.pinned |= row.hold;
            if before == (task.start, task.due, task.pinned) {
                continue;
            }
            // What it was planned for at first stays beside it.
            task.base_start = task.base_start.or(before.0).or(Some(start));
            task.base_due = task.base_due.or(before.1).or(Some(due));
            change.put(&task)?;
            count += 1;
            let span = spans.entry(task.milestone).or_insert((start, due));
            *span = (span.0.min(start), span.1.max(due));
            if let Some(person) = task.assignee {
                moved.entry(person).or_default().push(task.title.clone());
            }
        }
        if count == 0 {
            return Err(Error::conflict("Nothing moves: the dates are as planned."));
        }
        let last = spans.values().map(|(_, due)| *due).max();
        for (id, (start, due)) in spans {
            let mut milestone = change.subject::<Milestone>(id)?;
            if start < milestone.start || due > milestone.due {
                milestone.start = milestone.start.min(start);
                milestone.due = milestone.due.max(due);
                change.put(&milestone)?;
            }
        }
        if let Some(last) = last.filter(|last| *last > project.finish) {
            project.finish = last;
            change.put(&project)?;
        }
        for (person, titles) in moved {
            let told = match titles.as_slice() {
                [title] => format!("{title} has other dates now, in {}", project.title),
                titles => format!(
                    "{} of yours have other dates now, in {}",
                    text::count(titles.len(), "task", "tasks"),
                    project.title
                ),
            };
            inbox::notify(change, person, &notices::MOVED, project.as_ref(), told)?;
        }
        Ok(count)
    })
}

/// Gives work that nobody has to people; all or none, with one Undo. Everybody is told once.
///
/// # Errors
/// When the project takes no changes, and when somebody has taken a task meanwhile.
pub fn give_out(visit: &Visit, id: Id<Project>, form: GiveOut) -> Result<usize> {
    let names = Directory::of(visit)?;
    let staff: BTreeSet<Id<User>> = names.staff().iter().map(|user| user.id).collect();
    visit.act(ASSIGN_TASK, move |change| {
        let project = change.subject::<Project>(id)?;
        project.must_be_open()?;
        let mut given: BTreeMap<Id<User>, Vec<String>> = BTreeMap::new();
        for row in form.rows {
            let (Some(task), Some(person)) = (row.task, row.person) else {
                continue;
            };
            if !staff.contains(&person) {
                return Err(Error::field("rows", "Choose somebody who works here."));
            }
            let mut task = change.subject::<Task>(task)?;
            if task.project != id {
                return Err(Error::field(
                    "rows",
                    format!("{} is not a task of this project.", task.id),
                ));
            }
            if !task.is_free() {
                return Err(Error::conflict(format!(
                    "{} was taken or ended meanwhile. Look at what is left again.",
                    task.title
                )));
            }
            task.assignee = Some(person);
            change.put(&task)?;
            given.entry(person).or_default().push(task.title.clone());
        }
        let count: usize = given.values().map(Vec::len).sum();
        if count == 0 {
            return Err(Error::conflict("Nobody is chosen for any of it."));
        }
        for (person, titles) in given {
            let told = match titles.as_slice() {
                [title] => format!("{title} is yours, for {}", project.title),
                titles => format!(
                    "{} are yours, for {}",
                    text::count(titles.len(), "task", "tasks"),
                    project.title
                ),
            };
            inbox::notify(change, person, &notices::ASSIGNED, project.as_ref(), told)?;
        }
        Ok(count)
    })
}
