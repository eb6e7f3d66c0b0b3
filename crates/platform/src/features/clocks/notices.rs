//! What people are told of clocks.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const NEARING: NoticeType = NoticeType::new(
    "clocks.nearing",
    "Promise of mine whose time runs out",
    "it is yours",
    Reason::Deadline,
)
.usually(Reach::PROMPT)
.urgent()
.replaces();

pub const MISSED: NoticeType = NoticeType::new(
    "clocks.missed",
    "Promise of mine that was missed",
    "it is yours",
    Reason::Deadline,
)
.usually(Reach::PROMPT)
.urgent()
.replaces();

pub const ESCALATED: NoticeType = NoticeType::new(
    "clocks.escalated",
    "Promise of somebody I lead, near its end or missed",
    "you lead whoever has it, or manage the department",
    Reason::Deadline,
)
.group(Group::Department)
.usually(Reach::PROMPT)
.replaces();

pub const GIVEN: NoticeType = NoticeType::new(
    "clocks.given",
    "Work that comes to me because its time was over",
    "it is in your hands now",
    Reason::Handover,
)
.usually(Reach::PROMPT);

pub const ALL: &[&NoticeType] = &[&NEARING, &MISSED, &ESCALATED, &GIVEN];
