//! What is known of how people come in, without any secret: for whoever keeps the list of people in order.

use std::{collections::BTreeMap, sync::Arc};

use super::Credential;
use crate::{
    base::{Id, Moment, Result, text},
    data::{Cached, Kind, ReadTx, Record, Store, Visit},
    features::people::User,
};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Way {
    pub signed_in: bool,
    /// An authenticator app is set up.
    pub authenticator: bool,
    pub passkeys: usize,
    /// Until when a link to choose a password holds.
    pub invited: Option<Moment>,
}

impl Way {
    pub fn has_factor(&self) -> bool {
        self.authenticator || self.passkeys > 0
    }

    /// What they can show beside their password; empty when nothing.
    pub fn factors(&self) -> String {
        let passkeys = match self.passkeys {
            0 => String::new(),
            many => text::count(many, "passkey", "passkeys"),
        };
        match (self.authenticator, self.passkeys) {
            (false, _) => passkeys,
            (true, 0) => "authenticator".into(),
            (true, _) => format!("authenticator and {passkeys}"),
        }
    }
}

pub struct Ways(BTreeMap<u64, Way>);

impl Cached for Ways {
    const FROM: &'static [Kind] = &[Credential::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let all = read_tx.all::<Credential>()?.into_iter().map(|held| {
            let way = Way {
                // A device may be forgotten since; a code or a passkey that was accepted stays known.
                signed_in: held.was_used()
                    || held.step > 0
                    || held.passkeys.iter().any(|passkey| passkey.used.is_some()),
                authenticator: !held.totp.is_empty(),
                passkeys: held.passkeys.len(),
                invited: (!held.link.is_empty()).then_some(held.link_until),
            };
            (held.user.raw(), way)
        });
        Ok(Ways(all.collect()))
    }
}

impl Ways {
    pub fn of(visit: &Visit) -> Result<Arc<Ways>> {
        visit.cached()
    }

    pub fn get(&self, user: Id<User>) -> Way {
        self.0.get(&user.raw()).copied().unwrap_or_default()
    }
}
