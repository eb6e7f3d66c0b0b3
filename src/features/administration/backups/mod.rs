//! Backups: the snapshots there are, taking, checking and downloading them, and the restore drill of every night.
//!
//! Record: `Drill` (what came of restoring a snapshot into a private folder). The snapshots themselves are files in a
//! folder that `Keeper` knows. Rules: a snapshot is worth what its last drill says; no good drill for two days is told
//! on every page to those who can do something about it; whoever downloads one is in the journal.

mod drill;
mod keeper;
mod ops;
mod pages;
mod routes;

use crate::access::Action;

pub use drill::{BY_TIME as DRILLS_BY_TIME, Drill, Drills, Outcome};
pub use keeper::Keeper;
pub use ops::{DRILL, SNAPSHOTS, drill, drill_due, size, take, take_due, thin_out};
pub use pages::alarm;
pub(super) use routes::routes;

pub const VIEW: Action = Action::read("snapshots.view", "See snapshots");
pub const TAKE: Action = Action::write("snapshots.take", "Take a snapshot")
    .told("took a snapshot")
    .final_();
pub const VERIFY: Action = Action::write("snapshots.verify", "Check a snapshot")
    .told("checked a snapshot")
    .final_();
pub const DOWNLOAD: Action = Action::write("snapshots.download", "Download a snapshot")
    .told("downloaded a snapshot")
    .final_()
    .dangerous()
    .second_person();
/// Whoever has it is told of what fails.
pub const HEAR: Action = Action::duty("snapshots.hear", "Be told of restore drills that fail");
/// What the server does by itself.
pub const KEEP: Action =
    Action::system("snapshots.keep", "Take a snapshot on time").told("took a snapshot on time");
pub const NIGHTLY: Action = Action::system("snapshots.drill", "Drill the restoring of a snapshot")
    .told("drilled the restoring of a snapshot");
