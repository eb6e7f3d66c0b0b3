//! Coming in. Password first, then, as the tier's policy has it, a code or a passkey; or a passkey alone, which is both
//! (`sign_in_passkey`). The same answer and the same time whether an account exists or not; a code counts once, by
//! comparing and setting its step in the transaction that makes the session, and what a passkey signed likewise; failed
//! codes count only after a right password and end the attempt, and its person is told.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    Credential, PendingLink, Policies, Session, Token,
    actions::{SIGN_IN, SIGN_OUT},
    agent,
    checks::{factor, hint, lets_in},
    credential::{self},
    ledger::Ledger,
    opening::{
        From, Redeemed, Renewed, Verdict, device_of, here, new_session, open, redeem, renew,
    },
    passkey::{Answer, Purpose, Site},
    password::Rule,
    password_hash::{Imported, hash_password, is_imported, password_fits_in},
    pending_link,
    pending_link::AT_THE_DOOR,
    policy::Factor,
    second_factor::Shown,
    session,
    throttle::{Knock, Throttle},
    token::{hash_token, new_token},
    ways::held_credential,
};
use crate::{
    access::{Listener, Tier, Zone, Zones},
    base::{Error, Id, Moment, Result, if_found, text, time},
    data::{Key, Visit},
    features::people::{User, user},
};

/// The doors of the house: who knocks too often, who was seen when, and the token that opens an empty house.
pub struct LoginService {
    pub zones: Zones,
    pub(super) started: Moment,
    throttle: Mutex<Throttle>,
    pub(super) seen: Mutex<HashMap<u64, Moment>>,
    /// When each token was last used, and from where.
    pub(super) used: Mutex<HashMap<Id<Token>, (Moment, String)>>,
    set_up: Mutex<Option<(String, Moment)>>,
    pub(super) ledger: Mutex<Ledger>,
}

/// What a right password leads to.
pub struct Opened {
    pub token: String,
    /// A token for the device, kept a year.
    pub device: Option<String>,
    pub code_owed: bool,
}

const HALF: i64 = 5 * time::MINUTE;
const REFUSED: &str = "E-mail or password is not right.";
/// What everyone outside is told as well, whatever was wrong, so that a right password doesn't show.
const OUTSIDE: &str = "Staff sign in from the office network or its VPN only.";

/// Why nobody comes in, with what everybody at that place is told.
pub(super) fn refused_here(system: &Visit, why: &str) -> Result<String> {
    let policies = Policies::of(system)?;
    let outside = match (system.origin.listener, system.origin.zone) {
        (Listener::Staff, Zone::Outside) if !policies.tier(Tier::Employee).outside => OUTSIDE,
        _ => "",
    };
    let hint = hint(system)?.unwrap_or_default();
    let said = [why, outside, hint];
    Ok(said
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" "))
}

impl LoginService {
    pub fn new(zones: Zones, started: Moment) -> Arc<LoginService> {
        Arc::new(LoginService {
            zones,
            started,
            throttle: Mutex::default(),
            seen: Mutex::default(),
            used: Mutex::default(),
            set_up: Mutex::default(),
            ledger: Mutex::default(),
        })
    }

    /// The one-time token for an empty house, valid for an hour; starting again gives another.
    pub fn open_set_up(&self, at: Moment) -> String {
        let token = new_token()[..24].to_owned();
        *self.set_up.lock().unwrap_or_else(PoisonError::into_inner) =
            Some((hash_token(&token), at.plus(time::HOUR)));
        token
    }

    pub fn takes_set_up(&self, token: &str, at: Moment) -> bool {
        self.set_up
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .as_ref()
            .is_some_and(|(hash, until)| *hash == hash_token(token.trim()) && *until > at)
    }

    pub fn close_set_up(&self) {
        *self.set_up.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    pub(super) fn throttle(&self) -> std::sync::MutexGuard<'_, Throttle> {
        self.throttle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a try before it is looked at; refuses it while there is a wait.
    pub(super) fn let_in(&self, knock: &Knock<'_>, at: Moment) -> Result<()> {
        self.throttle()
            .enter(knock, at)
            .map_err(|wait| Error::TooMany {
                wait_seconds: wait,
                why: format!("Too many tries. Wait {} and try again.", words(wait)),
            })
    }

    /// E-mail and password. `visit` is nobody's yet; what is done is done by Atrium at that place.
    pub fn sign_in(
        &self,
        visit: &Visit,
        email: &str,
        password: &str,
        from: &From<'_>,
    ) -> Result<Opened> {
        let system = visit.unchecked_as_system("nobody is known yet at the door");
        let user = if_found(system.find_by::<User>(user::BY_EMAIL, Key::new().text(email)))?
            .filter(|user| !user.inactive);
        let held = match &user {
            Some(user) => {
                if_found(system.find_by::<Credential>(credential::BY_USER, Key::new().id(user.id)))?
            }
            None => None,
        };
        let known = from
            .device
            .filter(|token| held.as_ref().is_some_and(|held| held.knows_device(token)));
        let known_hash = known.map(hash_token);
        let knock = Knock::Password {
            account: email,
            address: visit.origin.address,
            office: visit.origin.zone == Zone::Office,
            known_device: known_hash.as_deref(),
        };
        self.let_in(&knock, visit.at)?;
        let pepper = visit.store().keys().pepper();
        let fits = password_fits_in(
            password,
            held.as_ref().map(|held| held.password.as_str()),
            &pepper,
            system.cached::<Imported>()?.0,
        )?;
        let policies = Policies::of(&system)?;
        let here = match &user {
            Some(user) => {
                let policy = policies.tier(user.tier);
                policy.admits(&self.zones, visit.origin.zone) && lets_in(&system, user)?
            }
            None => false,
        };
        let (Some(user), Some(held), true, true) = (user, held, fits, here) else {
            let why = match fits && !here {
                true => "right password from where they may not come in",
                false => "wrong password",
            };
            self.refuse(&system, email, why)?;
            let said = refused_here(&system, REFUSED)?;
            return Err(Error::field("password", said));
        };
        self.throttle().right(&knock);
        let renewed = match is_imported(&held.password) {
            true => {
                let rule = Rule::of(&system, &user)?;
                Some(Renewed {
                    old: held.password.clone(),
                    new: hash_password(password, &pepper)?,
                    // What would not be taken today is changed before anything else.
                    held_to: if rule.judge(password).fits {
                        rule.held_to()
                    } else {
                        1
                    },
                })
            }
            false => None,
        };
        let policy = policies.tier(user.tier);
        let factor = factor(&system, &user)?;
        // Who has a second factor though the policy asks for none chose it; they are asked every time.
        let code_owed = held.has_factor()
            && factor.is_none()
            && match policy.factor {
                Factor::NewDevice => known.is_none(),
                _ => true,
            };
        let token = new_token();
        let new = Session {
            factor,
            new_device: known.is_none(),
            ..new_session(&user, &token, visit, policy, from)
        };
        if code_owed {
            let half = Session {
                half: true,
                until: visit.at.plus(HALF),
                ..new
            };
            system.act(SIGN_IN, move |change| {
                change.event();
                change.about(half.user.as_ref());
                change.note("Password right, code asked for");
                if renewed.is_some() {
                    let mut credential = held_credential(change, half.user, AT_THE_DOOR)?;
                    renew(&mut credential, renewed);
                    change.put(&credential)?;
                }
                change.insert(half).map(drop)
            })?;
            return Ok(Opened {
                token,
                device: None,
                code_owed,
            });
        }
        let (device, seen) = device_of(visit, known, from.agent);
        let policy = policy.clone();
        system.act(SIGN_IN, move |change| {
            change.event();
            change.about(new.user.as_ref());
            let mut credential = held_credential(change, new.user, AT_THE_DOOR)?;
            renew(&mut credential, renewed);
            open(change, &mut credential, new, seen, &policy)
        })?;
        Ok(Opened {
            token,
            device,
            code_owed,
        })
    }

    /// The half-done sign-in that a browser shows, with whose it is.
    pub(super) fn half(&self, system: &Visit, token: &str) -> Result<(Session, User, Credential)> {
        let key = Key::new().text(&hash_token(token));
        let half = if_found(system.find_by::<Session>(session::BY_HASH, key))?
            .filter(|s| s.half && s.until > system.at)
            .ok_or_else(too_long)?;
        let user = system.find(half.user)?;
        let held = system.find_by::<Credential>(credential::BY_USER, Key::new().id(half.user))?;
        Ok((half, user, held))
    }

    /// The code after the password.
    pub fn sign_in_code(
        &self,
        visit: &Visit,
        half_token: &str,
        code: &str,
        from: &From<'_>,
    ) -> Result<Opened> {
        self.sign_in_shown(visit, half_token, from, |_, _, _| {
            Shown::Typed(code.to_owned())
        })
    }

    /// A passkey in its place.
    pub fn sign_in_code_passkey(
        &self,
        visit: &Visit,
        half_token: &str,
        (site, answer): (&Site, &str),
        from: &From<'_>,
    ) -> Result<Opened> {
        let pepper = visit.store().keys().pepper();
        self.sign_in_shown(visit, half_token, from, |half, user, held| {
            let purpose = Purpose::Code {
                half: half.id.raw(),
            };
            let answer = Answer::read(answer, site, &purpose, &pepper, visit.at);
            Shown::Signed(answer.and_then(|answer| answer.check(site, (user, held), &pepper)))
        })
    }

    /// The half session goes, a whole one with another token comes.
    fn sign_in_shown(
        &self,
        visit: &Visit,
        half_token: &str,
        from: &From<'_>,
        show: impl FnOnce(&Session, &User, &Credential) -> Shown,
    ) -> Result<Opened> {
        let system = visit.unchecked_as_system("nobody is known yet at the door");
        let (half, user, held) = self.half(&system, half_token)?;
        let known = from.device.filter(|token| held.knows_device(token));
        let known_hash = known.map(hash_token);
        let knock = Knock::Code {
            user: user.id.raw(),
            known_device: known_hash.as_deref(),
        };
        self.let_in(&knock, visit.at)?;
        let shown = show(&half, &user, &held);
        let wrong = shown.wrong();
        let token = new_token();
        let policies = Policies::of(&system)?;
        let policy = policies.tier(user.tier);
        if let Shown::Typed(_) = &shown
            && policy.demands_passkey(visit.at)
            && !held.passkeys.is_empty()
        {
            return Err(Error::field(
                "code",
                "A passkey is asked for here; a code isn't enough. If yours is lost, somebody above you resets your second factor.",
            ));
        }
        let new = Session {
            by_code: Some(true),
            passkey: shown.passkey(),
            ..new_session(&user, &token, visit, policy, from)
        };
        let (device, seen) = device_of(visit, known, from.agent);
        let right = redeem(
            &system,
            half.id,
            Redeemed {
                shown,
                new,
                seen,
                policy: policy.clone(),
            },
        )?;
        match right {
            Verdict::Right => {
                self.throttle().right(&knock);
                Ok(Opened {
                    token,
                    device,
                    code_owed: false,
                })
            }
            Verdict::Wrong => Err(wrong),
            Verdict::Over => Err(too_long()),
        }
    }

    /// Somebody forgot their password. Nobody outside learns whether there is such an account: the answer and the work are
    /// the same, and what follows is done later (`pending_link`).
    pub fn ask_link(&self, visit: &Visit, email: &str, from: &From<'_>) -> Result<()> {
        self.let_in(
            &Knock::Ask {
                address: visit.origin.address,
            },
            visit.at,
        )?;
        let asked = PendingLink {
            email: email.to_owned(),
            at: visit.at,
            address: here(visit),
            device: agent::in_words(from.agent),
            ..PendingLink::default()
        };
        let system = visit.unchecked_as_system("nobody is known yet at the door");
        pending_link::ask(&system, asked, text::shorten(email, 80))
    }

    pub fn sign_out(&self, visit: &Visit) -> Result<()> {
        let Some(session) = visit.origin.session else {
            return Ok(());
        };
        let id: Id<Session> = Id::new(session);
        self.forget(session);
        visit.act(SIGN_OUT, move |change| {
            change.event();
            match change.on_behalf("everybody leaves").find(id)? {
                Some(session) => change.delete(&session),
                None => Ok(()),
            }
        })
    }
}

fn too_long() -> Error {
    Error::conflict("This sign-in took too long. Start again with your password.")
}

fn words(seconds: u64) -> String {
    match seconds {
        0..=90 => text::count(seconds as usize, "second", "seconds"),
        more => text::count(more.div_ceil(60) as usize, "minute", "minutes"),
    }
}
