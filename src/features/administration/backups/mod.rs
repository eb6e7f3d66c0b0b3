//! Backups: the snapshots there are, taking, checking and downloading them, and the restore drill of every night.
//!
//! Record: `Drill` (what came of restoring a snapshot into a private folder). The snapshots themselves are files in a
//! folder that `Keeper` knows. Rules: a snapshot is worth what its last drill says; no good drill for two days is told
//! on every page to those who can do something about it; whoever downloads one is in the journal.

mod actions;
mod drill;
mod keeper;
mod ops;
mod pages;
mod routes;

pub use actions::*;
pub use drill::{BY_TIME as DRILLS_BY_TIME, Drill, Drills, Outcome};
pub use keeper::Keeper;
pub use ops::{DRILL, SNAPSHOTS, drill, drill_due, size, take, take_due, thin_out};
pub use pages::alarm;
pub(super) use routes::routes;
