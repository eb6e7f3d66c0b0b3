//! What may be done in security: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("alerts.view", "See the security monitor and its alerts");
pub const HANDLE: Action = Action::write("alerts.handle", "Handle security alerts")
    .told("handled {}")
    .heard_with("alerts.view");
pub const LET_IN: Action =
    Action::write("alerts.let_in", "Let a blocked account or network in again")
        .told("let a blocked account or network in again")
        .final_()
        .heard_with("alerts.view");
pub const RAISE: Action = Action::system("alerts.raise", "Raise a security alert")
    .told("raised {}")
    .heard_with("alerts.view");
pub const LEARN: Action = Action::system("openers.learn", "Learn what opens the data")
    .told("learnt what opens the data")
    .heard_with("alerts.view");
pub const REFUSED: Action = Action::system("access.refuse", "Refuse requests")
    .told("refused requests[ of {users}]")
    .heard_with("journal.view");
