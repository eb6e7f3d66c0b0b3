//! What people are told of tickets.

use super::actions::{RECEIVE, RECEIVE_COMPLAINTS};
use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const FROM_CLIENT: NoticeType = NoticeType::new(
    "tickets.from_client",
    "Client writes, asks or sends a file",
    "the ticket is yours",
    Reason::Client,
)
.group(Group::Clients)
.usually(Reach {
    browser: true,
    ..Reach::DIGEST
})
.on_duty(RECEIVE_COMPLAINTS, Reach::PROMPT);

pub const ASSIGNED: NoticeType = NoticeType::new(
    "tickets.assigned",
    "Ticket given to me",
    "the ticket is yours",
    Reason::Assigned,
)
.on_duty(
    RECEIVE,
    Reach {
        browser: true,
        ..Reach::DIGEST
    },
);

pub const HANDED_OVER: NoticeType = NoticeType::new(
    "tickets.handed_over",
    "Ticket handed over to me",
    "the ticket is yours now",
    Reason::Handover,
)
.usually(Reach {
    browser: true,
    ..Reach::DIGEST
});

pub const RETURNED: NoticeType = NoticeType::new(
    "tickets.returned",
    "Ticket returned to me or open again",
    "the ticket came back to you",
    Reason::Returned,
)
.usually(Reach {
    browser: true,
    ..Reach::DIGEST
});

pub const NOTED: NoticeType = NoticeType::new(
    "tickets.noted",
    "Note of a colleague on my ticket",
    "the ticket is yours",
    Reason::Mention,
)
.usually(Reach {
    browser: true,
    ..Reach::DIGEST
});

pub const CANCELLED: NoticeType = NoticeType::new(
    "tickets.cancelled",
    "Ticket of mine cancelled",
    "the ticket was yours",
    Reason::Decided,
);

pub const ANSWERED: NoticeType = NoticeType::new(
    "tickets.answered",
    "We answer a request",
    "it is your request",
    Reason::Mention,
)
.group(Group::Portal)
.usually(Reach::MAILED);

pub const NEEDED: NoticeType = NoticeType::new(
    "tickets.needed",
    "We need something from you",
    "your request waits for it",
    Reason::Reminder,
)
.group(Group::Portal)
.usually(Reach::MAILED)
.waits();

pub const ALL: &[&NoticeType] = &[
    &FROM_CLIENT,
    &ASSIGNED,
    &HANDED_OVER,
    &RETURNED,
    &NOTED,
    &CANCELLED,
    &ANSWERED,
    &NEEDED,
];
