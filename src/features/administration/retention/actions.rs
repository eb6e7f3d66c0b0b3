//! What may be done in retention: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const SWEEP: Action = Action::system("retention.sweep", "Take away what is over its time")
    .told("took away what was over its time");
