//! What is decided about a task: whose it is, whether it is accepted, returned, cancelled.

use super::{
    super::{
        ASSIGN, SUBTASKS,
        actions::{ACCEPT, APPROVE, CANCEL, REOPEN, RESTORE, RETURN},
        concerned::{announce, reviewers, staff, stop_timers, tell},
        editing,
        forms::{EditTask, Reschedule},
        notices,
        requested::{self, SUBTASK},
    },
    work,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Held, Key, Record, Visit},
    features::{
        approvals::{Answer, settle, waiting_in},
        people::{Directory, User},
        projects::{
            Task, TaskStatus,
            quality::{Accept, GiveBack, Reviewing},
        },
    },
};

/// Accepts it, with the checklist of its category where that was gone through; it is kept as it was ticked.
pub fn accept(visit: &Visit, id: Id<Task>, form: Accept) -> Result<u64> {
    let reviewers = reviewers(visit)?;
    let rules = visit.cached::<Reviewing>()?;
    visit.act(ACCEPT, move |change| {
        change.note(form.note.clone());
        let held = change.find(id)?;
        let project = match &held {
            Some(task) => Some(change.load(task, |task| task.project)?),
            None => None,
        };
        let list = form.ticked.as_ref().zip(project);
        let list = list.map(|(ticked, project)| rules.0.ticked(project.category, ticked));
        let list = list.unwrap_or_default();
        if list.iter().any(|item| !item.done) && form.note.is_empty() {
            return Err(Error::field(
                "note",
                "Something isn't ticked. Say why it may stay so, or return the task.",
            ));
        }
        let (task, _) = work(change, id, form.version, |change, task| {
            task.accept(change.actor.person, change.at)?;
            task.reviewed = list;
            Ok(())
        })?;
        stop_timers(change, &task)?;
        tell(
            change,
            &task,
            task.assignee,
            &notices::DECIDED,
            format!("{} is accepted", task.title),
        )?;
        announce(change, &task, &reviewers)?;
        Ok(change.seq())
    })
}

/// Back from review, with reasons of the house's list, in words, or both.
pub fn give_back(visit: &Visit, id: Id<Task>, form: GiveBack) -> Result<()> {
    visit.cached::<Reviewing>()?.0.must_list(&form.why)?;
    let reason = form.words();
    visit.act(RETURN, move |change| {
        change.note(reason.clone());
        let (task, project) = work(change, id, None, |_, task| {
            task.give_back(reason.clone(), &form.why)
        })?;
        let told = format!("{}: {}", task.title, text::shorten(&reason, 120));
        tell(
            change,
            &task,
            Some(task.assignee.unwrap_or(project.team_lead)),
            &notices::RETURNED,
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
            &notices::RETURNED,
            told,
        )
    })
}

fn parts(change: &mut Change<'_, '_>, task: &Task) -> Result<Vec<Held<Task>>> {
    let parts = change.on_behalf("a task is cancelled and comes back with its subtasks");
    parts.children(SUBTASKS, Key::new().id(task.id))
}

/// With what it is made of: nobody should find work that leads nowhere.
pub fn cancel(visit: &Visit, id: Id<Task>, reason: String) -> Result<()> {
    let reviewers = reviewers(visit)?;
    visit.act(CANCEL, move |change| {
        change.note(reason.clone());
        let (task, _) = work(change, id, None, |_, task| task.cancel())?;
        settle(change, &SUBTASK, task.as_ref(), &Answer::No(&reason))?;
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
            &notices::DECIDED,
            format!("{} is cancelled", task.title),
        )?;
        announce(change, &task, &reviewers)
    })
}

/// A subtask that was asked for is asked for once more, unless whoever brings it back needs nobody: its question is answered.
pub fn restore(visit: &Visit, id: Id<Task>) -> Result<()> {
    let held: Task = visit.find(id)?;
    visit.demand_on(&RESTORE, &held)?;
    let asking = match held.requested {
        true => requested::asking_anew(visit, &held)?,
        false => None,
    };
    visit.act(RESTORE, move |change| {
        let waits = !waiting_in(change, &SUBTASK, held.as_ref())?.is_empty();
        let (task, _) = work(change, id, Some(held.version), |_, task| {
            task.restore()?;
            task.requested = waits || asking.is_some();
            Ok(())
        })?;
        if let Some(asking) = asking.filter(|_| !waits) {
            let above = change.load(&*task, |task| task.parent.unwrap_or_default())?;
            requested::file(change, asking, &task, &above.title, None)?;
        }
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
            &notices::ASSIGNED,
            format!("{} is back", task.title),
        )
    })
}

/// Due on another day, as when it is dropped there in a calendar: what isn't begun keeps its length, unless its start holds.
pub fn reschedule(visit: &Visit, form: Reschedule) -> Result<()> {
    let id = form.task.ok_or(Error::NotFound)?;
    let held: Task = visit.find(id)?;
    let to = form.to.ok_or(Error::NotFound)?;
    let start = match (held.start, held.due) {
        (Some(start), Some(due)) if held.state == TaskStatus::ToDo && !held.pinned => {
            Some(Some(start + (to - due)))
        }
        _ => None,
    };
    editing::edit(
        visit,
        id,
        EditTask {
            start,
            due: Some(Some(to)),
            version: form.version.or(Some(held.version)),
            ..EditTask::default()
        },
    )
}

/// To somebody, or to nobody.
pub fn assign(visit: &Visit, id: Id<Task>, to: Option<Id<User>>) -> Result<()> {
    assign_at(visit, id, to, None)
}

/// The same to a version of it that was shown.
pub(super) fn assign_at(
    visit: &Visit,
    id: Id<Task>,
    to: Option<Id<User>>,
    version: Option<u64>,
) -> Result<()> {
    if let Some(to) = to {
        staff(visit, to, "assignee")?;
    }
    visit.act(ASSIGN, move |change| {
        let (task, project) = work(change, id, version, |_, task| {
            if !task.state.is_open() {
                return Err(Error::conflict(
                    "Only open work is assigned. Reopen or restore the task first.",
                ));
            }
            task.assignee = to;
            Ok(())
        })?;
        let told = format!("{} is yours, for {}", task.title, project.title);
        tell(change, &task, to, &notices::ASSIGNED, told)
    })
}

/// The yes to a subtask that a member asked for, of whoever is asked about it.
pub fn approve_request(visit: &Visit, id: Id<Task>) -> Result<()> {
    let held: Task = visit.find(id)?;
    visit.demand_on(&APPROVE, &held)?;
    let names = Directory::of(visit)?;
    let facts = requested::known(visit, &held)?;
    let may = requested::may_approve(visit, &held)?;
    visit.act(APPROVE, move |change| {
        let (task, _) = work(change, id, None, |_, task| task.approve())?;
        let yes = Answer::Yes(&names, facts);
        if !settle(change, &SUBTASK, task.as_ref(), &yes)? && !may {
            return Err(Error::conflict(
                "Nobody is asked about this subtask now. Whoever asked for it asks again first.",
            ));
        }
        let asker = Id::new(task.created_by);
        let told = format!("{} is approved and counts now", task.title);
        tell(change, &task, Some(asker), &notices::DECIDED, told)?;
        tell(
            change,
            &task,
            task.assignee.filter(|person| *person != asker),
            &notices::ASSIGNED,
            format!("{} is yours", task.title),
        )
    })
}
