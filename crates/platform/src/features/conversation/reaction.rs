//! One person's sign on one post.

use serde::{Deserialize, Serialize};

use super::{Audience, Post, actions::VIEW};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result},
    data::{Declares, Index, Key, Kind, PartOf, PlainTally, Ref, Tally, record},
    features::people::User,
};

/// Has no history: that somebody agreed is journaled, and nothing more of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reaction {
    #[serde(skip)]
    pub id: Id<Reaction>,
    #[serde(skip)]
    pub version: u64,
    pub post: Id<Post>,
    /// What the post is on, and who reads it.
    pub on: Ref,
    pub audience: Audience,
    pub by: Id<User>,
    /// One sign: "👍".
    pub sign: String,
    pub at: Moment,
}

/// One of each sign for each person and post.
pub const BY_POST: Index = Index::plain(1);
pub const ONCE: Index = Index::unique(2);
pub const COUNT: PlainTally = Tally::plain(1);

/// Signs that one person gives a post, and different ones that a post has, at most: more hide what others said.
pub const MOST_OF_ONE: usize = 12;
pub const MOST_DIFFERENT: usize = 40;

/// Bytes of a sign at most: families and flags are of several letters.
const LONGEST: usize = 40;

impl Reaction {
    pub fn key_of(post: Id<Post>) -> Key {
        Key::new().id(post)
    }

    pub fn once_key(post: Id<Post>, by: Id<User>, sign: &str) -> Key {
        Key::new().id(post).id(by).text(sign)
    }

    /// One sign and nothing that could be read as words.
    ///
    /// # Errors
    /// Beside `sign`.
    pub fn sign(typed: &str) -> Result<String> {
        let sign = typed.trim();
        let plain = |c: char| c.is_alphanumeric() && !c.is_ascii_digit() || c.is_whitespace();
        let drawn = sign.chars().any(|c| c as u32 > 0x2000);
        match drawn && sign.len() <= LONGEST && !sign.chars().any(plain) {
            true => Ok(sign.to_owned()),
            false => Err(Error::field("sign", "Give one sign such as 👍.")),
        }
    }

    fn title(&self) -> String {
        self.sign.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn part_of(&self) -> Option<PartOf> {
        let part = PartOf::new(self.on).never_alone();
        Some(part.staff_only(self.audience.is_staff_only()))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_POST, Reaction::key_of(self.post).signed(self.at.0));
        to.index(ONCE, Reaction::once_key(self.post, self.by, &self.sign));
        to.tally(COUNT, Reaction::key_of(self.post), 1);
    }
}

record!(Reaction, Kind::new(80, "reactions", "RCT").unjournaled(), view: VIEW, part_of: Reaction::part_of);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_no_text() {
        for sign in ["👍", "❤️", "👨‍👩‍👧", "🇩🇪", "✅", "1️⃣"] {
            assert_eq!(Reaction::sign(sign).unwrap(), sign);
        }
        for words in ["", "ok", "👍 yes", "1", "<b>", &"👍".repeat(20)] {
            assert!(Reaction::sign(words).is_err(), "{words}");
        }
    }
}
