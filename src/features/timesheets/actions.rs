//! What may be done in timesheets: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("timesheets.view", "See timesheets");
pub const EXPORT: Action = Action::read("timesheets.export", "Export timesheets");
pub const SUBMIT: Action =
    Action::write("timesheets.submit", "Submit a week of time").told("submitted {timesheets}");
pub const REOPEN: Action = Action::write("timesheets.reopen", "Reopen a week that was approved")
    .told("reopened {timesheets}");
pub const LOCK: Action = Action::write("timesheets.lock", "Lock the time of a period")
    .told("changed the locked period of time");
/// What the server does by itself.
pub const REMIND: Action = Action::system("timesheets.remind", "Remind of weeks to submit")
    .told("reminded of {timesheets}");
