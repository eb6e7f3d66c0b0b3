//! What opens once somebody is let in: the session, its device, the link that was redeemed.

use super::{
    actions::SIGN_IN,
    agent,
    credential::{Credential, Device},
    notices,
    passkey::Taken,
    pending_link::AT_THE_DOOR,
    policy::Policy,
    second_factor::{CODES, COPIED, Shown, WRONG_CODE_NOTE, WRONG_PASSKEY_NOTE, warn_of_copy},
    session::Session,
    token::{hash_token, new_token},
    ways::{held_credential, trim_sessions},
};
use crate::{
    base::{Id, Result, text},
    data::{Change, Held, Visit},
    features::{inbox, people::User},
};

pub(super) fn new_session(
    user: &User,
    token: &str,
    visit: &Visit,
    policy: &Policy,
    from: &From<'_>,
) -> Session {
    Session {
        user: user.id,
        hash: hash_token(token),
        started: visit.at,
        until: visit.at.plus(policy.lasts()),
        seen: visit.at,
        address: here(visit),
        agent: text::shorten(from.agent, 200),
        brought: from.device.map(hash_token).unwrap_or_default(),
        by_code: Some(false),
        proved: visit.at,
        ..Session::default()
    }
}

pub fn here(visit: &Visit) -> String {
    let address = visit.origin.address;
    address.map(|a| a.to_string()).unwrap_or_default()
}

/// The device somebody signs in from: the one that is known, or a new one with the token it is to keep.
pub(super) fn device_of(
    visit: &Visit,
    known: Option<&str>,
    agent: &str,
) -> (Option<String>, Device) {
    let (token, new) = match known {
        Some(token) => (token.to_owned(), None),
        None => {
            let token = new_token();
            (token.clone(), Some(token))
        }
    };
    let seen = Device {
        hash: hash_token(&token),
        name: agent::in_words(agent),
        since: visit.at,
        seen: visit.at,
        address: here(visit),
    };
    (new, seen)
}

/// Makes a whole session: the device is known from then on, its person is told when it is new, and what the policy
/// doesn't allow beside it ends.
pub(super) fn open(
    change: &mut Change<'_, '_>,
    credential: &mut Held<Credential>,
    new: Session,
    seen: Device,
    policy: &Policy,
) -> Result<()> {
    let user = new.user;
    let is_new = !credential.known.iter().any(|held| held.hash == seen.hash)
        && !credential.devices.contains(&seen.hash);
    if is_new && credential.was_used() {
        let text = format!(
            "Signed in from a new device: {}, from {}. If this was not you, end the session and change your password.",
            seen.name, seen.address
        );
        inbox::notify(change, user, &notices::ACCOUNT, user.as_ref(), text)?;
    }
    let device = seen.hash.clone();
    credential.saw_device(seen);
    change.put(credential)?;
    change.insert(Session { device, ..new })?;
    trim_sessions(change, user, policy)
}

/// An imported hash is replaced by one of our own, if it is still the one that was held against the password.
pub fn renew(credential: &mut Credential, renewed: Option<Renewed>) {
    if let Some(renewed) = renewed
        && credential.password == renewed.old
    {
        credential.password = renewed.new;
        credential.held_to = renewed.held_to;
    }
}

pub struct Renewed {
    pub(super) old: String,
    pub(super) new: String,
    pub(super) held_to: u8,
}

pub struct Redeemed {
    pub(super) shown: Shown,
    pub(super) new: Session,
    pub(super) seen: Device,
    pub(super) policy: Policy,
}

/// Turns half a session and what was shown into a whole one. Code, session and step are one transaction: of any number
/// of replays of one code at once, one finds the step still open; so it is with what a passkey signed.
pub fn redeem(system: &Visit, half: Id<Session>, with: Redeemed) -> Result<Verdict> {
    let pepper = system.store().keys().pepper();
    system.act(SIGN_IN, move |change| {
        let at = change.at;
        let user = with.new.user;
        change.event();
        change.about(user.as_ref());
        let Some(mut half) = change.on_behalf(AT_THE_DOOR).find(half)? else {
            return Ok(Verdict::Over);
        };
        let mut credential = held_credential(change, user, AT_THE_DOOR)?;
        let taken = with.shown.take(&mut credential, at, &pepper)?;
        if taken == Taken::Right {
            change.delete(&half)?;
            credential.failed_codes = 0;
            open(change, &mut credential, with.new, with.seen, &with.policy)?;
            return Ok(Verdict::Right);
        }
        change.note(match (taken, &with.shown) {
            (Taken::Copied, _) => COPIED,
            (_, Shown::Typed(_)) => WRONG_CODE_NOTE,
            (_, Shown::Signed(_)) => WRONG_PASSKEY_NOTE,
        });
        if taken == Taken::Copied {
            warn_of_copy(change, user)?;
        }
        half.failed_codes += 1;
        // Beginning again with the password starts another attempt, not another count.
        credential.failed_codes += 1;
        if credential.failed_codes >= u32::from(CODES) {
            credential.failed_codes = 0;
            let text = format!(
                "Somebody at {} typed your password and then {CODES} wrong codes or passkeys. If this was not you, change your password.",
                half.address
            );
            inbox::notify(change, user, &notices::ACCOUNT, user.as_ref(), text)?;
        }
        change.put(&credential)?;
        if half.failed_codes >= CODES {
            change.delete(&half)?;
            return Ok(Verdict::Over);
        }
        change.put(&half)?;
        Ok(Verdict::Wrong)
    })
}

/// With what somebody comes to the door: what their browser says it is, and the token that says it was here before.
pub struct From<'a> {
    pub device: Option<&'a str>,
    pub agent: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) enum Verdict {
    Right,
    Wrong,
    Over,
}
