//! Deeds of one's own passkeys: ask a device for one, add, rename and remove it, and ask for a signature as proof.

use serde_json::Value;

use super::super::{
    Credential, Policy, Session,
    actions::{OWN_SECRET, OWN_WAY},
    credential::{self},
    forms::NewPasskey,
    notices,
    passkey::{self, MOST, Made, Purpose, Site, mark_of, offer, offer_new, spend},
    policy::{self, Factor},
    session,
    token::{hash_token, new_token},
    ways::{end_sessions, factor_was_shown, held_credential},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Key, Visit},
    features::{inbox, people::User, settings::CurrentSettings},
};

/// What adding one gave: recovery codes, shown once, when it is the first second factor, and the session's new token.
pub struct Added {
    pub codes: Vec<String>,
    pub token: String,
}

/// Oneself with one's credential, which only Atrium reads.
fn me(visit: &Visit) -> Result<(User, Credential)> {
    let user: User = visit.own(Id::new(visit.actor.person))?;
    let held = visit.own_by(credential::BY_USER, Key::new().id(user.id))?;
    Ok((user, held))
}

fn at_a_browser(visit: &Visit) -> Result<u64> {
    visit.origin.session.ok_or_else(|| {
        Error::Forbidden("A passkey is used by its person, signed in at a browser.".into())
    })
}

/// What a device is asked to make one.
pub fn ask_for_new(visit: &Visit, site: &Site) -> Result<Value> {
    visit.demand_proof()?;
    let session = at_a_browser(visit)?;
    let (user, held) = me(visit)?;
    offer_new(
        site,
        &CurrentSettings::of(visit)?.0.name,
        (&user, &held),
        &Purpose::Adding { session },
        &visit.store().keys().pepper(),
        visit.at,
    )
}

/// What a device is asked to sign as proof that it is still the same person; not found when they have none here.
pub fn ask_for_proof(visit: &Visit, site: &Site) -> Result<Value> {
    let session = at_a_browser(visit)?;
    let (_, held) = me(visit)?;
    if held.passkeys_at(site).next().is_none() {
        return Err(Error::NotFound);
    }
    offer(
        site,
        held.passkeys_at(site),
        &Purpose::Proof { session },
        &visit.store().keys().pepper(),
        visit.at,
    )
}

/// Adds what a device made. The first second factor comes with recovery codes and ends the sessions that had none.
pub fn add_passkey(visit: &Visit, site: &Site, form: &NewPasskey) -> Result<Added> {
    visit.demand_proof()?;
    let me: Id<User> = Id::new(visit.actor.person);
    let session: Id<Session> = Id::new(at_a_browser(visit)?);
    let pepper = visit.store().keys().pepper();
    let purpose = Purpose::Adding {
        session: session.raw(),
    };
    let made = Made::read(&form.answer, site, &purpose, &pepper, visit.at).ok_or_else(|| {
        Error::conflict("What the device answered can't be taken: it took too long, or the device did not ask who you are. Try again.")
    })?;
    let name = form.name.clone();
    let address = visit.origin.address.map(|at| at.to_string());
    let (codes, hashes) = credential::new_recovery(&pepper);
    let token = new_token();
    let hash = hash_token(&token);
    let first = visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Added a passkey");
        change.about(me.as_ref());
        let at = change.at;
        let mut credential = held_credential(change, me, OWN_WAY)?;
        factor_was_shown(change, &credential)?;
        let mark = made.passkey.mark();
        let known = change
            .unscoped("a passkey opens one account")
            .by_unique::<Credential>(credential::BY_PASSKEY, Key::new().text(&mark))?
            .is_some();
        if known || !spend(&mut credential.spent, &made.spends, at) {
            return Err(Error::conflict("This passkey was added already."));
        }
        if credential.passkeys.len() >= MOST {
            return Err(Error::conflict(format!(
                "You have {MOST} passkeys. Remove one that you don't use first."
            )));
        }
        let first = !credential.has_factor();
        if first {
            credential.recovery = hashes;
        }
        let text = format!(
            "A passkey was added to your account: {name}, from {}. If this was not you, remove it and change your password.",
            address.as_deref().unwrap_or("the server")
        );
        credential.passkeys.push(passkey::Passkey {
            name,
            ..made.passkey
        });
        change.put(&credential)?;
        let mut held = change.on_behalf(OWN_WAY).find(session)?.ok_or(Error::SignedOut)?;
        held.hash = hash;
        held.by_code = Some(true);
        held.proved = at;
        if held.passkey.is_empty() {
            held.passkey = mark;
        }
        change.put(&held)?;
        if first {
            end_sessions(change, me, Some(session.raw()))?;
        }
        inbox::warn(change, me, &notices::ACCOUNT, me.as_ref(), text)?;
        Ok(first)
    })?;
    Ok(Added {
        codes: if first { codes } else { Vec::new() },
        token,
    })
}

fn held_at(credential: &Credential, mark: &str) -> Result<usize> {
    credential
        .passkeys
        .iter()
        .position(|held| mark_of(&held.id) == mark)
        .ok_or(Error::NotFound)
}

pub fn rename_passkey(visit: &Visit, mark: &str, name: &str) -> Result<()> {
    let me: Id<User> = Id::new(visit.actor.person);
    let (mark, name) = (mark.to_owned(), name.to_owned());
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Renamed a passkey");
        change.about(me.as_ref());
        let mut credential = held_credential(change, me, OWN_WAY)?;
        let at = held_at(&credential, &mark)?;
        credential.passkeys[at].name = name;
        change.put(&credential)
    })
}

/// What it opened ends with it. The last second factor stays where the policy asks for one.
pub fn remove_passkey(visit: &Visit, mark: &str) -> Result<()> {
    visit.demand_proof()?;
    let me: Id<User> = Id::new(visit.actor.person);
    let (mark, here) = (mark.to_owned(), visit.origin.session);
    visit.act(OWN_SECRET, move |change| {
        change.event();
        change.note("Removed a passkey");
        change.about(me.as_ref());
        let mut credential = held_credential(change, me, OWN_WAY)?;
        factor_was_shown(change, &credential)?;
        let at = held_at(&credential, &mark)?;
        let gone = credential.passkeys.remove(at);
        if !credential.has_factor() {
            may_go_without(change)?;
            credential.recovery.clear();
        }
        change.put(&credential)?;
        for held in change
            .on_behalf(OWN_WAY)
            .children::<Session>(session::BY_USER, Key::new().id(me))?
        {
            if held.passkey == mark && Some(held.id.raw()) != here {
                change.delete(&held)?;
            }
        }
        let text = format!(
            "The passkey {} was removed from your account. If this was not you, change your password and tell an admin.",
            gone.name
        );
        inbox::warn(change, me, &notices::ACCOUNT, me.as_ref(), text)
    })
}

fn may_go_without(change: &mut Change<'_, '_>) -> Result<()> {
    let tier = change.actor.tier;
    let policy = change
        .unscoped("the policy holds for whoever may not see it")
        .by_unique::<Policy>(policy::BY_TIER, Policy::key(tier))?
        .unwrap_or_else(|| Policy::usual(tier));
    match policy.factor {
        Factor::Never => Ok(()),
        _ => Err(Error::conflict(
            "This is your last second factor, and the house asks for one. Set up another before you remove it.",
        )),
    }
}
