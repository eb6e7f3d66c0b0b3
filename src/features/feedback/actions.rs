//! What may be done in feedback: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("feedback.view", "See what clients say of the work");
pub const GIVE: Action = Action::write("feedback.give", "Say how it was")
    .told("said how {projects} was")
    .final_();
