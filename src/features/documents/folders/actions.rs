//! What may be done in folders: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("folders.view", "See folders");
pub const CREATE: Action =
    Action::write("folders.create", "Make a folder").told("made the folder {}");
pub const EDIT: Action =
    Action::write("folders.edit", "Rename and move folders").told("changed the folder {}");
pub const REMOVE: Action =
    Action::write("folders.remove", "Remove a folder").told("removed the folder {}");
