//! What is known of a request before its body is read: from where it comes, with what, and whether a page of ours sent it.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Request as HttpRequest, header},
};

use super::{compress::accepts_gzip, enter::KnownCaller};
use crate::{
    access::{Listener, Told, Zone},
    base::{Error, Moment, Result, language::Language},
    data::Origin,
    web::{App, Regions, Request, contract, cookie, request::parse_pairs, server::Peer},
};

/// What is known of a request before its body is read.
pub(super) struct Incoming {
    pub(super) request: Request,
    pub(super) origin: Origin,
    pub(super) at: Moment,
    pub(super) session: Option<String>,
    pub(super) bearer: Option<String>,
    pub(super) gzip: bool,
    pub(super) key: Option<String>,
    /// Over which version of what it is about a write says it is made.
    pub(super) if_match: Option<String>,
    /// Which part of a file is wanted, and of which file.
    pub(super) range: Option<String>,
    pub(super) if_range: Option<String>,
    pub(super) ours: bool,
    /// No browser says of it from which page it comes.
    pub(super) pageless: bool,
    /// A page that looks for news by itself: that is not use of a session.
    pub(super) watching: bool,
    /// A browser asks for a page that it may open soon. Whoever is asked so does nothing and notes nothing.
    pub(super) ahead: bool,
    /// What the browser asks for, where it asks for a language that there are texts in.
    pub(super) language: Option<Language>,
    /// Who it is, where that was asked already.
    pub(super) known: Option<KnownCaller>,
    /// Why nobody can tell whether this is the office, where nobody can.
    pub(super) unplaced: Option<Error>,
}

pub(super) fn read_head(app: &App, peer: &Peer, http: &HttpRequest<Body>) -> Incoming {
    let headers = http.headers();
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    let zones = &app.config.zones;
    let (socket, told, at) = (peer.address.ip(), told(headers), Moment::now());
    let address = zones.visitor(socket, &told);
    // Who can't be placed is outside, and whether they may come in can't be told.
    let (zone, unplaced) = match app.doorman.zone(&app.store, address) {
        Ok(zone) => (zone, None),
        Err(why) => (Zone::Outside, Some(why)),
    };
    app.proxies.met(zones, socket, zone, &told, at);
    let cookies: Vec<(String, String)> = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(cookie::parse)
        .collect();
    let host = host_of(http).to_owned();
    let query = http.uri().query().unwrap_or_default();
    let session = cookies
        .iter()
        .find(|(name, _)| name == cookie::SESSION)
        .map(|(_, value)| value.clone());
    let bearer = text("authorization")
        // A token is for programs: it opens the API and no page, so that it can't be used as a person at a browser.
        .filter(|_| http.uri().path().starts_with("/api/"))
        .and_then(|v| v.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned());
    Incoming {
        ours: bearer.is_some() || same_origin(headers, &host),
        pageless: !headers.contains_key("sec-fetch-site") && !headers.contains_key("origin"),
        watching: text("atrium-part") == Some("live"),
        ahead: text("sec-purpose").is_some_and(|purpose| purpose.contains("prefetch")),
        gzip: accepts_gzip(headers),
        key: text("idempotency-key").map(str::to_owned),
        if_match: contract::said(headers),
        range: text("range").map(str::to_owned),
        if_range: text("if-range").map(str::to_owned),
        origin: Origin {
            address: Some(address),
            zone,
            session: None,
            country: app.config.geoip.country_of(address),
            listener: peer.listener,
            device: peer.device.clone(),
        },
        at,
        language: text("accept-language").and_then(Language::accepted),
        known: None,
        unplaced,
        session,
        bearer,
        request: Request {
            method: http.method().to_string(),
            path: http.uri().path().to_owned(),
            query: parse_pairs(query),
            raw_query: query.to_owned(),
            part: text("atrium-part").map(str::to_owned),
            regions: text("accept").and_then(Regions::asked),
            accepts_json: text("accept").is_some_and(|a| a.contains("application/json")),
            last_event_id: text("last-event-id").and_then(|v| v.parse().ok()),
            user_agent: text("user-agent")
                .unwrap_or_default()
                .chars()
                .take(300)
                .collect(),
            came_from: text("referer")
                .and_then(|from| from.strip_prefix("https://")?.strip_prefix(host.as_str()))
                .filter(|path| path.starts_with('/'))
                .map(str::to_owned),
            base: app.config.hosts.base(&host, peer.listener),
            portal_base: app.config.hosts.base(&host, Listener::Portal),
            host,
            cookies,
            ..Request::default()
        },
    }
}

/// What an address may ask for, and cookies that may come along: more than any page of ours gives or sets.
const MOST_ASKED: usize = 2000;
const MOST_COOKIES: usize = 200;

/// Whether a head has more names in it than can be meant: each takes many times the bytes it is written with.
pub(super) fn is_overlong(http: &HttpRequest<Body>) -> bool {
    let many = |bytes: &[u8], mark: u8| bytes.iter().filter(|byte| **byte == mark).count();
    let cookies = http.headers().get_all(header::COOKIE).iter();
    let asked = http.uri().query().unwrap_or_default();
    many(asked.as_bytes(), b'&') >= MOST_ASKED
        || cookies
            .map(|line| many(line.as_bytes(), b';') + 1)
            .sum::<usize>()
            > MOST_COOKIES
}

/// Refuses a key that could not be told again, for whoever sends one counts on it.
pub(super) fn retry_key(headers: &HeaderMap) -> Result<()> {
    let fits = |v: &HeaderValue| v.to_str().is_ok_and(|key| (1..=200).contains(&key.len()));
    match headers.get("idempotency-key").is_none_or(fits) {
        true => Ok(()),
        false => Err(Error::field(
            "Idempotency-Key",
            "An Idempotency-Key has 1 to 200 characters of ASCII.",
        )),
    }
}

/// In what else than X-Forwarded-For proxies say for whom they ask, or that they ask for somebody: none of it is read, and
/// whoever sends it isn't the visitor.
const OTHERWISE: [(&str, &str); 24] = [
    ("forwarded", "Forwarded"),
    ("x-real-ip", "X-Real-IP"),
    ("true-client-ip", "True-Client-IP"),
    ("cf-connecting-ip", "CF-Connecting-IP"),
    ("cf-connecting-ipv6", "CF-Connecting-IPv6"),
    ("do-connecting-ip", "DO-Connecting-IP"),
    ("fastly-client-ip", "Fastly-Client-IP"),
    ("fly-client-ip", "Fly-Client-IP"),
    ("client-ip", "Client-IP"),
    ("x-client-ip", "X-Client-IP"),
    ("x-cluster-client-ip", "X-Cluster-Client-IP"),
    ("x-azure-clientip", "X-Azure-ClientIP"),
    ("x-appengine-user-ip", "X-Appengine-User-IP"),
    ("x-envoy-external-address", "X-Envoy-External-Address"),
    ("x-original-forwarded-for", "X-Original-Forwarded-For"),
    ("x-originating-ip", "X-Originating-IP"),
    ("x-remote-addr", "X-Remote-Addr"),
    ("x-forwarded", "X-Forwarded"),
    ("forwarded-for", "Forwarded-For"),
    ("x-forwarded-host", "X-Forwarded-Host"),
    ("x-forwarded-proto", "X-Forwarded-Proto"),
    ("x-forwarded-port", "X-Forwarded-Port"),
    ("x-forwarded-server", "X-Forwarded-Server"),
    ("via", "Via"),
];

/// What proxies say of where it comes from. A header sent in several lines is one list.
fn told(headers: &HeaderMap) -> Told<'_> {
    let lines = headers.get_all("x-forwarded-for").iter();
    Told {
        hops: lines
            .flat_map(|line| line.to_str().unwrap_or("?").split(','))
            .collect(),
        otherwise: OTHERWISE
            .into_iter()
            .find_map(|(name, shown)| headers.contains_key(name).then_some(shown)),
    }
}

/// The name the request came by; none when it gives two.
pub(super) fn host_of(http: &HttpRequest<Body>) -> &str {
    let mut given = http.headers().get_all(header::HOST).iter();
    let header = given.next().map(|v| v.to_str().unwrap_or_default());
    if given.next().is_some() {
        return "";
    }
    match (header, http.uri().authority().map(|a| a.as_str())) {
        (Some(header), Some(authority)) if header != authority => "",
        (Some(host), _) | (None, Some(host)) => host,
        (None, None) => "",
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
