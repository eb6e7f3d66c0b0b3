//! What may be done in public forms: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("forms.view", "See public forms");
pub const CREATE: Action =
    Action::write("forms.create", "Make a public form").told("made the form {public-forms}");
pub const EDIT: Action =
    Action::write("forms.edit", "Change a public form").told("changed the form {public-forms}");
pub const VIEW_ENTRIES: Action = Action::read("form_entries.view", "See what came by public forms");
pub const TAKE: Action = Action::write("form_entries.take", "Take in what came by a public form")
    .told("took in {form-entries}");
pub const DROP: Action = Action::write("form_entries.drop", "Drop what came by a public form")
    .told("dropped {form-entries}")
    .final_();
/// What the server does for whoever is nobody yet.
pub const RECEIVE: Action = Action::system(
    "form_entries.receive",
    "Receive what is sent by a public form",
)
.told("received {form-entries}");
