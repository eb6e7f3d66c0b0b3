//! A certificate on somebody's machine, and the code with which one is fetched.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, time},
    choices,
    data::{Declares, Index, Key, Kind, record},
    features::people::User,
    ui::badge::Tone,
};

/// How long a certificate is good for, and from when on a new one is offered.
pub const LASTS: i64 = 90 * time::DAY;
pub const RENEWED_FROM: i64 = 30 * time::DAY;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Device {
    #[serde(skip)]
    pub id: Id<Device>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    /// What its person calls it.
    pub name: String,
    /// Hexadecimal, as it is in the certificate.
    pub serial: String,
    /// SHA-256 of the certificate.
    pub fingerprint: String,
    pub issued: Moment,
    pub until: Moment,
    #[serde(default)]
    pub revoked: Option<Moment>,
    /// As of the last time it was written down; memory knows better.
    #[serde(default)]
    pub seen: Option<Moment>,
    /// The certificate that was fetched in place of this one.
    #[serde(default)]
    pub renewed: Option<Id<Device>>,
    /// Its person was told that it ends.
    #[serde(default)]
    pub reminded: bool,
}

choices! {
    pub enum State {
        Active: "active", "Active";
        Ending: "ending", "Ends soon";
        Ended: "ended", "Ended";
        Revoked: "revoked", "Revoked";
    }
}

impl State {
    pub fn tone(self) -> Tone {
        match self {
            State::Active => Tone::Success,
            State::Ending => Tone::Warning,
            State::Revoked => Tone::Danger,
            State::Ended | State::Unknown => Tone::Stone,
        }
    }
}

pub const BY_SERIAL: Index = Index::unique(1);
pub const BY_USER: Index = Index::plain(2);
pub const BY_UNTIL: Index = Index::scoped(3);
/// What a device waits for: that its person is told of its end.
pub const ENDS_SOON: u8 = 1;

impl Device {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_SERIAL, Key::new().text(&self.serial));
        to.index(BY_USER, Key::new().id(self.user));
        to.index(BY_UNTIL, Key::new().signed(self.until.0));
        if !self.reminded && self.revoked.is_none() && self.renewed.is_none() {
            to.wake(self.until.plus(-RENEWED_FROM), ENDS_SOON);
        }
    }

    pub fn state(&self, at: Moment) -> State {
        if self.revoked.is_some() {
            State::Revoked
        } else if self.until <= at {
            State::Ended
        } else if self.renewed.is_none() && self.until.since(at) <= RENEWED_FROM {
            State::Ending
        } else {
            State::Active
        }
    }

    /// Whether it proves anything now.
    pub fn counts(&self, at: Moment) -> bool {
        matches!(self.state(at), State::Active | State::Ending)
    }

    /// Closes it for good; there is no way back, a new certificate is as easily had.
    pub fn revoke(&mut self, at: Moment) -> Result<()> {
        match self.state(at) {
            State::Revoked => Err(Error::conflict("This device is revoked already.")),
            State::Ended => Err(Error::conflict(
                "This certificate has ended already, so there is nothing to revoke.",
            )),
            _ => {
                self.revoked = Some(at);
                Ok(())
            }
        }
    }

    /// Whether its person should be told that it ends, which they are once.
    pub fn wants_notice(&self, at: Moment) -> bool {
        !self.reminded && self.state(at) == State::Ending
    }
}

record!(Device, Kind::new(60, "devices", "DEV").personal().affects_access().filing(2), view: VIEW);

/// Lets a person fetch one certificate. Only its hash is kept.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DeviceCode {
    #[serde(skip)]
    pub id: Id<DeviceCode>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    pub hash: String,
    pub until: Moment,
    /// Wrong passwords typed with it.
    #[serde(default)]
    pub failed: u8,
    #[serde(default)]
    pub renews: Option<Id<Device>>,
}

pub const CODE_BY_HASH: Index = Index::unique(1);
pub const CODE_BY_USER: Index = Index::plain(2);

/// How long a code waits for its person, and how many wrong passwords it takes.
pub const CODE_LASTS: i64 = time::DAY;
pub const TRIES: u8 = 5;

impl DeviceCode {
    fn title(&self) -> String {
        "A code for a device".into()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(CODE_BY_HASH, Key::new().text(&self.hash));
        to.index(CODE_BY_USER, Key::new().id(self.user));
    }
}

record!(DeviceCode, Kind::new(61, "device-codes", "DC").secret(), view: VIEW);

/// Letters and digits that are not mistaken for one another.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A code of 80 random bits, in four groups to be read out and typed.
pub fn spell(random: &[u8; 16]) -> String {
    let letters: Vec<char> = random
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    letters
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

/// A code as it was typed, without what people put between the groups.
pub fn typed(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(now: Moment) -> Device {
        Device {
            issued: now,
            until: now.plus(LASTS),
            ..Device::default()
        }
    }

    #[test]
    fn a_device_lives_ninety_days_and_is_renewed_in_the_last_thirty() {
        let now = Moment(1_790_000_000_000);
        let mut held = device(now);
        let on = |held: &Device, days: i64| held.state(now.plus(days * time::DAY));
        assert_eq!(on(&held, 59), State::Active);
        assert_eq!(on(&held, 60), State::Ending);
        assert_eq!(on(&held, 89), State::Ending);
        assert_eq!(on(&held, 90), State::Ended);
        assert!(held.wants_notice(now.plus(70 * time::DAY)));
        held.renewed = Some(Id::new(2));
        assert_eq!(on(&held, 70), State::Active);
        assert!(!held.wants_notice(now.plus(70 * time::DAY)));
        assert!(held.counts(now.plus(89 * time::DAY)) && !held.counts(now.plus(90 * time::DAY)));
    }

    #[test]
    fn revoked_is_for_good() {
        let now = Moment(1_790_000_000_000);
        let mut held = device(now);
        held.revoke(now).unwrap();
        assert!(!held.counts(now) && held.state(now) == State::Revoked);
        assert!(held.revoke(now).is_err());
        let mut ended = device(now);
        assert!(ended.revoke(now.plus(LASTS)).is_err());
    }

    #[test]
    fn codes_are_read_as_they_are_typed() {
        let code = spell(&[7; 16]);
        assert_eq!(code.len(), 19);
        assert_eq!(typed(&format!(" {} ", code.to_lowercase())), typed(&code));
        assert_eq!(typed(&code).len(), 16);
    }
}
