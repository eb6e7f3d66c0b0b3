//! What people are told of time.

use crate::features::inbox::{NoticeType, Reach, Reason};

pub const TIMER: NoticeType = NoticeType::new(
    "time.timer",
    "My timer runs long, or its budget is used up",
    "your timer runs or ran",
    Reason::Reminder,
)
.usually(Reach::PROMPT);

pub const CHANGED: NoticeType = NoticeType::new(
    "time.changed",
    "Time of mine changed by somebody else",
    "it is your time",
    Reason::Decided,
)
.usually(Reach::PROMPT);

pub const ALL: &[&NoticeType] = &[&TIMER, &CHANGED];
