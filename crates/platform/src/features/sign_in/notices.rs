//! What people are told of ways in.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const ACCOUNT: NoticeType = NoticeType::new(
    "security.account",
    "Sign-in from a new device, and changes of my ways in",
    "it concerns your own account",
    Reason::Security,
)
.group(Group::House)
.usually(Reach::PROMPT)
.locked();

pub const LINK: NoticeType = NoticeType::new(
    "security.link",
    "Somebody asks for a link to sign in",
    "you look after accounts",
    Reason::Security,
)
.group(Group::House)
.usually(Reach::PROMPT)
.locked();

pub const ALL: &[&NoticeType] = &[&ACCOUNT, &LINK];
