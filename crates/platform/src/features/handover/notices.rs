//! What people are told when somebody leaves or moves on.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

/// Departments tell the same of what else changes in them.
pub const CHANGED: NoticeType = NoticeType::new(
    "departments.changed",
    "What I belong to or manage changes",
    "you belong there or managed it",
    Reason::Decided,
)
.group(Group::Department);

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

pub const ALL: &[&NoticeType] = &[&CHANGED, &TAKEN_OVER];
