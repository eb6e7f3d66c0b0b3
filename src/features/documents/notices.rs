//! What people are told of documents.

use crate::features::inbox::{NoticeType, Reach, Reason};

pub const BROKEN: NoticeType = NoticeType::new(
    "documents.broken",
    "My check-out of a document was ended",
    "you had it out",
    Reason::Returned,
)
.usually(Reach::PROMPT)
.waits();

pub const STILL_OUT: NoticeType = NoticeType::new(
    "documents.still_out",
    "I still have a document out",
    "you have it out, and others wait for it",
    Reason::Reminder,
)
.replaces();

pub const EXPIRING: NoticeType = NoticeType::new(
    "documents.expiring",
    "A document of mine expires",
    "it is yours",
    Reason::Deadline,
)
.replaces();

pub const RUNS_OUT: NoticeType = NoticeType::new(
    "documents.runs_out",
    "A document of mine will be deleted",
    "it is yours, and the time is over that its category keeps it",
    Reason::Deadline,
)
.usually(Reach::MAILED)
.waits();

pub const ALL: &[&NoticeType] = &[&BROKEN, &STILL_OUT, &EXPIRING, &RUNS_OUT];
