//! What those are told who look after the house.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const ALERT: NoticeType = NoticeType::new(
    "security.alert",
    "Security alert",
    "you look after security",
    Reason::Security,
)
.group(Group::House)
.usually(Reach::PROMPT)
.locked();

pub const DRILL: NoticeType = NoticeType::new(
    "security.drill",
    "A restore drill failed",
    "you look after backups",
    Reason::Security,
)
.group(Group::House)
.usually(Reach::PROMPT)
.locked();

pub const RULES: NoticeType = NoticeType::new(
    "security.rules",
    "Another way of signing in is needed soon",
    "the rules of your tier change",
    Reason::Security,
)
.group(Group::House)
.usually(Reach::PROMPT)
.locked();

pub const ALL: &[&NoticeType] = &[&ALERT, &DRILL, &RULES];
