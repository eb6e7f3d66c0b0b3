//! What is told of announcements.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const MAINTENANCE: NoticeType = NoticeType::new(
    "house.maintenance",
    "Planned maintenance",
    "it concerns everybody who works with Atrium",
    Reason::Maintenance,
)
.group(Group::House)
.usually(Reach::APP);

pub const WARNING: NoticeType = NoticeType::new(
    "house.security",
    "Warning to everybody",
    "it concerns everybody who works with Atrium",
    Reason::Maintenance,
)
.group(Group::House)
.usually(Reach::PROMPT)
.urgent()
.waits();
