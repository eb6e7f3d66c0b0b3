//! The own page: who one is here, and from where.

use super::{
    super::{
        agent,
        forms::NewPassword,
        pages,
        pages::{KnownDevice, Live, Me},
        passkey::{NOT_HERE, Site},
        password::Rule,
        policy::{Factor, Policies},
        session,
        session::Session,
        token::hash_token,
    },
    caller::{DEVICE, doors},
    own::{my_credential, my_user},
    passkeys,
};
use crate::{
    base::{Result, language::say},
    data::{Key, Visit},
    said,
    web::{Filled, Reply, Request},
};
use serde_json::{Value, json};

pub fn session_json(each: &Live) -> Value {
    json!({
        "id": each.id, "device": each.device, "address": each.address, "since": each.since, "seen": each.seen,
        "this": each.this,
    })
}

pub fn known(visit: &Visit, request: &Request) -> Result<Vec<KnownDevice>> {
    let credential = my_credential(visit)?;
    let here = request.cookie(DEVICE).map(hash_token);
    let mut known: Vec<KnownDevice> = credential
        .known
        .iter()
        .rev()
        .map(|device| KnownDevice {
            name: device.name.clone(),
            seen: said!(
                "me-device-seen",
                since = device.since.show(visit.at, &visit.tz),
                at = device.seen.show(visit.at, &visit.tz),
                address = device.address.as_str()
            ),
            this: here.as_ref() == Some(&device.hash),
            hash: device.hash.clone(),
        })
        .collect();
    known.extend(credential.devices.iter().rev().map(|hash| KnownDevice {
        hash: hash.clone(),
        name: say("me-browser-a-while-ago").into(),
        seen: String::new(),
        this: here.as_ref() == Some(hash),
    }));
    Ok(known)
}

pub fn show_me(visit: &Visit, request: &Request, form: &Filled<NewPassword>) -> Result<Reply> {
    let user = my_user(visit)?;
    let credential = my_credential(visit)?;
    let policies = Policies::of(visit)?;
    let asked = match policies.tier(user.tier).factor {
        Factor::Always => say("me-it-is-asked-for-at-every"),
        Factor::NewDevice => say("me-it-is-asked-for-when-you"),
        _ if credential.has_factor() => say("me-it-is-asked-for-at-every-2"),
        _ => say("me-nobody-has-to-have-one-here"),
    };
    let policy = policies.tier(user.tier);
    let asked = match policy.from {
        Some(from) if !policy.is_demanded(visit.at) => {
            let needed = match policy.passkeys {
                true => said!("me-passkey-from", day = from.long()),
                false => said!("me-factor-from", day = from.long()),
            };
            format!("{needed} {asked}")
        }
        _ if policy.passkeys => format!("{} {asked}", say("me-has-to-be-passkey")),
        _ => asked.to_owned(),
    };
    let passkeys = credential.passkeys.iter();
    let me = Me {
        user: &user,
        form,
        password_rule: Rule::of(visit, &user)?.in_words(),
        authenticator: !credential.totp.is_empty(),
        passkeys: passkeys.map(|held| passkeys::kept(visit, held)).collect(),
        no_passkeys: Site::of(request).is_none().then_some(NOT_HERE),
        asked,
        recovery: credential.recovery.len(),
        sessions: live(visit, request)?,
        devices: known(visit, request)?,
    };
    Ok(pages::me(&me)
        .frame(pages::frame_of(&user))
        .at("/me")
        .into())
}

pub fn is_outgrown(visit: &Visit) -> Result<bool> {
    let policies = Policies::of(visit)?;
    let tier = my_user(visit)?.tier;
    Ok(my_credential(visit)?.is_outgrown(policies.tier(tier)))
}

pub fn live(visit: &Visit, _: &Request) -> Result<Vec<Live>> {
    let user = my_user(visit)?;
    let policies = Policies::of(visit)?;
    let policy = policies.tier(user.tier);
    let doors = doors(visit)?;
    let mut held = visit.own_related::<Session>(session::BY_USER, Key::new().id(user.id), 200)?;
    held.retain(|session| doors.holds(session, policy, visit.at));
    held.sort_by_key(|session| std::cmp::Reverse(doors.last_seen(session)));
    let show = |session: Session| Live {
        id: session.id.to_string(),
        device: agent::in_words(&session.agent),
        seen: doors.last_seen(&session).show(visit.at, &visit.tz),
        since: session.started.show(visit.at, &visit.tz),
        this: visit.origin.session == Some(session.id.raw()),
        address: session.address,
    };
    Ok(held.into_iter().map(show).collect())
}
