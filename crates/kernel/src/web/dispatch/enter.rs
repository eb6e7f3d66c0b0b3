//! Who it is, and whether they may come through this route at all.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use super::Incoming;
use crate::{
    access::{Actor, Tier},
    base::{Error, Moment, Result, language::Language},
    data::{Impersonation, Origin, Ref, Visit},
    web::{
        App, Identity, Impersonating, RateLimit,
        app::Credential,
        body_budget::network,
        contract, proof,
        route::{Demand, Face, Route},
    },
};

pub(super) struct Entered {
    pub(super) visit: Visit,
    pub(super) guest: Option<Identity>,
}

/// Who came in, and through whose eyes they look meanwhile: the guest is then the other.
#[derive(Clone)]
pub(super) struct Came {
    pub(super) guest: Identity,
    impersonation: Option<Arc<Impersonation>>,
}

impl Came {
    /// The view of somebody who looks as another.
    pub(super) fn view(&self) -> Option<u64> {
        self.impersonation
            .as_ref()
            .map(|impersonation| impersonation.view)
    }
}

/// As whoever they look as, where they look as somebody.
pub(super) fn admit(app: &App, incoming: &Incoming) -> Result<Option<Came>> {
    let Some(mut guest) = admit_oneself(app, incoming)? else {
        return Ok(None);
    };
    let mut impersonation = None;
    if guest.session.is_some()
        && guest.first.is_none()
        && let Some(eyes) = app.store.service::<Impersonating>()
        && let Some((actor, as_whom)) = eyes.0(&app.store, &guest, incoming.at)?
    {
        guest.actor = Arc::new(Actor {
            looked_through: true,
            ..actor.as_ref().clone()
        });
        impersonation = Some(Arc::new(as_whom));
    }
    Ok(Some(Came {
        guest,
        impersonation,
    }))
}

fn admit_oneself(app: &App, incoming: &Incoming) -> Result<Option<Identity>> {
    let credential = match (&incoming.bearer, &incoming.session) {
        (Some(token), _) => Credential::Bearer(token),
        (None, Some(token)) if incoming.watching => Credential::Watching(token),
        (None, Some(token)) => Credential::Session(token),
        (None, None) => return Ok(None),
    };
    if let Some(why) = &incoming.unplaced {
        return Err(why.clone());
    }
    app.doorman
        .admit(&app.store, &credential, &incoming.origin, incoming.at)
}

pub(super) fn visit_of(app: &App, incoming: &Incoming, came: Option<&Came>) -> Visit {
    let guest = came.map(|came| &came.guest);
    let place = Origin {
        session: guest.and_then(|g| g.session),
        ..incoming.origin.clone()
    };
    let actor = match guest {
        Some(guest) => guest.actor.clone(),
        None => Arc::new(stranger()),
    };
    // Pages show times as their person reads them; what is done goes by the days of the house.
    let own = guest.and_then(|guest| guest.time_zone.clone());
    let reads = matches!(incoming.request.method.as_str(), "GET" | "HEAD");
    let zone = own.filter(|_| reads);
    let zone = zone.unwrap_or_else(|| app.config.tz.clone());
    Visit::new(app.store.clone(), actor, place, incoming.at, zone)
        .with_key(incoming.key.clone())
        .asking(match (&incoming.key, incoming.request.method.as_str()) {
            // Nothing is held against it.
            (None, "GET" | "HEAD") => [0; 16],
            _ => incoming.request.fingerprint(&app.store.keys().requests()),
        })
        .expecting(expecting(app, incoming))
        .proved(guest.is_some_and(|g| g.proved))
        .within(guest.map(|g| g.narrowed.areas.clone()).unwrap_or_default())
        .by_token(guest.and_then(|g| g.token))
        .impersonating(came.and_then(|came| came.impersonation.clone()))
}

/// In which language they are answered: a client's people, and whoever isn't known, in what they chose, or what the house
/// writes in, or what their browser asks for. Staff and programs are answered in English.
pub(super) fn spoken(
    app: &App,
    route: Option<&Route>,
    incoming: &Incoming,
    guest: Option<&Identity>,
) -> Language {
    let program = incoming.request.path.starts_with("/api/")
        || route.is_some_and(|route| route.face == Face::Api);
    let staff = guest.is_some_and(|guest| guest.actor.tier.is_staff());
    if program || staff {
        return Language::English;
    }
    let house = || app.doorman.facade(&app.store).ok()?.language;
    guest
        .and_then(|guest| guest.language)
        .or_else(house)
        .or(incoming.language)
        .unwrap_or_default()
}

/// The record that a write is about, with the version it says that has.
fn expecting(app: &App, incoming: &Incoming) -> Option<(Ref, u64)> {
    let version = incoming.request.if_match?;
    let of = contract::subject(app.store.schema(), &incoming.request)?;
    Some((of, version))
}

/// Raw id of whoever nobody knows.
pub(super) const STRANGER: u64 = u64::MAX;

/// Somebody nobody knows yet: holds nothing, may nothing.
fn stranger() -> Actor {
    Actor {
        person: STRANGER,
        name: "Somebody".into(),
        superadmin: false,
        tier: Tier::Client,
        ..Actor::system()
    }
}

/// Who was found to come in, if anybody, and when that was asked.
#[derive(Clone)]
pub(super) struct KnownCaller {
    came: Option<Came>,
    asked: Instant,
}

/// For how long one asks no second time within a request: longer only passes where a body takes its time to arrive.
const STANDS: Duration = Duration::from_secs(1);

/// Asks who it is before the body is read; what is found goes along with the request.
pub(super) fn look(app: &App, route: &Route, incoming: &mut Incoming) -> Result<Entered> {
    let came = come(app, route, incoming)?;
    incoming.known = Some(KnownCaller {
        came: came.clone(),
        asked: Instant::now(),
    });
    through(route, visit_of(app, incoming, came.as_ref()), came)
}

/// Who it is and whether they may come through this route at all.
pub(super) fn enter(app: &App, route: Option<&Route>, incoming: &Incoming) -> Result<Entered> {
    let route = route.ok_or(Error::NotFound)?;
    let came = match &incoming.known {
        Some(known) if known.asked.elapsed() < STANDS => known.came.clone(),
        _ => come(app, route, incoming)?,
    };
    through(route, visit_of(app, incoming, came.as_ref()), came)
}

/// Who it is; a write that no page of ours sent is refused.
fn come(app: &App, route: &Route, incoming: &Incoming) -> Result<Option<Came>> {
    // A program that shows no way in hears that, and not that it should have been a page.
    if route.face == Face::Api && incoming.bearer.is_none() && incoming.session.is_none() {
        return Ok(None);
    }
    let fine = incoming.ours || route.from_elsewhere && incoming.pageless;
    if route.writes() && !fine {
        return Err(Error::Forbidden(
            "This request did not come from a page of Atrium, so it was refused. Open the page again and retry.".into(),
        ));
    }
    let as_oneself =
        route.as_oneself || route.path == "/sign-out" || matches!(route.demand, Demand::Open(_));
    let came = match as_oneself {
        true => admit_oneself(app, incoming)?.map(|guest| Came {
            guest,
            impersonation: None,
        }),
        false => admit(app, incoming)?,
    };
    Ok(came)
}

/// Whether they may come through this route at all.
fn through(route: &Route, visit: Visit, came: Option<Came>) -> Result<Entered> {
    let guest = came.map(|came| came.guest);
    if let Some(impersonation) = visit.impersonation()
        && (route.writes() || route.is_private())
    {
        return Err(impersonation.refusal());
    }
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
                && !["/sign-out", proof::PATH].contains(&route.path.as_str())
            {
                return Err(Error::Forbidden(
                    "Finish setting up your sign-in first.".into(),
                ));
            }
            if guest.narrowed.read_only && route.writes() {
                return Err(Error::Forbidden(
                    "This token reads, and changes nothing. Make another for what writes.".into(),
                ));
            }
            if let Demand::Action(action) = demand {
                let areas = &guest.narrowed.areas;
                let area = action.resource();
                let covers = areas.is_empty() || areas.iter().any(|held| held == area);
                if !covers && !route.any_area {
                    return Err(Error::Forbidden(format!(
                        "This token isn't for {area}. It was made for {}.",
                        areas.join(", ")
                    )));
                }
                visit.demand(action)?;
            }
        }
    }
    Ok(Entered { visit, guest })
}

/// Refuses whoever goes too fast: asked once for each request, before it costs anything. `files` says whether some come
/// along: words alone go through a door that takes files at the pace of words.
pub(super) fn enforce_rate_limit(
    app: &App,
    route: &Route,
    entered: &Entered,
    (at, files): (Moment, bool),
) -> Result<()> {
    let Some(guest) = &entered.guest else {
        let Some(address) = entered.visit.origin.address.filter(|_| route.writes()) else {
            return Ok(());
        };
        let network = network(address);
        if route.rate_limit == Some(RateLimit::Form) {
            app.rate_limits.take(RateLimit::Form, network, at)?;
        }
        return app.rate_limits.take(RateLimit::Stranger, network, at);
    };
    let person = guest.actor.person;
    if let Some(token) = guest.token {
        app.rate_limits.take(RateLimit::Token, token, at)?;
    }
    if guest.actor.tier == Tier::Client {
        app.rate_limits.take(RateLimit::Portal, person, at)?;
        // What they write, somebody reads and is told of.
        if route.writes() && (route.face != Face::Anyone || route.uploads.is_some()) {
            app.rate_limits.take(RateLimit::Reply, person, at)?;
        }
    }
    match route.rate_limit {
        // A program looks up at its token's pace.
        Some(RateLimit::Search) if guest.token.is_some() => Ok(()),
        Some(RateLimit::Upload) if !files => Ok(()),
        Some(rate_limit) => app.rate_limits.take(rate_limit, person, at),
        None => Ok(()),
    }
}
