//! What may be done in push: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("push.view", "See whether web push is on");
pub const EDIT: Action = Action::write("push.edit", "Switch web push on or off")
    .told("switched web push")
    .dangerous();
pub const OWN: Action = Action::own("push.own", "Open the own devices for web push")
    .told("changed which devices take pushed messages")
    .final_();
pub const AGAIN: Action = Action::write("push.again", "Push a message again")
    .told("pushed a message again")
    .final_();
pub const GIVE_UP: Action = Action::write("push.give_up", "Give a pushed message up")
    .told("gave a pushed message up")
    .final_();
/// What the server does by itself.
pub const SEND: Action = Action::system("push.send", "Push messages").told("pushed messages");
