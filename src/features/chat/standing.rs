//! How a person stands to a room: how far they read, and how loud it is.

use crate::{choices, data::Ref};

/// Where somebody stands in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub of: Ref,
    /// The last post that counts as read.
    pub position: u64,
    pub level: Involvement,
    pub muted: bool,
    pub favourite: bool,
    /// It is among theirs though they aren't in it.
    pub kept: bool,
}

impl Standing {
    /// Of a room that somebody never read in.
    pub fn new(of: Ref, position: u64) -> Standing {
        Standing {
            of,
            position,
            level: Involvement::All,
            muted: false,
            favourite: false,
            kept: false,
        }
    }
}

choices! {
    /// What of a room counts for somebody.
    pub enum Involvement {
        All: "all", "Everything";
        Mentions: "mentions", "Mentions";
        Nothing: "nothing", "Nothing";
    }
}
