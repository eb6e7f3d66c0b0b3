//! What people are told of leads.

use super::actions::RECEIVE;
use crate::features::inbox::{NoticeType, Reach, Reason};

pub const HANDED_OVER: NoticeType = NoticeType::new(
    "leads.handed_over",
    "Qualified lead handed over to me",
    "the lead waits for your quote",
    Reason::Handover,
)
.on_duty(RECEIVE, Reach::PROMPT)
.waits();

pub const RETURNED: NoticeType = NoticeType::new(
    "leads.returned",
    "Lead returned to me",
    "the lead came back to you",
    Reason::Returned,
);

pub const ASSIGNED: NoticeType = NoticeType::new(
    "leads.assigned",
    "Lead given to me",
    "the lead is yours",
    Reason::Assigned,
);

pub const ALL: &[&NoticeType] = &[&HANDED_OVER, &RETURNED, &ASSIGNED];
