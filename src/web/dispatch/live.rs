//! The door to the live stream: who listens is asked again for every event, so that an ended session hears no more.

use std::{net::Ipv4Addr, sync::Arc};

use super::{
    Incoming, admit,
    answer::{Answer, json_response},
    visit_of,
};
use crate::{
    base::{Error, Moment},
    web::{App, Request, live, problem},
};

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
        let guest = admit(&app_in, &fresh)
            .ok()
            .flatten()
            // Whoever has to finish their sign-in first hears nothing yet.
            .filter(|guest| guest.first.is_none())?;
        Some(visit_of(&app_in, &fresh, Some(&guest)))
    };
    let enter = Arc::new(enter);
    let first = enter.clone();
    let inside = tokio::task::spawn_blocking(move || first().is_some()).await;
    if !inside.unwrap_or(false) {
        return json_response(401, &problem::json(&Error::SignedOut));
    }
    live::open(app, topics, after, from, move || enter())
}
