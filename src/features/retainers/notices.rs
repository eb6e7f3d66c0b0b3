//! What people are told of retainers.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const HOURS: NoticeType = NoticeType::new(
    "retainers.hours",
    "Hours of a retainer are nearly used, or used up",
    "you look after the retainer, or lead its project",
    Reason::Deadline,
)
.group(Group::Clients)
.usually(Reach::PROMPT);

pub const DRAFTED: NoticeType = NoticeType::new(
    "retainers.drafted",
    "An invoice of a retainer to be read over",
    "you look after the retainer",
    Reason::Reminder,
)
.group(Group::Clients)
.usually(Reach::DIGEST)
.waits();

pub const CLOSED: NoticeType = NoticeType::new(
    "retainers.closed",
    "A period of a retainer is closed",
    "you look after the retainer",
    Reason::Reminder,
)
.group(Group::Clients)
.usually(Reach::DIGEST);

pub const ALL: &[&NoticeType] = &[&HOURS, &DRAFTED, &CLOSED];
