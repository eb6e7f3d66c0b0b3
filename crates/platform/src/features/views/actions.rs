//! What may be done in views: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("views.view", "See who looked as whom");
pub const END: Action =
    Action::own("views.end", "End the own view").told("ended their view[ as {users}]");
pub const KEEP: Action =
    Action::system("views.keep", "Keep what a view opened").told("kept what a view opened");
