//! What people submit about posts.

use super::{Audience, Post, Reminder, post::LONGEST};
use crate::{
    base::{Day, Id, Moment},
    web::form::{Form, Optional, Reader, Required},
};

/// Words for a record that people talk on.
#[derive(Debug, Clone)]
pub struct Say {
    pub text: String,
    /// Has to be said where the client reads along.
    pub audience: Option<Audience>,
    pub reply_to: Option<Id<Post>>,
    pub quote: Option<Id<Post>>,
}

fn audience(f: &mut Reader) -> Option<Audience> {
    let found = f.choice("audience", "Who reads it", Optional);
    f.tell("Has to be said where the client reads along. Clients leave it out.");
    found
}

impl Form for Say {
    fn read(f: &mut Reader) -> Self {
        Say {
            text: f.block("text", "Message", Optional, LONGEST),
            audience: audience(f),
            reply_to: f.id("reply_to", "Reply to", Optional),
            quote: f.id("quote", "Quotes", Optional),
        }
    }
}

/// Other words.
#[derive(Debug, Clone)]
pub struct EditPost {
    pub text: String,
    pub version: Option<u64>,
}

impl Form for EditPost {
    fn read(f: &mut Reader) -> Self {
        EditPost {
            text: f.block("text", "Message", Optional, LONGEST),
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Sign {
    pub sign: String,
}

impl Form for Sign {
    fn read(f: &mut Reader) -> Self {
        Sign {
            sign: f.text("sign", "Sign", Required, 40),
        }
    }
}

/// When somebody wants to be told of what they keep.
#[derive(Debug, Clone)]
pub struct RemindForm {
    pub when: Reminder,
}

impl Form for RemindForm {
    fn read(f: &mut Reader) -> Self {
        RemindForm {
            when: f
                .choice("when", "When", Required)
                .unwrap_or(Reminder::Never),
        }
    }
}

/// What somebody has begun to write.
#[derive(Debug, Clone)]
pub struct KeepDraft {
    pub text: String,
    pub audience: Option<Audience>,
    pub reply_to: Option<Id<Post>>,
}

impl Form for KeepDraft {
    fn read(f: &mut Reader) -> Self {
        KeepDraft {
            text: f.block("text", "Message", Optional, LONGEST),
            audience: audience(f),
            reply_to: f.id("reply_to", "Reply to", Optional),
        }
    }
}

/// Words that wait for a time.
#[derive(Debug, Clone)]
pub struct Later {
    pub text: String,
    pub audience: Option<Audience>,
    pub reply_to: Option<Id<Post>>,
    pub quote: Option<Id<Post>>,
    pub due: Option<Moment>,
}

impl Form for Later {
    fn read(f: &mut Reader) -> Self {
        Later {
            text: f.block("text", "Message", Required, LONGEST),
            audience: audience(f),
            reply_to: f.id("reply_to", "Reply to", Optional),
            quote: f.id("quote", "Quotes", Optional),
            due: f.moment("due", "Time", Required),
        }
    }
}

/// The same as a composer sends it: on a day, at a time of the house.
#[derive(Debug, Clone)]
pub struct LaterHere {
    pub text: String,
    pub audience: Option<Audience>,
    pub reply_to: Option<Id<Post>>,
    pub quote: Option<Id<Post>>,
    pub day: Option<Day>,
    /// Minutes of the day.
    pub clock: Option<i64>,
}

impl Form for LaterHere {
    fn read(f: &mut Reader) -> Self {
        LaterHere {
            text: f.block("text", "Message", Required, LONGEST),
            audience: audience(f),
            reply_to: f.id("reply_to", "Reply to", Optional),
            quote: f.id("quote", "Quotes", Optional),
            day: f.day("day", "Day", Required),
            clock: f.clock("clock", "Time", Required),
        }
    }
}

/// Other words or another time for what waits.
#[derive(Debug, Clone)]
pub struct EditLater {
    pub text: String,
    pub due: Option<Moment>,
    pub version: Option<u64>,
}

impl Form for EditLater {
    fn read(f: &mut Reader) -> Self {
        let (text, due) = (f.need("text"), f.need("due"));
        EditLater {
            text: f.block("text", "Message", text, LONGEST),
            due: f.moment("due", "Time", due),
            version: f.version(),
        }
    }
}

/// What a list of posts may be asked for.
#[derive(Debug, Clone, Default)]
pub struct PostQuery {
    pub thread: Option<Id<Post>>,
    pub pinned: bool,
    pub newest_first: bool,
}

impl Form for PostQuery {
    fn read(f: &mut Reader) -> Self {
        PostQuery {
            thread: f.id("thread", "Replies of a thread", Optional),
            pinned: f.flag("pinned", "Pinned"),
            newest_first: f.word("sort", "Sort", &["oldest", "newest"]) == Some("newest"),
        }
    }
}

/// The beginning of a name.
#[derive(Debug, Clone)]
pub struct NameQuery {
    pub q: String,
}

impl Form for NameQuery {
    fn read(f: &mut Reader) -> Self {
        NameQuery {
            q: f.text("q", "Beginning of a name", Optional, 80),
        }
    }
}
