//! What people are told of invoices that recur.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const DRAFTED: NoticeType = NoticeType::new(
    "recurring_invoices.drafted",
    "An invoice that recurs, to be read over",
    "you set it up",
    Reason::Reminder,
)
.group(Group::Clients)
.usually(Reach::DIGEST)
.waits();

pub const ALL: &[&NoticeType] = &[&DRAFTED];
