//! What whoever works on a task does: begin it, say how far it is, hand it in.

use super::{
    super::{
        actions::{BLOCK, HAND_IN, PROGRESS, START, UNBLOCK},
        concerned::{about, announce, reviewers, stop_timers, tell},
        editing,
        forms::{EditTask, InSwim, Move, ToMilestone},
        mine, notices,
    },
    accept, assign_at, must_be_next, reopen, to_milestone, work,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Held, Visit},
    features::{
        conversation::{self, NewPost, Post},
        projects::{Task, TaskStatus as Status, quality::Accept},
    },
};

fn begin_by(change: &mut Change<'_, '_>, task: &mut Task) -> Result<()> {
    if task.status == Status::ToDo {
        must_be_next(change, task)?;
    }
    task.start()?;
    if task.assignee.is_none() {
        task.assignee = Some(Id::new(change.actor.person));
    }
    Ok(())
}

/// For the timer, within its deed: somebody works on it now, so it is started.
pub fn begin(change: &mut Change<'_, '_>, id: Id<Task>) -> Result<Held<Task>> {
    let mut task = change
        .on_behalf("whoever starts a timer on a task of theirs begins it")
        .load(id)?;
    change.load(&*task, |task| task.project)?.must_be_open()?;
    task.must_be_work()?;
    change.about(id.as_ref());
    about(change, &task);
    if task.state == Status::ToDo && change.has_in_hand(&START, &*task)? {
        begin_by(change, &mut task)?;
        change.put(&task)?;
    }
    Ok(task)
}

pub fn start(visit: &Visit, id: Id<Task>, version: Option<u64>) -> Result<u64> {
    visit.act(START, move |change| {
        work(change, id, version, |change, task| {
            if task.state == Status::InProgress && task.status == Status::InProgress {
                return Err(Error::conflict("This task is in progress already."));
            }
            begin_by(change, task)
        })?;
        Ok(change.seq())
    })
}

pub fn tick(visit: &Visit, id: Id<Task>, item: usize, done: bool) -> Result<()> {
    visit.act(PROGRESS, move |change| {
        work(change, id, None, |change, task| {
            if done && task.status == Status::ToDo {
                must_be_next(change, task)?;
            }
            task.tick(item, done)
        })
        .map(drop)
    })
}

pub fn say_progress(visit: &Visit, id: Id<Task>, percent: Option<u8>) -> Result<()> {
    visit.act(PROGRESS, move |change| {
        work(change, id, None, |change, task| {
            if percent.is_some_and(|p| p > 0) && task.status == Status::ToDo {
                must_be_next(change, task)?;
            }
            task.say(percent)
        })
        .map(drop)
    })
}

pub fn block(visit: &Visit, id: Id<Task>, reason: String) -> Result<()> {
    visit.act(BLOCK, move |change| {
        change.note(reason.clone());
        let (task, project) = work(change, id, None, |_, task| task.block(reason.clone()))?;
        stop_timers(change, &task)?;
        let told = format!("{} is blocked: {}", task.title, text::shorten(&reason, 120));
        tell(
            change,
            &task,
            Some(project.team_lead),
            &notices::BLOCKED,
            told,
        )
    })
}

pub fn unblock(visit: &Visit, id: Id<Task>) -> Result<()> {
    visit.act(UNBLOCK, move |change| {
        let (task, _) = work(change, id, None, |_, task| task.unblock())?;
        tell(
            change,
            &task,
            task.assignee,
            &notices::DECIDED,
            format!("{} can go on", task.title),
        )
    })
}

/// Starts the next of their own that can be begun; None where there is none.
///
/// # Errors
/// When the store can't be read.
pub fn begin_next(visit: &Visit, id: Id<Task>) -> Result<Option<Task>> {
    let waiting = mine::after(visit, id)?;
    // One that others come before is refused, and stays.
    let begun = waiting
        .into_iter()
        .find(|task| start(visit, task.id, None).is_ok());
    Ok(begun)
}

/// On to review, or completed where no review is asked.
pub fn hand_in(visit: &Visit, id: Id<Task>, version: Option<u64>, note: String) -> Result<u64> {
    let reviewers = reviewers(visit)?;
    visit.act(HAND_IN, move |change| {
        change.note(note);
        let (task, _) = work(change, id, version, |change, task| {
            if task.status == Status::ToDo {
                must_be_next(change, task)?;
            }
            if task.assignee.is_none() {
                task.assignee = Some(Id::new(change.actor.person));
            }
            task.hand_in(change.at)
        })?;
        stop_timers(change, &task)?;
        announce(change, &task, &reviewers)?;
        Ok(change.seq())
    })
}

pub fn comment(visit: &Visit, id: Id<Task>, words: String) -> Result<Id<Post>> {
    let said = NewPost {
        text: words,
        ..NewPost::default()
    };
    Ok(conversation::write(visit, id, said)?.id)
}

/// A card dropped on another lane: the verb that leads there, or why none does.
pub fn move_to(visit: &Visit, form: Move) -> Result<u64> {
    let id = form.task.ok_or(Error::NotFound)?;
    let task: Task = visit.find(id)?;
    if let Some(swim) = form.swim {
        return into_swim(visit, &task, swim, &form);
    }
    match (task.state, form.to) {
        (from, to) if from == to => Ok(task.version),
        (Status::ToDo, Status::InProgress) => start(visit, id, form.version),
        (Status::ToDo | Status::InProgress, Status::Review) if task.review_needed => {
            hand_in(visit, id, form.version, String::new())
        }
        (Status::ToDo | Status::InProgress, Status::Review) => Err(Error::conflict(
            "This task needs no review. Move it to Completed.",
        )),
        (Status::ToDo | Status::InProgress, Status::Completed) if !task.review_needed => {
            hand_in(visit, id, form.version, String::new())
        }
        (Status::ToDo | Status::InProgress, Status::Completed) => Err(Error::conflict(
            "This task has to pass review. Move it to Review.",
        )),
        (Status::Review, Status::Completed) => accept(
            visit,
            id,
            Accept {
                version: form.version,
                ..Accept::default()
            },
        ),
        (Status::Review, _) => Err(Error::conflict("To return it, say why on the task's page.")),
        (Status::Completed, Status::InProgress) => {
            reopen(visit, id, String::new())?;
            Ok(visit.wrote().unwrap_or(task.version))
        }
        (Status::Completed, _) => Err(Error::conflict(
            "A completed task is reopened into In progress.",
        )),
        (_, Status::ToDo) => Err(Error::conflict(
            "What was started stays started. Undo the start, or block it with a reason.",
        )),
        _ => Err(Error::conflict("A task can't be moved there.")),
    }
}

/// A card dropped in another swimlane: what that stands for becomes the task's, and its state stays.
fn into_swim(visit: &Visit, task: &Task, swim: InSwim, form: &Move) -> Result<u64> {
    if form.to != task.state {
        return Err(Error::conflict(
            "Its state changed meanwhile. Look at the board again.",
        ));
    }
    match swim {
        InSwim::Assignee(to) if to == task.assignee => return Ok(task.version),
        InSwim::Assignee(to) => assign_at(visit, task.id, to, form.version)?,
        InSwim::Priority(priority) if priority == task.priority => return Ok(task.version),
        InSwim::Priority(priority) => {
            let edit = EditTask {
                priority: Some(priority),
                version: form.version,
                ..EditTask::default()
            };
            editing::edit(visit, task.id, edit)?;
        }
        InSwim::Milestone(milestone) => {
            let to = ToMilestone {
                project: None,
                milestone: Some(milestone),
                version: form.version,
            };
            to_milestone(visit, task.id, to)?;
        }
    }
    Ok(visit.wrote().unwrap_or(task.version))
}
