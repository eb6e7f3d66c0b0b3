//! What may be done in shares: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const GIVE: Action =
    Action::write("shares.give", "Share a record").told("shared {about} with {users}");
pub const TAKE_BACK: Action = Action::write("shares.take_back", "Take a share back")
    .told("took back the share of {about} with {users}");
pub const LAPSE: Action = Action::system("shares.lapse", "End a share that is over")
    .told("ended the share of {about} with {users}");
