//! What may be done in retainers: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("retainers.view", "See retainers");
pub const EXPORT: Action = Action::read("retainers.export", "Export retainers");
pub const CREATE: Action = Action::write("retainers.create", "Agree on a retainer")
    .told("agreed on {}")
    .heard_with("retainers.view");
pub const EDIT: Action = Action::write("retainers.edit", "Change what a retainer agrees on")
    .told("changed {}")
    .heard_with("retainers.view");
pub const END: Action = Action::write("retainers.end", "End a retainer")
    .told("set when {} ends")
    .heard_with("retainers.view");
pub const CLOSE: Action = Action::write("retainers.close", "Close a period of a retainer")
    .told("closed {retainer-periods}")
    .heard_with("retainers.view");
pub const BILL: Action = Action::write("retainers.bill", "Bill what is open of a retainer")
    .told("billed what was open of {}")
    .heard_with("retainers.view");
/// What the server does by itself.
pub const OPEN_DUE: Action =
    Action::system("retainers.open_due", "Open the next period").told("opened {retainer-periods}");
pub const CLOSE_DUE: Action = Action::system("retainers.close_due", "Close a period that is over")
    .told("closed {retainer-periods}");
pub const LOOK: Action = Action::system("retainers.look", "Look at the hours of a period")
    .told("looked at the hours of {retainer-periods}");
