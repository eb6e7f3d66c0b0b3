//! Whoever began what goes on in portions, as a job is them: what they may is asked anew for each portion, and is no more
//! than what it was begun by.

use std::{net::IpAddr, sync::Arc};

use jiff::tz::TimeZone;

use crate::{
    access::Action,
    base::{Error, Id, Moment, Result, if_found},
    data::{Origin, Store, Visit},
    features::{authority::Access, people::User, sign_in::Token},
};

/// By whom it was begun, from where, and with what.
pub struct Began<'b> {
    pub by: Id<User>,
    /// The areas of the token it was begun by; all of them where none is said.
    pub only: &'b [String],
    /// Raw id of the token itself.
    pub token: Option<u64>,
    /// Whether they had proved who they are.
    pub proved: bool,
    /// Whether a second person has confirmed it as a whole.
    pub seconded: bool,
    pub address: Option<IpAddr>,
    pub session: Option<u64>,
}

/// A visit of theirs, now.
///
/// # Errors
/// When they are not here any more, or the token that it was begun by isn't.
pub fn as_person(store: &Arc<Store>, tz: &TimeZone, began: &Began<'_>) -> Result<Visit> {
    let access = store.cached::<Access>()?;
    let (actor, _) = access
        .actor(began.by)
        .ok_or_else(|| Error::Forbidden("Whoever began it is not here any more.".into()))?;
    if let Some(token) = began.token {
        let system = Visit::system(store, Moment::now(), tz.clone());
        let held: Option<Token> = if_found(system.find(Id::new(token)))?;
        // Whoever dismisses a program has dismissed what it began.
        if held.is_none_or(|held| held.until <= system.at) {
            return Err(Error::Forbidden(
                "The token that it was begun by was revoked or is over.".into(),
            ));
        }
    }
    let areas: Arc<[String]> = began.only.into();
    let covers = |action: &Action| areas.iter().any(|area| area == action.resource());
    let actor = match areas.is_empty() {
        true => actor,
        false => Arc::new(actor.narrowed(&store.schema().actions, covers)),
    };
    let origin = Origin {
        address: began.address,
        session: began.session,
        ..Origin::server()
    };
    let visit = Visit::new(store.clone(), actor, origin, Moment::now(), tz.clone());
    Ok(visit
        .proved(began.proved)
        .seconded(began.seconded)
        .within(areas))
}
