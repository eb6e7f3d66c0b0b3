//! What may be done in inbox: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::own("notifications.view", "See the own inbox");
pub const MARK: Action =
    Action::own("notifications.mark", "Mark as read").told("marked news as read");
pub const PREFER: Action =
    Action::own("notifications.prefer", "Choose how one is told").told("chose how to be told");
pub const FOLLOW: Action = Action::own("notifications.follow", "Follow and mute records")
    .told("said what to hear of a record");
pub const TRY: Action = Action::own("notifications.try", "Try how one is told")
    .told("tried how they are told")
    .final_();
/// What the server does by itself.
pub const DELIVER: Action =
    Action::system("notifications.deliver", "Send what is due").told("sent what was due");
pub const STOP: Action =
    Action::system("notifications.stop", "End mails by their link").told("ended mails by a link");
