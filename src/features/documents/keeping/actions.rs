//! What may be done in keeping: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("document_categories.view", "See categories of documents");
pub const CREATE: Action =
    Action::write("document_categories.create", "Make a category of documents")
        .told("made the category {document-categories}");
pub const EDIT: Action = Action::write(
    "document_categories.edit",
    "Say how long documents of a category are kept",
)
.told("changed how long {document-categories} are kept");
pub const REMOVE: Action = Action::write(
    "document_categories.remove",
    "Remove a category of documents",
)
.told("removed the category {document-categories}");
pub const HOLD: Action = Action::write("document_holds.hold", "Hold a document for legal reasons")
    .told("put {documents} under legal hold")
    .final_();
pub const RELEASE: Action = Action::write("document_holds.release", "End a legal hold")
    .told("ended the legal hold of {documents}")
    .dangerous()
    .final_();
pub const REMIND: Action =
    Action::system("documents.remind", "Remind of documents that expire").told("reminded of {}");
/// What is over the time of its category.
pub const DISPOSE: Action = Action::system(
    "documents.dispose",
    "Put away or delete documents that are over their time",
)
.told("dealt with what was over its time[: {}]");
