//! What people are told of drafts.

use crate::features::inbox::{Group, NoticeType, Reach, Reason};

pub const SAID: NoticeType = NoticeType::new(
    "proofing.said",
    "Comment on my draft",
    "the document is yours, or you wrote there",
    Reason::Client,
)
.group(Group::Clients);

pub const ANSWERED: NoticeType = NoticeType::new(
    "proofing.answered",
    "My comment on a draft is answered",
    "you wrote the comment",
    Reason::Client,
)
.group(Group::Portal)
.usually(Reach::MAILED);

pub const DECIDED: NoticeType = NoticeType::new(
    "proofing.decided",
    "Client decides on my draft",
    "the document is yours",
    Reason::Client,
)
.group(Group::Clients)
.usually(Reach::PROMPT);

pub const ALL: &[&NoticeType] = &[&SAID, &ANSWERED, &DECIDED];
