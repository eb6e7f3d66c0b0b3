//! What people are told of rights that are asked for.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const ASKED: NoticeType = NoticeType::new(
    "security.access",
    "Somebody asks for access",
    "you answer for access",
    Reason::Security,
)
.group(Group::House)
.usually(Reach::PROMPT)
.locked();

pub const ALL: &[&NoticeType] = &[&ASKED];
