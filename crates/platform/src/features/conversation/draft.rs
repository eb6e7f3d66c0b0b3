//! What somebody has begun to write, on whichever of their devices.

use serde::{Deserialize, Serialize};

use super::{Audience, Post, actions::READ};
use crate::{
    access::Placement,
    base::{Id, Moment, text},
    data::{Declares, Index, Key, Kind, Ref, record},
    features::people::User,
};

/// One for each person, conversation, thread and circle of readers: what was begun for the staff is never found in what is
/// written to the client.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Draft {
    #[serde(skip)]
    pub id: Id<Draft>,
    #[serde(skip)]
    pub version: u64,
    pub by: Id<User>,
    pub on: Ref,
    pub reply_to: Option<Id<Post>>,
    pub audience: Audience,
    /// As it was typed; empty when it was sent or given up.
    pub text: String,
    pub at: Moment,
}

pub const ONCE: Index = Index::unique(1);
/// A person's that aren't empty, the last touched at the end.
pub const BY_PERSON: Index = Index::plain(2);

/// Those on a record, whoever began them.
pub const BY_RECORD: Index = Index::plain(3);

/// Where a draft belongs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub on: Ref,
    pub reply_to: Option<Id<Post>>,
    pub audience: Audience,
}

impl Draft {
    pub fn once_key(by: Id<User>, place: &Place) -> Key {
        let thread = place.reply_to.unwrap_or(Id::NONE);
        let staff = u8::from(place.audience.is_staff_only());
        let on = Key::new().id(by).byte(place.on.kind).number(place.on.id);
        on.id(thread).byte(staff)
    }

    pub fn key_of(by: Id<User>) -> Key {
        Key::new().id(by)
    }

    pub fn place(&self) -> Place {
        Place {
            on: self.on,
            reply_to: self.reply_to,
            audience: self.audience,
        }
    }

    fn title(&self) -> String {
        text::shorten(&self.text, 60)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(ONCE, Draft::once_key(self.by, &self.place()));
        to.index(BY_RECORD, Post::key_of(self.on));
        if !self.text.is_empty() {
            to.index(BY_PERSON, Draft::key_of(self.by).signed(self.at.0));
        }
    }
}

record!(Draft, Kind::new(82, "drafts", "DFT").personal().secret().unjournaled(), view: READ);
