//! What those are told who look after mail.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const COMES_BACK: NoticeType = NoticeType::new(
    "mail.comes_back",
    "Mail to somebody comes back",
    "you look after mail",
    Reason::Maintenance,
)
.group(Group::House)
.usually(Reach::APP);

pub const ALL: &[&NoticeType] = &[&COMES_BACK];
