//! What people are told of quotes.

use super::actions::HEAR_ANSWERS;
use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const ANSWERED: NoticeType = NoticeType::new(
    "quotes.answered",
    "Client answers my quote",
    "the quote is yours",
    Reason::Client,
)
.group(Group::Clients)
.usually(Reach::PROMPT);

pub const GIVEN: NoticeType = NoticeType::new(
    "quotes.given",
    "Quote is given to me",
    "it was given to you",
    Reason::Handover,
)
.group(Group::Clients);

pub const ACCEPTED: NoticeType = NoticeType::new(
    "quotes.accepted",
    "Accepted quote waits for its ticket",
    "accepted quotes are handed over to you",
    Reason::Handover,
)
.group(Group::Department)
.on_duty(HEAR_ANSWERS, Reach::PROMPT)
.waits();

pub const READY: NoticeType = NoticeType::new(
    "quotes.ready",
    "A quote is ready",
    "it waits for your answer",
    Reason::Approval,
)
.group(Group::Portal)
.usually(Reach::MAILED)
.waits();

pub const WITHDRAWN: NoticeType = NoticeType::new(
    "quotes.withdrawn",
    "A quote is withdrawn",
    "it was sent to you",
    Reason::Decided,
)
.group(Group::Portal);

pub const ALL: &[&NoticeType] = &[&ANSWERED, &GIVEN, &ACCEPTED, &READY, &WITHDRAWN];
