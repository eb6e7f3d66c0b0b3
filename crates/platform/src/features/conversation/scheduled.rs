//! What somebody wrote to be posted later.

use serde::{Deserialize, Serialize};

use super::{Audience, Post, actions::READ};
use crate::{
    access::Placement,
    base::{Id, Moment, text},
    data::{Declares, Index, Key, Kind, Ref, record},
    features::people::User,
};

/// Theirs alone until it is posted, by the permission that they have then.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scheduled {
    #[serde(skip)]
    pub id: Id<Scheduled>,
    #[serde(skip)]
    pub version: u64,
    pub by: Id<User>,
    pub on: Ref,
    pub reply_to: Option<Id<Post>>,
    /// Another post on the same record that it quotes.
    #[serde(default)]
    pub quote: Option<Id<Post>>,
    pub audience: Audience,
    /// As it was typed.
    pub text: String,
    pub at: Moment,
    pub due: Moment,
    /// Why it couldn't be posted when it was due. It waits then to be sent elsewhere, or taken away.
    #[serde(default)]
    pub failed: Option<String>,
}

/// A person's, the next due first.
pub const BY_PERSON: Index = Index::plain(1);
/// Those that wait to be posted on a record.
pub const BY_RECORD: Index = Index::plain(2);
/// What it waits for.
pub const DUE: u8 = 1;

impl Scheduled {
    pub fn key_of(by: Id<User>) -> Key {
        Key::new().id(by)
    }

    fn title(&self) -> String {
        text::shorten(&self.text, 60)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_PERSON, Scheduled::key_of(self.by).signed(self.due.0));
        to.index(BY_RECORD, Post::key_of(self.on));
        if self.failed.is_none() {
            to.wake(self.due, DUE);
        }
    }
}

record!(Scheduled, Kind::new(83, "scheduled-posts", "SCP").personal().withheld(&["text"]), view: READ);
