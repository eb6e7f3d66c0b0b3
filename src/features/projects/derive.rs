//! What holds of projects at the end of every deed: a closed one stays as it is, a budget that stops does so for an Undo too,
//! its ticket and its timers end with it. What holds of those above one another is said in `sub`.

use super::{
    Adds, Milestone, Project, RUNNING, Task, TimeEntry, budget, entry::BY_TICKET, notices,
    sub::must_take_time,
};
use crate::{
    base::{Id, Result, time},
    data::{Deriving, Key, Record, Ref},
    features::{
        inbox,
        people::User,
        tickets::{self, Ticket},
    },
};

/// Closed is closed, also for Undo: what was done to a project, its plan or the time on it stands once it is closed, until
/// it takes updates again.
pub(super) fn closed_stays(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    if !change.is_undo() {
        return Ok(());
    }
    for of in touched {
        let id = match of.kind {
            kind if kind == Project::KIND.code => {
                // What turned out to be another client's, or was handed over, is no deed of the project.
                let own = change.demanded().resource() == Project::KIND.plural;
                own.then(|| Id::new(of.id))
            }
            kind if kind == Milestone::KIND.code => {
                let id = Id::<Milestone>::new(of.id);
                let held = change.find(id)?;
                held.or(change.was(id)?).map(|held| held.project)
            }
            kind if kind == Task::KIND.code => {
                let id = Id::<Task>::new(of.id);
                let held = change.find(id)?;
                held.or(change.was(id)?).map(|held| held.project)
            }
            kind if kind == TimeEntry::KIND.code => {
                let id = Id::<TimeEntry>::new(of.id);
                let held = change.find(id)?;
                held.or(change.was(id)?).and_then(|held| held.project)
            }
            _ => None,
        };
        let Some(id) = id else { continue };
        let was = change.was(id)?;
        if was.is_none_or(|was| was.must_not_be_closed().is_err())
            && let Some(project) = change.find(id)?
        {
            project.must_not_be_closed()?;
        }
        // Nor does what is closed take time back in a part of it.
        if of.kind == TimeEntry::KIND.code
            && let Some(project) = change.find(id)?
            && project.must_not_be_closed().is_ok()
        {
            must_take_time(change, &project)?;
        }
    }
    Ok(())
}

/// A budget that stops takes no time back that goes beyond it: what was deleted or lowered, and comes back by an Undo, is
/// held against what others used since.
pub(super) fn budgets_stop(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    if !change.is_undo() {
        return Ok(());
    }
    let mut back = Vec::new();
    for of in touched.iter().filter(|of| of.kind == TimeEntry::KIND.code) {
        let id = Id::<TimeEntry>::new(of.id);
        let Some(entry) = change.find(id)? else {
            continue;
        };
        let was = change.was(id)?.filter(|was| was.project == entry.project);
        let before = was.as_ref().map(Adds::of).unwrap_or_default();
        let adds = Adds::of(&entry).beyond(before);
        if adds != Adds::default() {
            back.push((entry, adds));
        }
    }
    budget::must_have_room_for(change, &back)
}

/// The ticket a project came from ends with it, and comes back when the project is reopened.
pub(super) fn tickets_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Project::KIND.code) {
        let id = Id::<Project>::new(of.id);
        let Some(project) = change.find(id)? else {
            continue;
        };
        let over = !project.status.is_open();
        let was_over = change
            .was(id)?
            .is_some_and(|project| !project.status.is_open());
        if let Some(ticket) = project.ticket.filter(|_| over || was_over) {
            tickets::follow_project(change, Id::new(ticket), over)?;
        }
    }
    Ok(())
}

/// Nobody works any longer on a project or a ticket that is closed: timers that run on it are stopped in the same deed, with
/// their time, and whose they are is told.
pub(super) fn timers_end(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Project::KIND.code) {
        let id = Id::<Project>::new(of.id);
        let Some(project) = change.find(id)? else {
            continue;
        };
        let was_closed = change
            .was(id)?
            .is_some_and(|was| was.status == project.status);
        if project.must_not_be_closed().is_ok() || was_closed {
            continue;
        }
        for user in change.all::<User>()? {
            let running = change.by_unique::<TimeEntry>(RUNNING, Key::new().id(user.id))?;
            let Some(mut entry) = running.filter(|entry| entry.project == Some(id)) else {
                continue;
            };
            entry.stop(change.at)?;
            change.put(&entry)?;
            tell_of_end(change, &entry, (project.title.as_str(), project.as_ref()))?;
        }
    }
    for of in touched.iter().filter(|of| of.kind == Ticket::KIND.code) {
        let id = Id::<Ticket>::new(of.id);
        let over = |ticket: &Ticket| ticket.stage.is_over();
        let was_over = change.was(id)?.is_some_and(|was| over(&was));
        let Some(ticket) = change.find(id)?.filter(|held| over(held) && !was_over) else {
            continue;
        };
        let entries = change.children::<TimeEntry>(BY_TICKET, Key::new().id(id))?;
        for mut entry in entries.into_iter().filter(|held| held.started.is_some()) {
            entry.stop(change.at)?;
            change.put(&entry)?;
            tell_of_end(change, &entry, (ticket.title.as_str(), ticket.as_ref()))?;
        }
    }
    Ok(())
}

fn tell_of_end(
    change: &mut Deriving<'_, '_, '_>,
    entry: &TimeEntry,
    (title, on): (&str, Ref),
) -> Result<()> {
    let booked = time::minutes(i64::from(entry.minutes));
    let told = format!("{title} is closed, so your timer is stopped: {booked} booked");
    inbox::notify(change, entry.user, &notices::TIMER_STOPPED, on, told)
}
