//! What may be done in search: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const USE: Action = Action::own("search.use", "Search");
