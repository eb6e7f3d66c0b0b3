//! What may be done in expenses: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const EXPORT: Action = Action::read("expenses.export", "Export expenses");
pub const CREATE: Action =
    Action::write("expenses.create", "Write an expense").told("wrote the expense {}");
pub const EDIT: Action =
    Action::write("expenses.edit", "Edit an expense").told("edited the expense {}");
pub const DELETE: Action =
    Action::write("expenses.delete", "Throw an expense away").told("threw the expense {} away");
pub const SUBMIT: Action =
    Action::write("expenses.submit", "Submit an expense").told("submitted the expense {}");
pub const REIMBURSE: Action =
    Action::write("expenses.reimburse", "Reimburse an expense").told("reimbursed the expense {}");
