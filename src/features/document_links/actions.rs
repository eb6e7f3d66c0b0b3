//! What may be done in document links: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("documents.view_links", "See links to documents");
pub const MAKE: Action =
    Action::write("documents.make_link", "Make a link to a document").told("made a link to {}");
/// What was closed isn't opened again by Undo: who has the address would be let in without anybody having handed it out.
pub const REVOKE: Action = Action::write("documents.revoke_link", "Revoke a link to a document")
    .told("revoked a link to {}")
    .final_();
/// What those do who follow one.
pub const OPEN: Action = Action::system("documents.open_link", "Open a link to a document")
    .told("noted that a link to {} was opened");
pub const FETCH: Action = Action::system(
    "documents.fetch_by_link",
    "Give a document to whoever has a link",
)
.told("gave {} to somebody with a link");
