//! Several tasks at once: given to somebody, due another day, more or less urgent.

use super::super::{
    ASSIGN, actions::EDIT, concerned::about, forms::EditTask, make::shown_above, notices,
};
use crate::{
    access::Action,
    base::{Error, Id, Result, text},
    data::{Change, Field, Held, Record, Visit},
    features::{
        inbox, lists,
        people::User,
        projects::{Project, Task},
        records::{Set, Several},
    },
    web::form::{Form, Reader},
};

impl Several for Task {
    const IN_BAR: &'static [&'static str] = &["assignee", "due", "priority"];

    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<Task>>> {
        lists::matching(visit, query, most)
    }

    fn rules(form: &mut Reader) {
        EditTask::read(form);
    }

    fn deed(field: &Field) -> Action {
        match field.key {
            "assignee" => ASSIGN,
            _ => EDIT,
        }
    }

    fn settle(change: &mut Change<'_, '_>, before: &Task, task: &mut Held<Task>) -> Result<()> {
        change.load(&**task, |task| task.project)?.must_be_open()?;
        if (task.start, task.due) != (before.start, before.due) {
            Task::days_in_order(task.start, task.due)?;
        }
        if task.parent.is_some() && task.client_visible && !before.client_visible {
            return Err(shown_above());
        }
        if task.assignee != before.assignee {
            task.must_be_work()?;
        }
        task.estimate = task.estimate.filter(|minutes| *minutes > 0);
        about(change, task);
        match task.state.is_open() {
            true => Ok(()),
            false => Err(Error::conflict(format!(
                "{} {} is finished. Untick it, or reopen it first.",
                task.id, task.title
            ))),
        }
    }

    /// One word for all of a project's tasks: sixty would bury the rest of the inbox.
    fn tell(change: &mut Change<'_, '_>, tasks: &[Task], set: &Set) -> Result<()> {
        let Some(to) = set.id::<User>("assignee") else {
            return Ok(());
        };
        let mut firsts: Vec<&Task> = tasks.iter().collect();
        firsts.sort_unstable_by_key(|task| task.project);
        firsts.dedup_by_key(|task| task.project);
        for first in firsts {
            let project: Project = change.load(first, |task| task.project)?;
            let count = tasks
                .iter()
                .filter(|task| task.project == project.id)
                .count();
            let count = text::count(count, "task is", "tasks are");
            let told = format!("{count} yours, for {}", project.title);
            inbox::notify(change, to, &notices::ASSIGNED, project.as_ref(), told)?;
        }
        Ok(())
    }
}
