//! Sessions: what lets a person in again without proving anew. Only hashes are kept.

use serde::{Deserialize, Serialize};

use super::{Credential, Policies, Policy, actions::VIEW_SESSIONS};
use crate::{
    access::Placement,
    base::{Id, Moment, Result, if_found, time},
    data::{Declares, Deriving, Index, Key, Kind, Record, Ref, Visit, record},
    features::{people::User, push},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Session {
    #[serde(skip)]
    pub id: Id<Session>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    pub hash: String,
    pub started: Moment,
    /// The absolute end as the policy had it; what it says now goes before.
    pub until: Moment,
    /// As of the last time it was written down; memory knows better.
    pub seen: Moment,
    pub address: String,
    pub agent: String,
    /// The password was right, the code is still owed.
    #[serde(default)]
    pub half: bool,
    #[serde(default)]
    pub failed_codes: u8,
    /// Whether a code or a passkey was shown for it; nothing for sessions from before this was written down.
    #[serde(default)]
    pub by_code: Option<bool>,
    /// Whether the device was not known before this sign-in.
    #[serde(default)]
    pub new_device: bool,
    /// Hash of the device's token, when it is known or was made known by this session.
    #[serde(default)]
    pub device: String,
    /// Hash of the token that the browser brought along, whoever it had been given to.
    #[serde(default)]
    pub brought: String,
    /// When the person last proved who they are, by password, code or passkey.
    #[serde(default)]
    pub proved: Moment,
    /// Raw id of what the connection proved instead of a code; the session holds as long as each connection proves it.
    #[serde(default)]
    pub factor: Option<u64>,
    /// The passkey it was opened with: when that is removed, it ends.
    #[serde(default)]
    pub passkey: String,
}

/// For how long a proof holds before a dangerous deed asks for another.
pub const FRESH: i64 = 10 * time::MINUTE;

pub const BY_HASH: Index = Index::unique(1);
pub const BY_USER: Index = Index::plain(2);
/// Those of one browser, as far as it is known again.
const BY_DEVICE: Index = Index::plain(3);

impl Session {
    fn title(&self) -> String {
        format!("Session from {}", self.address)
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_HASH, Key::new().text(&self.hash));
        to.index(BY_USER, Key::new().id(self.user));
        if !self.device.is_empty() {
            to.index(BY_DEVICE, Key::new().text(&self.device));
        }
    }

    /// When it ends in any case, as the policy says now.
    pub fn ends(&self, policy: &Policy) -> Moment {
        match self.half {
            true => self.until,
            false => self.started.plus(policy.lasts()),
        }
    }

    /// Whether a clock wrote it that was far ahead: it would last for as long as that was on top.
    pub fn is_of_the_future(&self, at: Moment) -> bool {
        self.started.since(at) > time::CORRECTED
    }

    pub fn is_fresh(&self, at: Moment) -> bool {
        at.is_within(FRESH + 1, self.proved)
    }

    /// Whether somebody with a second factor has not shown it here: a device that was known let them in without.
    pub fn owes_factor(&self, credential: &Credential) -> bool {
        credential.has_factor() && !self.has_code() && self.factor.is_none()
    }

    /// Whether a code or a passkey stands behind it, as far as anybody knows.
    pub fn has_code(&self) -> bool {
        self.by_code != Some(false)
    }
}

/// Whether a session still is somebody's, also one that has been idle: its browser is where they are told what happens.
pub fn is_open(visit: &Visit, session: u64) -> Result<bool> {
    let Some(held) = if_found(visit.find(Id::<Session>::new(session)))? else {
        return Ok(false);
    };
    let Some(user) = if_found(visit.find(held.user))? else {
        return Ok(false);
    };
    let policies = Policies::of(visit)?;
    Ok(!held.half && held.ends(policies.tier(user.tier)) > visit.at)
}

/// A browser takes pushed messages for whoever is signed in at it, and for nobody who was before them.
pub fn devices_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Session::KIND.code) {
        let id = Id::<Session>::new(of.id);
        let Some(held) = change.find(id)? else {
            push::close_with(change, of.id)?;
            continue;
        };
        let is_new = change.was(id)?.is_none_or(|was| was.half);
        // Whoever brought nothing came by a browser in which nobody was.
        if !is_new || held.half || held.brought.is_empty() {
            continue;
        }
        let before = change.children::<Session>(BY_DEVICE, Key::new().text(&held.brought))?;
        for other in before.iter().filter(|other| other.id != id) {
            match other.user == held.user {
                true => push::goes_on(change, other.id.raw(), of.id)?,
                false => push::close_with(change, other.id.raw())?,
            }
        }
    }
    Ok(())
}

record!(Session, Kind::new(3, "sessions", "S").secret().affects_access().filing(2), view: VIEW_SESSIONS);

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock that was ahead when somebody signed in must not have them in for longer, or proved for longer.
    #[test]
    fn what_a_clock_ahead_wrote_lasts_no_longer() {
        let now = Moment(1_790_000_000_000);
        let of = |millis: i64| Session {
            started: now.plus(millis),
            proved: now.plus(millis),
            ..Session::default()
        };
        let (here, ahead) = (of(-time::MINUTE), of(time::DAY));
        assert!(here.is_fresh(now) && !here.is_of_the_future(now));
        assert!(!ahead.is_fresh(now) && ahead.is_of_the_future(now));
        let corrected = of(time::SECOND);
        assert!(corrected.is_fresh(now) && !corrected.is_of_the_future(now));
        assert!(of(-FRESH).is_fresh(now) && !of(-FRESH - 1).is_fresh(now));
    }
}
