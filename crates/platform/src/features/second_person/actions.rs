//! What may be done in second person: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("second.view", "See what waits for a second person");
pub const ASK: Action =
    Action::own("second.ask", "Ask for a second person").told("asked for a second person");
pub const DECIDE: Action = Action::own("second.decide", "Confirm or refuse as a second person")
    .told("answered as a second person")
    .dangerous();
