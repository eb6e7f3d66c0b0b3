//! Several tasks at once: given to somebody, due another day, more or less urgent. All or none, and one Undo.

use super::{
    super::{ASSIGN, EDIT, forms::Bulk},
    staff, work,
};
use crate::{
    access::policy,
    base::{Error, Id, Result, text},
    data::{Record, Visit},
    features::{
        inbox::{self, Reason},
        projects::Project,
    },
};

pub fn bulk(visit: &Visit, form: Bulk) -> Result<usize> {
    if let Some(to) = form.assignee {
        staff(visit, to, "assignee")?;
    }
    let edits = form.due.is_some() || form.priority.is_some();
    let action = match form.assignee {
        Some(_) => ASSIGN,
        None => EDIT,
    };
    visit.act(action, move |change| {
        let mut given: Vec<(Project, usize)> = Vec::new();
        for id in &form.tasks {
            let (_, project) = work(change, *id, None, |change, task| {
                if !task.state.is_open() {
                    return Err(Error::conflict(format!(
                        "{} {} is finished. Untick it, or reopen it first.",
                        task.id, task.title
                    )));
                }
                let placement = change.placement(task)?;
                if edits && !change.allowed(&EDIT, task.as_ref(), &placement) {
                    let why = policy::explain(&change.actor, &EDIT, Some(&placement));
                    return Err(Error::Forbidden(why));
                }
                task.assignee = form.assignee.or(task.assignee);
                task.due = form.due.or(task.due);
                task.priority = form.priority.unwrap_or(task.priority);
                Ok(())
            })?;
            match given.iter_mut().find(|(held, _)| held.id == project.id) {
                Some((_, count)) => *count += 1,
                None => given.push((project, 1)),
            }
        }
        // One word for all of a project's tasks: sixty would bury the rest of the inbox.
        if let Some(to) = form.assignee {
            for (project, count) in given {
                let tasks = text::count(count, "task is", "tasks are");
                let told = format!("{tasks} yours, for {}", project.title);
                inbox::notify(
                    change,
                    Id::new(to.raw()),
                    Reason::Assigned,
                    project.as_ref(),
                    told,
                )?;
            }
        }
        Ok(form.tasks.len())
    })
}
