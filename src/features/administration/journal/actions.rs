//! What may be done in journal: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const EXPORT: Action = Action::write("journal.export", "Export the journal")
    .told("exported the journal")
    .final_();
pub const KEEP_SEARCH: Action =
    Action::write("journal.keep_search", "Keep a search of the journal")
        .told("kept a search of the journal")
        .told_back("removed a search of the journal that they had kept");
