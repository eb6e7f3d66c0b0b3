//! What people are told of what is said.

use super::{Post, plain};
use crate::{
    base::{Id, Result, if_found, text},
    data::{Record, Ref, Visit},
    features::{
        inbox::{Group, NoticeType, Reach, Reason, Talked},
        people::Directory,
    },
};

pub const NAMED: NoticeType = NoticeType::new(
    "posts.named",
    "Somebody names me",
    "you are named in it, or a role or department of yours is",
    Reason::Mention,
)
.usually(Reach::PROMPT);

pub const NOT_POSTED: NoticeType = NoticeType::new(
    "posts.not_posted",
    "What I had scheduled wasn't posted",
    "you had scheduled it",
    Reason::Reminder,
)
.usually(Reach::PROMPT);

pub const COME_BACK: NoticeType = NoticeType::new(
    "posts.come_back",
    "A post I keep for later is due",
    "you wanted to be told of it then",
    Reason::Reminder,
)
.usually(Reach::PROMPT);

pub const FROM_CLIENT: NoticeType = NoticeType::new(
    "rooms.from_client",
    "A client of mine writes",
    "you keep the relation with the client",
    Reason::Client,
)
.group(Group::Clients)
.usually(Reach::PROMPT)
.waits();

pub const TO_CLIENT: NoticeType = NoticeType::new(
    "rooms.to_client",
    "The team writes to us",
    "you are one of the client's people",
    Reason::Mention,
)
.group(Group::Portal)
.usually(Reach::MAILED);

pub const ALL: &[&NoticeType] = &[&NAMED, &NOT_POSTED, &COME_BACK, &FROM_CLIENT, &TO_CLIENT];

/// Letters of what was said that a notice of it shows.
const SHOWN: usize = 160;

/// What was said in a post, for whoever is told of it and reads it.
///
/// # Errors
/// When the store can't be read.
pub fn of_notice(visit: &Visit, about: Ref) -> Result<Option<Talked>> {
    if about.kind != Post::KIND.code {
        return Ok(None);
    }
    let Some(post) = if_found(visit.find(Id::<Post>::new(about.id)))? else {
        return Ok(None);
    };
    let names = Directory::of(visit)?;
    let words = text::clean_line(&plain(visit, &names, &post));
    Ok(Some(Talked {
        on: post.on,
        words: text::shorten(&words, SHOWN),
    }))
}
