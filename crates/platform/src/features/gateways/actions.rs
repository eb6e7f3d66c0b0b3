//! What may be done in gateways: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("gateways.view", "See gateways, and what was posted");
pub const EDIT: Action = Action::write("gateways.edit", "Change a gateway")
    .told("changed a gateway")
    .dangerous();
pub const TEST: Action = Action::write("gateways.test", "Try a gateway")
    .told("tried a gateway")
    .final_();
pub const AGAIN: Action = Action::write("gateways.again", "Post a message again")
    .told("posted a message again")
    .final_();
pub const GIVE_UP: Action = Action::write("gateways.give_up", "Give a message up")
    .told("gave a message up")
    .final_();
/// What the server does by itself.
pub const SEND: Action = Action::system("gateways.send", "Post messages").told("posted messages");
