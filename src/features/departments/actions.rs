//! What may be done in departments: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const PERFORMANCE: Action = Action::read(
    "departments.performance",
    "See how departments and people perform",
);
pub const STAND_IN: Action = Action::system("departments.stand_in", "Begin and end deputyships")
    .told("kept the deputyships of {}");
