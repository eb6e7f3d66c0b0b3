//! What may be done in log forwarding: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("logs.view", "See where logs are forwarded to");
pub const EDIT: Action = Action::write("logs.edit", "Change where logs are forwarded to")
    .told("changed where logs are forwarded to")
    .dangerous();
pub const TEST: Action = Action::write("logs.test", "Try the forwarding of logs")
    .told("tried the forwarding of logs")
    .final_();
/// What the server does by itself.
pub const SEND: Action = Action::system("logs.send", "Forward logs").told("forwarded logs");
