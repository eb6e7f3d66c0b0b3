//! What people are told of feedback.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const GIVEN: NoticeType = NoticeType::new(
    "feedback.given",
    "A client said how a project was",
    "you led or managed the project, or manage the department",
    Reason::Client,
)
.group(Group::Clients)
.usually(Reach::PROMPT);

pub const ALL: &[&NoticeType] = &[&GIVEN];
