//! Deeds of one's own account: password, look, sessions, second factor.

use super::{
    super::{
        Credential, OWN, OWN_SECRET, REVOKE, Session, User,
        credential::{self, hash_password, hash_token, new_token, password_fits},
    },
    credential_of, end_sessions,
};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Visit},
};

pub fn change_password(visit: &Visit, current: &str, password: &str) -> Result<()> {
    let me: Id<User> = Id::new(visit.actor.person);
    let pepper = visit.store().keys().pepper();
    // Nobody may read even the own hash; Atrium compares.
    let system = visit.system_at(visit.place.clone());
    let held = system.find_by::<Credential>(credential::BY_USER, Key::new().id(me))?;
    if !password_fits(current, Some(&held.password), &pepper)? {
        return Err(Error::field(
            "current",
            "This is not your current password.",
        ));
    }
    let hash = hash_password(password, &pepper)?;
    let session = visit.place.session;
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Changed the password");
        let mut credential = credential_of(change, me)?;
        credential.password = hash;
        change.put(&credential)?;
        end_sessions(change, me, session)
    })
}

pub fn change_look(visit: &Visit, theme: Option<String>, density: Option<String>) -> Result<()> {
    let me: Id<User> = Id::new(visit.actor.person);
    visit.act(OWN, move |change| {
        change.event();
        let mut user = change.load(me)?;
        if let Some(theme) = theme {
            user.theme = theme;
        }
        if let Some(density) = density {
            user.density = density;
        }
        change.put(&user)
    })
}

/// Ends one of one's own sessions, or anybody's with the permission for it.
pub fn revoke(visit: &Visit, id: Id<Session>) -> Result<()> {
    let system = visit.system_at(visit.place.clone());
    let mine = system.find(id)?.user.raw() == visit.actor.person;
    let action = if mine { OWN_SECRET } else { REVOKE };
    visit.act(action, move |change| {
        change.event();
        let session = change.find(id)?.ok_or(Error::NotFound)?;
        let actor = change.actor.clone();
        if session.user.raw() != actor.person {
            change.subject(id)?;
            change.load(session.user)?.guard(&actor)?;
        }
        change.about(session.user.as_ref());
        change.delete(&session)
    })
}

/// Turns the second factor on after a first right code; returns recovery codes, shown once.
pub fn enrol(visit: &Visit, seed: &str, code: &str) -> Result<Vec<String>> {
    let me: Id<User> = Id::new(visit.actor.person);
    let step = credential::totp_step(seed, code, visit.at)
        .ok()
        .flatten()
        .ok_or_else(|| {
            Error::field(
                "code",
                "This code is not right. Check the phone's clock and type the next one.",
            )
        })?;
    let codes: Vec<String> = (0..10)
        .map(|_| {
            let token = new_token();
            format!("{}-{}-{}", &token[..4], &token[4..8], &token[8..12])
        })
        .collect();
    let hashes: Vec<String> = codes
        .iter()
        .map(|code| hash_token(&crate::base::text::fold(code)))
        .collect();
    let (seed, session) = (seed.to_owned(), visit.place.session);
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Set up a second factor");
        let mut credential = credential_of(change, me)?;
        credential.totp = seed;
        credential.step = step;
        credential.recovery = hashes;
        change.put(&credential)?;
        end_sessions(change, me, session)
    })?;
    Ok(codes)
}
