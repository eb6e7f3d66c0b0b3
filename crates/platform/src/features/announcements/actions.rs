//! What may be done in announcements: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("announcements.view", "See announcements and who read them");
pub const ANNOUNCE: Action = Action::write("announcements.make", "Announce something to everybody")
    .told("announced {announcements}");
pub const WITHDRAW: Action = Action::write("announcements.withdraw", "Take an announcement down")
    .told("took {announcements} down");
pub const ACKNOWLEDGE: Action =
    Action::own("announcements.acknowledge", "Acknowledge an announcement")
        .told("acknowledged an announcement")
        .final_();
/// What the server does by itself.
pub const BEGIN: Action =
    Action::system("announcements.begin", "Tell of announcements").told("told of {announcements}");
