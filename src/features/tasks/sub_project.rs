//! A task that grew too large becomes a sub-project of its project: its subtasks are the tasks of that, with their time,
//! people and dates; what was done on the task itself goes into one of its own there. The task stays where it stood and
//! stands for the sub-project, by whose exact weight it counts. One Undo takes all of it back.

use std::collections::BTreeSet;

use super::{
    SUBTASKS, Task, TaskStatus, actions::MAKE_PROJECT, concerned::staff, recurring::RecurringTask,
};
use crate::{
    base::{Error, Id, Money, Result, if_found, time},
    data::{Change, Held, Key, Record, Visit},
    features::{
        people::User,
        projects::{
            ENTRIES_OF_TASK, Milestone, Project, TASKS_OF_PROJECT, TimeEntry, billed_on_task,
            insert_sub_project,
        },
    },
    web::form::{Form, Optional, Reader},
};

/// What a sub-project is made of a task with; what isn't said is as in the task and in its project.
#[derive(Debug, Clone)]
pub struct OfTask {
    pub title: String,
    pub team_lead: Option<Id<User>>,
    pub version: Option<u64>,
}

impl Form for OfTask {
    fn read(f: &mut Reader) -> Self {
        OfTask {
            title: f.text("title", "Title", Optional, 120),
            team_lead: f.id("team_lead", "Team lead", Optional),
            version: f.version(),
        }
    }
}

/// Time entries and tasks that go along in one deed.
const MOST: usize = 5000;
const GO_ALONG: &str = "what belongs to a task goes along into the sub-project that it becomes";

/// Why a task can't become one; None where it can.
pub fn refusal(task: &Task) -> Option<&'static str> {
    match task {
        _ if task.stands_for.is_some() => Some("This task is a sub-project already."),
        _ if task.parent.is_some() => {
            Some("A subtask is a part of its task. Make a sub-project of that.")
        }
        _ if task.requested || !task.state.is_open() => {
            Some("Only open work becomes a sub-project.")
        }
        _ if task.state == TaskStatus::Review => {
            Some("This waits for review. Accept or return it first.")
        }
        _ => None,
    }
}

/// The same, with what only the store knows: time of it that is billed, and that it recurs.
///
/// # Errors
/// When the store can't be read.
pub fn refused(visit: &Visit, task: &Task) -> Result<Option<String>> {
    if let Some(why) = refusal(task) {
        return Ok(Some(why.to_owned()));
    }
    let billed = billed_on_task(visit, task.id)?;
    if billed > 0 {
        return Ok(Some(format!(
            "{} of this task stand on an invoice, which names its project. Add a sub-project beside it instead.",
            time::minutes(billed)
        )));
    }
    let series = task
        .series
        .map(|id| visit.find::<RecurringTask>(Id::new(id)));
    let series = series.map_or(Ok(None), if_found)?;
    Ok(series
        .filter(|series| !series.is_over())
        .map(|_| RECURS.to_owned()))
}

const RECURS: &str = "This task recurs. End that first, or make a sub-project of another.";

/// Makes it. Time that stands on an invoice keeps its project, so a task with such time stays a task.
///
/// # Errors
/// For what can't become one (`refusal`), while a subtask is only asked for, and where projects would stand too deep.
pub fn make(visit: &Visit, id: Id<Task>, form: OfTask) -> Result<Id<Project>> {
    if let Some(lead) = form.team_lead {
        staff(visit, lead, "team_lead")?;
    }
    let held = visit.find_for(&MAKE_PROJECT, id)?;
    if let Some(why) = refused(visit, &held)? {
        return Err(Error::conflict(why));
    }
    visit.act(MAKE_PROJECT, move |change| {
        let mut task = change.subject_at::<Task>(id, form.version)?;
        let above = change.load(&*task, |task| task.project)?;
        above.must_be_open()?;
        if let Some(why) = refusal(&task) {
            return Err(Error::conflict(why));
        }
        must_not_recur(change, &task)?;
        let parts: Vec<Held<Task>> = change
            .on_behalf(GO_ALONG)
            .children(SUBTASKS, Key::new().id(id))?;
        if parts
            .iter()
            .any(|part| part.requested && part.state.is_open())
        {
            return Err(Error::conflict(
                "One of its subtasks is only asked for. Approve or decline it first.",
            ));
        }
        let (title, lead) = (form.title, form.team_lead);
        let (project, milestone) = insert_sub_project(change, &above, |new| {
            new.title = match title.is_empty() {
                true => task.title.clone(),
                false => title,
            };
            new.start = task.start.unwrap_or(above.start);
            new.finish = task.due.unwrap_or(above.finish);
            new.team_lead = lead.unwrap_or(above.team_lead);
            new.department = match task.department.is_none() {
                true => above.department,
                false => task.department,
            };
            new.stands_at = Some(id);
            // What was meant for the task with its subtasks is meant for all of it.
            new.budget_minutes = task.budget_minutes;
            new.budget_money = task.budget_money;
            new.budget_by = above.budget_by;
            new.at_full = above.at_full;
        })?;
        let own = entries(change, id)?;
        let has_own = parts.is_empty()
            || !task.checklist.is_empty()
            || !own.is_empty()
            || task.blocked.is_some();
        let mut moved: BTreeSet<Id<Task>> = parts.iter().map(|part| part.id).collect();
        if has_own {
            let new = own_work(&task, &milestone, parts.is_empty());
            let made = change.on_behalf(GO_ALONG).insert(new)?;
            moved.insert(made.id);
            for mut entry in own {
                entry.task = Some(made.id);
                entry.project = Some(project.id);
                change.put(&entry)?;
            }
        }
        for (at, mut part) in parts.into_iter().enumerate() {
            part.project = project.id;
            part.milestone = milestone.id;
            part.parent = None;
            part.position = place(at + 1);
            part.client_visible |= task.client_visible;
            part.after.retain(|other| moved.contains(other));
            change.put(&part)?;
            for mut entry in entries(change, part.id)? {
                entry.project = Some(project.id);
                entry.parent = None;
                change.put(&entry)?;
            }
        }
        others_wait_for(change, &above, &moved, id)?;
        stand(&mut task, project.id);
        change.put(&task)?;
        for about in [above.as_ref(), task.milestone.as_ref(), project.as_ref()] {
            change.about(about);
        }
        Ok(project.id)
    })
}

fn place(at: usize) -> u32 {
    10_100
        + u32::try_from(at)
            .unwrap_or(u32::MAX / 200)
            .saturating_mul(100)
}

/// # Errors
/// A conflict while it does.
pub(super) fn must_not_recur(change: &mut Change<'_, '_>, task: &Task) -> Result<()> {
    let Some(series) = task.series else {
        return Ok(());
    };
    let series = change
        .unscoped("what recurs is made anew whoever sees the rule")
        .find::<RecurringTask>(Id::new(series))?;
    match series.is_some_and(|series| !series.is_over()) {
        true => Err(Error::conflict(RECURS)),
        false => Ok(()),
    }
}

/// Its time entries, to go along.
///
/// # Errors
/// For more than go along in one deed.
pub(super) fn entries(change: &mut Change<'_, '_>, task: Id<Task>) -> Result<Vec<Held<TimeEntry>>> {
    let found: Vec<Held<TimeEntry>> = change
        .on_behalf(GO_ALONG)
        .children(ENTRIES_OF_TASK, Key::new().id(task))?;
    match found.len() > MOST {
        true => Err(Error::conflict(format!(
            "More than {MOST} time entries stand on {task}. Add a sub-project beside it instead."
        ))),
        false => Ok(found),
    }
}

/// What was to be done on the task itself, and what was done of it.
fn own_work(task: &Task, milestone: &Milestone, alone: bool) -> Task {
    let estimate = task.estimate.filter(|_| alone);
    Task {
        id: Id::NONE,
        project: milestone.project,
        milestone: milestone.id,
        parent: None,
        position: place(0),
        after: Vec::new(),
        series: None,
        stands_for: None,
        budget_minutes: 0,
        budget_money: Money::ZERO,
        estimate,
        weight: estimate.unwrap_or(0),
        weight_rest: None,
        parts: 0,
        parts_done: 0,
        state: task.status,
        progress: 0,
        ..task.clone()
    }
}

/// What is left of a task that stands for a sub-project: its place, its dates, its order.
fn stand(task: &mut Task, project: Id<Project>) {
    *task = Task {
        stands_for: Some(project),
        status: TaskStatus::ToDo,
        assignee: None,
        reviewer: None,
        review_needed: false,
        checklist: Vec::new(),
        manual: None,
        blocked: None,
        returned: None,
        returns: 0,
        returned_for: Vec::new(),
        author: None,
        reviewed: Vec::new(),
        done_at: None,
        budget_minutes: 0,
        budget_money: Money::ZERO,
        ..task.clone()
    };
}

/// Work of the project that came after one of those that moved comes after what stands for them.
fn others_wait_for(
    change: &mut Change<'_, '_>,
    above: &Project,
    moved: &BTreeSet<Id<Task>>,
    stands: Id<Task>,
) -> Result<()> {
    let others: Vec<Held<Task>> = change
        .on_behalf(GO_ALONG)
        .children(TASKS_OF_PROJECT, Key::new().id(above.id))?;
    for mut other in others {
        let before = other.after.len();
        other.after.retain(|held| !moved.contains(held));
        if other.after.len() != before && other.id != stands {
            if !other.after.contains(&stands) {
                other.after.push(stands);
            }
            change.put(&other)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::projects::Item;

    #[test]
    fn the_own_work_of_a_task_goes_along_and_its_place_stays() {
        let mut task = Task {
            title: "Shop".into(),
            estimate: Some(300),
            status: TaskStatus::InProgress,
            state: TaskStatus::InProgress,
            assignee: Some(Id::new(4)),
            checklist: vec![Item {
                title: "Cart".into(),
                done: true,
            }],
            after: vec![Id::new(9)],
            position: 10_300,
            ..Task::default()
        };
        let milestone = Milestone {
            project: Id::new(7),
            ..Milestone::default()
        };
        let own = own_work(&task, &milestone, true);
        assert_eq!(
            (own.project, own.estimate, own.weight),
            (Id::new(7), Some(300), 300)
        );
        assert_eq!((own.assignee, own.checklist.len()), (Some(Id::new(4)), 1));
        assert!(own.after.is_empty());
        // Beside subtasks it weighs what they do in the mean.
        assert_eq!(own_work(&task, &milestone, false).estimate, None);
        stand(&mut task, Id::new(7));
        assert_eq!((task.position, task.estimate), (10_300, Some(300)));
        assert_eq!(task.after, vec![Id::new(9)]);
        assert!(
            task.assignee.is_none() && task.checklist.is_empty() && task.must_be_work().is_err()
        );
        assert!(refusal(&task).is_some());
    }
}
