//! What people are told of their weeks.

use crate::features::inbox::{NoticeType, Reach, Reason};

pub const NOT_SUBMITTED: NoticeType = NoticeType::new(
    "timesheets.not_submitted",
    "Week of mine that isn't submitted",
    "the week is over and its time is yours",
    Reason::Deadline,
)
.usually(Reach::PROMPT)
.replaces();

pub const REOPENED: NoticeType = NoticeType::new(
    "timesheets.reopened",
    "Week of mine that was reopened",
    "its time is yours",
    Reason::Returned,
)
.usually(Reach::PROMPT);
