//! What a browser is asked to sign. It says by itself when it was made and for what, under a key that lies apart from the
//! data, so nothing is kept of it until it was answered: strangers who ask for a million fill nothing. Once answered it
//! stands with the person's other secrets until its time is over, and is not taken a second time.

use serde::{Deserialize, Serialize};

use super::Site;
use crate::{
    base::{Moment, time},
    data::keys,
};

/// How long somebody may take over it.
pub const LASTS: i64 = 5 * time::MINUTE;

/// What an answer is for, and by whom. One that was given for something else, or to somebody else, opens nothing.
#[derive(Debug, Clone, Copy)]
pub enum Purpose<'a> {
    /// Signing in without a password: bound to the browser that asked.
    SignIn {
        attempt: &'a str,
    },
    /// In place of a code: bound to the half-done sign-in.
    Code {
        half: u64,
    },
    /// Showing anew who one is, and adding a passkey: bound to the session.
    Proof {
        session: u64,
    },
    Adding {
        session: u64,
    },
}

impl Purpose<'_> {
    fn words(&self) -> String {
        match self {
            Purpose::SignIn { attempt } => format!("sign in {attempt}"),
            Purpose::Code { half } => format!("code {half}"),
            Purpose::Proof { session } => format!("proof {session}"),
            Purpose::Adding { session } => format!("adding {session}"),
        }
    }
}

/// A challenge that was answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    pub hash: String,
    pub until: Moment,
}

/// When (8 bytes), something random (16), and the seal over both and the purpose (32).
pub fn new(pepper: &[u8; 32], site: &Site, purpose: &Purpose<'_>, at: Moment) -> Vec<u8> {
    let mut bytes = vec![0; 24];
    bytes[..8].copy_from_slice(&at.0.to_be_bytes());
    keys::random(&mut bytes[8..24]);
    let seal = seal(pepper, site, purpose, &bytes);
    bytes.extend(seal.as_bytes());
    bytes
}

/// What is spent with an answer to it; nothing when it was made for something else, or long ago.
pub fn check(
    pepper: &[u8; 32],
    site: &Site,
    purpose: &Purpose<'_>,
    challenge: &[u8],
    at: Moment,
) -> Option<Spent> {
    let (head, given) = challenge.split_at_checked(24)?;
    let given = blake3::Hash::from_slice(given).ok()?;
    // Compared in constant time.
    if seal(pepper, site, purpose, head) != given {
        return None;
    }
    let made = Moment(i64::from_be_bytes(head[..8].try_into().ok()?));
    let until = made.plus(LASTS);
    (until > at).then(|| Spent {
        hash: blake3::hash(challenge).to_string(),
        until,
    })
}

/// Whether it was still to be spent; it is from then on.
pub fn spend(spent: &mut Vec<Spent>, new: &Spent, at: Moment) -> bool {
    spent.retain(|held| held.until > at);
    let fresh = new.until > at && !spent.contains(new);
    if fresh {
        spent.push(new.clone());
    }
    fresh
}

fn seal(pepper: &[u8; 32], site: &Site, purpose: &Purpose<'_>, head: &[u8]) -> blake3::Hash {
    let key = blake3::derive_key("atrium 2026-11 passkey challenge", pepper);
    let mut hash = blake3::Hasher::new_keyed(&key);
    for part in [site.origin.as_bytes(), purpose.words().as_bytes(), head] {
        hash.update(&(part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(origin: &str) -> Site {
        Site {
            name: "a.example".into(),
            origin: origin.into(),
        }
    }

    #[test]
    fn it_holds_for_what_it_was_made_for_and_for_five_minutes() {
        let at = Moment(1_000_000);
        let here = site("https://a.example");
        let purpose = Purpose::Code { half: 7 };
        let made = new(&[1; 32], &here, &purpose, at);
        let holds = |pepper: u8, site: &Site, purpose: Purpose<'_>, at: Moment| {
            check(&[pepper; 32], site, &purpose, &made, at).is_some()
        };
        assert!(holds(1, &here, purpose, at));
        assert!(holds(1, &here, purpose, at.plus(LASTS - 1)));
        assert!(!holds(1, &here, purpose, at.plus(LASTS)));
        assert!(!holds(2, &here, purpose, at), "another house");
        assert!(!holds(1, &site("https://a.example:444"), purpose, at));
        for other in [
            Purpose::Code { half: 8 },
            Purpose::Proof { session: 7 },
            Purpose::Adding { session: 7 },
            Purpose::SignIn { attempt: "7" },
        ] {
            assert!(!holds(1, &here, other, at), "{other:?}");
        }
        for n in 0..made.len() {
            let mut bent = made.clone();
            bent[n] ^= 1;
            assert_eq!(check(&[1; 32], &here, &purpose, &bent, at), None, "{n}");
        }
        assert_eq!(check(&[1; 32], &here, &purpose, &made[..30], at), None);
        assert_eq!(check(&[1; 32], &here, &purpose, b"", at), None);
    }
}
