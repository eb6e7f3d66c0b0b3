//! What people are told of departments and teams.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const APPOINTED: NoticeType = NoticeType::new(
    "departments.appointed",
    "Given a department or a team",
    "it is yours to manage or to lead",
    Reason::Assigned,
)
.group(Group::Department);

pub const CHANGED: NoticeType = NoticeType::new(
    "departments.changed",
    "What I belong to or manage changes",
    "you belong there or managed it",
    Reason::Decided,
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

pub const TAKEN_OVER: NoticeType = NoticeType::new(
    "departments.taken_over",
    "Work of a colleague becomes mine",
    "it was handed over to you",
    Reason::Handover,
)
.usually(Reach {
    browser: true,
    ..Reach::DIGEST
});

pub const ALL: &[&NoticeType] = &[&APPOINTED, &CHANGED, &DEPUTY, &TAKEN_OVER];
