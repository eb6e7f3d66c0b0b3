//! What a person proves who they are with: a password (`password_hash`), a second factor (`totp`) whose steps are
//! accepted once, passkeys (`passkey`) and recovery codes.

use serde::{Deserialize, Serialize};

use super::{
    Policy,
    actions::VIEW_SESSIONS,
    passkey::{Passkey, Spent},
    token::hash_token,
    totp::TOTP_SECONDS,
};
use crate::{
    access::Placement,
    base::{Id, Moment, text, time},
    data::{Declares, Index, Key, Kind, keys, record},
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
