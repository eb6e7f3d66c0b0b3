//! What the pages of one project show.

use super::super::{milestone::Milestone, task::Task};

/// Everything the overview draws, read from one snapshot.
pub struct Overview {
    pub milestones: Vec<Milestone>,
    pub tasks: Vec<Task>,
}
