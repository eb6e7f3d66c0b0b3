//! How far a mailbox was looked through, and the job that goes on from there.

use crate::{data::Visit, jobs::Supervisor};
use serde::{Deserialize, Serialize};

pub const NAME: &str = "mailbox";
pub const CURSOR: &str = "inbound/cursor";

/// Mails of one round.
pub const ROUND: usize = 20;

/// How far the mailbox was looked through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Whose mailbox, and which folder.
    pub(super) place: String,
    pub(super) validity: u32,
    /// The last number that was looked at.
    pub(super) last: u32,
    /// What lay there when it was first looked at counts only where nobody has read it yet.
    pub(super) old: u32,
}

/// Has it look now.
pub fn hasten(visit: &Visit) {
    if let Some(jobs) = visit.store().service::<Supervisor>() {
        jobs.poke(NAME);
    }
}
