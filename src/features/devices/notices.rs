//! What people are told of their devices.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const DEVICE: NoticeType = NoticeType::new(
    "security.device",
    "A device of mine is enrolled, revoked or runs out",
    "it is your device",
    Reason::Security,
)
.group(Group::House)
.usually(Reach::PROMPT)
.locked();

pub const ALL: &[&NoticeType] = &[&DEVICE];
