//! What may be done in uploads: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const SEND: Action =
    Action::own("uploads.send", "Send files piece by piece").told("sent a file piece by piece");
pub const EXPIRE: Action = Action::system("uploads.expire", "Take away files half sent")
    .told("took away a file that was half sent");
