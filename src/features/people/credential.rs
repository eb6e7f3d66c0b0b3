//! What a person proves who they are with. Passwords as argon2id with a secret beside the salt,
//! second factors as TOTP (RFC 6238) whose steps are accepted once.

use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    mpsc::{self, SyncSender},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use serde::{Deserialize, Serialize};

use super::{User, VIEW_SESSIONS};
use crate::{
    access::Reach,
    base::{Error, Id, Moment, Result},
    data::{Declares, Index, Key, Kind, keys, record},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Credential {
    #[serde(skip)]
    pub id: Id<Credential>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    /// PHC string of argon2id; empty until a password was chosen.
    #[serde(default)]
    pub password: String,
    /// Base32; empty until enrolled.
    #[serde(default)]
    pub totp: String,
    /// The last step accepted; only later ones are from then on.
    #[serde(default)]
    pub step: u64,
    /// Hashes of recovery codes not used yet.
    #[serde(default)]
    pub recovery: Vec<String>,
    /// Hash of a single-use link to choose a password, and until when.
    #[serde(default)]
    pub link: String,
    #[serde(default)]
    pub link_until: Moment,
    /// Hashes of devices that signed in before.
    #[serde(default)]
    pub devices: Vec<String>,
}

pub const BY_USER: Index = Index::unique(1);
pub const BY_LINK: Index = Index::unique(2);

impl Credential {
    fn title(&self) -> String {
        "A sign-in".into()
    }
    fn reach(&self) -> Vec<Reach> {
        vec![Reach::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_USER, Key::new().id(self.user));
        if !self.link.is_empty() {
            to.index(BY_LINK, Key::new().text(&self.link));
        }
    }

    pub fn knows_device(&self, token: &str) -> bool {
        !token.is_empty() && self.devices.contains(&hash_token(token))
    }
}

record!(Credential, Kind::new(2, "credentials", "CR").secret(), view: VIEW_SESSIONS);

/// 256 random bits as text for cookies, links and tokens.
pub fn new_token() -> String {
    let mut bytes = [0u8; 32];
    keys::random(&mut bytes);
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// What is stored of a token: knowing the store doesn't give the token.
pub fn hash_token(token: &str) -> String {
    blake3::derive_key("atrium 2026-11 token hash", token.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

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
    let (password, pepper) = (password.to_owned(), *pepper);
    hashing(move || {
        argon(&pepper)?
            .hash_password(password.as_bytes())
            .map(|hash| hash.to_string())
            .map_err(Error::internal)
    })?
}

/// Takes the same time whether there is a password to compare with or not.
pub fn password_fits(password: &str, stored: Option<&str>, pepper: &[u8; 32]) -> Result<bool> {
    let stored = stored.filter(|hash| !hash.is_empty()).map(str::to_owned);
    let (password, pepper) = (password.to_owned(), *pepper);
    hashing(move || {
        let argon = argon(&pepper)?;
        match stored.as_deref().map(PasswordHash::new) {
            Some(Ok(hash)) => Ok(argon.verify_password(password.as_bytes(), &hash).is_ok()),
            _ => {
                // The work is done for its time alone.
                let _ = argon.hash_password(password.as_bytes());
                Ok(false)
            }
        }
    })?
}

/// NIST SP 800-63B: length counts, composition rules don't; what everybody guesses first is refused.
pub fn check_password(password: &str, user: &[&str]) -> Result<(), String> {
    let length = password.chars().count();
    if length < 12 {
        return Err(format!(
            "A password needs at least 12 characters; this has {length}. A few words in a row work well."
        ));
    }
    if length > 200 {
        return Err("A password has at most 200 characters.".into());
    }
    let folded = crate::base::text::fold(password);
    let guessed = [
        "password", "passwort", "qwerty", "letmein", "welcome", "admin", "iloveyou", "123456",
        "abcdef",
    ];
    let stripped = guessed
        .iter()
        .fold(folded.clone(), |text, word| text.replace(word, ""));
    let own = user
        .iter()
        .flat_map(|text| crate::base::text::words(text))
        .filter(|w| w.chars().count() > 3);
    let without_own = own.fold(folded.clone(), |text, word| text.replace(&word, ""));
    let varied = folded
        .chars()
        .collect::<std::collections::HashSet<_>>()
        .len();
    if stripped.chars().count() < 6 || without_own.chars().count() < 6 || varied < 5 {
        return Err("This password is among the first that are guessed. Choose another.".into());
    }
    Ok(())
}

fn totp(secret: &str, account: &str, house: &str) -> Result<totp_rs::Totp> {
    totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(30)
        .with_secret(
            totp_rs::Secret::try_from_base32(secret)
                .map_err(|e| Error::internal(format!("{e:?}")))?,
        )
        .with_account_name(account)
        .with_issuer(Some(house))
        .build()
        .map_err(Error::internal)
}

pub fn new_totp_secret() -> String {
    totp_rs::Secret::generate().to_base32()
}

/// Whether a text can be the seed of a second factor: base32, long enough to be a secret.
pub fn is_seed(seed: &str) -> bool {
    (26..=128).contains(&seed.len())
        && seed.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'))
        && totp(seed, "-", "Atrium").is_ok()
}

/// The step a code belongs to, when it is right now.
pub fn totp_step(secret: &str, code: &str, at: Moment) -> Result<Option<u64>> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 6 {
        return Ok(None);
    }
    let seconds = u64::try_from(at.0 / 1000).unwrap_or(0);
    Ok(totp(secret, "-", "Atrium")?.check(&digits, seconds))
}

/// The code an authenticator shows: for the demo's accounts and for tests.
pub fn totp_at(secret: &str, at: Moment) -> Result<String> {
    let seconds = u64::try_from(at.0 / 1000).unwrap_or(0);
    Ok(totp(secret, "-", "Atrium")?.generate(seconds).to_string())
}

/// What the QR code for an authenticator says.
pub fn totp_url(secret: &str, account: &str, house: &str) -> Result<String> {
    totp(secret, account, house)?
        .to_url()
        .map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_refused() {
        for bad in [
            "short",
            "passwordpassword",
            "aaaaaaaaaaaaaaa",
            "hanasadiqhana",
        ] {
            assert!(check_password(bad, &["Hana Sadiq"]).is_err(), "{bad}");
        }
        check_password("violet tram over the hill", &["Hana Sadiq"]).unwrap();
    }

    #[test]
    fn hashes_verify_with_the_same_pepper_only() {
        let hash = hash_password("violet tram over the hill", &[1; 32]).unwrap();
        assert!(password_fits("violet tram over the hill", Some(&hash), &[1; 32]).unwrap());
        assert!(!password_fits("violet tram over the hill", Some(&hash), &[2; 32]).unwrap());
        assert!(!password_fits("violet", None, &[1; 32]).unwrap());
    }

    #[test]
    fn seeds_are_base32_and_long_enough() {
        assert!(is_seed(&new_totp_secret()));
        for bad in [
            "",
            "!!!",
            "ABCD",
            &"A".repeat(5000),
            "abcdefghijklmnopqrstuvwxyz234567",
        ] {
            assert!(!is_seed(bad), "{bad}");
        }
    }

    #[test]
    fn codes_tell_their_step() {
        let secret = new_totp_secret();
        let now = Moment(1_790_000_000_000);
        let code = totp_at(&secret, now).unwrap();
        assert_eq!(
            totp_step(&secret, &code, now).unwrap(),
            Some(1_790_000_000 / 30)
        );
        assert_eq!(totp_step(&secret, &code, now.plus(120_000)).unwrap(), None);
        assert!(
            totp_url(&secret, "ann@example.org", "Juniper")
                .unwrap()
                .starts_with("otpauth://totp/")
        );
    }
}
