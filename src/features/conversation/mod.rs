//! Conversation: what people say on a record, one after the other: what was said with a lead, the messages of a ticket,
//! the comments on a task.
//!
//! Record: `Post`, on one record, by somebody, for the staff alone or for the client as well. It is a part of what it is
//! on: seen with it and nowhere else, and a client sees what is for clients (`Audience`). That is the only rule there is
//! about who reads what, and it holds for pages, programs, histories, search, open pages and shares.
//! Action: see posts whose record is gone, for whoever reads the journal. Pages: none; the record's page shows its
//! conversation (`Thread`), and a post's address is a place on it.
//!
//! A record that people talk on is a `Room`: it says what one needs to post there, whether its client reads along, and
//! what follows from a post (who is told, which clock goes on, when somebody was last talked to). The conversation asks
//! the room and never which room it is. A room's own verb holds the record, and posts: `post` with all that follows,
//! `say` where the deed itself says what follows. Whoever posted takes it back by Undo.

mod entity;
mod ops;
mod post;
mod thread;

use crate::{
    access::Action,
    data::KindInfo,
    features::Feature,
    web::{Reply, Route},
};

pub use ops::{Draft, Room, any, list, post, recent, say};
pub use post::{Audience, Channel, Post};
pub use thread::{Thread, paragraphs};

/// Posts are seen with what they are on. This opens those whose record is gone, and what the journal says of them.
pub const VIEW: Action = Action::read("posts.view", "See what was said on what is gone");

/// Who reads a post follows from what it is on, and from nothing that a role could say.
pub const READ: Action =
    Action::own("posts.read", "Read a post on what one sees").told("read a post");

pub fn feature() -> Feature {
    Feature {
        name: "conversation",
        kinds: vec![KindInfo::entity::<Post>()],
        actions: &[VIEW, READ],
        routes: vec![
            Route::api_get(
                "/posts/{id}",
                READ,
                "Something said on a record: with a lead, on a ticket, on a task",
                |visit, request| {
                    let post: Post = visit.find(request.id("id")?)?;
                    Ok(Reply::json(visit.json(&post)?))
                },
            )
            .of::<Post>()
            .for_clients(),
        ],
        hangs: vec![ops::bring],
        ..Feature::default()
    }
}
