//! What a post said before it was edited.

use serde::{Deserialize, Serialize};

use super::{Audience, Post, actions::VIEW};
use crate::{
    access::Placement,
    base::{Id, Moment, text},
    data::{Declares, Index, Key, Kind, PartOf, Ref, record},
    features::people::User,
};

/// Read by whoever reads the post, and gone with its words when it is taken away.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Revision {
    #[serde(skip)]
    pub id: Id<Revision>,
    #[serde(skip)]
    pub version: u64,
    pub post: Id<Post>,
    /// What the post is on, and who reads it.
    pub on: Ref,
    pub audience: Audience,
    pub by: Id<User>,
    pub text: String,
    /// Whom and what that named.
    #[serde(default)]
    pub mentions: Vec<Ref>,
    /// When it was written, and until when it stood.
    pub from: Moment,
    pub until: Moment,
}

pub const BY_POST: Index = Index::plain(1);

impl Revision {
    pub fn key_of(post: Id<Post>) -> Key {
        Key::new().id(post)
    }

    fn title(&self) -> String {
        text::shorten(&self.text, 60)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn part_of(&self) -> Option<PartOf> {
        let part = PartOf::new(self.on).never_alone();
        Some(part.staff_only(self.audience.is_staff_only()))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_POST, Revision::key_of(self.post).signed(self.from.0));
    }
}

record!(Revision, Kind::new(81, "revisions", "REV").secret(), view: VIEW, part_of: Revision::part_of);
