//! The journal explorer: who did what to which record, when, from where; searches that are kept; copies that prove
//! themselves.
//!
//! Record: `Search` (one's own, kept). Rules: who may read the journal learns of every deed who did it and when, and of
//! what was done only as far as they see the record; a copy that leaves the house is journaled and carries its proof.

mod actions;
mod ask;
mod day;
mod export;
mod pages;
mod routes;
mod search;

pub use actions::*;
pub(super) use day::read as read_day;
pub(super) use routes::routes;
pub use search::Search;
