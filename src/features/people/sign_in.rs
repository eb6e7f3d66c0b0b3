//! Coming in. Password first, then, for admins and whoever enrolled, a code. The same answer and the same time
//! whether an account exists or not; a code counts once, by comparing and setting its step in the transaction
//! that makes the session; failed codes count only after a right password and end the attempt.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{
    Access, Credential, House, SIGN_IN, SIGN_IN_FAILED, SIGN_OUT, Session, Token, User,
    credential::{self, hash_token, new_token, password_fits, totp_step},
    ops::credential_of,
    session::{self, time_outs},
    throttle::{Knock, Throttle},
    user,
};
use crate::{
    access::{Tier, Zone, Zones},
    base::{Error, Id, Moment, Result, money::Currency, text, time},
    data::{Key, Place, Store, Visit},
    features::inbox,
    web::{Doorman, Guest, app::Credential as Shown},
};

/// The doors of the house: who knocks too often, who was seen when, and the token that opens an empty house.
pub struct Doors {
    zones: Zones,
    started: Moment,
    throttle: Mutex<Throttle>,
    seen: Mutex<HashMap<u64, Moment>>,
    set_up: Mutex<Option<(String, Moment)>>,
}

/// What a right password leads to.
pub struct Opened {
    pub token: String,
    /// A token for the device, kept a year.
    pub device: Option<String>,
    pub code_owed: bool,
}

const HALF: i64 = 5 * time::MINUTE;
pub(super) const CODES: u8 = 5;
const REFUSED: &str = "E-mail or password is not right.";
/// What everyone outside is told, whatever was wrong, so that a right password doesn't show.
const REFUSED_OUTSIDE: &str =
    "E-mail or password is not right. Staff sign in from the office network or its VPN only.";

impl Doors {
    pub fn new(zones: Zones, started: Moment) -> Arc<Doors> {
        Arc::new(Doors {
            zones,
            started,
            throttle: Mutex::default(),
            seen: Mutex::default(),
            set_up: Mutex::default(),
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
    fn let_in(&self, knock: &Knock<'_>, at: Moment) -> Result<()> {
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
        device: Option<&str>,
        agent: &str,
    ) -> Result<Opened> {
        let system = visit.system_at(visit.place.clone());
        let user = system
            .find_by::<User>(user::BY_EMAIL, Key::new().text(email))
            .ok()
            .filter(|user| !user.inactive);
        let held = user.as_ref().and_then(|user| {
            system
                .find_by::<Credential>(credential::BY_USER, Key::new().id(user.id))
                .ok()
        });
        let known = device
            .filter(|token| held.as_ref().is_some_and(|held| held.knows_device(token)))
            .map(hash_token);
        let knock = Knock::Password {
            account: email,
            address: visit.place.address,
            office: visit.place.zone == Zone::Office,
            known_device: known.as_deref(),
        };
        self.let_in(&knock, visit.at)?;
        let pepper = visit.store().keys().pepper();
        let fits = password_fits(
            password,
            held.as_ref().map(|held| held.password.as_str()),
            &pepper,
        )?;
        let here = user
            .as_ref()
            .is_some_and(|user| self.zones.admits(user.tier, visit.place.zone).is_ok());
        let (Some(user), Some(held), true, true) = (user, held, fits, here) else {
            let why = match fits && !here {
                true => "right password from outside the office network",
                false => "wrong password",
            };
            refuse(&system, email, why)?;
            let said = match visit.place.zone {
                Zone::Outside => REFUSED_OUTSIDE,
                _ => REFUSED,
            };
            return Err(Error::field("password", said));
        };
        self.throttle().right(&knock);
        let code_owed = !held.totp.is_empty();
        let token = new_token();
        let (device, device_hash) = match (&known, code_owed) {
            (None, false) => {
                let device = new_token();
                let hash = hash_token(&device);
                (Some(device), Some(hash))
            }
            _ => (None, None),
        };
        let new = self.new_session(&user, &token, visit, agent, code_owed);
        system.act(SIGN_IN, move |change| {
            change.event();
            change.about(new.user.as_ref());
            if new.half {
                change.note("Password right, code asked for");
            }
            if let Some(hash) = device_hash {
                remember_device(change, new.user, hash)?;
            }
            change.insert(new).map(drop)
        })?;
        Ok(Opened {
            token,
            device,
            code_owed,
        })
    }

    fn new_session(
        &self,
        user: &User,
        token: &str,
        visit: &Visit,
        agent: &str,
        half: bool,
    ) -> Session {
        let (_, longest) = time_outs(user.tier);
        Session {
            user: user.id,
            hash: hash_token(token),
            started: visit.at,
            until: visit.at.plus(if half { HALF } else { longest }),
            seen: visit.at,
            address: visit
                .place
                .address
                .map(|a| a.to_string())
                .unwrap_or_default(),
            agent: text::shorten(agent, 200),
            half,
            ..Session::default()
        }
    }

    /// The code after the password. The half session goes, a whole one with another token comes.
    pub fn sign_in_code(
        &self,
        visit: &Visit,
        half_token: &str,
        code: &str,
        agent: &str,
    ) -> Result<Opened> {
        let system = visit.system_at(visit.place.clone());
        let over =
            || Error::conflict("This sign-in took too long. Start again with your password.");
        let half = system
            .find_by::<Session>(session::BY_HASH, Key::new().text(&hash_token(half_token)))
            .ok()
            .filter(|s| s.half && s.until > visit.at)
            .ok_or_else(over)?;
        let user = system.find(half.user)?;
        let knock = Knock::Code {
            user: user.id.raw(),
        };
        self.let_in(&knock, visit.at)?;
        let token = new_token();
        let device = new_token();
        let device_hash = hash_token(&device);
        let new = self.new_session(&user, &token, visit, agent, false);
        let (half_id, user_id, typed, at) = (half.id, user.id, code.to_owned(), visit.at);
        let right = system.act(SIGN_IN, move |change| {
            change.event();
            change.about(user_id.as_ref());
            let Some(mut half) = change.find(half_id)? else {
                return Ok(Verdict::Over);
            };
            let mut credential = credential_of(change, user_id)?;
            if accept(&mut credential, &typed, at)? {
                change.put(&credential)?;
                change.delete(&half)?;
                remember_device(change, user_id, device_hash)?;
                change.insert(new)?;
                return Ok(Verdict::Right);
            }
            change.note("Wrong code");
            half.failed_codes += 1;
            if half.failed_codes >= CODES {
                change.delete(&half)?;
                return Ok(Verdict::Over);
            }
            change.put(&half)?;
            Ok(Verdict::Wrong)
        })?;
        match right {
            Verdict::Right => {
                self.throttle().right(&knock);
                Ok(Opened {
                    token,
                    device: Some(device),
                    code_owed: false,
                })
            }
            Verdict::Wrong => Err(Error::field(
                "code",
                "This code is not right, or was used already. Wait for the next one and type it again.",
            )),
            Verdict::Over => Err(over()),
        }
    }

    pub fn sign_out(&self, visit: &Visit) -> Result<()> {
        let Some(session) = visit.place.session else {
            return Ok(());
        };
        let id: Id<Session> = Id::new(session);
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&session);
        visit.act(SIGN_OUT, move |change| {
            change.event();
            match change.find(id)? {
                Some(session) => change.delete(&session),
                None => Ok(()),
            }
        })
    }

    /// When a session was last used; memory knows better than the record.
    pub fn last_seen(&self, session: &Session) -> Moment {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&session.id.raw())
            .copied()
            .unwrap_or(session.seen)
    }

    fn admit_session(&self, system: &Visit, token: &str) -> Result<Option<Guest>> {
        let Ok(session) =
            system.find_by::<Session>(session::BY_HASH, Key::new().text(&hash_token(token)))
        else {
            return Ok(None);
        };
        if session.half || session.until <= system.at {
            return Ok(None);
        }
        let access = system.cached::<Access>()?;
        let Some((actor, user)) = access.actor(session.user) else {
            return Ok(None);
        };
        if self.zones.admits(user.tier, system.place.zone).is_err() {
            return Ok(None);
        }
        let (idle, _) = time_outs(user.tier);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        // After a restart nobody knows when a session was last used; it counts from the start.
        let last = seen
            .get(&session.id.raw())
            .copied()
            .unwrap_or_else(|| session.seen.max(self.started));
        if system.at.since(last) > idle {
            return Ok(None);
        }
        seen.insert(session.id.raw(), system.at);
        drop(seen);
        let first = if user.tier == Tier::Admin {
            self.first_page(system, user)?
        } else {
            None
        };
        Ok(Some(Guest {
            actor,
            session: Some(session.id.raw()),
            theme: user.theme.clone(),
            density: user.density.clone(),
            first,
            token: None,
        }))
    }

    /// Admins enrol a second factor before anything else.
    fn first_page(&self, system: &Visit, user: &User) -> Result<Option<&'static str>> {
        let held = system.find_by::<Credential>(credential::BY_USER, Key::new().id(user.id))?;
        Ok(held.totp.is_empty().then_some("/me/second-factor"))
    }

    fn admit_token(&self, system: &Visit, token: &str) -> Result<Option<Guest>> {
        let Ok(held) =
            system.find_by::<Token>(session::TOKEN_BY_HASH, Key::new().text(&hash_token(token)))
        else {
            return Ok(None);
        };
        if held.until <= system.at {
            return Ok(None);
        }
        let access = system.cached::<Access>()?;
        let Some((actor, user)) = access.actor(held.user) else {
            return Ok(None);
        };
        if self.zones.admits(user.tier, system.place.zone).is_err() {
            return Ok(None);
        }
        Ok(Some(Guest {
            actor,
            session: None,
            theme: String::new(),
            density: String::new(),
            first: None,
            token: Some(held.id.raw()),
        }))
    }
}

#[derive(serde::Serialize, serde::Deserialize)]
enum Verdict {
    Right,
    Wrong,
    Over,
}

/// Takes a code or a recovery code, once. The step only ever grows.
pub(super) fn accept(credential: &mut Credential, typed: &str, at: Moment) -> Result<bool> {
    if let Some(step) = totp_step(&credential.totp, typed, at)? {
        if step > credential.step {
            credential.step = step;
            return Ok(true);
        }
        return Ok(false);
    }
    let hash = hash_token(&text::fold(typed));
    let before = credential.recovery.len();
    credential.recovery.retain(|held| *held != hash);
    Ok(credential.recovery.len() < before)
}

fn remember_device(
    change: &mut crate::data::Change<'_, '_>,
    user: Id<User>,
    hash: String,
) -> Result<()> {
    let mut credential = credential_of(change, user)?;
    credential.devices.push(hash);
    if credential.devices.len() > 10 {
        credential.devices.remove(0);
    }
    change.put(&credential)
}

fn refuse(system: &Visit, email: &str, why: &str) -> Result<()> {
    let note = format!("{}: {why}", text::shorten(email, 80));
    system.act(SIGN_IN_FAILED, move |change| {
        change.event();
        change.note(note);
        Ok(())
    })
}

fn words(seconds: u64) -> String {
    match seconds {
        0..=90 => text::count(seconds as usize, "second", "seconds"),
        more => text::count(more.div_ceil(60) as usize, "minute", "minutes"),
    }
}

/// The web holds the doors through this.
pub struct Gate(pub Arc<Doors>);

impl Doorman for Gate {
    fn admit(
        &self,
        store: &Arc<Store>,
        shown: &Shown<'_>,
        place: &Place,
        at: Moment,
    ) -> Result<Option<Guest>> {
        let system = Visit::system(store, at, jiff::tz::TimeZone::UTC).system_at(place.clone());
        match shown {
            Shown::Session(token) => self.0.admit_session(&system, token),
            Shown::Bearer(token) => self.0.admit_token(&system, token),
        }
    }

    fn is_new(&self, store: &Arc<Store>) -> Result<bool> {
        Ok(store.cached::<super::Directory>()?.users.is_empty())
    }

    fn house(&self, store: &Arc<Store>) -> Result<String> {
        Ok(store.cached::<House>()?.0.name.clone())
    }

    fn currency(&self, store: &Arc<Store>) -> Result<Currency> {
        Ok(store.cached::<House>()?.0.currency())
    }

    fn unread(&self, visit: &Visit) -> Result<usize> {
        inbox::unread(visit)
    }
}
