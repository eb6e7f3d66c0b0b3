//! The door to the live stream: who listens is asked again whenever something decides it anew, so that an ended session
//! hears no more.

use std::{net::Ipv4Addr, sync::Arc};

use super::{
    Incoming, admit,
    answer::{Answer, problem_response, set},
    enter::Came,
};
use crate::{
    base::{Error, Moment, Result},
    web::{
        App, Request,
        live::{Page, Topic},
        problem,
    },
};

/// Who it is now. Whoever has to finish their sign-in first hears nothing yet.
fn who(app: &App, incoming: &Incoming) -> Result<Option<Came>> {
    let fresh = Incoming {
        language: incoming.language,
        known: None,
        unplaced: incoming.unplaced.clone(),
        if_match: None,
        range: None,
        if_range: None,
        at: Moment::now(),
        request: Request::default(),
        origin: incoming.origin.clone(),
        session: incoming.session.clone(),
        bearer: incoming.bearer.clone(),
        gzip: false,
        key: None,
        ours: true,
        pageless: false,
        watching: true,
        ahead: false,
    };
    let came = admit(app, &fresh)?;
    Ok(came.filter(|came| came.guest.first.is_none()))
}

pub(super) fn open(app: &Arc<App>, incoming: Incoming) -> Answer {
    let asked = incoming.request.query("topics").unwrap_or_default();
    let topics = Topic::all(app.store.schema(), asked);
    let after = incoming
        .request
        .last_event_id
        .or_else(|| incoming.request.query("after").and_then(|v| v.parse().ok()));
    let quiet = incoming.request.query("quiet");
    let quiet = quiet.and_then(|v| v.parse().ok());
    let from = incoming.origin.address;
    let came = match who(app, &incoming).and_then(|came| came.ok_or(Error::SignedOut)) {
        Ok(came) => came,
        Err(why) => return problem_response(why.status(), &problem::json(&why)),
    };
    let view = came.view();
    let origin = &incoming.origin;
    let shown = (&incoming.session, &incoming.bearer, origin, view);
    let key = *blake3::hash(format!("{shown:?}").as_bytes()).as_bytes();
    // The app holds the hub that holds this.
    let weak = Arc::downgrade(app);
    let page = Page {
        topics,
        after,
        quiet,
        from: from.unwrap_or(Ipv4Addr::UNSPECIFIED.into()),
        key,
        enter: Arc::new(move || {
            let Some(app) = weak.upgrade() else {
                return Ok(None);
            };
            // A page that was opened as somebody else is not that page any more when the view ends.
            let came = who(&app, &incoming)?.filter(|came| came.view() == view);
            Ok(came.map(|came| came.guest.actor))
        }),
    };
    match app.hub.open(&app.store, &app.connections, page) {
        Ok(response) => response,
        Err(error) => {
            let mut response = problem_response(error.status(), &problem::json(&error));
            if let Error::TooMany { wait_seconds, .. } = error {
                set(&mut response, "retry-after", &wait_seconds.to_string());
            }
            response
        }
    }
}
