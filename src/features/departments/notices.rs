//! What people are told of departments and teams.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const APPOINTED: NoticeType = NoticeType::new(
    "departments.appointed",
    "Given a department or a team",
    "it is yours to manage or to lead",
    Reason::Assigned,
)
.group(Group::Department);

pub const DEPUTY: NoticeType = NoticeType::new(
    "departments.deputy",
    "Standing in begins or ends",
    "you stand in there, or somebody does for you",
    Reason::Reminder,
)
.group(Group::Department)
.usually(Reach::MAILED);

pub const ALL: &[&NoticeType] = &[&APPOINTED, &DEPUTY];
