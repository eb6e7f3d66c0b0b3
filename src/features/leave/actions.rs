//! What may be done in leave: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("leave.view", "See leave");
pub const EXPORT: Action = Action::read("leave.export", "Export leave");
pub const ASK: Action = Action::write("leave.ask", "Ask for leave")
    .told("asked for {leave}")
    .note_with("leave.view");
pub const ENTER: Action = Action::write("leave.enter", "Enter leave for somebody else")
    .told("entered {leave}")
    .note_with("leave.view");
pub const CANCEL: Action = Action::write("leave.cancel", "Cancel leave")
    .told("cancelled {leave}")
    .note_with("leave.view");
pub const ALLOW: Action = Action::write("leave.allow", "Set how much leave people have")
    .told("set how much leave there is");
