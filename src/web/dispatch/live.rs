//! The door to the live stream: who listens is asked again for every event, so that an ended session hears no more.

use std::{net::Ipv4Addr, sync::Arc};

use super::{
    Incoming, admit,
    answer::{Answer, problem_response},
    visit_of,
};
use crate::{
    base::{Error, Moment},
    data::Visit,
    web::{App, Request, live, problem},
};

fn view_of(visit: &Visit) -> Option<u64> {
    visit.looking().map(|looking| looking.view)
}

pub(super) async fn open(app: &Arc<App>, incoming: Incoming) -> Answer {
    let topics: Vec<String> = incoming
        .request
        .query("topics")
        .unwrap_or_default()
        .split([' ', '+', ','])
        .filter(|topic| !topic.is_empty() && topic.len() < 80)
        .take(60)
        .map(str::to_owned)
        .collect();
    let after = incoming
        .request
        .last_event_id
        .or_else(|| incoming.request.query("after").and_then(|v| v.parse().ok()));
    let from = incoming
        .place
        .address
        .unwrap_or(Ipv4Addr::UNSPECIFIED.into());
    let app_in = app.clone();
    let enter = move || {
        let fresh = Incoming {
            known: None,
            if_match: None,
            at: Moment::now(),
            request: Request::default(),
            place: incoming.place.clone(),
            session: incoming.session.clone(),
            bearer: incoming.bearer.clone(),
            gzip: false,
            key: None,
            ours: true,
            watching: true,
        };
        let came = admit(&app_in, &fresh)
            .ok()
            .flatten()
            // Whoever has to finish their sign-in first hears nothing yet.
            .filter(|came| came.guest.first.is_none())?;
        Some(visit_of(&app_in, &fresh, Some(&came)))
    };
    let enter = Arc::new(enter);
    let first = enter.clone();
    let inside = tokio::task::spawn_blocking(move || first().map(|visit| view_of(&visit))).await;
    let Ok(Some(view)) = inside else {
        return problem_response(401, &problem::json(&Error::SignedOut));
    };
    // A page that was opened as somebody else is not that page any more when the view ends.
    live::open(app, topics, after, from, move || {
        enter().filter(|visit| view_of(visit) == view)
    })
}
