//! What may be done in roles: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const ASK: Action = Action::own("access.request", "Ask for access").told("asked for access");
/// Who opens what is closed where no department's manager can.
pub const ANSWER: Action = Action::duty("access.answer", "Be asked for access");
