//! Who it is, and whether they may come through this route at all.

use std::sync::Arc;

use super::Incoming;
use crate::{
    access::{Actor, Tier},
    base::{Error, Result},
    data::{Place, Visit},
    web::{
        App, Guest,
        app::Credential,
        route::{Demand, Route},
    },
};

pub(super) struct Entered {
    pub(super) visit: Visit,
    pub(super) guest: Option<Guest>,
}

pub(super) fn admit(app: &App, incoming: &Incoming) -> Result<Option<Guest>> {
    let credential = match (&incoming.bearer, &incoming.session) {
        (Some(token), _) => Credential::Bearer(token),
        (None, Some(token)) if incoming.watching => Credential::Watching(token),
        (None, Some(token)) => Credential::Session(token),
        (None, None) => return Ok(None),
    };
    app.doorman
        .admit(&app.store, &credential, &incoming.place, incoming.at)
}

pub(super) fn visit_of(app: &App, incoming: &Incoming, guest: Option<&Guest>) -> Visit {
    let place = Place {
        session: guest.and_then(|g| g.session),
        ..incoming.place.clone()
    };
    let actor = match guest {
        Some(guest) => guest.actor.clone(),
        None => Arc::new(stranger()),
    };
    Visit::new(
        app.store.clone(),
        actor,
        place,
        incoming.at,
        app.front.tz.clone(),
    )
    .with_key(incoming.key.clone())
    .asking(incoming.request.fingerprint())
    .proved(guest.is_some_and(|g| g.proved))
}

/// Somebody nobody knows yet: holds nothing, may nothing.
fn stranger() -> Actor {
    Actor {
        person: u64::MAX,
        name: "Somebody".into(),
        superadmin: false,
        tier: Tier::Client,
        ..Actor::system()
    }
}

/// Who it is and whether they may come through this route at all.
pub(super) fn enter(app: &App, route: Option<&Route>, incoming: &Incoming) -> Result<Entered> {
    let Some(route) = route else {
        return Err(Error::NotFound);
    };
    if route.writes() && !incoming.ours {
        return Err(Error::Forbidden(
            "This request did not come from a page of Atrium, so it was refused. Open the page again and retry.".into(),
        ));
    }
    let guest = admit(app, incoming)?;
    if let Some(token) = guest.as_ref().and_then(|g| g.token)
        && !app.within_rate(token, incoming.at)
    {
        return Err(Error::TooMany {
            wait_seconds: 60,
            why: "This token made too many requests this minute. Wait a minute.".into(),
        });
    }
    let visit = visit_of(app, incoming, guest.as_ref());
    match (&route.demand, &guest) {
        (Demand::Open(_), _) => {}
        (_, None) => return Err(Error::SignedOut),
        (demand, Some(guest)) => {
            if !route.admits(guest.actor.tier) {
                return Err(Error::NotFound);
            }
            if guest
                .first
                .is_some_and(|first| !route.path.starts_with(first))
                && route.path != "/sign-out"
            {
                return Err(Error::Forbidden(
                    "Finish setting up your sign-in first.".into(),
                ));
            }
            if let Demand::Action(action) = demand {
                visit.demand(action)?;
            }
        }
    }
    Ok(Entered { visit, guest })
}
