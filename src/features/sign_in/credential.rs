//! What a person proves who they are with. Passwords as argon2id with a secret beside the salt,
//! second factors as TOTP (RFC 6238) whose steps are accepted once, and passkeys (`passkey`).

use std::sync::{
    Arc, Mutex, OnceLock, PoisonError,
    mpsc::{self, SyncSender},
};

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    Policy, VIEW_SESSIONS,
    passkey::{Passkey, Spent},
    password::normal,
};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, text, time},
    data::{Cached, Declares, Index, Key, Kind, ReadTx, Store, keys, record},
    features::people::User,
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Credential {
    #[serde(skip)]
    pub id: Id<Credential>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    /// PHC string of argon2id, or an imported bcrypt hash until the next sign-in; empty until a password was chosen.
    #[serde(default)]
    pub password: String,
    /// How long a password had to be when this one was taken; 0 for those from before that was written down, 1 for
    /// imported ones that would not be taken today.
    #[serde(default)]
    pub held_to: u8,
    /// Base32; empty until enrolled.
    #[serde(default)]
    pub totp: String,
    /// The last step accepted; only later ones are from then on.
    #[serde(default)]
    pub step: u64,
    /// The step of a code that was taken while the clock was ahead.
    #[serde(default)]
    pub ahead: u64,
    /// Wrong codes after a right password, since the last right one or since its person was told.
    #[serde(default)]
    pub failed_codes: u32,
    /// Hashes of recovery codes not used yet.
    #[serde(default)]
    pub recovery: Vec<String>,
    #[serde(default)]
    pub passkeys: Vec<Passkey>,
    /// What passkeys signed in the last minutes, so that it opens nothing twice.
    #[serde(default)]
    pub spent: Vec<Spent>,
    /// Hash of a single-use link to choose a password, and until when.
    #[serde(default)]
    pub link: String,
    #[serde(default)]
    pub link_until: Moment,
    /// The same of a link that somebody asked for by mail. It stands beside the other: a stranger who asks in a person's
    /// name takes nothing from them that was handed over.
    #[serde(default)]
    pub mailed: String,
    #[serde(default)]
    pub mailed_until: Moment,
    /// Hashes of devices that signed in before anything else was kept of them.
    #[serde(default)]
    pub devices: Vec<String>,
    /// Devices that signed in before.
    #[serde(default)]
    pub known: Vec<Device>,
}

/// A browser that signed in to an account before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Device {
    pub hash: String,
    /// What the browser said it is, in words.
    pub name: String,
    pub since: Moment,
    /// The last sign-in from it, and from where.
    pub seen: Moment,
    pub address: String,
}

/// More than these are forgotten, the longest unused first.
const DEVICES: usize = 10;

pub const BY_USER: Index = Index::unique(1);
pub const BY_LINK: Index = Index::unique(2);
/// No two people have the same passkey.
pub const BY_PASSKEY: Index = Index::unique(3);

/// How long a code holds, in seconds.
const TOTP_SECONDS: i64 = 30;
/// A step further ahead than this was written by a clock that has been set back since.
const STEPS_AHEAD: u64 = (time::CORRECTED / time::SECOND / TOTP_SECONDS) as u64;

impl Credential {
    /// Takes the step of a code that is right at step `now`: later ones than the last, and no step twice. A last one that
    /// is still to come counts for itself alone.
    pub fn take_step(&mut self, step: u64, now: u64) -> bool {
        if self.step > now + STEPS_AHEAD {
            (self.ahead, self.step) = (self.step, 0);
        }
        let fits = step > self.step && step != self.ahead;
        if fits {
            self.step = step;
        }
        fits
    }

    fn title(&self) -> String {
        "A sign-in".into()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_USER, Key::new().id(self.user));
        if !self.link.is_empty() {
            to.index(BY_LINK, Key::new().text(&self.link));
        }
        for passkey in &self.passkeys {
            to.index(BY_PASSKEY, Key::new().text(&passkey.mark()));
        }
        if !self.mailed.is_empty() {
            to.index(BY_LINK, Key::new().text(&self.mailed));
        }
    }

    /// Whether a link of theirs, by its hash, holds now.
    pub fn takes_link(&self, hash: &str, at: Moment) -> bool {
        (self.link == hash && self.link_until > at)
            || (self.mailed == hash && self.mailed_until > at)
    }

    /// No link opens it any more.
    pub fn end_links(&mut self) {
        self.link = String::new();
        self.mailed = String::new();
    }

    pub fn knows_device(&self, token: &str) -> bool {
        let hash = hash_token(token);
        !token.is_empty()
            && (self.devices.contains(&hash) || self.known.iter().any(|held| held.hash == hash))
    }

    /// Notes a sign-in from a device.
    pub fn saw_device(&mut self, seen: Device) {
        self.devices.retain(|hash| *hash != seen.hash);
        match self.known.iter_mut().find(|held| held.hash == seen.hash) {
            Some(held) => {
                *held = Device {
                    since: held.since,
                    ..seen
                };
            }
            None => self.known.push(seen),
        }
        self.known.sort_by_key(|held| held.seen);
        let over = self.known.len().saturating_sub(DEVICES);
        self.known.drain(..over);
    }

    pub fn forget_device(&mut self, hash: &str) {
        self.devices.retain(|held| held != hash);
        self.known.retain(|held| held.hash != hash);
    }

    /// Uses a recovery code up, if it is one.
    pub fn use_recovery(&mut self, typed: &str, pepper: &[u8; 32]) -> bool {
        let typed = text::fold(typed);
        // Those from before the hash was keyed hold until they are used or made anew.
        let (keyed, plain) = (hash_recovery(&typed, pepper), hash_token(&typed));
        let before = self.recovery.len();
        self.recovery
            .retain(|held| *held != keyed && *held != plain);
        self.recovery.len() < before
    }

    /// Whether the password was taken when less was asked of it than is now.
    pub fn is_outgrown(&self, policy: &Policy) -> bool {
        self.held_to != 0 && usize::from(self.held_to) < policy.shortest_password()
    }

    /// Whether anybody signed in to it before.
    pub fn was_used(&self) -> bool {
        !self.devices.is_empty() || !self.known.is_empty()
    }
}

record!(Credential, Kind::new(2, "credentials", "CR").secret(), view: VIEW_SESSIONS);

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

/// Ten recovery codes of 80 bits, as they are shown once, and what is kept of them: a hash under the key that lies
/// apart from the data.
pub fn new_recovery(pepper: &[u8; 32]) -> (Vec<String>, Vec<String>) {
    // No letters or digits that are taken for one another.
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let code = || {
        let mut bytes = [0u8; 16];
        keys::random(&mut bytes);
        let letters: Vec<char> = bytes
            .iter()
            .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
            .collect();
        let groups: Vec<String> = letters
            .chunks(4)
            .map(|group| group.iter().collect())
            .collect();
        groups.join("-")
    };
    let codes: Vec<String> = (0..RECOVERY).map(|_| code()).collect();
    let hashes = codes
        .iter()
        .map(|code| hash_recovery(&text::fold(code), pepper))
        .collect();
    (codes, hashes)
}

/// How many recovery codes are made at once.
pub const RECOVERY: usize = 10;
/// From how few on their person is reminded to make new ones.
pub const FEW: usize = 3;

fn hash_recovery(folded: &str, pepper: &[u8; 32]) -> String {
    blake3::keyed_hash(pepper, format!("recovery code {folded}").as_bytes()).to_string()
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

fn totp(secret: &str, account: &str, house: &str) -> Result<totp_rs::Totp> {
    totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(TOTP_SECONDS as u64)
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

/// The step that is now.
pub fn totp_step_at(at: Moment) -> u64 {
    u64::try_from(at.0 / 1000 / TOTP_SECONDS).unwrap_or(0)
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

    #[test]
    fn recovery_codes_open_once() {
        let (codes, recovery) = new_recovery(&[3; 32]);
        let mut held = Credential {
            recovery,
            ..Credential::default()
        };
        assert_eq!(codes.len(), RECOVERY);
        assert!(!held.use_recovery(&codes[0], &[4; 32]), "another key");
        let typed = codes[0].to_uppercase().replace('-', " ");
        assert!(held.use_recovery(&typed, &[3; 32]));
        assert!(!held.use_recovery(&typed, &[3; 32]));
        assert_eq!(held.recovery.len(), RECOVERY - 1);
    }

    #[test]
    fn what_was_stored_before_there_were_passkeys_is_read() {
        #[derive(Serialize)]
        struct Before {
            user: Id<User>,
            password: &'static str,
            totp: &'static str,
            step: u64,
            recovery: [&'static str; 1],
        }
        let before = Before {
            user: Id::new(7),
            password: "$argon2id$",
            totp: "SEED",
            step: 3,
            recovery: ["h"],
        };
        let bytes = rmp_serde::to_vec_named(&before).unwrap();
        let read: Credential = rmp_serde::from_slice(&bytes).unwrap();
        assert!(read.passkeys.is_empty() && read.spent.is_empty() && read.has_factor());
        assert_eq!((read.step, read.recovery.len()), (3, 1));
    }

    #[test]
    fn a_device_is_kept_once_and_the_longest_unused_goes() {
        let seen = |n: i64| Device {
            hash: format!("d{}", n % 12),
            seen: Moment(n),
            since: Moment(n),
            ..Device::default()
        };
        let mut held = Credential::default();
        for n in 0..24 {
            held.saw_device(seen(n));
        }
        assert_eq!(held.known.len(), DEVICES);
        assert!(held.known.iter().all(|device| device.seen.0 >= 14));
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
    fn a_step_is_taken_once_whatever_the_clock_did() {
        let mut held = Credential::default();
        assert!(held.take_step(100, 100) && !held.take_step(100, 100) && !held.take_step(99, 100));
        // A day ahead, and set right.
        assert!(held.take_step(2980, 2980));
        assert!(held.take_step(103, 103) && !held.take_step(103, 103) && !held.take_step(102, 103));
        // The code of that day doesn't hold when it comes.
        assert!(held.take_step(2979, 2979) && !held.take_step(2980, 2980));
        assert!(held.take_step(2981, 2981));
        // Clocks differ a little.
        assert!(!held.take_step(2980, 2975) && held.step == 2981);
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
