//! What may be done in settings: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("settings.view", "See the settings");
pub const EDIT: Action =
    Action::write("settings.edit", "Change the settings").told("changed the settings");
/// What is removed for its age doesn't come back, so whoever shortens it proves who they are.
pub const RETAIN: Action = Action::write("settings.retain", "Change how long things are kept")
    .told("changed how long things are kept")
    .dangerous();
