//! The journal explorer: who did what to which record, when, from where; searches that are kept; copies that prove
//! themselves.
//!
//! Record: `Search` (one's own, kept). Rules: who may read the journal learns of every deed who did it and when, and of
//! what was done only as far as they see the record; a copy that leaves the house is journaled and carries its proof.

mod ask;
mod day;
mod export;
mod pages;
mod routes;
mod search;

use crate::access::Action;

pub(super) use day::read as read_day;
pub(super) use routes::routes;
pub use search::Search;

pub const EXPORT: Action = Action::write("journal.export", "Export the journal")
    .told("exported the journal")
    .final_();
pub const KEEP_SEARCH: Action =
    Action::write("journal.keep_search", "Keep a search of the journal")
        .told("kept a search of the journal")
        .told_back("removed a search of the journal that they had kept");
