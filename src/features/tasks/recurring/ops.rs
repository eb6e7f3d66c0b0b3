//! The verbs of what recurs: made from a task, changed, one left out, ended; and the next one, which Atrium makes.

use super::{
    super::{
        actions::{END_REPEAT, REPEAT, SKIP},
        concerned::{about, staff, tell},
        notices,
    },
    EditRecurring, RecurringTask, RepeatForm,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Held, Key, Record, Visit},
    features::{
        people::{Directory, User},
        projects::{Item, Project, Status, TASKS_OF_MILESTONE, Task, TaskStatus},
    },
};

/// Makes a task recur: it is the first, and the next ones begin as it does now.
pub fn repeat(visit: &Visit, id: Id<Task>, form: RepeatForm) -> Result<Id<RecurringTask>> {
    let held: Task = visit.find(id)?;
    let calendar = Directory::calendar_of(visit, held.department)?;
    let today = visit.today();
    visit.act(REPEAT, move |change| {
        let mut task = change.subject::<Task>(id)?;
        let project = change.load(&*task, |task| task.project)?;
        project.must_be_open()?;
        task.must_be_work()?;
        if task.parent.is_some() {
            return Err(Error::conflict(
                "A subtask comes with its task. Make the task recur.",
            ));
        }
        if task.series.is_some() {
            let series: RecurringTask =
                change.load(&*task, |task| Id::new(task.series.unwrap_or_default()))?;
            if !series.is_over() {
                return Err(Error::conflict("This task recurs already."));
            }
        }
        let first = task.start.or(task.due).unwrap_or(today);
        let rule = form.rule(first);
        let mut series = RecurringTask {
            project: task.project,
            milestone: task.milestone,
            title: task.title.clone(),
            detail: task.detail.clone(),
            role: task.role.clone(),
            department: task.department,
            assignee: task.assignee,
            reviewer: task.reviewer,
            estimate: task.estimate,
            priority: task.priority,
            review_needed: task.review_needed,
            client_visible: task.client_visible,
            checklist: task.checklist.iter().map(fresh).collect(),
            days: form.days,
            rule,
            // The task itself is the one of its day, and nothing is made for days that are over.
            last_named: Some(first.max(today + -1)),
            last_day: Some(first.max(today + -1)),
            last_task: Some(id),
            created_by: change.actor.person,
            ..RecurringTask::default()
        };
        series.plan(&calendar, &change.tz);
        if series.is_over() {
            return Err(Error::field(
                "until",
                "It would never recur. Choose a later end.",
            ));
        }
        let series = change.insert(series)?;
        task.series = Some(series.id.raw());
        about(change, &task);
        change.put(&task)?;
        Ok(series.id)
    })
}

fn fresh(item: &Item) -> Item {
    Item {
        title: item.title.clone(),
        done: false,
    }
}

pub fn edit(visit: &Visit, id: Id<RecurringTask>, form: EditRecurring) -> Result<()> {
    let held: RecurringTask = visit.find(id)?;
    if let Some(to) = form.assignee.filter(|to| held.assignee != Some(*to)) {
        staff(visit, to, "assignee")?;
    }
    let calendar = Directory::calendar_of(visit, held.department)?;
    let today = visit.today();
    visit.act(REPEAT, move |change| {
        let mut series = change.subject_at::<RecurringTask>(id, form.version)?;
        series.must_go_on()?;
        change.about(series.project.as_ref());
        series.title = form.title;
        series.detail = form.detail;
        series.assignee = form.assignee;
        let minutes = form
            .estimate
            .and_then(|minutes| u32::try_from(minutes).ok());
        series.estimate = minutes.filter(|minutes| *minutes > 0);
        series.days = form.repeat.days;
        let rule = form.repeat.rule(series.rule.begins);
        series.change_rule(rule, today, &calendar, &change.tz);
        if series.is_over() {
            return Err(Error::field(
                "until",
                "It would never recur again. End it, or choose a later day.",
            ));
        }
        change.put(&series)
    })
}

/// Leaves the next one out.
pub fn skip(visit: &Visit, id: Id<RecurringTask>) -> Result<()> {
    let held: RecurringTask = visit.find(id)?;
    let calendar = Directory::calendar_of(visit, held.department)?;
    visit.act(SKIP, move |change| {
        let mut series = change.subject_at::<RecurringTask>(id, Some(held.version))?;
        let day = series.skip(&calendar, &change.tz)?;
        change.note(format!("not on {}", day.long()));
        change.about(series.project.as_ref());
        change.put(&series)
    })
}

pub fn end(visit: &Visit, id: Id<RecurringTask>) -> Result<()> {
    visit.act(END_REPEAT, move |change| {
        let mut series = change.subject::<RecurringTask>(id)?;
        series.end()?;
        change.about(series.project.as_ref());
        change.put(&series)
    })
}

/// The next of it is made, once: the series moves on in the same deed. While its project takes no work it is passed over,
/// and with the end of its project it ends.
pub fn make_next(change: &mut Change<'_, '_>, mut series: Held<RecurringTask>) -> Result<()> {
    let calendar = Directory::calendar_in(change, series.department)?;
    let today = change.at.day(&change.tz);
    let zone = change.tz.clone();
    let due = series.take(today, &calendar, &zone);
    let due = due.and_then(|(turn, passed)| Some((series.begins(turn, &calendar)?, passed)));
    let project: Project = change.load(&*series, |series| series.project)?;
    series.ended |= matches!(project.state, Status::Closed | Status::Cancelled);
    let takes = project.must_be_open().is_ok() && project.state != Status::ClosedPending;
    let Some((day, passed)) = due.filter(|_| takes && !series.ended) else {
        return change.put(&series);
    };
    let (assignee, reviewer) = (
        who_works_here(change, series.assignee)?,
        who_works_here(change, series.reviewer)?,
    );
    let beside: Vec<Task> = change.children(TASKS_OF_MILESTONE, Key::new().id(series.milestone))?;
    let position = beside.last().map_or(0, |task| task.position) + 100;
    let task = change
        .on_behalf("what recurs is made by its rule")
        .insert(Task {
            project: series.project,
            milestone: series.milestone,
            position,
            title: series.title.clone(),
            detail: series.detail.clone(),
            role: series.role.clone(),
            department: series.department,
            assignee,
            reviewer,
            estimate: series.estimate,
            weight: series.estimate.unwrap_or(0),
            start: Some(day),
            due: Some(series.due(day, &calendar)),
            priority: series.priority,
            review_needed: series.review_needed,
            client_visible: series.client_visible,
            checklist: series.checklist.clone(),
            status: TaskStatus::ToDo,
            state: TaskStatus::ToDo,
            series: Some(series.id.raw()),
            created_by: series.created_by,
            ..Task::default()
        })?;
    series.made += 1;
    series.last_task = Some(task.id);
    change.put(&series)?;
    if passed > 0 {
        let others = text::count(passed as usize, "other was", "others were");
        change.note(format!("{others} due before and not made"));
    }
    change.about(task.as_ref());
    about(change, &task);
    let told = format!("{} is yours again, for {}", task.title, project.title);
    tell(change, &task, task.assignee, &notices::ASSIGNED, told)?;
    if assignee != series.assignee {
        let told = format!(
            "{} of {} has come again and is nobody's: who did it has left. Choose who does it from now on.",
            task.title, project.title
        );
        tell(
            change,
            &task,
            Some(project.team_lead),
            &notices::BLOCKED,
            told,
        )?;
    }
    Ok(())
}

/// A series of an older house may name somebody who has left since.
fn who_works_here(
    change: &mut Change<'_, '_>,
    person: Option<Id<User>>,
) -> Result<Option<Id<User>>> {
    let Some(person) = person else {
        return Ok(None);
    };
    let found = change.find(person)?;
    Ok(found.filter(|user| !user.inactive).map(|user| user.id))
}
