//! What was made of a post: a task, a ticket. Both find the other by it.

use serde::{Deserialize, Serialize};

use super::{Audience, Post, actions::VIEW};
use crate::{
    access::Placement,
    base::{Id, Moment},
    data::{Declares, Index, Key, Kind, PartOf, Ref, record},
    features::people::User,
};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    #[serde(skip)]
    pub id: Id<Outcome>,
    #[serde(skip)]
    pub version: u64,
    pub post: Id<Post>,
    /// What the post is on, and who reads it.
    pub on: Ref,
    pub audience: Audience,
    /// What was made.
    pub made: Ref,
    pub by: Id<User>,
    pub at: Moment,
}

pub const BY_POST: Index = Index::plain(1);
pub const BY_MADE: Index = Index::unique(2);

impl Outcome {
    pub fn key_of(post: Id<Post>) -> Key {
        Key::new().id(post)
    }

    pub fn made_key(made: Ref) -> Key {
        Key::new().byte(made.kind).number(made.id)
    }

    fn title(&self) -> String {
        format!("made of {}", self.post)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn part_of(&self) -> Option<PartOf> {
        let part = PartOf::new(self.on).never_alone();
        Some(part.staff_only(self.audience.is_staff_only()))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_POST, Outcome::key_of(self.post).signed(self.at.0));
        to.index(BY_MADE, Outcome::made_key(self.made));
    }
}

record!(Outcome, Kind::new(84, "outcomes", "OUT"), view: VIEW, part_of: Outcome::part_of);
