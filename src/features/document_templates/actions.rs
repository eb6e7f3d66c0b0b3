//! What may be done in document templates: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("document_templates.view", "See templates of documents");
pub const CREATE: Action =
    Action::write("document_templates.create", "Make a template of documents")
        .told("made the template {document-templates}");
pub const EDIT: Action = Action::write("document_templates.edit", "Edit a template of documents")
    .told("edited the template {document-templates}");
pub const REMOVE: Action = Action::write(
    "document_templates.remove",
    "Remove a template of documents",
)
.told("removed the template {document-templates}");
