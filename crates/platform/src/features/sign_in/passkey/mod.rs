//! Passkeys (WebAuthn): a pair of keys that a device keeps for its person and uses only at the name it was made for, and
//! only after it asked for a finger, a face or a PIN. No page of somebody else's can ask for it, and what it signs once
//! opens nothing twice: it is two factors that can't be passed on.
//!
//! `passki` reads and checks what browsers send. Here is what is kept of a passkey, at which name of the house it works
//! (`site`), what a browser is asked to sign (`challenge`), and what is asked and made of the answer (`ceremony`).

mod ceremony;
mod challenge;
mod held;
mod site;

use serde::{Deserialize, Serialize};

use super::{
    Credential,
    credential::{self},
};
use crate::{
    base::{Moment, Result},
    data::{Key, Visit},
};

pub use ceremony::{Answer, Made, Signed, offer, offer_new};
pub use challenge::{Purpose, Spent, spend};
pub use held::Passkey;
pub use held::mark_of;
pub use site::{NOT_HERE, Site};

/// As many as a browser can be asked about at once.
pub const MOST: usize = 20;
/// The field that carries what a passkey signed.
pub const FIELD: &str = "passkey";

/// What a signature turned out to be, in the transaction that it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Taken {
    Right,
    /// The passkey is gone, or what it signed was used already.
    Wrong,
    /// Its count went back: somebody else uses a copy of it.
    Copied,
}

impl Credential {
    pub fn has_factor(&self) -> bool {
        !self.totp.is_empty() || !self.passkeys.is_empty()
    }

    /// Nothing is left that could be shown beside the password.
    pub fn drop_factors(&mut self) {
        self.totp = String::new();
        self.recovery.clear();
        self.passkeys.clear();
    }

    pub fn passkeys_at<'a>(&'a self, site: &'a Site) -> impl Iterator<Item = &'a Passkey> {
        self.passkeys.iter().filter(|held| held.site == site.name)
    }

    pub fn passkey(&self, mark: &str) -> Option<&Passkey> {
        self.passkeys.iter().find(|held| held.mark() == mark)
    }

    /// Takes what a passkey signed, once. Everything that may have changed since the signature was checked is asked here.
    pub fn take(&mut self, signed: &Signed, at: Moment) -> Taken {
        let held = self.passkeys.iter_mut().find(|held| held.id == signed.id);
        let Some(held) = held.filter(|held| held.key == signed.key) else {
            return Taken::Wrong;
        };
        if !challenge::spend(&mut self.spent, &signed.spends, at) {
            return Taken::Wrong;
        }
        // Many devices don't count, and say zero each time.
        let counts = signed.counter > 0 || held.counter > 0;
        if counts && signed.counter <= held.counter {
            return Taken::Copied;
        }
        held.counter = signed.counter;
        held.synced = signed.synced;
        held.used = Some(at);
        Taken::Right
    }
}

/// Whose passkey it is. `system` is Atrium: nobody may look into others' ways in.
pub fn owner_of(system: &Visit, id: &str) -> Result<Credential> {
    system.find_by(credential::BY_PASSKEY, Key::new().text(&mark_of(id)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(counter: u32, hash: &str) -> Signed {
        Signed {
            id: "a".into(),
            key: "k".into(),
            counter,
            synced: false,
            spends: Spent {
                hash: hash.into(),
                until: Moment(1000),
            },
        }
    }

    fn holding(counter: u32) -> Credential {
        Credential {
            passkeys: vec![Passkey {
                id: "a".into(),
                key: "k".into(),
                counter,
                ..Passkey::default()
            }],
            ..Credential::default()
        }
    }

    #[test]
    fn what_was_signed_is_taken_once() {
        let mut held = holding(0);
        assert_eq!(held.take(&signed(0, "x"), Moment(1)), Taken::Right);
        assert_eq!(held.take(&signed(0, "x"), Moment(2)), Taken::Wrong);
        assert_eq!(held.take(&signed(0, "y"), Moment(3)), Taken::Right);
        assert_eq!(held.passkeys[0].used, Some(Moment(3)));
        // What can't be used any more by its time need not be remembered.
        assert_eq!(held.take(&signed(0, "z"), Moment(1001)), Taken::Wrong);
        assert!(held.spent.is_empty());
    }

    #[test]
    fn a_count_that_goes_back_is_a_copy_and_a_replay_is_none() {
        let mut held = holding(5);
        assert_eq!(held.take(&signed(6, "x"), Moment(1)), Taken::Right);
        assert_eq!(held.take(&signed(6, "x"), Moment(1)), Taken::Wrong);
        for counter in [6, 5, 0] {
            let copied = signed(counter, &format!("y{counter}"));
            assert_eq!(held.take(&copied, Moment(1)), Taken::Copied);
            assert_eq!(held.take(&copied, Moment(1)), Taken::Wrong, "said once");
        }
        assert_eq!(held.passkeys[0].counter, 6);
    }

    #[test]
    fn another_key_under_the_same_name_is_not_taken() {
        let mut held = holding(0);
        let other = Signed {
            key: "other".into(),
            ..signed(0, "x")
        };
        assert_eq!(held.take(&other, Moment(1)), Taken::Wrong);
        held.drop_factors();
        assert_eq!(held.take(&signed(0, "x"), Moment(1)), Taken::Wrong);
        assert!(!held.has_factor());
    }
}
