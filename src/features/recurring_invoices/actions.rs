//! What may be done in recurring invoices: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("recurring_invoices.view", "See invoices that recur");
pub const CREATE: Action =
    Action::write("recurring_invoices.create", "Set up an invoice that recurs")
        .told("set up {recurring-invoices}")
        .heard_with("recurring_invoices.view");
pub const EDIT: Action = Action::write("recurring_invoices.edit", "Change an invoice that recurs")
    .told("changed {recurring-invoices}")
    .heard_with("recurring_invoices.view");
pub const PAUSE: Action = Action::write("recurring_invoices.pause", "Pause an invoice that recurs")
    .told("paused {recurring-invoices}")
    .heard_with("recurring_invoices.view");
pub const RESUME: Action = Action::write(
    "recurring_invoices.resume",
    "Let a paused invoice recur again",
)
.told("let {recurring-invoices} go on")
.heard_with("recurring_invoices.view");
pub const END: Action = Action::write("recurring_invoices.end", "End an invoice that recurs")
    .told("ended {recurring-invoices}")
    .heard_with("recurring_invoices.view");
/// What the server does by itself.
pub const MAKE_DUE: Action = Action::system(
    "recurring_invoices.make_due",
    "Draft the invoice that is due",
)
.told("drafted the next of {recurring-invoices}");
pub const ISSUE_DUE: Action = Action::system(
    "recurring_invoices.issue_due",
    "Issue the invoice that is due",
)
.told("saw to issuing what {recurring-invoices} made");
