//! A request's way from the socket to its handler and back: who is it, from where, is the request ours,
//! may they come through this route; then the handler; then page, headers, compression.
//!
//! Reading is done where the request arrived: a page reads memory, lasts less than a millisecond, and handing it to
//! another thread and back would cost a quarter of that. What waits (for the disk, argon2, a large file) goes to the
//! blocking pool: everything that writes, and the routes that say they are `slow`.

mod answer;
mod asset;
mod compress;
mod enter;
mod incoming;
mod live;
mod range;
mod render;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use axum::{
    Extension,
    body::Body,
    extract::State,
    http::{Request as HttpRequest, header},
};
use maud::Markup;

use crate::{
    access::{Listener, Tier},
    base::{Error, Moment, Result, language},
    data::Visit,
    web::{
        App, AskSecond, AuditSink, Page, Reply, Request, SecurityEvent,
        body::{self, HEARD},
        body_budget::Sender,
        contract, headers,
        reply::Frame,
        route::{Face, Route},
        route_table::Found,
        server::Peer,
        shell,
    },
};

use answer::{Answer, misdirected, not_ahead, other_method, overlong, plain_failure};
use compress::{accepts_gzip, compress};
use enter::{Entered, STRANGER, admit, enforce_rate_limit, enter, look, spoken, visit_of};
use incoming::{Incoming, host_of, is_overlong, read_head, retry_key};
use render::{refuse, render};

pub async fn handle(
    State(app): State<Arc<App>>,
    Extension(peer): Extension<Peer>,
    http: HttpRequest<Body>,
) -> Answer {
    let path = http.uri().path();
    // A monitor may ask by any name: it is told nothing that a name could change.
    if path != "/healthz" && !app.config.hosts.knows(host_of(&http)) {
        return finish(misdirected(path.starts_with("/api/")));
    }
    if let Some(asset) = path.strip_prefix("/assets/") {
        return finish(asset::serve(asset, accepts_gzip(http.headers())));
    }
    if is_overlong(&http) {
        return finish(overlong(path.starts_with("/api/")));
    }
    let incoming = read_head(&app, &peer, &http);
    if path == "/live" && http.method() == "GET" {
        return finish(whole(|| live::open(&app, incoming)).unwrap_or_else(plain_failure));
    }
    let method = if http.method() == "HEAD" {
        "GET"
    } else {
        http.method().as_str()
    };
    let found = app.table.find(&app.routes, method, path);
    let (at, captures) = match found {
        Found::Route(at, captures) if app.routes[at].stands_at(peer.listener) => {
            (Some(at), captures)
        }
        _ if peer.listener == Listener::Portal => (None, Vec::new()),
        Found::Route(at, captures) => (Some(at), captures),
        Found::OtherMethod(methods) if method == "OPTIONS" || path.starts_with("/api/") => {
            return finish(other_method(&methods));
        }
        _ => (None, Vec::new()),
    };
    if incoming.ahead && !at.is_some_and(|at| app.routes[at].may_be_fetched_ahead()) {
        return finish(not_ahead());
    }
    let mut incoming = incoming;
    incoming.request.captures = captures.into_iter().collect();
    let gzip = incoming.gzip;
    let secret = at.is_some_and(|at| app.routes[at].secret_address);
    let mut answer = match at {
        Some(at) if app.routes[at].writes() => write_request(app, at, incoming, http).await,
        Some(at) if app.routes[at].slow => run_blocking(app, Some(at), incoming, None).await,
        at => whole(|| answer(&app, at.map(|at| &app.routes[at]), &incoming, None))
            .unwrap_or_else(plain_failure),
    };
    if secret {
        headers::secret_address(answer.headers_mut());
    }
    finish(compress(answer, gzip))
}

/// Checks who it is before a body is read, so that strangers can't make the server take in files.
async fn write_request(
    app: Arc<App>,
    at: usize,
    mut incoming: Incoming,
    http: HttpRequest<Body>,
) -> Answer {
    let route = &app.routes[at];
    let kept = retry_key(http.headers());
    let expected = contract::expected(incoming.if_match.as_deref());
    let others = match route.face {
        Face::Api => contract::no_other_condition(http.headers()),
        _ => Ok(()),
    };
    let sent = http.headers().get(header::CONTENT_TYPE);
    let sent = sent.and_then(|value| value.to_str().ok());
    let files = sent.is_some_and(|sent| sent.starts_with("multipart/"));
    let looked = whole(|| {
        let entered = look(&app, route, &mut incoming).map_err(|_| None)?;
        enforce_rate_limit(&app, route, &entered, (incoming.at, files)).map_err(Some)?;
        // What was done under this key is answered, whatever has become of the record since (`asked_anew`).
        if let Some(gate) = &route.gate
            && !entered.visit.was_answered().map_err(Some)?
        {
            gate(&entered.visit, &incoming.request).map_err(Some)?;
        }
        kept.map_err(Some)?;
        others.map_err(Some)?;
        incoming.request.if_match = expected.map_err(Some)?;
        let schema = app.store.schema();
        contract::has_something_to_match(schema, route, &incoming.request).map_err(Some)?;
        contract::demand(&app, route, entered.guest.as_ref(), &incoming.request).map_err(Some)?;
        Ok(match &entered.guest {
            Some(guest) => Sender::Person(guest.actor.person),
            None => Sender::stranger(incoming.origin.address),
        })
    });
    let sender = match looked {
        None => return plain_failure(),
        Some(Err(Some(error))) => {
            // Whoever is known is heard to the end.
            let most = match error {
                Error::SignedOut | Error::TooMany { .. } => HEARD,
                _ => app.config.upload_limit,
            };
            body::pass_over(http.into_body(), most, &app.config.patience).await;
            return run_blocking(app, Some(at), incoming, Some(error)).await;
        }
        Some(Err(None)) => {
            body::pass_over(http.into_body(), HEARD, &app.config.patience).await;
            return run_blocking(app, Some(at), incoming, None).await;
        }
        Some(Ok(sender)) => sender,
    };
    // Given back when it is answered: until then what was read lies in memory.
    let mut portion = app.bodies.portion(sender);
    let read = body::read(
        &app,
        route.uploads,
        http,
        &mut incoming.request,
        &mut portion,
    );
    if let Err(e) = read.await {
        return run_blocking(app, Some(at), incoming, Some(e)).await;
    }
    if let (Some(takes), Sender::Person(person)) = (route.uploads, sender)
        && let Err(e) =
            body::resume(&app, takes, (person, incoming.at), &mut incoming.request).await
    {
        return run_blocking(app, Some(at), incoming, Some(e)).await;
    }
    if incoming.key.is_none() {
        incoming.key = incoming.request.field("_key").map(str::to_owned);
    }
    run_blocking(app, Some(at), incoming, None).await
}

/// What a piece of work gives, or nothing when it panicked: the connection and its other requests go on.
fn whole<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// The rest of the way, on the blocking pool; `failed` when the body could not be taken in.
async fn run_blocking(
    app: Arc<App>,
    at: Option<usize>,
    mut incoming: Incoming,
    mut failed: Option<Error>,
) -> Answer {
    let job = tokio::task::spawn_blocking(move || {
        if !incoming.request.fields.is_empty() {
            match app.doorman.currency(&app.store) {
                Ok(currency) => incoming.request.currency = currency,
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        let route = at.map(|at| &app.routes[at]);
        answer(&app, route, &incoming, failed)
    });
    job.await.unwrap_or_else(|_| plain_failure())
}

fn answer(app: &App, route: Option<&Route>, incoming: &Incoming, failed: Option<Error>) -> Answer {
    let request = &incoming.request;
    let api = request.path.starts_with("/api/");
    let entered = enter(app, route, incoming);
    let guest = entered.as_ref().ok().and_then(|e| e.guest.as_ref());
    let _spoken = language::speak(spoken(app, route, incoming, guest));
    // What whoever looks as another opens is written down, and only what they open.
    let looks = |entered: &Entered| entered.visit.impersonation().is_some();
    if incoming.ahead && entered.as_ref().is_ok_and(looks) {
        return not_ahead();
    }
    let (reply, entered) = match (entered, route) {
        (Ok(entered), Some(route)) => {
            // Whoever writes was asked before the body was read.
            let rate_limited = match route.writes() {
                true => Ok(()),
                false => enforce_rate_limit(app, route, &entered, (incoming.at, false)),
            };
            let reply = match (failed, rate_limited) {
                (Some(error), _) | (None, Err(error)) => Err(error),
                (None, Ok(())) => asked_anew(route, &entered, incoming)
                    .and_then(|()| handled(route, &entered, request))
                    .or_else(|why| done_before(route, &entered.visit, why)),
            };
            let reply = match (reply, app.store.service::<AskSecond>()) {
                // It waits for another person; that is an answer and no refusal.
                (Err(Error::Unseconded(action)), Some(ask)) => {
                    (ask.0)(&entered.visit, request, action)
                }
                (reply, _) => reply,
            };
            (held_back(&entered.visit, request, reply), Some(entered))
        }
        (Err(e), _) => (Err(e), None),
        (Ok(_), None) => (Err(Error::NotFound), None),
    };
    let entered = entered.or_else(|| {
        let came = admit(app, incoming).ok()?;
        let visit = visit_of(app, incoming, came.as_ref());
        let guest = came.map(|came| came.guest);
        Some(Entered { visit, guest })
    });
    let guest = entered.as_ref().and_then(|e| e.guest.as_ref());
    let _spoken = language::speak(spoken(app, route, incoming, guest));
    let looks = entered
        .as_ref()
        .is_some_and(|e| e.visit.impersonation().is_some());
    let person = entered
        .as_ref()
        .and_then(|entered| entered.guest.as_ref())
        .map(|guest| guest.actor.person);
    if let Err(why @ (Error::Forbidden(_) | Error::SignedOut | Error::TooMany { .. })) = &reply
        && !looks
        && let Some(audit) = app.store.service::<AuditSink>()
    {
        let refused = SecurityEvent::Refused {
            person,
            why,
            address: incoming.origin.address,
            method: &request.method,
            path: route.map_or(request.path.as_str(), |route| route.told(&request.path)),
            at: incoming.at,
        };
        audit.0(&app.store, refused);
    }
    match reply {
        Ok(reply) => render(app, incoming, entered.as_ref(), reply),
        Err(error) => refuse(app, route, incoming, entered.as_ref(), &error, api),
    }
}

/// A key lets in the request that it was answered for, and no other.
fn asked_anew(route: &Route, entered: &Entered, incoming: &Incoming) -> Result<()> {
    match &route.gate {
        Some(gate) if incoming.key.is_some() && !entered.visit.asks_again()? => {
            gate(&entered.visit, &incoming.request)
        }
        _ => Ok(()),
    }
}

/// A retry of what was done is no failure, whatever has become since of what it was done to: where the record is gone,
/// out of sight, or in a state in which this couldn't be done once more, the answer says that it was done.
fn done_before(route: &Route, visit: &Visit, why: Error) -> Result<Reply> {
    let refused = matches!(
        why,
        Error::NotFound
            | Error::Forbidden(_)
            | Error::Invalid(_)
            | Error::Conflict(_)
            | Error::Stale
    );
    if !refused || !route.writes() || !(visit.replayed() || visit.asks_again()?) {
        return Err(why);
    }
    if !visit.replayed() {
        visit.answer_again()?;
    }
    match route.face {
        Face::Api => Ok(Reply::DoneBefore),
        _ => Ok(Reply::go("/").toast("This was done already", None)),
    }
}

/// What the route's handler gives. Where only walls are asked for, they are drawn without what stands within them.
fn handled(route: &Route, entered: &Entered, request: &Request) -> Result<Reply> {
    if route.face != Face::Api && !route.writes() {
        // Before anything is read, so that what the page says it has seen is in it.
        entered.visit.reached();
        if let Some(regions) = &request.regions
            && regions.within(&shell::REGIONS)
        {
            let client = entered.visit.actor.tier == Tier::Client;
            let frame = if client { Frame::Portal } else { Frame::Staff };
            return Ok(Page::new("", Markup::default()).frame(frame).into());
        }
    }
    (route.handler)(&entered.visit, request)
}

fn leaves(reply: &Result<Reply>) -> Option<bool> {
    match reply {
        Ok(
            Reply::Stream { .. }
            | Reply::Text {
                download: Some(_), ..
            },
        ) => Some(true),
        Ok(Reply::File { inline: false, .. }) => Some(false),
        _ => None,
    }
}

/// Whoever looks as another sees what they see and takes nothing along: no export, no download. What is opened is told.
fn held_back(visit: &Visit, request: &Request, reply: Result<Reply>) -> Result<Reply> {
    let Some(impersonation) = visit.impersonation() else {
        if let Some(whole) = leaves(&reply)
            && visit.actor.person != STRANGER
            && let Some(audit) = visit.store().service::<AuditSink>()
        {
            let person = visit.actor.person;
            audit.0(visit.store(), SecurityEvent::Took { person, whole });
        }
        return reply;
    };
    match &reply {
        _ if leaves(&reply).is_some() => return Err(impersonation.refusal()),
        Ok(_) if request.part.as_deref() != Some("live") => {
            if let Some(audit) = visit.store().service::<AuditSink>() {
                let path = &request.path;
                audit.0(
                    visit.store(),
                    SecurityEvent::Opened {
                        impersonation,
                        path,
                    },
                );
            }
        }
        _ => {}
    }
    reply
}

fn finish(mut response: Answer) -> Answer {
    headers::secure(response.headers_mut());
    headers::date(response.headers_mut(), Moment::now());
    response
}
