//! The verbs of tasks. Each is done to a task, is about its project, milestone and parent, and leaves progress to the
//! roll-up. Who is next is told: the assignee, the reviewers, the manager when nothing is left to do.
//! `work` is what whoever works on it does, `lead` what is decided about it, `bulk` what is
//! done to many at once.

mod bulk;
mod lead;
mod work;

pub use super::across::to_milestone;
use super::{concerned::about, waits::must_be_next};
use crate::{
    base::{Id, Result},
    data::{Change, Held},
    features::projects::{Project, Task},
};

use lead::assign_at;
pub use lead::{accept, approve_request, assign, cancel, give_back, reopen, reschedule, restore};
pub use work::{
    begin, begin_next, block, comment, hand_in, move_to, say_progress, start, tick, unblock,
};

/// Runs a rule on a task of a project that is open.
fn work(
    change: &mut Change<'_, '_>,
    id: Id<Task>,
    version: Option<u64>,
    rule: impl FnOnce(&mut Change<'_, '_>, &mut Task) -> Result<()>,
) -> Result<(Held<Task>, Project)> {
    let mut task = change.subject_at::<Task>(id, version)?;
    let project = change.load(&*task, |task| task.project)?;
    project.must_be_open()?;
    task.must_be_work()?;
    about(change, &task);
    rule(change, &mut task)?;
    change.put(&task)?;
    Ok((task, project))
}
