//! What people are told of signatures.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const ASKED: NoticeType = NoticeType::new(
    "signatures.asked",
    "Something waits for my signature",
    "your signature is asked for",
    Reason::Approval,
)
.usually(Reach::PROMPT)
.waits();

pub const ASKED_CLIENT: NoticeType = NoticeType::new(
    "signatures.asked_client",
    "A document waits for my signature",
    "your signature is asked for",
    Reason::Approval,
)
.group(Group::Portal)
.usually(Reach::MAILED)
.waits();

pub const ANSWERED: NoticeType = NoticeType::new(
    "signatures.answered",
    "Somebody signs or declines what I sent",
    "you asked for the signatures",
    Reason::Decided,
)
.usually(Reach::PROMPT);

pub const ENDED: NoticeType = NoticeType::new(
    "signatures.ended",
    "What I signed is sealed, or ended",
    "you are among those who sign",
    Reason::Decided,
);

pub const ENDED_CLIENT: NoticeType = NoticeType::new(
    "signatures.ended_client",
    "A document that I was asked to sign is sealed, or ended",
    "you are among those who sign",
    Reason::Decided,
)
.group(Group::Portal)
.usually(Reach::MAILED);

pub const ALL: &[&NoticeType] = &[&ASKED, &ASKED_CLIENT, &ANSWERED, &ENDED, &ENDED_CLIENT];
