//! Sessions and tokens: what lets a person in again without proving anew. Only hashes are kept.

use serde::{Deserialize, Serialize};

use super::{User, VIEW_SESSIONS};
use crate::{
    access::{Reach, Tier},
    base::{Id, Moment, time},
    data::{Declares, Index, Key, Kind, record},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Session {
    #[serde(skip)]
    pub id: Id<Session>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    pub hash: String,
    pub started: Moment,
    /// The absolute end, whatever happens.
    pub until: Moment,
    /// As of the last time it was written down; memory knows better.
    pub seen: Moment,
    pub address: String,
    pub agent: String,
    /// The password was right, the code is still owed.
    #[serde(default)]
    pub half: bool,
    #[serde(default)]
    pub failed_codes: u8,
}

pub const BY_HASH: Index = Index::unique(1);
pub const BY_USER: Index = Index::plain(2);

impl Session {
    fn title(&self) -> String {
        format!("Session from {}", self.address)
    }
    fn reach(&self) -> Vec<Reach> {
        vec![Reach::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_HASH, Key::new().text(&self.hash));
        to.index(BY_USER, Key::new().id(self.user));
    }
}

record!(Session, Kind::new(3, "sessions", "S").secret().door(), view: VIEW_SESSIONS);

/// How long a session lasts without use, and at most.
pub fn time_outs(tier: Tier) -> (i64, i64) {
    match tier {
        Tier::Admin => (30 * time::MINUTE, 12 * time::HOUR),
        Tier::Employee => (3 * time::HOUR, 14 * time::HOUR),
        Tier::Client => (12 * time::HOUR, 7 * time::DAY),
    }
}

/// A token for programs: does what its person may, for a while.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Token {
    #[serde(skip)]
    pub id: Id<Token>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    pub name: String,
    pub hash: String,
    pub until: Moment,
}

pub const TOKEN_BY_HASH: Index = Index::unique(1);
pub const TOKEN_BY_USER: Index = Index::plain(2);

impl Token {
    fn title(&self) -> String {
        format!("Token {}", self.name)
    }
    fn reach(&self) -> Vec<Reach> {
        vec![Reach::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(TOKEN_BY_HASH, Key::new().text(&self.hash));
        to.index(TOKEN_BY_USER, Key::new().id(self.user));
    }
}

record!(Token, Kind::new(4, "tokens", "API").secret(), view: VIEW_SESSIONS);
