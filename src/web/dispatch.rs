//! A request's way from the socket to its handler and back: who is it, from where, is the request ours,
//! may they come through this route; then the handler on the blocking pool; then page, headers, compression.

use std::{
    io::{Read, Write},
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use axum::{
    body::Body,
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderValue, Request as HttpRequest, Response, StatusCode, header},
};
use bytes::Bytes;
use maud::Markup;

use crate::{
    access::{Actor, Tier},
    base::{Error, Moment, Result},
    data::{Place, Visit},
    web::{
        App, Guest, Page, Reply, Request,
        app::{Credential, Found},
        assets, body, cookie, headers, live, problem,
        reply::Frame,
        request::parse_pairs,
        route::{Demand, Route},
        shell::{self, Surroundings},
    },
};

type Answer = Response<Body>;

/// What is known of a request before its body is read.
struct Incoming {
    request: Request,
    place: Place,
    at: Moment,
    session: Option<String>,
    bearer: Option<String>,
    gzip: bool,
    key: Option<String>,
    ours: bool,
}

pub async fn handle(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    http: HttpRequest<Body>,
) -> Answer {
    let path = http.uri().path();
    if let Some(asset) = path.strip_prefix("/assets/") {
        return finish(serve_asset(asset, accepts_gzip(http.headers())));
    }
    let incoming = read_head(&app, peer.ip(), &http);
    if path == "/live" && http.method() == "GET" {
        return finish(open_live(&app, incoming).await);
    }
    let method = if http.method() == "HEAD" {
        "GET"
    } else {
        http.method().as_str()
    };
    let found = app.table.find(&app.routes, method, path);
    let (at, captures) = match found {
        Found::Route(at, captures) => (Some(at), captures),
        Found::OtherMethod(methods) if method == "OPTIONS" || path.starts_with("/api/") => {
            return finish(other_method(&methods));
        }
        _ => (None, Vec::new()),
    };
    let mut incoming = incoming;
    incoming.request.captures = captures.into_iter().collect();
    let gzip = incoming.gzip;
    let answer = match at {
        Some(at) if app.routes[at].writes() => write_request(app, at, incoming, http).await,
        at => run_blocking(app, at, incoming).await,
    };
    finish(compress(answer, gzip))
}

/// Checks who it is before a body is read, so that strangers can't make the server take in files.
async fn write_request(
    app: Arc<App>,
    at: usize,
    mut incoming: Incoming,
    http: HttpRequest<Body>,
) -> Answer {
    let (checked, incoming_back) = {
        let app = app.clone();
        let job = tokio::task::spawn_blocking(move || {
            let checked = enter(&app, Some(&app.routes[at]), &incoming).map(drop);
            (checked, incoming)
        });
        match job.await {
            Ok(done) => done,
            Err(_) => return plain_failure(),
        }
    };
    incoming = incoming_back;
    if checked.is_ok()
        && let Err(e) = body::read(&app, app.routes[at].uploads, http, &mut incoming.request).await
    {
        return run_failed(app, at, incoming, e).await;
    }
    if incoming.key.is_none() {
        incoming.key = incoming.request.field("_key").map(str::to_owned);
    }
    run_blocking(app, Some(at), incoming).await
}

async fn run_blocking(app: Arc<App>, at: Option<usize>, mut incoming: Incoming) -> Answer {
    let job = tokio::task::spawn_blocking(move || {
        let route = at.map(|at| &app.routes[at]);
        let mut failed = None;
        if !incoming.request.fields.is_empty() {
            match app.doorman.currency(&app.store) {
                Ok(currency) => incoming.request.currency = currency,
                Err(error) => failed = Some(error),
            }
        }
        answer(&app, route, &incoming, failed)
    });
    job.await.unwrap_or_else(|_| plain_failure())
}

async fn run_failed(app: Arc<App>, at: usize, incoming: Incoming, error: Error) -> Answer {
    let job = tokio::task::spawn_blocking(move || {
        answer(&app, Some(&app.routes[at]), &incoming, Some(error))
    });
    job.await.unwrap_or_else(|_| plain_failure())
}

/// A handler panicked: nothing was changed, because deeds are whole or not at all.
fn plain_failure() -> Answer {
    let mut response = Response::new(Body::from(
        "Something broke on our side. Nothing was changed. Go back and try again.",
    ));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

fn read_head(app: &App, socket: IpAddr, http: &HttpRequest<Body>) -> Incoming {
    let headers = http.headers();
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let address = app.zones.visitor(socket, text("x-forwarded-for"));
    let cookies: Vec<(String, String)> = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(cookie::parse)
        .collect();
    let host = text("host")
        .or_else(|| http.uri().authority().map(|a| a.as_str()))
        .unwrap_or_default()
        .to_owned();
    let query = http.uri().query().unwrap_or_default();
    let session = cookies
        .iter()
        .find(|(name, _)| name == cookie::SESSION)
        .map(|(_, value)| value.clone());
    let bearer = text("authorization")
        .and_then(|v| v.strip_prefix("Bearer "))
        .map(|v| v.trim().to_owned());
    Incoming {
        ours: bearer.is_some() || same_origin(headers, &host),
        gzip: accepts_gzip(headers),
        key: text("idempotency-key").map(str::to_owned),
        place: Place {
            address: Some(address),
            zone: app.zones.of(address),
            session: None,
        },
        at: Moment::now(),
        session,
        bearer,
        request: Request {
            method: http.method().to_string(),
            path: http.uri().path().to_owned(),
            query: parse_pairs(query),
            raw_query: query.to_owned(),
            part: text("atrium-part").map(str::to_owned),
            accepts_json: text("accept").is_some_and(|a| a.contains("application/json")),
            last_event_id: text("last-event-id").and_then(|v| v.parse().ok()),
            user_agent: text("user-agent")
                .unwrap_or_default()
                .chars()
                .take(300)
                .collect(),
            host,
            cookies,
            ..Request::default()
        },
    }
}

/// Whether a write comes from our own pages: by Sec-Fetch-Site, or by Origin where that is not sent.
fn same_origin(headers: &HeaderMap, host: &str) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    match (text("sec-fetch-site"), text("origin")) {
        (Some("same-origin"), _) => true,
        (Some(_), _) => false,
        (None, Some(origin)) => origin.strip_prefix("https://") == Some(host),
        (None, None) => false,
    }
}

struct Entered {
    visit: Visit,
    guest: Option<Guest>,
}

fn admit(app: &App, incoming: &Incoming) -> Result<Option<Guest>> {
    let credential = match (&incoming.bearer, &incoming.session) {
        (Some(token), _) => Credential::Bearer(token),
        (None, Some(token)) => Credential::Session(token),
        (None, None) => return Ok(None),
    };
    app.doorman
        .admit(&app.store, &credential, &incoming.place, incoming.at)
}

fn visit_of(app: &App, incoming: &Incoming, guest: Option<&Guest>) -> Visit {
    let place = Place {
        session: guest.and_then(|g| g.session),
        ..incoming.place.clone()
    };
    let actor = match guest {
        Some(guest) => guest.actor.clone(),
        None => Arc::new(stranger()),
    };
    Visit::new(app.store.clone(), actor, place, incoming.at, app.tz.clone())
        .with_key(incoming.key.clone())
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
fn enter(app: &App, route: Option<&Route>, incoming: &Incoming) -> Result<Entered> {
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

fn answer(app: &App, route: Option<&Route>, incoming: &Incoming, failed: Option<Error>) -> Answer {
    let request = &incoming.request;
    let api =
        request.path.starts_with("/api/") || request.accepts_json && incoming.bearer.is_some();
    let entered = enter(app, route, incoming);
    let (reply, entered) = match (entered, route) {
        (Ok(entered), Some(route)) => {
            let reply = match failed {
                Some(error) => Err(error),
                None => (route.handler)(&entered.visit, request),
            };
            (reply, Some(entered))
        }
        (Err(e), _) => (Err(e), None),
        (Ok(_), None) => (Err(Error::NotFound), None),
    };
    let entered = entered.or_else(|| {
        let guest = admit(app, incoming).ok()?;
        let visit = visit_of(app, incoming, guest.as_ref());
        Some(Entered { visit, guest })
    });
    match reply {
        Ok(reply) => render(app, incoming, entered.as_ref(), reply),
        Err(error) => refuse(app, route, incoming, entered.as_ref(), &error, api),
    }
}

fn refuse(
    app: &App,
    route: Option<&Route>,
    incoming: &Incoming,
    entered: Option<&Entered>,
    error: &Error,
    api: bool,
) -> Answer {
    let request = &incoming.request;
    if let Error::Internal(what) = error {
        tracing::error!(path = request.path, what, "a request failed");
    }
    let guest = entered.and_then(|e| e.guest.as_ref());
    let mut response = if api || request.accepts_json && request.part.is_some() {
        let mut response = json_response(error.status(), &problem::json(error));
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    } else if *error == Error::SignedOut && request.part.is_none() {
        let to = if app.doorman.is_new(&app.store).unwrap_or(false) {
            "/set-up".to_owned()
        } else if request.method == "GET" && request.path != "/" {
            let next = if request.raw_query.is_empty() {
                request.path.clone()
            } else {
                format!("{}?{}", request.path, request.raw_query)
            };
            format!("/sign-in?next={}", super::request::percent(&next))
        } else {
            "/sign-in".to_owned()
        };
        redirect(&to)
    } else if let Some(first) = guest.and_then(|g| g.first).filter(|_| {
        request.part.is_none()
            && matches!(error, Error::Forbidden(_))
            && route.is_some_and(|r| !r.writes())
    }) {
        redirect(first)
    } else {
        let frame = match guest {
            None => Frame::Door,
            Some(guest) if guest.actor.tier == Tier::Client => Frame::Portal,
            Some(_) => Frame::House,
        };
        render(app, incoming, entered, problem::page(error, frame).into())
    };
    if let Error::TooMany { wait_seconds, .. } = error {
        set(&mut response, "retry-after", &wait_seconds.to_string());
    }
    if matches!(error, Error::Unavailable(_)) {
        set(&mut response, "retry-after", "5");
    }
    if api && *error == Error::SignedOut {
        set(&mut response, "www-authenticate", "Bearer");
    }
    response
}

fn set(response: &mut Answer, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().append(name, value);
    }
}

fn redirect(to: &str) -> Answer {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    set(&mut response, "location", to);
    response
}

fn json_response(status: u16, body: &serde_json::Value) -> Answer {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

fn html_response(status: u16, body: Markup) -> Answer {
    let mut response = Response::new(Body::from(body.into_string()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    response
}

fn render(app: &App, incoming: &Incoming, entered: Option<&Entered>, reply: Reply) -> Answer {
    match reply {
        Reply::Page(page) => render_page(app, incoming, entered, &page),
        Reply::Go { to, toast, cookies } => {
            let mut response = redirect(&to);
            if let Some(toast) = &toast {
                if incoming.request.part.is_some() {
                    set(
                        &mut response,
                        "atrium-toast",
                        &super::request::percent(&toast.text),
                    );
                }
                set(&mut response, "set-cookie", &cookie::toast(toast));
            }
            for cookie in cookies {
                set(&mut response, "set-cookie", &cookie);
            }
            response
        }
        Reply::Json { status, body } => json_response(status, &body),
        Reply::Part(markup) => html_response(200, markup),
        Reply::Text {
            media_type,
            body,
            download,
        } => {
            let mut response = Response::new(Body::from(body));
            set(&mut response, "content-type", media_type);
            if let Some(name) = download {
                set(
                    &mut response,
                    "content-disposition",
                    &disposition("attachment", &name),
                );
            }
            response
        }
        Reply::File {
            file,
            name,
            media_type,
            inline,
        } => {
            let mut response = match app.store.file(&file) {
                Ok(reader) => Response::new(stream(reader)),
                Err(error) => {
                    tracing::error!(%error, "a file can't be served");
                    return refuse(app, None, incoming, entered, &error, false);
                }
            };
            set(&mut response, "content-type", &media_type);
            set(&mut response, "content-length", &file.size.to_string());
            set(&mut response, "content-security-policy", headers::SANDBOX);
            let way = if inline { "inline" } else { "attachment" };
            set(
                &mut response,
                "content-disposition",
                &disposition(way, &name),
            );
            response
        }
    }
}

fn disposition(way: &str, name: &str) -> String {
    let ascii: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || ".-_ ".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    format!(
        "{way}; filename=\"{ascii}\"; filename*=UTF-8''{}",
        super::request::percent(name)
    )
}

/// Streams a verified file from a blocking reader; a damaged one breaks off before its last byte.
fn stream(mut reader: impl Read + Send + 'static) -> Body {
    let (send, receive) = tokio::sync::mpsc::channel::<std::io::Result<Bytes>>(4);
    tokio::task::spawn_blocking(move || {
        loop {
            let mut chunk = vec![0u8; 1 << 16];
            match reader.read(&mut chunk) {
                Ok(0) => return,
                Ok(got) => {
                    chunk.truncate(got);
                    if send.blocking_send(Ok(chunk.into())).is_err() {
                        return;
                    }
                }
                Err(error) => {
                    tracing::error!(%error, "a file broke off");
                    let _ = send.blocking_send(Err(error));
                    return;
                }
            }
        }
    });
    Body::from_stream(tokio_stream::wrappers::ReceiverStream::new(receive))
}

fn render_page(app: &App, incoming: &Incoming, entered: Option<&Entered>, page: &Page) -> Answer {
    let request = &incoming.request;
    let toast = request.cookie(cookie::TOAST).and_then(cookie::read_toast);
    let had_toast = toast.is_some();
    let guest = entered.and_then(|e| e.guest.as_ref());
    let around = Surroundings {
        app,
        visit: guest.and(entered).map(|e| &e.visit),
        guest,
        house: app
            .doorman
            .house(&app.store)
            .unwrap_or_else(|_| "Atrium".into()),
        path: &request.path,
        toast,
        seq: app.store.newest(),
    };
    let body = match request.part.as_deref() {
        Some("panel") => Ok(shell::part(page, "panel")),
        _ => shell::render(page, &around),
    };
    let mut response = match body {
        Ok(body) => html_response(page.status, body),
        Err(error) => {
            tracing::error!(%error, "the shell could not be drawn");
            return plain_failure();
        }
    };
    if had_toast && request.part.is_none() {
        set(&mut response, "set-cookie", &cookie::no_toast());
    }
    for cookie in &page.cookies {
        set(&mut response, "set-cookie", cookie);
    }
    response
}

async fn open_live(app: &Arc<App>, incoming: Incoming) -> Answer {
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
        };
        let guest = admit(&app_in, &fresh).ok().flatten()?;
        Some(visit_of(&app_in, &fresh, Some(&guest)))
    };
    let enter = Arc::new(enter);
    let first = enter.clone();
    let inside = tokio::task::spawn_blocking(move || first().is_some()).await;
    if !inside.unwrap_or(false) {
        return json_response(401, &problem::json(&Error::SignedOut));
    }
    live::open(app, topics, after, move || enter())
}

fn other_method(methods: &[&str]) -> Answer {
    let mut response = json_response(
        405,
        &serde_json::json!({
            "type": "urn:atrium:problem:method", "title": "Another method is needed here", "status": 405,
            "detail": format!("This address answers {}.", methods.join(", ")),
        }),
    );
    set(&mut response, "allow", &methods.join(", "));
    response
}

fn serve_asset(path: &str, gzip: bool) -> Answer {
    let Some(asset) = assets::serve(path) else {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_FOUND;
        return response;
    };
    let (body, packed) = match (&asset.gzip, gzip) {
        (Some(packed), true) => (packed.clone(), true),
        _ => (asset.body.clone(), false),
    };
    let mut response = Response::new(Body::from(Bytes::from_owner(body)));
    set(&mut response, "content-type", asset.content_type);
    set(
        &mut response,
        "cache-control",
        "public, max-age=31536000, immutable",
    );
    set(&mut response, "vary", "accept-encoding");
    if packed {
        set(&mut response, "content-encoding", "gzip");
    }
    response
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.split(',').any(|part| part.trim().starts_with("gzip")))
}

/// Pages and JSON shrink to a sixth; the fastest level costs less than the network saves.
fn compress(mut response: Answer, gzip: bool) -> Answer {
    use axum::body::HttpBody;
    let text = response
        .headers()
        .get(header::CONTENT_TYPE)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.starts_with("text/") || v.contains("json"));
    let size = response.body().size_hint().exact().unwrap_or(0);
    if !gzip || !text || !(1400..=4 << 20).contains(&size) {
        return response;
    }
    let Some(Ok(frame)) = now(response.body_mut()) else {
        return response;
    };
    let mut encoder = flate2::write::GzEncoder::new(
        Vec::with_capacity(frame.len() / 4),
        flate2::Compression::fast(),
    );
    let packed = encoder.write_all(&frame).and_then(|()| encoder.finish());
    match packed {
        Ok(packed) => {
            *response.body_mut() = Body::from(packed);
            response.headers_mut().remove(header::CONTENT_LENGTH);
            set(&mut response, "content-encoding", "gzip");
            set(&mut response, "vary", "accept-encoding");
            response
        }
        Err(_) => {
            *response.body_mut() = Body::from(frame);
            response
        }
    }
}

/// The single frame of a body that is whole in memory.
fn now(body: &mut Body) -> Option<Result<Bytes, axum::Error>> {
    use axum::body::HttpBody;
    let waker = std::task::Waker::noop();
    let mut context = std::task::Context::from_waker(waker);
    match std::pin::Pin::new(body).poll_frame(&mut context) {
        std::task::Poll::Ready(Some(Ok(frame))) => frame.into_data().ok().map(Ok),
        std::task::Poll::Ready(Some(Err(e))) => Some(Err(e)),
        _ => None,
    }
}

fn finish(mut response: Answer) -> Answer {
    headers::secure(response.headers_mut());
    response
}
