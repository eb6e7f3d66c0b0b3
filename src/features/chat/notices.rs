//! What people are told of rooms.

use crate::features::inbox::{NoticeType, Reach, Reason};

pub const ASKED_IN: NoticeType = NoticeType::new(
    "rooms.asked_in",
    "I am asked into a room",
    "you were asked into the room",
    Reason::Shared,
);

/// Says that they wrote and not what: the words are between them.
pub const DIRECT: NoticeType = NoticeType::new(
    "rooms.direct",
    "Somebody writes to me directly",
    "it was written to you and to few or none beside you",
    Reason::Mention,
)
.usually(Reach::PROMPT)
.replaces();

/// Likewise without the words.
pub const ANSWERED: NoticeType = NoticeType::new(
    "rooms.answered",
    "Somebody answers in a thread I am in",
    "you began the thread, answered in it or were named there",
    Reason::Mention,
)
.replaces();

pub const ALL: &[&NoticeType] = &[&ASKED_IN, &DIRECT, &ANSWERED];
