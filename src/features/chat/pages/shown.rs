//! What of a room is asked for, and what its page shows.

use super::super::list::Line;
use crate::{
    base::{Day, Id},
    data::Visit,
    features::{
        conversation::{AnyRoom, Conversation, Post},
        people::Directory,
    },
    web::{Form, Reader, Request, form::Optional},
};

/// What the address of a room asks for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// A post around which to look.
    pub post: Option<Id<Post>>,
    pub before: Option<Id<Post>>,
    pub after: Option<Id<Post>>,
    pub day: Option<Day>,
    /// A thread at the right.
    pub thread: Option<Id<Post>>,
    /// The last reply of it that is shown, where that isn't its end.
    pub upto: Option<Id<Post>>,
    /// The details at the right.
    pub details: bool,
    /// What of the room has these words, at the right.
    pub find: Option<String>,
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        let find = f.text("find", "Words", Optional, 200);
        Asked {
            post: f.id("post", "Post", Optional),
            before: f.id("before", "Before", Optional),
            after: f.id("after", "After", Optional),
            day: f.day("day", "Day", Optional),
            thread: f.id("thread", "Thread", Optional),
            upto: f.id("upto", "Replies up to", Optional),
            details: f.flag("details", "Details"),
            find: f.has("find").then_some(find),
        }
    }
}

/// What a page shows of one room.
pub struct Shown<'a> {
    pub visit: &'a Visit,
    pub names: &'a Directory,
    pub room: &'a AnyRoom,
    pub line: &'a Line,
    /// Its number, as addresses have it.
    pub number: &'a str,
    /// Below what its address lies: staff and clients come by different ones.
    pub base: &'a str,
    /// How its posts are drawn, and where one writes to it.
    pub talk: Conversation<'a>,
    pub request: &'a Request,
}
