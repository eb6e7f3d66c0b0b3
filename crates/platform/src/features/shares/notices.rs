//! What people are told of shares.

use crate::features::inbox::{NoticeType, Reason};

pub const SHARED: NoticeType = NoticeType::new(
    "shares.given",
    "Something is shared with me",
    "it was shared with you",
    Reason::Shared,
);

pub const ALL: &[&NoticeType] = &[&SHARED];
