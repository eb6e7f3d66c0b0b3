//! Passwords as argon2id with a secret beside the salt, and bcrypt hashes that came from another system.

use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    mpsc::{self, SyncSender},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use zeroize::Zeroizing;

use super::{Credential, password::normal};
use crate::{
    base::{Error, Result},
    data::{Cached, Kind, ReadTx, Store},
};

type Work = Box<dyn FnOnce() + Send>;

/// How many may wait for one of the two threads that hash.
const WAITING: usize = 100;

/// Argon2 fills 19 MiB a password. It is done on two threads of its own, so that memory stays bounded however many
/// knock: an allocator keeps what each thread that ever hashed had.
fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    static ROOM: OnceLock<SyncSender<Work>> = OnceLock::new();
    let room = ROOM.get_or_init(|| {
        let (send, receive) = mpsc::sync_channel::<Work>(WAITING);
        let receive = Arc::new(Mutex::new(receive));
        for _ in 0..2 {
            let receive = receive.clone();
            std::thread::spawn(move || {
                loop {
                    let next = receive
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .recv();
                    match next {
                        Ok(work) => work(),
                        Err(_) => return,
                    }
                }
            });
        }
        send
    });
    let (answer, wait) = mpsc::sync_channel(1);
    let work = move || {
        // Nobody waits any more: nothing is lost.
        let _ = answer.send(work());
    };
    room.try_send(Box::new(work)).map_err(|_| Error::TooMany {
        wait_seconds: 5,
        why: "Very many people are signing in right now. Try again in a few seconds.".into(),
    })?;
    wait.recv().map_err(Error::internal)
}

fn argon(pepper: &[u8; 32]) -> Result<Argon2<'_>> {
    // OWASP's second choice of parameters for argon2id: 19 MiB, two passes, one lane.
    let params = Params::new(19 * 1024, 2, 1, None).map_err(Error::internal)?;
    Argon2::new_with_secret(pepper, Algorithm::Argon2id, Version::V0x13, params)
        .map_err(Error::internal)
}

pub fn hash_password(password: &str, pepper: &[u8; 32]) -> Result<String> {
    let (password, pepper) = (Zeroizing::new(normal(password)), *pepper);
    hashing(move || {
        argon(&pepper)?
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(Error::internal)
    })?
}

/// Whether a hash came from another system; it is replaced by one of our own at its person's next sign-in.
pub fn is_imported(stored: &str) -> bool {
    stored.starts_with("$2")
}

/// A bcrypt hash as other systems write it, with a cost that can be checked in a sign-in's time.
pub fn imported_cost(stored: &str) -> Option<u32> {
    let parts: bcrypt::HashParts = stored.parse().ok()?;
    (4..=14)
        .contains(&parts.get_cost())
        .then(|| parts.get_cost())
}

/// The dearest imported hash that is left: as long as there is one, every sign-in takes its time, so that nobody can
/// tell by it whose account is there and hasn't been used yet.
pub struct Imported(pub Option<u32>);

impl Cached for Imported {
    const FROM: &'static [Kind] = &[<Credential as crate::data::Record>::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let held = read_tx.all::<Credential>()?;
        let costs = held.iter().filter_map(|held| imported_cost(&held.password));
        Ok(Imported(costs.max()))
    }
}

/// For whoever has shown already who they are.
pub fn password_fits(password: &str, stored: Option<&str>, pepper: &[u8; 32]) -> Result<bool> {
    password_fits_in(password, stored, pepper, None)
}

/// Takes the same time whether there is a password to compare with or not; `cost` is that of the imported ones left.
pub fn password_fits_in(
    password: &str,
    stored: Option<&str>,
    pepper: &[u8; 32],
    cost: Option<u32>,
) -> Result<bool> {
    let stored = stored.filter(|hash| !hash.is_empty()).map(str::to_owned);
    let (typed, pepper) = (Zeroizing::new(password.to_owned()), *pepper);
    hashing(move || {
        let password = Zeroizing::new(normal(&typed));
        let argon = argon(&pepper)?;
        let imported = stored.clone().filter(|hash| is_imported(hash));
        let mut fits = match stored.as_deref().map(PasswordHash::new) {
            Some(Ok(hash)) if imported.is_none() => {
                let fits = |text: &str| argon.verify_password(text.as_bytes(), &hash).is_ok();
                // Those chosen before letters were made alike were hashed as they were typed.
                fits(&password) || (*password != *typed && fits(&typed))
            }
            _ => {
                // The work is done for its time alone.
                let _ = argon.hash_password(password.as_bytes());
                false
            }
        };
        match (imported, cost) {
            (Some(hash), _) if imported_cost(&hash).is_some() => {
                fits |= bcrypt::verify(typed.as_bytes(), &hash).unwrap_or(false);
            }
            (_, Some(cost)) => drop(bcrypt::hash_with_salt(typed.as_bytes(), cost, [7; 16])),
            _ => {}
        }
        Ok(fits)
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_verify_with_the_same_pepper_only() {
        let hash = hash_password("violet tram over the hill", &[1; 32]).unwrap();
        assert!(password_fits("violet tram over the hill", Some(&hash), &[1; 32]).unwrap());
        assert!(!password_fits("violet tram over the hill", Some(&hash), &[2; 32]).unwrap());
        assert!(!password_fits("violet", None, &[1; 32]).unwrap());
    }

    /// What it costs to try one is written down in the hash itself; OWASP's least is held, whatever a crate's default is.
    #[test]
    fn a_hash_costs_what_was_decided() {
        let hash = hash_password("violet tram over the hill", &[1; 32]).unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        let parts: Vec<&str> = hash.split('$').collect();
        assert!(
            parts[4].len() >= 22 && parts[5].len() >= 43,
            "16 bytes of salt, 32 of hash: {hash}"
        );
        let again = hash_password("violet tram over the hill", &[1; 32]).unwrap();
        assert_ne!(hash, again, "each has a salt of its own");
    }

    #[test]
    fn imported_hashes_verify_as_they_came() {
        let hash = bcrypt::hash("violet tram over the hill", 4).unwrap();
        assert!(is_imported(&hash) && imported_cost(&hash) == Some(4));
        assert!(password_fits("violet tram over the hill", Some(&hash), &[1; 32]).unwrap());
        assert!(!password_fits("violet tram", Some(&hash), &[1; 32]).unwrap());
        let other = hash.replacen("$2b$", "$2y$", 1);
        assert!(password_fits("violet tram over the hill", Some(&other), &[1; 32]).unwrap());
        for bad in ["$2b$31$abc", "$2b$nonsense", "plain", ""] {
            assert_eq!(imported_cost(bad), None, "{bad}");
            assert!(!password_fits("plain", Some(bad), &[1; 32]).unwrap());
        }
    }
}
