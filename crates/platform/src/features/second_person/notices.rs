//! What people are told of deeds that need two.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const SECOND: NoticeType = NoticeType::new(
    "security.second_person",
    "A deed waits for a second person, or was decided",
    "you may confirm it, or asked for it",
    Reason::Security,
)
.group(Group::House)
.usually(Reach::PROMPT)
.locked();

pub const ALL: &[&NoticeType] = &[&SECOND];
