//! A minimal blocking HTTP/1.1 client over TLS, for the tests and the bench.
//!
//! **For loopback only.** It accepts whatever certificate the server shows, so it proves nothing about who answers; it
//! must never carry a real person's password or talk to another machine.
//!
//! One [`Client`] is one person: it keeps one connection alive and a jar of cookies. It follows no redirects by itself.

mod browser;
mod chunked;
mod compose;
mod connect;
mod encode;
mod exchange;
mod stream;
mod wire;

use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};

use rustls::ClientConfig;
use serde_json::Value;

use connect::Tls;
use wire::{Wire, find_header};

pub use encode::{Upload, encode_form};
pub use stream::{Event, Stream};

pub struct Client {
    addr: SocketAddr,
    host: String,
    cookies: BTreeMap<String, String>,
    bearer: Option<String>,
    like_a_browser: bool,
    timeout: Duration,
    connection: Option<Wire<Tls>>,
    connects: u64,
    /// A way of speaking TLS of its own: with a certificate to show.
    tls: Option<Arc<ClientConfig>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    pub status: u16,
    /// In the order sent; names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    /// The path and query that were asked for.
    pub path: String,
}

impl Response {
    /// The first header of this name, in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        find_header(&self.headers, name)
    }

    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; panics, showing the body, when it is none.
    #[track_caller]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(e) => panic!(
                "{}: status {}, body is not JSON ({e}): {}",
                self.path,
                self.status,
                self.text()
            ),
        }
    }
}

impl Client {
    pub fn new(addr: SocketAddr) -> Client {
        Client {
            addr,
            host: addr.to_string(),
            cookies: BTreeMap::new(),
            bearer: None,
            like_a_browser: true,
            timeout: Duration::from_secs(30),
            connection: None,
            connects: 0,
            tls: None,
        }
    }

    /// The name to ask for, in TLS and as `Host`; the address when not given.
    pub fn with_host(mut self, host: &str) -> Client {
        host.clone_into(&mut self.host);
        self
    }

    /// Send this token as `Authorization: Bearer` with every request.
    pub fn with_bearer(mut self, token: &str) -> Client {
        self.bearer = Some(token.to_owned());
        self
    }

    /// Show this certificate (both in DER) when the server asks for one.
    pub fn with_certificate(mut self, certificate: &[u8], key: &[u8]) -> Client {
        self.tls = connect::config_showing(certificate, key).ok();
        self.connection = None;
        self
    }

    /// How long to wait for the server's next bytes; 30 seconds when not given.
    pub fn with_timeout(mut self, timeout: Duration) -> Client {
        self.timeout = timeout;
        self
    }

    /// Whether changing requests carry the `Origin` and `Sec-Fetch-Site` that
    /// a browser sends from the site's own pages. On until switched off; never
    /// sent with a bearer token.
    pub fn like_a_browser(&mut self, yes: bool) {
        self.like_a_browser = yes;
    }

    pub fn set_bearer(&mut self, token: Option<&str>) {
        self.bearer = token.map(str::to_owned);
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub fn clear_cookies(&mut self) {
        self.cookies.clear();
    }

    /// How many connections have been opened so far.
    pub fn connects(&self) -> u64 {
        self.connects
    }

    /// Drop the connection; the next request opens a new one.
    pub fn disconnect(&mut self) {
        self.connection = None;
    }
}
