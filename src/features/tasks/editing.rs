//! Changing what a task says.

use super::{
    actions::EDIT,
    concerned::{about, staff},
    forms::{EditTask, MOST_ITEMS, NewItems},
    make::{check_after, department_of, minutes, shown_above},
    notices,
};
use crate::{
    base::{Day, Error, Id, Result},
    data::{Change, Record, Visit},
    features::{inbox, projects::Task},
};

pub fn edit(visit: &Visit, id: Id<Task>, form: EditTask) -> Result<()> {
    // What stays as it is was right when it was said.
    let held: Task = visit.find(id)?;
    if let Some(Some(reviewer)) = form.reviewer
        && held.reviewer != Some(reviewer)
    {
        staff(visit, reviewer, "reviewer")?;
    }
    if form
        .budget_money
        .is_some_and(|money| money != held.budget_money)
        && !visit.reads_key("budget_money", &held)?
    {
        return Err(Error::field(
            "budget_money",
            "What it may come to in money is said by those who keep the project's budget.",
        ));
    }
    let department = match &form.role {
        Some(role) if *role != held.role => department_of(visit, role)?,
        _ => None,
    };
    visit.act(EDIT, move |change| {
        let mut task = change.subject_at::<Task>(id, form.version)?;
        change.load(&*task, |task| task.project)?.must_be_open()?;
        about(change, &task);
        let (start_before, due_before) = (task.start, task.due);
        if let Some(after) = form.after.filter(|after| *after != task.after) {
            check_after(change, &task, &after)?;
            task.after = after;
        }
        if let Some(role) = form.role.filter(|role| *role != task.role) {
            task.role = role;
            task.department = department.unwrap_or(task.department);
        }
        if task.parent.is_some() && form.client_visible == Some(true) {
            return Err(shown_above());
        }
        if let Some(title) = form.title {
            task.title = title;
        }
        if let Some(detail) = form.detail {
            task.detail = detail;
        }
        task.reviewer = form.reviewer.unwrap_or(task.reviewer);
        task.estimate = form.estimate.map_or(task.estimate, minutes);
        task.budget_minutes = match form.budget {
            Some(budget) => minutes(budget).unwrap_or(0),
            None => task.budget_minutes,
        };
        task.budget_money = form.budget_money.unwrap_or(task.budget_money);
        task.start = form.start.unwrap_or(task.start);
        task.due = form.due.unwrap_or(task.due);
        if (task.start, task.due) != (start_before, due_before) {
            Task::days_in_order(task.start, task.due)?;
        }
        task.priority = form.priority.unwrap_or(task.priority);
        task.review_needed = form.review_needed.unwrap_or(task.review_needed);
        task.client_visible = form.client_visible.unwrap_or(task.client_visible);
        if let Some(checklist) = form.checklist {
            if checklist != task.checklist {
                task.must_be_work()?;
            }
            task.checklist = checklist;
        }
        task.days = form.days.unwrap_or(task.days);
        task.lag = form.lag.unwrap_or(task.lag);
        task.not_before = form.not_before.unwrap_or(task.not_before);
        task.pinned = form.pinned.unwrap_or(task.pinned);
        change.put(&task)?;
        tell_new_date(change, &task, due_before)
    })
}

/// Lines at the end of its checklist.
pub fn add_items(visit: &Visit, id: Id<Task>, form: NewItems) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut task = change.subject::<Task>(id)?;
        change.load(&*task, |task| task.project)?.must_be_open()?;
        task.must_be_work()?;
        if task.checklist.len() + form.items.len() > MOST_ITEMS {
            return Err(Error::field(
                "text",
                format!("A checklist has at most {MOST_ITEMS} lines. Make subtasks of some."),
            ));
        }
        about(change, &task);
        task.checklist.extend(form.items);
        change.put(&task)
    })
}

fn tell_new_date(change: &mut Change<'_, '_>, task: &Task, before: Option<Day>) -> Result<()> {
    match (task.assignee, task.due) {
        (Some(person), Some(due)) if task.due != before => {
            let told = format!("{} is due on {} now", task.title, due.long());
            inbox::notify(change, person, &notices::MOVED, task.as_ref(), told)
        }
        _ => Ok(()),
    }
}
