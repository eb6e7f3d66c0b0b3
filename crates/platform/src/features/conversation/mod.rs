//! Conversation: what people say on a record, one after the other: what was said with a lead, the messages of a ticket,
//! the comments on a task, the talk of a room.
//!
//! Records: `Post`, on one record, by somebody, for the staff alone or for the client as well (`Audience`). It is a part of
//! what it is on: seen with it and nowhere else, and a client sees what is for clients. That is the only rule there is
//! about who reads what, and it holds for pages, programs, histories, search, open pages and shares. What hangs on a post
//! is part of the same record and read by the same people: `Reaction` (a sign of one person, not journaled), `Revision`
//! (what it said before an edit), `Outcome` (what was made of it). `Draft` and `Scheduled` are their author's alone, and `SavedPost` is
//! whoever's who keeps the post for later.
//! Actions: edit and take back one's own, react, keep drafts, schedule, keep for later: everybody's where they read; pin, and
//! take away what others said: granted. Posting is the room's action. Pages: none; the record's page shows its conversation
//! (`Conversation`), and a post's address is a place on it.
//!
//! **Rooms.** A record that people talk on is a `Room`, registered by its feature (`Feature::rooms`): it says what one needs
//! to post there, whether its client reads along, and what follows from a post (which clock goes on, when somebody was
//! last talked to). The conversation asks the room and never which room it is; where only a number is known, `AnyRoom`
//! finds it. A room's own verb holds the record and posts: `write`, or `ready` and `post` where the deed does more, or
//! `say` where nothing follows. Whom words name is told by the conversation, if they see what it is said on.
//!
//! **Threads** have one level: a reply names the first post of its thread, and one to a reply stands beside it. What is
//! said among staff is answered among staff.
//!
//! **Words** stand in the post and in no journal (`Kind::withheld`), so that what was taken away is gone for good: the mark
//! and who took it away stay. They are Markdown, drawn by `ui::markdown`; people, roles and departments are stored by their
//! numbers (`mention`), so that whoever is renamed is renamed in what was said.
//!
//! **Once.** A post comes under its client's key (`_key`, `Idempotency-Key`), which is kept for 30 days: sent again, it is
//! answered again.

mod actions;
mod api;
mod arrival;
mod client;
mod draft;
mod entity;
mod forget;
mod forms;
mod live;
mod made;
mod mention;
mod new_post;
mod notices;
mod offer;
mod ops;
mod outcome;
mod pages;
mod post;
mod reaction;
mod replies_shown;
mod revision;
mod room;
mod rooms;
mod routes;
mod row;
mod saved;
mod scheduled;
mod show;
mod waiting;

use crate::{data::KindInfo, features::Feature, jobs::Handler};

pub use actions::*;
pub use arrival::{Arrival, BY_ARRIVAL};
pub use draft::{Draft, Place};
pub use made::{MadeOfPost, make, offers};
pub use mention::{Nameable, Reading, drawn, name_of, plain, who_sees};
pub use new_post::{NewPost, Written};
pub use notices::of_notice;
pub use ops::{
    Around, Part, Reactions, Ready, any, around, draft_of, drafts, edit, in_thread, is_saved,
    keep_draft, latest, list, may_edit, may_pin, may_remove, names_of, naming_me, note_outcome,
    origin, outcomes, pin, pinned, post, react, reactions, ready, recent, remove, replies,
    reschedule, revisions, save, saved, say, schedule, scheduled, thread_part, unpin, unreact,
    unsave, unschedule, write,
};
pub use outcome::Outcome;
pub use post::{Audience, BY_RECORD, BY_ROOM, BY_THREAD, Channel, Deed, Post, TO_CLIENTS};
pub use reaction::{BY_POST as REACTIONS, Reaction};
pub use replies_shown::{earlier_replies, later_replies, paragraphs};
pub use revision::Revision;
pub use room::{AnyRoom, Attachments, Room, RoomKind};
pub use saved::{Reminder, SavedPost};
pub use scheduled::Scheduled;
pub use show::Conversation;

pub fn feature() -> Feature {
    Feature {
        name: "conversation",
        kinds: vec![
            KindInfo::entity::<Post>(),
            KindInfo::entity::<Reaction>(),
            KindInfo::entity::<Revision>(),
            KindInfo::entity::<Outcome>(),
            KindInfo::entity::<Draft>(),
            KindInfo::entity::<Scheduled>(),
            KindInfo::entity::<SavedPost>(),
        ],
        notices: notices::ALL,
        actions: &[
            VIEW, READ, WRITE, EDIT, TAKE_BACK, REMOVE, PIN, REACT, UNREACT, DRAFT, SCHEDULE,
            DISCARD, SAVE, REMIND, POST_DUE,
        ],
        routes: routes::routes(),
        fragments: vec![live::NEW_POST],
        wakes: vec![
            Handler::by_itself::<Scheduled>(scheduled::DUE, POST_DUE, ops::post_due),
            Handler::of::<SavedPost>(saved::DUE, REMIND, ops::remind_due),
        ],
        hangs: vec![ops::bring],
        forgets: vec![forget::forget],
        ..Feature::default()
    }
}
