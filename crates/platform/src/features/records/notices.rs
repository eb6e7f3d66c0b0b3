//! What people are told of what they do to many records.

use crate::features::inbox::{NoticeType, Reason};

pub const TAKEN_OVER: NoticeType = NoticeType::new(
    "bulk_changes.taken_over",
    "Somebody ends or takes back my change of many records",
    "you began it",
    Reason::Returned,
);

pub const ALL: &[&NoticeType] = &[&TAKEN_OVER];
