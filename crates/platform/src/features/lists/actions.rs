//! What may be done in lists: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::own("saved_views.view", "See the own views of lists");
pub const SAVE: Action = Action {
    undoable: true,
    ..Action::own("saved_views.keep", "Keep the own views of lists")
        .told("kept the view {saved-views}")
        .told_back("removed a view of a list")
};
pub const SHARE: Action = Action::write("saved_views.share", "Keep views of lists for others")
    .told("kept the view {saved-views} for others")
    .told_back("removed a view of a list that was kept for others");
pub const READ: Action = Action {
    undoable: true,
    ..Action::own("saved_views.read", "Choose how one reads a list")
        .told("chose how they read a list")
};
