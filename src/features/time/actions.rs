//! What may be done in time: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const EXPORT: Action = Action::read("time.export", "Export time");
pub const START: Action =
    Action::write("time.start", "Start the timer").told("started the timer[ on {tasks}]");
pub const STOP: Action =
    Action::write("time.stop", "Stop the timer").told("stopped the timer[ on {tasks}]");
pub const EDIT: Action =
    Action::write("time.edit", "Edit a time entry").told("edited time[ on {tasks}]");
pub const DELETE: Action =
    Action::write("time.delete", "Delete a time entry").told("deleted time[ on {tasks}]");
pub const SAVE_WEEK: Action =
    Action::write("time.save_week", "Write a week of time").told("wrote a week of time");
/// What the server does by itself.
pub const ASK_AFTER: Action = Action::system("time.ask_after", "Ask after a timer that runs long")
    .told("asked after the timer[ on {tasks}]");
pub const AT_BUDGET: Action = Action::system(
    "time.at_budget",
    "See to a timer under which a budget is used up",
)
.told("saw to the timer[ on {tasks}] as a budget was used up");
