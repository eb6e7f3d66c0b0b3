//! What may be done in portal: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("portal.view", "See the portal's first page");
