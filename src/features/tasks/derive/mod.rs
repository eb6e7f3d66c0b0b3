//! Keeps what is derived true: at the end of every command, walks from what was touched up to the project and those above
//! it, and touches nothing else. A milestone sums its top-level tasks and a project its milestones and sub-projects, so the
//! cost depends on how many stand side by side, not on how large the project is. `walk` works it out, `order` holds that
//! nothing comes to wait for itself.

mod order;
mod walk;

use super::limits;
use crate::{
    base::{Choice, Error, Id, Result, time},
    data::{Change, Deriving, Key, Record, Ref},
    features::{
        inbox,
        projects::{ENTRIES_OF_TASK, Task, TimeEntry, notices::TIMER_STOPPED},
    },
};
use order::nothing_waits_for_itself;
pub use walk::Walk;

/// The step itself, registered in the feature.
pub fn derive(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Task::KIND.code) {
        must_make_sense(change, Id::new(of.id))?;
    }
    nothing_waits_for_itself(change, touched)?;
    let mut walk = Walk::over(change, touched)?;
    limits::hold(change, &mut walk)?;
    let over = walk.over_now(change)?;
    walk.put(change)?;
    for task in over {
        stop_timers(change, &task)?;
    }
    Ok(())
}

/// Nobody works any longer on what is over, whatever deed ended it: a subtask's, a sheet's, an Undo. The time stays.
fn stop_timers(change: &mut Deriving<'_, '_, '_>, task: &Task) -> Result<()> {
    let at = change.at;
    let entries = change.children::<TimeEntry>(ENTRIES_OF_TASK, Key::new().id(task.id))?;
    for mut entry in entries.into_iter().filter(|e| e.started.is_some()) {
        entry.stop(at)?;
        change.put(&entry)?;
        let told = format!(
            "{} is {}, so your timer is stopped: {} booked",
            task.title,
            task.state.label().to_lowercase(),
            time::minutes(i64::from(entry.minutes))
        );
        inbox::notify(change, entry.user, &TIMER_STOPPED, task.as_ref(), told)?;
    }
    Ok(())
}

/// An Undo puts a field back without asking the rules; what they would never have let happen is refused here.
fn must_make_sense(change: &mut Change<'_, '_>, id: Id<Task>) -> Result<()> {
    let Some(task) = change.find(id)? else {
        return Ok(());
    };
    let newly_blocked =
        task.blocked.is_some() && change.was(id)?.is_some_and(|was| was.blocked.is_none());
    if newly_blocked && !task.state.is_open() {
        return Err(Error::conflict(format!(
            "{} is {} by now, so it can't be blocked again. Reopen it first.",
            task.title,
            task.state.label().to_lowercase()
        )));
    }
    Ok(())
}
