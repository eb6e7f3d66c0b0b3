//! What people are told of public forms.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const CAME: NoticeType = NoticeType::new(
    "forms.came",
    "Something came by a public form",
    "the form reaches you",
    Reason::Client,
)
.group(Group::Clients)
.usually(Reach::PROMPT)
.waits();

pub const ALL: &[&NoticeType] = &[&CAME];
