//! What may be done in health: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("health.view", "See the health of the house");
pub const REBUILD: Action = Action::write("health.rebuild", "Have the search index made anew")
    .told("had the search index made anew");
