//! What people are told of their leave.

use crate::features::inbox::{NoticeType, Reach, Reason};

pub const CANCELLED: NoticeType = NoticeType::new(
    "leave.cancelled",
    "Leave of mine that was cancelled",
    "it is your leave",
    Reason::Decided,
)
.usually(Reach::PROMPT);

pub const TAKEN_BACK: NoticeType = NoticeType::new(
    "leave.taken_back",
    "Leave of somebody I lead that they cancelled",
    "you lead them, or said yes to it",
    Reason::Decided,
)
.usually(Reach::PROMPT);

pub const ENTERED: NoticeType = NoticeType::new(
    "leave.entered",
    "Leave of mine that somebody entered",
    "it is your leave",
    Reason::Decided,
)
.usually(Reach::PROMPT);
