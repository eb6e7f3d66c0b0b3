//! What is decided about a task: whose it is, whether it is accepted, returned, cancelled.

use super::{
    super::{ACCEPT, APPROVE, ASSIGN, CANCEL, REOPEN, RESTORE, RETURN, SUBTASKS},
    announce, reviewers, staff, stop_timers, tell, work,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Key, Visit},
    features::{inbox::Reason, people::User, projects::Task},
};

pub fn accept(visit: &Visit, id: Id<Task>, version: Option<u64>, note: String) -> Result<u64> {
    let reviewers = reviewers(visit)?;
    visit.act(ACCEPT, move |change| {
        change.note(note);
        let (task, _) = work(change, id, version, |change, task| {
            task.accept(change.actor.person, change.at)
        })?;
        stop_timers(change, &task)?;
        tell(
            change,
            &task,
            task.assignee,
            Reason::Decided,
            format!("{} is accepted", task.title),
        )?;
        announce(change, &task, &reviewers)?;
        Ok(change.seq())
    })
}

/// Back from review, with a reason.
pub fn give_back(visit: &Visit, id: Id<Task>, reason: String) -> Result<()> {
    visit.act(RETURN, move |change| {
        change.note(reason.clone());
        let (task, project) = work(change, id, None, |_, task| task.give_back(reason.clone()))?;
        let told = format!("{}: {}", task.title, text::shorten(&reason, 120));
        tell(
            change,
            &task,
            Some(task.assignee.unwrap_or(project.team_lead)),
            Reason::Returned,
            told,
        )
    })
}

pub fn reopen(visit: &Visit, id: Id<Task>, reason: String) -> Result<()> {
    visit.act(REOPEN, move |change| {
        change.note(reason);
        let (task, project) = work(change, id, None, |_, task| task.reopen())?;
        let told = format!("{} is open again", task.title);
        tell(
            change,
            &task,
            Some(task.assignee.unwrap_or(project.team_lead)),
            Reason::Returned,
            told,
        )
    })
}

fn parts(change: &mut Change<'_, '_>, task: &Task) -> Result<Vec<Task>> {
    change.children(SUBTASKS, Key::new().id(task.id))
}

/// With what it is made of: nobody should find work that leads nowhere.
pub fn cancel(visit: &Visit, id: Id<Task>, reason: String) -> Result<()> {
    let reviewers = reviewers(visit)?;
    visit.act(CANCEL, move |change| {
        change.note(reason);
        let (task, _) = work(change, id, None, |_, task| task.cancel())?;
        stop_timers(change, &task)?;
        for mut part in parts(change, &task)? {
            if part.state.is_open() {
                part.cancel()?;
                part.cancelled_with = true;
                change.put(&part)?;
                stop_timers(change, &part)?;
            }
        }
        let asker = task.requested.then_some(Id::new(task.created_by));
        tell(
            change,
            &task,
            asker.or(task.assignee),
            Reason::Decided,
            format!("{} is cancelled", task.title),
        )?;
        announce(change, &task, &reviewers)
    })
}

pub fn restore(visit: &Visit, id: Id<Task>) -> Result<()> {
    visit.act(RESTORE, move |change| {
        let (task, _) = work(change, id, None, |_, task| task.restore())?;
        for mut part in parts(change, &task)? {
            if part.cancelled_with {
                part.restore()?;
                change.put(&part)?;
            }
        }
        tell(
            change,
            &task,
            task.assignee,
            Reason::Assigned,
            format!("{} is back", task.title),
        )
    })
}

/// To somebody, or to nobody.
pub fn assign(visit: &Visit, id: Id<Task>, to: Option<Id<User>>) -> Result<()> {
    if let Some(to) = to {
        staff(visit, to, "assignee")?;
    }
    visit.act(ASSIGN, move |change| {
        let (task, project) = work(change, id, None, |_, task| {
            if !task.state.is_open() {
                return Err(Error::conflict(
                    "Only open work is assigned. Reopen or restore the task first.",
                ));
            }
            task.assignee = to;
            Ok(())
        })?;
        let told = format!("{} is yours, for {}", task.title, project.title);
        tell(change, &task, to, Reason::Assigned, told)
    })
}

/// The lead's yes to a subtask that a member asked for.
pub fn approve_request(visit: &Visit, id: Id<Task>) -> Result<()> {
    visit.act(APPROVE, move |change| {
        let (task, _) = work(change, id, None, |_, task| task.approve())?;
        let asker = Id::new(task.created_by);
        let told = format!("{} is approved and counts now", task.title);
        tell(change, &task, Some(asker), Reason::Decided, told)?;
        tell(
            change,
            &task,
            task.assignee.filter(|person| *person != asker),
            Reason::Assigned,
            format!("{} is yours", task.title),
        )
    })
}
