//! Deeds of one's own account: password, look, sessions, second factor.

use jiff::tz::TimeZone;

use super::super::{
    Credential, Session,
    actions::{OWN, OWN_SECRET, OWN_WAY, REVOKE},
    credential::{self},
    forms::Enrol,
    link_mail,
    password::Rule,
    password_hash::{hash_password, password_fits},
    second_factor::{CODES, accept},
    session,
    token::{hash_token, new_token},
    totp,
    ways::{end_sessions, end_tokens, end_ways, factor_was_shown, held_credential},
};
use crate::{
    access::Action,
    base::{Error, Id, Result, if_found, language::Language},
    data::{Key, Visit},
    features::people::User,
};

pub fn change_password(visit: &Visit, current: &str, password: &str) -> Result<()> {
    let me: Id<User> = Id::new(visit.actor.person);
    let pepper = visit.store().keys().pepper();
    // Nobody may read even the own hash; Atrium compares.
    let system =
        visit.unchecked_as_system("Atrium compares passwords and codes; nobody reads them");
    let held = system.find_by::<Credential>(credential::BY_USER, Key::new().id(me))?;
    if !password_fits(current, Some(&held.password), &pepper)? {
        return Err(Error::field(
            "current",
            "This is not your current password.",
        ));
    }
    let user = system.find(me)?;
    let rule = Rule::of(&system, &user)?;
    rule.check("password", password)?;
    let held_to = rule.held_to();
    if password == current {
        return Err(Error::field(
            "password",
            "This is the password you have. Choose another.",
        ));
    }
    let hash = hash_password(password, &pepper)?;
    let session = visit.origin.session;
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Changed the password");
        let mut credential = held_credential(change, me, OWN_WAY)?;
        credential.password = hash;
        credential.held_to = held_to;
        // Whoever asked for a link before this comes in with it no more.
        credential.end_links();
        change.put(&credential)?;
        link_mail::used(change, me)?;
        end_ways(change, me, session)
    })
}

/// Whether this is the person's password. Nobody may read even the own hash; `system` is Atrium, which compares.
pub fn proves(system: &Visit, user: Id<User>, password: &str) -> Result<bool> {
    let held = if_found(system.find_by::<Credential>(credential::BY_USER, Key::new().id(user)))?;
    let pepper = system.store().keys().pepper();
    password_fits(
        password,
        held.as_ref().map(|held| held.password.as_str()),
        &pepper,
    )
}

/// How pages look to oneself, in which time zone they show times and in which language they are; what isn't
/// said stays.
///
/// # Errors
/// Beside the zone or the language when there is none of that name.
pub fn change_look(
    visit: &Visit,
    theme: Option<String>,
    density: Option<String>,
    time_zone: Option<String>,
    language: Option<String>,
) -> Result<()> {
    if let Some(zone) = time_zone.as_deref().filter(|zone| !zone.is_empty()) {
        TimeZone::get(zone)
            .map_err(|_| Error::field("time_zone", "There is no time zone of this name."))?;
    }
    if let Some(code) = language.as_deref().filter(|code| !code.is_empty()) {
        Language::by_code(code)
            .ok_or_else(|| Error::field("language", "Choose one of the languages."))?;
    }
    let me: Id<User> = Id::new(visit.actor.person);
    visit.act(OWN, move |change| {
        change.event();
        // A client's people see no accounts, their own among them.
        let mut user = change.on_behalf(OWN_WAY).load(me)?;
        if let Some(theme) = theme {
            user.theme = theme;
        }
        if let Some(density) = density {
            user.density = density;
        }
        if let Some(time_zone) = time_zone {
            user.time_zone = time_zone;
        }
        if let Some(language) = language {
            user.language = language;
        }
        change.put(&user)
    })
}

/// By which deed somebody may end a session: one's own, or another's with the permission for it.
pub fn may_end(visit: &Visit, id: Id<Session>) -> Result<Action> {
    if visit.own(id).is_ok() {
        return Ok(OWN_SECRET);
    }
    // As if it were not there: whose sessions there are is nobody else's business.
    visit.demand_on(&REVOKE, &visit.find(id)?)?;
    Ok(REVOKE)
}

/// Ends one of one's own sessions, or anybody's with the permission for it.
pub fn revoke(visit: &Visit, id: Id<Session>) -> Result<()> {
    let action = may_end(visit, id)?;
    visit.act(action, move |change| {
        change.event();
        let session = change.on_behalf(OWN_WAY).find(id)?.ok_or(Error::NotFound)?;
        let actor = change.actor.clone();
        if session.user.raw() != actor.person {
            change.subject(id)?;
        }
        change.about(session.user.as_ref());
        change.delete(&session)
    })
}

/// Ends all of one's own sessions but this one.
pub fn end_others(visit: &Visit) -> Result<()> {
    let me: Id<User> = Id::new(visit.actor.person);
    let session = visit.origin.session;
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Ended all other sessions");
        change.about(me.as_ref());
        end_sessions(change, me, session)
    })
}

/// A device that isn't one's own any more: it is asked for whatever a new one is asked for, and its sessions end.
pub fn forget_device(visit: &Visit, hash: &str) -> Result<()> {
    let me: Id<User> = Id::new(visit.actor.person);
    let (hash, here) = (hash.to_owned(), visit.origin.session);
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Forgot a device");
        change.about(me.as_ref());
        let mut credential = held_credential(change, me, OWN_WAY)?;
        credential.forget_device(&hash);
        change.put(&credential)?;
        for held in change
            .on_behalf(OWN_WAY)
            .children::<Session>(session::BY_USER, Key::new().id(me))?
        {
            if held.device == hash && Some(held.id.raw()) != here {
                change.delete(&held)?;
            }
        }
        Ok(())
    })
}

/// Ten new recovery codes, shown once; the old ones open nothing any more.
pub fn new_recovery_codes(visit: &Visit) -> Result<Vec<String>> {
    let me: Id<User> = Id::new(visit.actor.person);
    visit.demand_proof()?;
    let (codes, hashes) = credential::new_recovery(&visit.store().keys().pepper());
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Made new recovery codes");
        change.about(me.as_ref());
        let mut credential = held_credential(change, me, OWN_WAY)?;
        if !credential.has_factor() {
            return Err(Error::conflict(
                "There is no second factor yet. Set one up first; its recovery codes come with it.",
            ));
        }
        factor_was_shown(change, &credential)?;
        credential.recovery = hashes;
        change.put(&credential)
    })?;
    Ok(codes)
}

/// Turns a second factor on, or replaces it: with the password (for the first one, fresh proof is enough), the code of the one
/// there is (or a recovery code), and a first right code of the new. Returns recovery codes, shown once, and the token
/// that the session has from then on. Too many wrong tries end the session.
pub fn enrol(visit: &Visit, form: &Enrol) -> Result<(Vec<String>, String)> {
    let me: Id<User> = Id::new(visit.actor.person);
    let session: Id<Session> = visit.origin.session.map(Id::new).ok_or_else(|| {
        Error::Forbidden("A second factor is set up by its person, signed in at a browser.".into())
    })?;
    let step = totp::totp_step(&form.seed, &form.code, visit.at)
        .ok()
        .flatten()
        .ok_or_else(|| {
            Error::field(
                "code",
                "This code is not right. Check the phone's clock and type the next one.",
            )
        })?;
    let system =
        visit.unchecked_as_system("Atrium compares passwords and codes; nobody reads them");
    let held = system.find_by::<Credential>(credential::BY_USER, Key::new().id(me))?;
    let pepper = visit.store().keys().pepper();
    // The first one is part of coming in, and the password was right a moment ago.
    let just_in = visit.demand_proof().is_ok() && held.totp.is_empty();
    let known = (just_in && form.password.is_empty())
        || password_fits(&form.password, Some(&held.password), &pepper)?;
    let (codes, hashes) = credential::new_recovery(&pepper);
    let (seed, current) = (form.seed.clone(), form.current.clone());
    let token = new_token();
    let hash = hash_token(&token);
    let tried = visit.act(OWN_SECRET, move |change| {
        change.event();
        change.about(me.as_ref());
        let mut credential = held_credential(change, me, OWN_WAY)?;
        let at = change.at;
        let wrong = if !known {
            Some(Tried::Password)
        } else if !credential.totp.is_empty() && !accept(&mut credential, &current, at, &pepper)? {
            Some(Tried::Current)
        } else {
            None
        };
        let mut held = change
            .on_behalf(OWN_WAY)
            .find(session)?
            .ok_or(Error::SignedOut)?;
        let Some(wrong) = wrong else {
            change.note("Set up a second factor");
            if !credential.totp.is_empty() {
                end_tokens(change, me)?;
            }
            credential.totp = seed;
            credential.step = step;
            credential.recovery = hashes;
            change.put(&credential)?;
            held.hash = hash;
            held.by_code = Some(true);
            held.proved = at;
            held.failed_codes = 0;
            change.put(&held)?;
            end_sessions(change, me, Some(session.raw()))?;
            return Ok(Tried::Right);
        };
        change.note("Wrong password or code for a new second factor");
        held.failed_codes += 1;
        if held.failed_codes >= CODES {
            change.delete(&held)?;
            return Ok(Tried::Over);
        }
        change.put(&held)?;
        Ok(wrong)
    })?;
    match tried {
        Tried::Right => Ok((codes, token)),
        Tried::Password => Err(Error::field("password", "This is not your password.")),
        Tried::Current => Err(Error::field(
            "current",
            "This code is not right, or was used already. Wait for the next one and type it again.",
        )),
        Tried::Over => Err(Error::SignedOut),
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
enum Tried {
    Right,
    Password,
    Current,
    Over,
}
