//! Coming in with a passkey alone: the device has it, and asked its person for a finger, a face or a PIN, so that it is
//! two factors. Whoever it belongs to is held to the same tier's policy, zones, countries and devices as with a password,
//! and what is refused is not told apart.

use serde_json::Value;

use super::{
    Credential, Policies, Session,
    actions::SIGN_IN,
    checks::lets_in,
    login::{LoginService, Opened, refused_here},
    opening::{From, device_of, new_session, open},
    passkey::{Answer, Purpose, Site, Taken, offer, owner_of},
    pending_link::AT_THE_DOOR,
    second_factor::{COPIED, Shown, warn_of_copy},
    throttle::Knock,
    token::new_token,
    ways::held_credential,
};
use crate::{
    access::Zone,
    base::{Error, Result, if_found},
    data::Visit,
    features::people::User,
};

const REFUSED: &str = "This passkey opens nothing here. Sign in with your e-mail and password.";

impl LoginService {
    /// `attempt` is what the browser was given with the page; what it answers must be to that.
    pub fn sign_in_passkey(
        &self,
        visit: &Visit,
        site: &Site,
        (attempt, answer): (&str, &str),
        from: &From<'_>,
    ) -> Result<Opened> {
        let system = visit.unchecked_as_system("nobody is known yet at the door");
        let knock = Knock::Passkey {
            address: visit.origin.address,
            office: visit.origin.zone == Zone::Office,
        };
        self.let_in(&knock, visit.at)?;
        let pepper = visit.store().keys().pepper();
        let purpose = Purpose::SignIn { attempt };
        // That says nothing about anybody: it is the same for whatever passkey.
        let answer = Answer::read(answer, site, &purpose, &pepper, visit.at).ok_or_else(|| {
            Error::conflict("This took too long, or the page was another one. Try again.")
        })?;
        let held = if_found(owner_of(&system, answer.id()))?;
        let user = match &held {
            Some(held) => if_found(system.find::<User>(held.user))?,
            None => None,
        };
        let user = user.filter(|user| !user.inactive);
        let signed = match (&user, &held) {
            (Some(user), Some(held)) => answer.check(site, (user, held), &pepper),
            _ => None,
        };
        let policies = Policies::of(&system)?;
        let here = match &user {
            Some(user) => {
                let policy = policies.tier(user.tier);
                policy.admits(&self.zones, visit.origin.zone) && lets_in(&system, user)?
            }
            None => false,
        };
        let refused = || refused_here(&system, REFUSED).map(Error::Conflict);
        let (Some(user), Some(held), Some(signed), true) = (&user, &held, signed.clone(), here)
        else {
            let why = match signed.is_some() {
                true => "right passkey from where they may not come in",
                false => "wrong passkey",
            };
            let who = user.as_ref().map_or("nobody known", |user| &user.email);
            self.refuse(&system, who, why)?;
            return Err(refused()?);
        };
        let known = from.device.filter(|token| held.knows_device(token));
        let policy = policies.tier(user.tier);
        let shown = Shown::Signed(Some(signed));
        let token = new_token();
        let new = Session {
            by_code: Some(true),
            passkey: shown.passkey(),
            new_device: known.is_none(),
            ..new_session(user, &token, visit, policy, from)
        };
        let (device, seen) = device_of(visit, known, from.agent);
        let policy = policy.clone();
        let taken = system.act(SIGN_IN, move |change| {
            change.event();
            change.about(new.user.as_ref());
            let at = change.at;
            let mut credential = held_credential(change, new.user, AT_THE_DOOR)?;
            let taken = shown.take(&mut credential, at, &pepper)?;
            match taken {
                Taken::Right => {
                    credential.failed_codes = 0;
                    open(change, &mut credential, new, seen, &policy)?;
                }
                Taken::Copied => {
                    change.note(COPIED);
                    change.put(&credential)?;
                    warn_of_copy(change, new.user)?;
                }
                Taken::Wrong => change.note("Passkey used already"),
            }
            Ok(taken)
        })?;
        if taken != Taken::Right {
            return Err(refused()?);
        }
        self.throttle().right(&knock);
        Ok(Opened {
            token,
            device,
            code_owed: false,
        })
    }

    /// What a browser is asked to sign to come in.
    pub fn ask_to_sign_in(&self, visit: &Visit, site: &Site, attempt: &str) -> Result<Value> {
        let pepper = visit.store().keys().pepper();
        let purpose = Purpose::SignIn { attempt };
        offer(site, std::iter::empty(), &purpose, &pepper, visit.at)
    }

    /// The same in place of a code: not found when this person has no passkey here.
    pub fn ask_in_place_of_code(
        &self,
        visit: &Visit,
        site: &Site,
        half_token: &str,
    ) -> Result<Value> {
        let system = visit.unchecked_as_system("nobody is known yet at the door");
        let (half, _, held) = self.half(&system, half_token)?;
        if held.passkeys_at(site).next().is_none() {
            return Err(Error::NotFound);
        }
        let purpose = Purpose::Code {
            half: half.id.raw(),
        };
        let pepper = visit.store().keys().pepper();
        offer(site, held.passkeys_at(site), &purpose, &pepper, visit.at)
    }

    /// What the person of a half-done sign-in can show: a code of an authenticator, and passkeys of this site or another.
    pub fn ways_of_half(&self, visit: &Visit, half_token: &str) -> Option<Credential> {
        let system = visit.unchecked_as_system("nobody is known yet at the door");
        self.half(&system, half_token).ok().map(|(_, _, held)| held)
    }
}
