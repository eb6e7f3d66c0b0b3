//! What may be done in clocks: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

/// Clocks are seen with what they are of. This opens lists of them.
pub const VIEW: Action = Action::read("clocks.view", "See clocks, and what is next to be missed");
pub const VIEW_POLICIES: Action = Action::read("slas.view", "See service policies");
pub const MAKE_POLICY: Action =
    Action::write("slas.make", "Make service policies").told("made the service policy {}");
pub const EDIT_POLICY: Action =
    Action::write("slas.edit", "Change service policies").told("changed the service policy {}");
pub const RETIRE_POLICY: Action = Action::write("slas.retire", "Retire service policies")
    .told("changed whether the service policy {} is in use");
pub const VIEW_CALENDARS: Action = Action::read("calendars.view", "See business calendars");
pub const MAKE_CALENDAR: Action =
    Action::write("calendars.make", "Make business calendars").told("made the calendar {}");
pub const EDIT_CALENDAR: Action =
    Action::write("calendars.edit", "Change business calendars").told("changed the calendar {}");
pub const RETIRE_CALENDAR: Action = Action::write("calendars.retire", "Retire business calendars")
    .told("changed whether the calendar {} is in use");
/// What the server does by itself.
pub const ESCALATE: Action =
    Action::system("clocks.escalate", "Tell of promises whose time runs out")
        .told("told of a promise[ of {about}]");
pub const KEEP_UP: Action = Action::system("clocks.keep_up", "Begin the clocks of an older house")
    .told("began the clocks of what was under way");
