//! Tokens: what a program comes in with. Each does what its person may, for a while, or less: only reading, only in some
//! areas, nothing that asks for fresh proof. Its person makes, sees and revokes it (`ops::tokens`); only its hash is kept.

use data_encoding::HEXLOWER;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::actions::VIEW_SESSIONS;
use crate::{
    access::{Action, ActionKind, Actor, Placement},
    base::{Id, Moment, time},
    choices,
    data::{Declares, Index, Key, Kind, keys, record},
    features::people::User,
    web::app::Narrowed,
};

choices! {
    /// How far a token goes in what it opens.
    pub enum TokenAccess {
        Read: "read", "Reads, and changes nothing";
        Everyday: "everyday", "Reads and writes";
        All: "all", "Also does what asks a person for fresh proof";
    }
}

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
    /// Whether it may do what asks a person for fresh proof. Tokens from before that was asked always could.
    #[serde(default = "yes")]
    pub dangerous: bool,
    #[serde(default)]
    pub read_only: bool,
    /// The areas it is for, as actions name them (`leads`); all of them where none is said.
    #[serde(default)]
    pub only: Vec<String>,
    /// Nothing for tokens from before it was written down.
    #[serde(default)]
    pub made: Option<Moment>,
    /// The last time it was used, as of when that was last written down; memory knows better.
    #[serde(default)]
    pub used: Option<Moment>,
    /// And from where.
    #[serde(default)]
    pub used_from: String,
}

fn yes() -> bool {
    true
}

pub const BY_HASH: Index = Index::unique(1);
pub const BY_USER: Index = Index::plain(2);

/// So many one person may have.
pub const MOST: usize = 50;

impl Token {
    fn title(&self) -> String {
        format!("Token {}", self.name)
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_HASH, Key::new().text(&self.hash));
        to.index(BY_USER, Key::new().id(self.user));
    }

    pub fn access(&self) -> TokenAccess {
        match (self.read_only, self.dangerous) {
            (true, _) => TokenAccess::Read,
            (false, false) => TokenAccess::Everyday,
            (false, true) => TokenAccess::All,
        }
    }

    /// Whether it is for everything that its person may read and write.
    fn is_whole(&self) -> bool {
        !self.read_only && self.only.is_empty()
    }

    /// Whether this is among what it is for.
    pub fn covers(&self, action: &Action) -> bool {
        let reads = !self.read_only || action.kind == ActionKind::Read;
        reads && (self.only.is_empty() || self.only.iter().any(|area| area == action.resource()))
    }

    /// Its person with no more than what it is for.
    pub fn narrow(&self, person: Arc<Actor>, actions: &[Action]) -> Arc<Actor> {
        match self.is_whole() {
            true => person,
            false => Arc::new(person.narrowed(actions, |action| self.covers(action))),
        }
    }

    /// What routes it may go through.
    pub fn narrowed(&self) -> Narrowed {
        Narrowed {
            read_only: self.read_only,
            areas: self.only.as_slice().into(),
        }
    }

    /// Whether memory knows an hour more than the record, or the record was written by a clock that was ahead.
    pub fn was_used_since(&self, used: Moment) -> bool {
        self.used
            .is_none_or(|held| !used.is_within(time::HOUR, held))
    }
}

record!(Token, Kind::new(4, "tokens", "API").secret().affects_access(), view: VIEW_SESSIONS);

/// 256 random bits as text for cookies, links and tokens.
pub fn new_token() -> String {
    let mut bytes = [0u8; 32];
    keys::random(&mut bytes);
    HEXLOWER.encode(&bytes)
}

/// What is stored of a token: knowing the store doesn't give the token.
pub fn hash_token(token: &str) -> String {
    let hash = blake3::derive_key("atrium 2026-11 token hash", token.as_bytes());
    HEXLOWER.encode(&hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_it_was_used_is_written_once_an_hour_whatever_the_clock_did() {
        let now = Moment(1_790_000_000_000);
        let at = |held: Option<Moment>| {
            let token = Token {
                used: held,
                ..Token::default()
            };
            token.was_used_since(now)
        };
        assert!(at(None) && at(Some(now.plus(-time::HOUR))));
        assert!(!at(Some(now.plus(1 - time::HOUR))) && !at(Some(now)));
        assert!(at(Some(now.plus(40 * time::DAY))), "the clock was ahead");
    }

    #[test]
    fn a_token_covers_what_it_is_for() {
        const VIEW: Action = Action::read("leads.view", "See leads");
        const EDIT: Action = Action::write("leads.edit", "Edit a lead");
        const OTHER: Action = Action::read("tasks.view", "See tasks");
        let covers = |read_only, only: &[&str]| {
            let token = Token {
                read_only,
                only: only.iter().map(|area| (*area).to_owned()).collect(),
                ..Token::default()
            };
            [VIEW, EDIT, OTHER].map(|action| token.covers(&action))
        };
        assert_eq!(covers(false, &[]), [true, true, true]);
        assert_eq!(covers(true, &[]), [true, false, true]);
        assert_eq!(covers(false, &["leads"]), [true, true, false]);
        assert_eq!(covers(true, &["leads"]), [true, false, false]);
    }
}
