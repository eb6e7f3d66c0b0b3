//! Who may go on: for every request, whether its session or token still opens the house from where it comes, as the
//! policy has it at that moment. A page that looks for news by itself does not keep a session alive.

use std::{
    net::IpAddr,
    sync::{Arc, PoisonError},
};

use jiff::tz::TimeZone;

use super::{
    Credential, Policies, Policy, Session, Token,
    checks::{holds, lets_in},
    credential::{self},
    login::LoginService,
    policy::Factor,
    session, token,
    token::hash_token,
};
use crate::{
    access::{Tier, Zone},
    base::{Choice, Id, Moment, Result, if_found, language::Language, money::Currency},
    data::{Key, Origin, Store, Visit},
    features::{
        authority::Access,
        inbox,
        people::User,
        settings::{Accent, CurrentSettings, Look},
    },
    web::{
        Authenticator, Branding, Identity,
        app::{Credential as Shown, Narrowed},
    },
};

/// What is left to do before anything else.
enum Owed {
    Nothing,
    /// The policy asks for a second factor and there is none.
    Factor,
    /// The policy asks for a code and none was shown for this session.
    Code,
    /// The second factor has to be a passkey and there is none.
    Passkey,
    /// More is asked of a password now than when theirs was taken.
    Password,
}

impl LoginService {
    /// When a session was last used; memory knows better than the record.
    pub fn last_seen(&self, session: &Session) -> Moment {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&session.id.raw())
            .copied()
            // After a restart nobody knows when a session was last used; it counts from the start.
            .unwrap_or_else(|| session.seen.max(self.started))
    }

    /// When a token was last used and from where; memory knows better than the record.
    pub fn token_used(&self, token: &Token) -> (Option<Moment>, String) {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        match used.get(&token.id) {
            Some((at, from)) => (Some(*at), from.clone()),
            None => (token.used, token.used_from.clone()),
        }
    }

    /// All that were used since the start.
    pub(super) fn tokens_used(&self) -> Vec<(Id<Token>, Moment, String)> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.iter()
            .map(|(id, (at, from))| (*id, *at, from.clone()))
            .collect()
    }

    pub(super) fn forget(&self, session: u64) {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(&session);
    }

    /// Whether a session still opens the house at all, wherever it is used from.
    pub fn holds(&self, session: &Session, policy: &Policy, at: Moment) -> bool {
        !session.half
            && session.ends(policy) > at
            && !session.is_of_the_future(at)
            && at.since(self.last_seen(session)) <= policy.idle_for()
    }

    fn admit_session(&self, system: &Visit, token: &str, used: bool) -> Result<Option<Identity>> {
        let key = Key::new().text(&hash_token(token));
        let Some(session) = if_found(system.find_by::<Session>(session::BY_HASH, key))? else {
            return Ok(None);
        };
        let access = system.cached::<Access>()?;
        let Some((actor, user)) = access.actor(session.user) else {
            return Ok(None);
        };
        let policies = Policies::of(system)?;
        let policy = policies.tier(user.tier);
        if !self.holds(&session, policy, system.at)
            || !policy.admits(&self.zones, system.origin.zone)
            || !lets_in(system, user)?
            || !holds(system, user, session.factor)?
        {
            return Ok(None);
        }
        let first = match owed(system, user, &session, policy)? {
            Owed::Nothing => None,
            Owed::Factor => Some("/me/second-factor"),
            Owed::Passkey => Some("/me/second-factor/passkey"),
            Owed::Password => Some("/me/password"),
            Owed::Code => return Ok(None),
        };
        if used {
            self.seen
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(session.id.raw(), system.at);
        }
        Ok(Some(Identity {
            actor,
            session: Some(session.id.raw()),
            theme: user.theme.clone(),
            density: user.density.clone(),
            time_zone: time_zone(&user.time_zone),
            language: Language::by_code(&user.language),
            first,
            token: None,
            narrowed: Narrowed::default(),
            proved: session.is_fresh(system.at),
        }))
    }

    fn admit_token(&self, system: &Visit, token: &str) -> Result<Option<Identity>> {
        let key = Key::new().text(&hash_token(token));
        let Some(held) = if_found(system.find_by::<Token>(token::BY_HASH, key))? else {
            return Ok(None);
        };
        if held.until <= system.at {
            return Ok(None);
        }
        let access = system.cached::<Access>()?;
        let Some((actor, user)) = access.actor(held.user) else {
            return Ok(None);
        };
        let policies = Policies::of(system)?;
        let policy = policies.tier(user.tier);
        if !policy.admits(&self.zones, system.origin.zone) || !lets_in(system, user)? {
            return Ok(None);
        }
        let from = system.origin.address.map(|a| a.to_string());
        self.used
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(held.id, (system.at, from.unwrap_or_default()));
        Ok(Some(Identity {
            actor: held.narrow(actor, &system.store().schema().actions),
            narrowed: held.narrowed(),
            session: None,
            theme: String::new(),
            density: String::new(),
            time_zone: None,
            language: None,
            first: None,
            token: Some(held.id.raw()),
            proved: held.dangerous,
        }))
    }
}

/// A zone by its name; nothing where there is none of that name.
fn time_zone(name: &str) -> Option<TimeZone> {
    match name {
        "" => None,
        name => TimeZone::get(name).ok(),
    }
}

fn owed(system: &Visit, user: &User, session: &Session, policy: &Policy) -> Result<Owed> {
    // What the connection proves stands for a code; whether it still does was asked before.
    let by_connection = session.factor.is_some();
    let asked = match policy.factor {
        _ if by_connection => false,
        Factor::Always => true,
        // Where the device was new a code was asked for, or a factor is still to be set up.
        Factor::NewDevice => session.new_device,
        _ => false,
    };
    // What admins always show they show until more is demanded of them as well.
    let asked = asked && (policy.tier == Tier::Admin || policy.is_demanded(system.at));
    let held = system.find_by::<Credential>(credential::BY_USER, Key::new().id(user.id))?;
    if asked && policy.demands_passkey(system.at) && session.passkey.is_empty() {
        // Whoever has one shows it: a code that was typed opens nothing any more.
        return Ok(match (held.passkeys.is_empty(), session.has_code()) {
            (true, false) if held.has_factor() => Owed::Code,
            (true, _) => Owed::Passkey,
            (false, _) => Owed::Code,
        });
    }
    Ok(match (held.has_factor(), session.has_code()) {
        (false, _) if asked => Owed::Factor,
        (true, false) if asked => Owed::Code,
        _ if held.is_outgrown(policy) => Owed::Password,
        _ => Owed::Nothing,
    })
}

/// The web holds the doors through this.
pub struct SessionAuthenticator(pub Arc<LoginService>);

impl Authenticator for SessionAuthenticator {
    fn admit(
        &self,
        store: &Arc<Store>,
        shown: &Shown<'_>,
        origin: &Origin,
        at: Moment,
    ) -> Result<Option<Identity>> {
        let system = Visit::system(store, at, jiff::tz::TimeZone::UTC).from_origin(origin.clone());
        match shown {
            Shown::Session(token) => self.0.admit_session(&system, token, true),
            Shown::Watching(token) => self.0.admit_session(&system, token, false),
            Shown::Bearer(token) => self.0.admit_token(&system, token),
        }
    }

    fn zone(&self, store: &Arc<Store>, address: IpAddr) -> Result<Zone> {
        let policies = store.cached::<Policies>()?;
        Ok(policies.zone(&self.0.zones, address))
    }

    fn is_new(&self, store: &Arc<Store>) -> Result<bool> {
        Ok(store
            .cached::<crate::features::people::Directory>()?
            .users
            .is_empty())
    }

    fn facade(&self, store: &Arc<Store>) -> Result<Branding> {
        let look = store.cached::<Look>()?;
        Ok(Branding {
            name: store.cached::<CurrentSettings>()?.0.name.clone(),
            logo: look.0.logo_address(),
            accent: Some(look.0.accent)
                .filter(|accent| *accent != Accent::default())
                .map(Choice::key),
            language: look.0.language,
        })
    }

    fn demands_versions(&self, store: &Arc<Store>) -> Result<bool> {
        Ok(store.cached::<CurrentSettings>()?.0.demand_versions)
    }

    fn currency(&self, store: &Arc<Store>) -> Result<Currency> {
        Ok(store.cached::<CurrentSettings>()?.0.currency())
    }

    fn unread(&self, visit: &Visit) -> Result<usize> {
        inbox::unread(visit)
    }
}
