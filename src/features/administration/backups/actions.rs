//! What may be done in backups: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

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
