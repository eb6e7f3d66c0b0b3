//! What may be done in load: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const LOAD: Action = Action::read("tasks.load", "See how much work people have");
