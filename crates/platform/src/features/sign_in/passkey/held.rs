//! A passkey that somebody has.

use super::super::token::hash_token;
use crate::base::Moment;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// What its device calls it, in base64url.
    pub id: String,
    /// The house's name that it was made for; it works at no other.
    pub site: String,
    pub name: String,
    /// The public key as COSE writes it, in base64url, and how it signs.
    pub key: String,
    pub algorithm: i32,
    /// How often it signed, where its device counts.
    pub counter: u32,
    /// Whether its device may keep it in a second place, and does.
    pub may_sync: bool,
    pub synced: bool,
    /// How the browser said it is reached: a hint for the next time.
    pub transports: Vec<String>,
    pub since: Moment,
    #[serde(default)]
    pub used: Option<Moment>,
}

impl Passkey {
    /// What it is called in addresses and in the index.
    pub fn mark(&self) -> String {
        mark_of(&self.id)
    }

    /// Where its key lies, in words.
    pub fn keeping(&self) -> &'static str {
        match (self.may_sync, self.synced) {
            (_, true) => "Kept in a password manager or account, on more than one device",
            (true, false) => "On one device; it may be copied to others of the same account",
            (false, false) => "On one device only",
        }
    }
}

pub fn mark_of(id: &str) -> String {
    hash_token(id)
}
