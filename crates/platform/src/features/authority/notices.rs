//! What people are told of permissions.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const GREW: NoticeType = NoticeType::new(
    "security.permissions",
    "A new version adds permissions",
    "you are the superadmin",
    Reason::Security,
)
.group(Group::House)
.usually(Reach::PROMPT)
.locked();

pub const ALL: &[&NoticeType] = &[&GREW];
