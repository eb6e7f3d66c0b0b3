//! The verbs of tasks. Each is done to a task, is about its project, milestone and parent, and leaves progress to the
//! roll-up. Who is next is told: the assignee, the reviewers, the manager when nothing is left to do.

use super::{
    ACCEPT, APPROVE, ASSIGN, BLOCK, CANCEL, COMMENT, HAND_IN, PROGRESS, REOPEN, RESTORE, RETURN,
    START, UNBLOCK, comment::Comment, derive::Walk, forms::Move,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{Change, Record, Visit},
    features::{
        inbox::{self, Reason},
        people::{Directory, User},
        projects::{Project, Task, TaskStatus as Status},
    },
};

/// Everybody who reviews for the house.
pub(super) fn reviewers(visit: &Visit) -> Result<Vec<Id<User>>> {
    Ok(Directory::of(visit)?
        .holding("qa-reviewer")
        .iter()
        .map(|user| user.id)
        .collect())
}

pub(super) fn staff(visit: &Visit, user: Id<User>, field: &str) -> Result<()> {
    match Directory::of(visit)?
        .staff()
        .iter()
        .any(|held| held.id == user)
    {
        true => Ok(()),
        false => Err(Error::field(field, "Choose somebody who works here.")),
    }
}

/// The deed is also about what stands above the task: their histories, their open pages, the client's portal.
pub(super) fn about(change: &mut Change<'_, '_>, task: &Task) {
    change.about(task.project.as_ref());
    change.about(task.milestone.as_ref());
    if let Some(parent) = task.parent {
        change.about(parent.as_ref());
    }
}

/// Runs a rule on a task of a project that is open.
fn work(
    change: &mut Change<'_, '_>,
    id: Id<Task>,
    version: Option<u64>,
    rule: impl FnOnce(&mut Change<'_, '_>, &mut Task) -> Result<()>,
) -> Result<(Task, Project)> {
    let mut task: Task = change.subject_at(id, version)?;
    let project = change.load(task.project)?;
    project.must_be_open()?;
    about(change, &task);
    rule(change, &mut task)?;
    change.put(&task)?;
    Ok((task, project))
}

/// Tells the next hands what this deed hands over to them.
fn announce(change: &mut Change<'_, '_>, of: &Task, reviewers: &[Id<User>]) -> Result<()> {
    let walk = Walk::over(change, &[of.as_ref()])?;
    for task in walk.arrived_in_review() {
        let told: Vec<Id<User>> = match task.reviewer {
            Some(reviewer) => vec![reviewer],
            None if reviewers.is_empty() => vec![task.lead],
            None => reviewers.to_vec(),
        };
        for person in told
            .into_iter()
            .filter(|person| Some(*person) != task.assignee)
        {
            inbox::notify(
                change,
                person,
                Reason::Review,
                task.as_ref(),
                format!("{} waits for review", task.title),
            )?;
        }
    }
    for project in walk.finished() {
        let told = format!(
            "All tasks of {} are completed: it is ready for delivery",
            project.title
        );
        inbox::notify(
            change,
            project.manager,
            Reason::Handover,
            project.as_ref(),
            told,
        )?;
    }
    Ok(())
}

/// What has to be completed before this task or the one it is part of.
fn must_be_next(change: &mut Change<'_, '_>, task: &Task) -> Result<()> {
    let mut before = task.after.clone();
    if let Some(parent) = task.parent {
        before.extend(change.load(parent)?.after);
    }
    let mut open = Vec::new();
    for id in before {
        if let Some(other) = change.find(id)?
            && other.counts()
            && other.state != Status::Completed
        {
            open.push(format!("{} {}", other.id, other.title));
        }
    }
    if open.is_empty() {
        return Ok(());
    }
    Err(Error::conflict(format!(
        "First comes {}. Start this one when that is completed.",
        open.join(" and ")
    )))
}

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
pub fn begin(change: &mut Change<'_, '_>, id: Id<Task>) -> Result<Task> {
    let mut task = change.load(id)?;
    change.load(task.project)?.must_be_open()?;
    about(change, &task);
    change.about(id.as_ref());
    if task.state == Status::ToDo {
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
        let (task, _) = work(change, id, None, |_, task| task.block(reason.clone()))?;
        let told = format!("{} is blocked: {}", task.title, text::shorten(&reason, 120));
        inbox::notify(change, task.lead, Reason::Returned, task.as_ref(), told)
    })
}

pub fn unblock(visit: &Visit, id: Id<Task>) -> Result<()> {
    visit.act(UNBLOCK, move |change| {
        let (task, _) = work(change, id, None, |_, task| task.unblock())?;
        match task.assignee {
            Some(person) => inbox::notify(
                change,
                person,
                Reason::Decided,
                task.as_ref(),
                format!("{} can go on", task.title),
            ),
            None => Ok(()),
        }
    })
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
        announce(change, &task, &reviewers)?;
        Ok(change.seq())
    })
}

pub fn accept(visit: &Visit, id: Id<Task>, version: Option<u64>, note: String) -> Result<u64> {
    let reviewers = reviewers(visit)?;
    visit.act(ACCEPT, move |change| {
        change.note(note);
        let (task, _) = work(change, id, version, |change, task| {
            task.accept(change.actor.person, change.at)
        })?;
        if let Some(person) = task.assignee {
            inbox::notify(
                change,
                person,
                Reason::Decided,
                task.as_ref(),
                format!("{} is accepted", task.title),
            )?;
        }
        announce(change, &task, &reviewers)?;
        Ok(change.seq())
    })
}

/// Back from review, with a reason.
pub fn give_back(visit: &Visit, id: Id<Task>, reason: String) -> Result<()> {
    visit.act(RETURN, move |change| {
        change.note(reason.clone());
        let (task, _) = work(change, id, None, |_, task| task.give_back(reason.clone()))?;
        let told = format!("{}: {}", task.title, text::shorten(&reason, 120));
        inbox::notify(
            change,
            task.assignee.unwrap_or(task.lead),
            Reason::Returned,
            task.as_ref(),
            told,
        )
    })
}

pub fn reopen(visit: &Visit, id: Id<Task>, reason: String) -> Result<()> {
    visit.act(REOPEN, move |change| {
        change.note(reason);
        let (task, _) = work(change, id, None, |_, task| task.reopen())?;
        let told = format!("{} is open again", task.title);
        inbox::notify(
            change,
            task.assignee.unwrap_or(task.lead),
            Reason::Returned,
            task.as_ref(),
            told,
        )
    })
}

pub fn cancel(visit: &Visit, id: Id<Task>, reason: String) -> Result<()> {
    let reviewers = reviewers(visit)?;
    visit.act(CANCEL, move |change| {
        change.note(reason);
        let (task, _) = work(change, id, None, |_, task| task.cancel())?;
        let asker = task.requested.then_some(Id::new(task.created_by));
        if let Some(person) = asker.or(task.assignee) {
            inbox::notify(
                change,
                person,
                Reason::Decided,
                task.as_ref(),
                format!("{} is cancelled", task.title),
            )?;
        }
        announce(change, &task, &reviewers)
    })
}

pub fn restore(visit: &Visit, id: Id<Task>) -> Result<()> {
    visit.act(RESTORE, move |change| {
        let (task, _) = work(change, id, None, |_, task| task.restore())?;
        match task.assignee {
            Some(person) => inbox::notify(
                change,
                person,
                Reason::Assigned,
                task.as_ref(),
                format!("{} is back", task.title),
            ),
            None => Ok(()),
        }
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
        match to {
            Some(to) => {
                let told = format!("{} is yours, for {}", task.title, project.title);
                inbox::notify(change, to, Reason::Assigned, task.as_ref(), told)
            }
            None => Ok(()),
        }
    })
}

/// The lead's yes to a subtask that a member asked for.
pub fn approve_request(visit: &Visit, id: Id<Task>) -> Result<()> {
    visit.act(APPROVE, move |change| {
        let (task, _) = work(change, id, None, |_, task| task.approve())?;
        let asker = Id::new(task.created_by);
        let told = format!("{} is approved and counts now", task.title);
        inbox::notify(change, asker, Reason::Decided, task.as_ref(), told)?;
        match task.assignee.filter(|person| *person != asker) {
            Some(person) => inbox::notify(
                change,
                person,
                Reason::Assigned,
                task.as_ref(),
                format!("{} is yours", task.title),
            ),
            None => Ok(()),
        }
    })
}

pub fn comment(visit: &Visit, id: Id<Task>, words: String) -> Result<Id<Comment>> {
    visit.act(COMMENT, move |change| {
        let task: Task = change.subject(id)?;
        // The project's page shows it too.
        change.about(task.project.as_ref());
        let (by, at) = (Id::new(change.actor.person), change.at);
        let told = format!("{}: {}", task.title, text::shorten(&words, 120));
        let comment = change.insert(Comment {
            task: id,
            by,
            text: words,
            at,
            ..Comment::default()
        })?;
        let mut people = vec![task.lead];
        people.extend(task.assignee);
        people.extend(task.reviewer);
        people.sort_unstable();
        people.dedup();
        for person in people {
            inbox::notify(change, person, Reason::Mention, task.as_ref(), told.clone())?;
        }
        Ok(comment.id)
    })
}

/// A card dropped on another lane: the verb that leads there, or why none does.
pub fn move_to(visit: &Visit, form: Move) -> Result<u64> {
    let id = form.task.ok_or(Error::NotFound)?;
    let task: Task = visit.find(id)?;
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
        (Status::Review, Status::Completed) => accept(visit, id, form.version, String::new()),
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
