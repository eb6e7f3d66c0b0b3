//! Tasks that go to another milestone, of their project or of another one of the same client, with their subtasks, time and
//! people; and copies of them, which begin anew wherever their maker may add tasks.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    CREATE, SUBTASKS, TASKS_OF_MILESTONE, Task, TaskStatus,
    actions::EDIT,
    concerned::{about, staff},
    forms::ToMilestone,
    make,
    sub_project::{entries, must_not_recur},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Held, Key, Query, Visit},
    features::projects::{
        Adds, Item, MILESTONES, Milestone, Project, TASKS_OF_PROJECT, billed_on_task,
        must_have_room_for, takes_new_work,
    },
    web::form::{Form, Optional, Reader},
};

const GO_ALONG: &str = "what belongs to a task goes along where it is moved";
/// Milestones of a project that are looked through for the one where its work goes on.
const MOST_MILESTONES: usize = 200;

/// Where a task goes: the milestone that is named, else the one where the work of a project goes on. None where neither is
/// named.
fn target(
    visit: &Visit,
    milestone: Option<Id<Milestone>>,
    project: Option<Id<Project>>,
) -> Result<Option<Milestone>> {
    let missing = |name: &'static str, what: &str| {
        let why = format!("There is no such {what} that you may see.");
        move |e| match e {
            Error::NotFound => Error::field(name, why),
            other => other,
        }
    };
    if let Some(id) = milestone {
        let found = visit
            .find::<Milestone>(id)
            .map_err(missing("milestone", "milestone"))?;
        if project.is_some_and(|project| project != found.project) {
            return Err(Error::field(
                "milestone",
                "This milestone is of another project than the one chosen. Choose one of the two.",
            ));
        }
        return Ok(Some(found));
    }
    let Some(id) = project else { return Ok(None) };
    let project = visit
        .find::<Project>(id)
        .map_err(missing("project", "project"))?;
    let query = Query::of(&project, MILESTONES, Key::new().id(id)).limit(MOST_MILESTONES);
    let mut all = visit.list::<Milestone>(query)?.rows;
    let at = all.iter().position(|held| !held.is_done());
    match at.or(all.len().checked_sub(1)) {
        Some(at) => Ok(Some(all.swap_remove(at))),
        None => Err(Error::field(
            "project",
            "This project has no milestone yet. Add one first.",
        )),
    }
}

/// Moves a task behind those of another milestone, or to where the work of another project goes on, with its subtasks and
/// their time. What waits for it elsewhere, and for
/// what it waits there, is no order across projects and ends.
///
/// # Errors
/// Beside the milestone: one that isn't seen, of a project that takes no work, of another client; a conflict for what stays
/// where it is: a subtask, what recurs, what stands for a sub-project, what was billed.
pub fn to_milestone(visit: &Visit, id: Id<Task>, form: ToMilestone) -> Result<()> {
    let held: Task = visit.find(id)?;
    let milestone = target(visit, form.milestone, form.project)?.ok_or_else(|| {
        Error::field(
            "milestone",
            "Choose a milestone, or the project it goes to.",
        )
    })?;
    let to = milestone.id;
    if milestone.project != held.project {
        let target: Project = visit.find(milestone.project)?;
        visit.demand_on(&CREATE, &target)?;
        takes_new_work(visit, &target)?;
        let billed = billed_on_task(visit, id)?;
        if billed > 0 {
            return Err(Error::conflict(
                "Time of this task stands on an invoice, which names its project. Copy the task instead.",
            ));
        }
    }
    visit.act(EDIT, move |change| {
        let mut task = change.subject_at::<Task>(id, form.version)?;
        let project = change.load(&*task, |task| task.project)?;
        project.must_be_open()?;
        if task.parent.is_some() {
            return Err(Error::field(
                "milestone",
                "A subtask stands in the milestone of its task. Move that.",
            ));
        }
        let milestone = change
            .find(to)?
            .ok_or_else(|| Error::field("milestone", "Choose a milestone that is there."))?;
        if task.milestone == to {
            return Ok(());
        }
        about(change, &task);
        let parts: Vec<Held<Task>> = change
            .on_behalf(GO_ALONG)
            .children(SUBTASKS, Key::new().id(id))?;
        if milestone.project != project.id {
            leave(change, &project, &milestone, &task, &parts)?;
        }
        let last = change
            .unscoped("what comes to a milestone stands behind its last task, whoever sees that")
            .last_child::<Task>(TASKS_OF_MILESTONE, Key::new().id(to))?;
        let position = last.map_or(milestone.position * 10_000, |last| last.position) + 100;
        let moved: BTreeSet<Id<Task>> = parts.iter().map(|part| part.id).chain([id]).collect();
        let mut all = vec![];
        for (place, mut part) in parts.into_iter().enumerate() {
            part.milestone = to;
            if part.project != milestone.project {
                part.project = milestone.project;
                part.after.retain(|other| moved.contains(other));
                part.position = position + u32::try_from(place + 1).unwrap_or_default();
                all.push(part.id);
            }
            change.put(&part)?;
        }
        task.milestone = to;
        task.position = position;
        if task.project != milestone.project {
            task.project = milestone.project;
            task.after.retain(|other| moved.contains(other));
            all.push(id);
        }
        change.put(&task)?;
        bring_time(change, &milestone, &all)?;
        change.about(to.as_ref());
        change.about(milestone.project.as_ref());
        Ok(())
    })
}

/// Whether it may leave its project, whose other tasks wait for it no longer.
fn leave(
    change: &mut Change<'_, '_>,
    from: &Project,
    to: &Milestone,
    task: &Task,
    parts: &[Held<Task>],
) -> Result<()> {
    let target = change.load(to, |milestone| milestone.project)?;
    target.must_be_open()?;
    task.must_be_work()?;
    must_not_recur(change, task)?;
    if target.client != from.client {
        return Err(Error::field(
            "milestone",
            "A task with all that was said on it stays with its client. Copy it there instead.",
        ));
    }
    if task.requested
        || parts
            .iter()
            .any(|part| part.requested && part.state.is_open())
    {
        return Err(Error::conflict(
            "A subtask of it is only asked for. Approve or decline it first.",
        ));
    }
    let gone: BTreeSet<Id<Task>> = parts.iter().map(|part| part.id).chain([task.id]).collect();
    let others: Vec<Held<Task>> = change
        .on_behalf(GO_ALONG)
        .children(TASKS_OF_PROJECT, Key::new().id(from.id))?;
    for mut other in others.into_iter().filter(|other| !gone.contains(&other.id)) {
        if other.after.iter().any(|held| gone.contains(held)) {
            other.after.retain(|held| !gone.contains(held));
            change.put(&other)?;
        }
    }
    Ok(())
}

/// The time of what was moved counts in the budgets of where it is now, which it doesn't go beyond where those stop.
fn bring_time(change: &mut Change<'_, '_>, to: &Milestone, tasks: &[Id<Task>]) -> Result<()> {
    let mut brought = Vec::new();
    for id in tasks {
        for mut entry in entries(change, *id)? {
            entry.project = Some(to.project);
            change.put(&entry)?;
            let adds = Adds::of(&entry);
            brought.push((entry.into_record(), adds));
        }
    }
    must_have_room_for(change, &brought)
}

/// What a copy is made with; what isn't said is as in the task.
#[derive(Debug, Clone)]
pub struct CopyTask {
    pub milestone: Option<Id<Milestone>>,
    /// Without a milestone: where its work goes on.
    pub project: Option<Id<Project>>,
    pub title: String,
    /// Whether whoever has the task and its subtasks has the copies too.
    pub people: bool,
}

impl Form for CopyTask {
    fn read(f: &mut Reader) -> Self {
        CopyTask {
            milestone: f.id("milestone", "Milestone", Optional),
            project: f.id("project", "Project", Optional),
            title: f.text("title", "Title", Optional, 160),
            people: f.flag("people", "The same people"),
        }
    }
}

/// Makes a copy of what somebody sees of a task: what it says, its checklist, its subtasks and their order among each other.
/// Nothing of it is done, dated or said; where neither a milestone nor a project is named, it stands behind the task.
///
/// # Errors
/// Beside the milestone where tasks can't be added, and for what stands for a sub-project.
pub fn copy(visit: &Visit, id: Id<Task>, form: CopyTask) -> Result<Id<Task>> {
    let source: Task = visit.find(id)?;
    source.must_be_work()?;
    let elsewhere = target(visit, form.milestone, form.project)?;
    // A subtask by itself stays a part of its task, unless it is copied elsewhere.
    let below = source.parent.filter(|_| elsewhere.is_none());
    let milestone = match elsewhere {
        Some(milestone) => milestone,
        None => visit.find(source.milestone)?,
    };
    let to = milestone.id;
    let target: Project = visit.find(milestone.project)?;
    takes_new_work(visit, &target)?;
    let mut parts: Vec<Task> = visit.related(&source, SUBTASKS, Key::new().id(id), MOST)?;
    parts.retain(Task::counts);
    let people = |task: &Task| {
        let held = [task.assignee, task.reviewer];
        held.map(|user| user.filter(|user| form.people && staff(visit, *user, "people").is_ok()))
    };
    let all: Vec<(Task, [_; 2])> = std::iter::once(source.clone())
        .chain(parts)
        .map(|task| {
            let people = people(&task);
            (task, people)
        })
        .collect();
    let title = form.title;
    visit.act(CREATE, move |change| {
        let mut made: BTreeMap<Id<Task>, Id<Task>> = BTreeMap::new();
        let mut first = None;
        for (task, [assignee, reviewer]) in all {
            let place = match first {
                None => make::Spot {
                    parent: below,
                    milestone: Some(to),
                },
                Some(parent) => make::Spot {
                    parent: Some(parent),
                    milestone: None,
                },
            };
            let after = task.after.iter().filter_map(|id| made.get(id).copied());
            let new = Task {
                after: after.collect(),
                assignee,
                reviewer,
                ..again(&task)
            };
            let new = match (first, title.is_empty()) {
                (None, false) => Task {
                    title: title.clone(),
                    ..new
                },
                _ => new,
            };
            let id = make::insert(change, place, new)?;
            made.insert(task.id, id);
            first.get_or_insert(id);
        }
        first.ok_or(Error::NotFound)
    })
}

/// Subtasks that are copied at most.
const MOST: usize = 200;

/// What a copy says: what is to be done, and nothing of what was.
fn again(task: &Task) -> Task {
    let unticked = task.checklist.iter().map(|item| Item {
        title: item.title.clone(),
        done: false,
    });
    Task {
        title: task.title.clone(),
        detail: task.detail.clone(),
        role: task.role.clone(),
        department: task.department,
        estimate: task.estimate,
        budget_minutes: task.budget_minutes,
        days: task.days,
        lag: task.lag,
        priority: task.priority,
        review_needed: task.review_needed,
        client_visible: task.client_visible && task.parent.is_none(),
        checklist: unticked.collect(),
        status: TaskStatus::ToDo,
        ..Task::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_says_what_is_to_be_done_and_nothing_of_what_was() {
        let task = Task {
            title: "Cart".into(),
            estimate: Some(90),
            checklist: vec![Item {
                title: "Pay".into(),
                done: true,
            }],
            status: TaskStatus::Completed,
            state: TaskStatus::Completed,
            progress: 100,
            returns: 2,
            blocked: Some("No key".into()),
            series: Some(4),
            assignee: Some(Id::new(7)),
            after: vec![Id::new(3)],
            ..Task::default()
        };
        let copy = again(&task);
        assert_eq!((copy.title.as_str(), copy.estimate), ("Cart", Some(90)));
        assert!(!copy.checklist[0].done);
        assert_eq!((copy.status, copy.returns), (TaskStatus::ToDo, 0));
        assert!(copy.blocked.is_none() && copy.series.is_none() && copy.assignee.is_none());
        assert!(copy.after.is_empty() && copy.due.is_none());
    }
}
