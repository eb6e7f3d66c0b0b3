//! What people are told of money.

use super::actions::HEAR_OVERDUE;
use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const OVERDUE: NoticeType = NoticeType::new(
    "invoices.overdue",
    "An invoice is overdue",
    "you keep the house's money, or wrote it",
    Reason::Deadline,
)
.group(Group::Clients)
.on_duty(HEAR_OVERDUE, Reach::PROMPT)
.waits();

pub const PAID: NoticeType = NoticeType::new(
    "invoices.paid",
    "My invoice is paid",
    "you wrote the invoice",
    Reason::Client,
)
.group(Group::Clients);

/// Its mail is the invoice's own, to whoever gets them.
pub const READY: NoticeType = NoticeType::new(
    "invoices.ready",
    "An invoice is there",
    "it is for you",
    Reason::Client,
)
.group(Group::Portal)
.usually(Reach::APP);

pub const REMINDED: NoticeType = NoticeType::new(
    "invoices.reminded",
    "An invoice is overdue",
    "it waits to be paid",
    Reason::Reminder,
)
.group(Group::Portal)
.usually(Reach::APP)
.replaces();

pub const ALL: &[&NoticeType] = &[&OVERDUE, &PAID, &READY, &REMINDED];
