//! What people are told of approvals.

use super::actions::{DECIDE, HEAR_REJECTIONS};
use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const WAITS: NoticeType = NoticeType::new(
    "approvals.waits",
    "Approval waits for me",
    "you decide on it",
    Reason::Approval,
)
.usually(Reach::PROMPT)
.on_duty(DECIDE, Reach::PROMPT)
.waits();

pub const LATE: NoticeType = NoticeType::new(
    "approvals.late",
    "Approval that waits for me is nearly or long due",
    "you decide on it",
    Reason::Approval,
)
.usually(Reach::PROMPT)
.on_duty(DECIDE, Reach::PROMPT)
.replaces()
.waits();

pub const DECIDED: NoticeType = NoticeType::new(
    "approvals.decided",
    "Approval I asked for is decided",
    "you asked for it or look after what it is about",
    Reason::Decided,
)
.usually(Reach {
    browser: true,
    ..Reach::DIGEST
});

pub const RETURNED: NoticeType = NoticeType::new(
    "approvals.returned",
    "Approval I asked for comes back",
    "you asked for it or look after what it is about",
    Reason::Returned,
)
.usually(Reach::PROMPT);

pub const REJECTED: NoticeType = NoticeType::new(
    "approvals.rejected",
    "Work for a client is rejected",
    "sales hears of rejections",
    Reason::Decided,
)
.group(Group::Department)
.on_duty(HEAR_REJECTIONS, Reach::MAILED);

pub const ALL: &[&NoticeType] = &[&WAITS, &LATE, &DECIDED, &RETURNED, &REJECTED];
