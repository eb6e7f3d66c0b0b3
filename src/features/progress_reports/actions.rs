//! What may be done in progress reports: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const DRAFT: Action = Action::write("progress_reports.create", "Draft a progress report")
    .told("drafted {progress-reports}");
pub const EDIT: Action = Action::write("progress_reports.edit", "Edit a progress report")
    .told("edited {progress-reports}");
pub const PUBLISH: Action = Action::write(
    "progress_reports.publish",
    "Publish a progress report to the client",
)
.told("published {progress-reports}")
.final_();
pub const PLAN: Action = Action::write(
    "progress_reports.plan",
    "Say how often a project is reported on",
)
.told("set how often {projects} is reported on");
/// What the server does by itself.
pub const DRAFT_DUE: Action = Action::system(
    "progress_reports.draft_due",
    "Draft the progress report that is due",
)
.told("drafted {progress-reports}");
