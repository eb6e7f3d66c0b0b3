//! Making codes, fetching certificates, revoking them, and setting the rules.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::{
    Rules,
    actions::{ENROL, ISSUE, OWN, REVOKE},
    authority::Authority,
    device::{
        CODE_BY_HASH, CODE_BY_USER, CODE_LASTS, Device, DeviceCode, LASTS, State, TRIES, spell,
        typed,
    },
    forms::{Fetch, RulesForm},
    notices, pkcs12,
    presented::Devices,
    rules::EntryRules,
};
use crate::{
    access::Tier,
    base::{Error, Id, Moment, Result, if_found},
    data::{Change, Key, Visit, keys},
    features::{
        authority::Standing,
        inbox,
        people::{self, Directory, User},
        sign_in::{self, EDIT_POLICIES},
    },
    web::GeoIp,
};

/// What is stored of a code.
fn hash(code: &str) -> String {
    let hash = blake3::derive_key("atrium 2026-11 device code", typed(code).as_bytes());
    HEXLOWER.encode(&hash)
}

/// Whether the doer may touch this person's account: devices are a way in.
fn touch(change: &mut Change<'_, '_>, user: Id<User>) -> Result<()> {
    let actor = change.actor.clone();
    if actor.is_system() || actor.person == user.raw() {
        return Ok(());
    }
    let roles = Directory::roles_in(change)?;
    let me = Directory::person_in(change, Id::new(actor.person))?.ok_or(Error::SignedOut)?;
    let other = Directory::person_in(change, user)?.ok_or(Error::NotFound)?;
    Standing::of(&me, &roles).touch(&Standing::of(&other, &roles))
}

/// Held wherever a device is written, whatever deed does it.
pub fn guard_device(
    change: &mut Change<'_, '_>,
    was: Option<&Device>,
    is: Option<&Device>,
) -> Result<()> {
    if let (Some(was), Some(is)) = (was, is)
        && was.revoked.is_some()
        && is.revoked.is_none()
    {
        return Err(Error::conflict("What was revoked stays revoked."));
    }
    match was.or(is) {
        Some(device) => touch(change, device.user),
        None => Ok(()),
    }
}

pub fn guard_code(
    change: &mut Change<'_, '_>,
    was: Option<&DeviceCode>,
    is: Option<&DeviceCode>,
) -> Result<()> {
    match is.or(was) {
        Some(code) => touch(change, code.user),
        None => Ok(()),
    }
}

/// A code with which a person fetches a certificate, for whoever gives it to them. An older one is worth nothing then.
pub fn make_code(visit: &Visit, user: Id<User>, renews: Option<Id<Device>>) -> Result<String> {
    let own = user.raw() == visit.actor.person;
    let rules = &Rules::of(visit)?.0;
    if !rules.devices {
        return Err(Error::conflict(
            "Device certificates are not used in this house. An admin switches them on in the settings.",
        ));
    }
    if own && !rules.own_codes && !visit.may_somewhere(&ENROL) {
        return Err(Error::Forbidden(
            "In this house IT enrols devices. Ask them for a code.".into(),
        ));
    }
    // A device is a way in: whoever found a browser open makes none.
    visit.demand_proof()?;
    let mut random = [0u8; 16];
    keys::random(&mut random);
    visit.act(if own { OWN } else { ENROL }, move |change| {
        // Inside the deed, so that a retry is answered with the code that holds.
        let code = spell(&random);
        change.event();
        change.about(user.as_ref());
        let person = Directory::person_in(change, user)?.ok_or(Error::NotFound)?;
        if person.inactive || person.tier == Tier::Client {
            return Err(Error::field("user", "Devices are for active staff."));
        }
        if let Some(id) = renews {
            let old = change
                .unscoped("a certificate is renewed by its person")
                .find(id)?;
            let old = old.filter(|old: &Device| old.user == user);
            let state = old.ok_or(Error::NotFound)?.state(change.at);
            if state != State::Ending {
                return Err(Error::conflict(
                    "A certificate is renewed in its last thirty days.",
                ));
            }
        }
        change.note("Made a code for a device");
        const ENROLLED: &str =
            "IT enrols whoever works here; an older code of theirs is worth nothing then";
        for old in change
            .on_behalf(ENROLLED)
            .children::<DeviceCode>(CODE_BY_USER, Key::new().id(user))?
        {
            change.delete(&old)?;
        }
        let until = change.at.plus(CODE_LASTS);
        change.on_behalf(ENROLLED).insert(DeviceCode {
            user,
            hash: hash(&code),
            until,
            renews,
            ..DeviceCode::default()
        })?;
        Ok(code)
    })
}

/// A certificate, ready to be downloaded with a word and opened with a password. Both are shown once.
pub struct Fetched {
    pub device: Id<Device>,
    pub word: String,
    pub password: String,
    pub until: Moment,
}

#[derive(Serialize, Deserialize)]
enum Tried {
    Done(Id<Device>),
    Wrong,
    Over,
}

fn no_code() -> Error {
    Error::field(
        "code",
        "This code is not right, was used already or has expired. Ask for a new one.",
    )
}

/// With the code and the person's own password: makes a key and its certificate. Whoever found the code alone gets
/// nothing, and a few wrong passwords use it up.
pub fn fetch(visit: &Visit, form: Fetch) -> Result<Fetched> {
    let system = visit.unchecked_as_system("whoever fetches is known by the code they bring");
    let key = Key::new().text(&hash(&form.code));
    let code = if_found(system.find_by::<DeviceCode>(CODE_BY_HASH, key))?
        .filter(|code| code.until > visit.at)
        .ok_or_else(no_code)?;
    let user = system.find(code.user)?;
    if user.inactive || !Rules::of(visit)?.0.devices {
        return Err(no_code());
    }
    let until = visit.at.plus(LASTS);
    let issued = match sign_in::proves(&system, user.id, &form.password)? {
        true => Some(Authority::of_store(visit.store())?.issue(&user.name, visit.at, until)?),
        false => None,
    };
    let device = issued.as_ref().map(|issued| Device {
        user: user.id,
        name: form.name.clone(),
        serial: issued.serial.clone(),
        fingerprint: issued.fingerprint.clone(),
        issued: visit.at,
        until,
        ..Device::default()
    });
    let (code, person) = (code.id, user.id);
    let tried = system.act(ISSUE, move |change| {
        change.event();
        change.about(person.as_ref());
        // Asked again inside: of two who come at once one gets it.
        const FETCHED: &str = "a code is used up by who fetches with it";
        let mut code = change.on_behalf(FETCHED).find(code)?.ok_or_else(no_code)?;
        let Some(device) = device else {
            change.note("Wrong password for a device's code");
            code.failed += 1;
            if code.failed >= TRIES {
                change.delete(&code)?;
                return Ok(Tried::Over);
            }
            change.put(&code)?;
            return Ok(Tried::Wrong);
        };
        change.delete(&code)?;
        let device = change.insert(device)?;
        change.note(format!("Enrolled {}", device.name));
        if let Some(renews) = code.renews
            && let Some(mut old) = change.on_behalf(FETCHED).find(renews)?
        {
            old.renewed = Some(device.id);
            change.put(&old)?;
        }
        inbox::notify(
            change,
            device.user,
            &notices::DEVICE,
            device.id.as_ref(),
            format!(
                "{} was enrolled as your device. If that was not you, revoke it and tell IT.",
                device.name
            ),
        )?;
        Ok(Tried::Done(device.id))
    })?;
    let (device, issued) = match (tried, issued) {
        (Tried::Done(device), Some(issued)) => (device, issued),
        (Tried::Over, _) => return Err(no_code()),
        _ => return Err(Error::field("password", "This is not your password.")),
    };
    let mut random = [0u8; 16];
    keys::random(&mut random);
    let password = spell(&random).to_lowercase();
    let label = format!("{}, {}", user.name, form.name);
    let file = pkcs12::file(&issued.key, &issued.certificate, &label, &password)?;
    let devices = visit
        .store()
        .service::<Devices>()
        .ok_or_else(|| Error::internal("nobody keeps devices"))?;
    let word = devices.keep(file, format!("{}.p12", file_name(&form.name)), visit.at);
    Ok(Fetched {
        device,
        word,
        password,
        until,
    })
}

/// A name that every system takes.
fn file_name(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let plain = plain.trim_matches('-');
    format!("atrium-{}", if plain.is_empty() { "device" } else { plain })
}

/// Closes a device at once: whatever connection it has, its next request is refused and its live pages end.
pub fn revoke(visit: &Visit, id: Id<Device>) -> Result<()> {
    let own = visit.own(id).is_ok();
    if !own {
        visit.demand_on(&REVOKE, &visit.find(id)?)?;
    }
    visit.act(if own { OWN } else { REVOKE }, move |change| {
        let mut device = match own {
            true => {
                change.event();
                change.about(id.as_ref());
                change.on_behalf("everybody revokes their own devices").load(id)?
            }
            false => change.subject(id)?,
        };
        change.about(device.user.as_ref());
        device.revoke(change.at)?;
        change.put(&device)?;
        inbox::notify(
            change,
            device.user,
            &notices::DEVICE,
            id.as_ref(),
            format!("{} was revoked and opens nothing any more. IT gives you a code for a new certificate.", device.name),
        )
    })
}

/// Sets the rules on countries and devices.
pub fn set_rules(visit: &Visit, form: RulesForm) -> Result<()> {
    let rules = form.rules;
    let geoip = visit.store().service::<GeoIp>();
    if rules.knows_countries() && !geoip.is_some_and(|geoip| geoip.is_there()) {
        let field = super::forms::TIERS
            .iter()
            .find(|(tier, _, _)| rules.countries(*tier).0 != super::From::Everywhere)
            .map_or("admin_from".to_owned(), |(_, key, _)| format!("{key}_from"));
        return Err(Error::field(
            &field,
            "There is no file that tells countries, so nobody outside could come in. Name one as countries_file in atrium.toml first.",
        ));
    }
    let version = form.version;
    // Who may come in from where is part of the sign-in policy.
    visit.demand_proof()?;
    visit.act(EDIT_POLICIES, move |change| {
        let mut held = change.only::<EntryRules>(version)?;
        *held = rules;
        change.put(&held)
    })
}

/// From the server's shell, for a house that shut itself out: nobody needs a device and every country is let in.
pub fn open_up(visit: &Visit) -> Result<()> {
    visit.act(people::ADMINISTER, move |change| {
        change.event();
        change.note("Took the rules on countries and devices away from the server's shell");
        let Some(held) = change.all::<EntryRules>()?.pop() else {
            return Ok(());
        };
        let mut held = change.subject(held.id)?;
        *held = EntryRules::default();
        change.put(&held)
    })
}
