//! Somebody who is asked to sign, and what they gave.

use serde::{Deserialize, Serialize};

use super::how::How;
use crate::{
    base::{Id, Moment, language::Language},
    choices,
    features::people::User,
};

choices! {
    pub enum State {
        Waiting: "waiting", "Has not signed";
        Signed: "signed", "Signed";
        Declined: "declined", "Declined";
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Signer {
    pub user: Id<User>,
    /// What they were called when they were asked.
    pub name: String,
    /// One of the client's people; otherwise of the house's.
    #[serde(default)]
    pub client: bool,
    pub state: State,
    /// When they signed or declined.
    #[serde(default)]
    pub at: Option<Moment>,
    /// The name they typed, and what they drew: `M` and `L` in a box of 600 by 160.
    #[serde(default)]
    pub typed: String,
    #[serde(default)]
    pub path: String,
    /// The network address they came from, and how it was known who they are.
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub how: Option<How>,
    /// In which language they read what they agreed to.
    #[serde(default, skip_serializing_if = "Language::is_english")]
    pub language: Language,
}

/// What somebody gives when they sign.
#[derive(Debug, Clone, Default)]
pub struct Given {
    pub name: String,
    pub path: String,
    pub address: String,
    pub how: How,
    pub language: Language,
    /// What they wrote into places for words, by the place's number among all.
    pub texts: Vec<(usize, String)>,
}

impl Signer {
    pub fn is_waiting(&self) -> bool {
        self.state == State::Waiting
    }

    pub fn sign(&mut self, given: Given, at: Moment) {
        self.state = State::Signed;
        self.at = Some(at);
        self.typed = given.name;
        self.path = given.path;
        self.address = given.address;
        self.how = Some(given.how);
        self.language = given.language;
    }
}
