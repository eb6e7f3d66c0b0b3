//! What may be done in documents: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("documents.view", "See documents");
pub const EXPORT: Action = Action::read("documents.export", "Export documents");
pub const ADD: Action = Action::write("documents.add", "Add a document").told("added {}");
pub const VERIFY: Action =
    Action::write("documents.verify", "Verify a document").told("verified {}");
pub const EDIT: Action = Action::write("documents.edit", "Edit a document").told("edited {}");
pub const ASK_APPROVAL: Action =
    Action::write("documents.ask_approval", "Ask for a yes to a version")
        .told("asked for approval of {documents}");
pub const ARCHIVE: Action = Action::write("documents.archive", "Archive a document")
    .told("archived {}")
    .told_back("took {} out of the archive");
pub const MOVE: Action = Action::write("documents.move", "Move documents between folders")
    .told("moved {}[ into {folders}]");
pub const CHECK_OUT: Action =
    Action::write("documents.check_out", "Check a document out").told("checked out {}");
pub const CHECK_IN: Action =
    Action::write("documents.check_in", "Return a document one has out").told("returned {}");
pub const BREAK: Action = Action::write(
    "documents.break_check_out",
    "End the check-out of somebody else",
)
.told("ended the check-out of {}");
pub const ACCESS_LOG: Action = Action::read("documents.access_log", "See who opened documents");
pub const NOTE_ACCESS: Action = Action::system("documents.note_access", "Note who opens documents")
    .told("began to note who opens {}");

pub const READ_AGAIN: Action =
    Action::write("documents.read_again", "Have a document read once more")
        .final_()
        .told("had a file of a document read once more");
