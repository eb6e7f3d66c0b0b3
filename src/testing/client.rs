//! A minimal blocking HTTP/1.1 client over TLS, for the tests and the bench
//! command.
//!
//! **For loopback only.** It accepts whatever certificate the server shows, so
//! it proves nothing about who answers; it must never carry a real person's
//! password or talk to another machine.
//!
//! One [`Client`] is one person: it keeps one connection alive and a jar of
//! cookies. It follows no redirects by itself. The short methods ([`Client::get`]
//! and so on) panic when the exchange itself fails, which is what a test
//! wants; [`Client::try_request`] gives the error instead.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, ClientConnection, DigitallySignedStruct, Error as TlsError, SignatureScheme,
    StreamOwned,
};
use serde_json::Value;

type Tls = StreamOwned<ClientConnection, TcpStream>;

/// No head of a response is longer than this.
const MAX_HEAD: usize = 64 * 1024;

pub struct Client {
    addr: SocketAddr,
    host: String,
    cookies: BTreeMap<String, String>,
    bearer: Option<String>,
    like_a_browser: bool,
    timeout: Duration,
    connection: Option<Wire<Tls>>,
    connects: u64,
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

/// One file of a multipart form.
#[derive(Clone, Copy, Debug)]
pub struct Upload<'a> {
    /// The name of the form's field.
    pub field: &'a str,
    pub filename: &'a str,
    pub content_type: &'a str,
    pub bytes: &'a [u8],
}

/// One server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The last id the server has sent, in this event or before it.
    pub id: Option<String>,
    /// "message" when the server names none.
    pub event: String,
    pub data: String,
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

    #[track_caller]
    pub fn get(&mut self, path: &str) -> Response {
        self.request("GET", path, &[], &[])
    }

    #[track_caller]
    pub fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Response {
        self.request(
            "POST",
            path,
            &[("content-type", "application/x-www-form-urlencoded")],
            encode_form(fields).as_bytes(),
        )
    }

    #[track_caller]
    pub fn post_json(&mut self, path: &str, value: &Value) -> Response {
        self.request(
            "POST",
            path,
            &[("content-type", "application/json")],
            value.to_string().as_bytes(),
        )
    }

    /// A form with files, as `multipart/form-data`.
    #[track_caller]
    pub fn post_multipart(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[Upload<'_>],
    ) -> Response {
        let (content_type, body) = encode_multipart(fields, files);
        self.request("POST", path, &[("content-type", &content_type)], &body)
    }

    /// Any request. `Host`, `Content-Length`, cookies and the token are added
    /// unless `headers` has them. Panics when no response comes.
    #[track_caller]
    pub fn request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Response {
        match self.try_request(method, path, headers, body) {
            Ok(response) => response,
            Err(e) => panic!("{method} https://{}{path}: {e}", self.host),
        }
    }

    /// As [`Client::request`], giving the error instead of panicking.
    ///
    /// When the server has closed the kept connection since, a new one is
    /// opened, once. A changing request is repeated only if the connection was
    /// known to be closed before it was sent: it must not be done twice.
    pub fn try_request(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Response> {
        let message = self.compose(method, path, headers, body)?;
        let repeatable = matches!(method, "GET" | "HEAD" | "OPTIONS" | "PUT" | "DELETE");
        let mut kept = self.connection.take();
        if kept.as_mut().is_some_and(is_stale) {
            kept = None;
        }
        let was_kept = kept.is_some();
        let mut wire = match kept {
            Some(wire) => wire,
            None => self.connect()?,
        };
        let first = exchange(&mut wire, method, &message);
        let (head, bytes) = match first {
            Err(e) if was_kept && repeatable && is_closed(&e) && wire.untouched() => {
                wire = self.connect()?;
                exchange(&mut wire, method, &message)?
            }
            other => other?,
        };
        let closes = find_header(&head.headers, "connection")
            .is_some_and(|value| value.to_ascii_lowercase().contains("close"));
        if !closes && !wire.ended {
            self.connection = Some(wire);
        }
        self.keep_cookies(&head.headers);
        Ok(Response {
            status: head.status,
            headers: head.headers,
            body: bytes,
            path: path.to_owned(),
        })
    }

    /// Send these bytes as they are on a connection of their own and read one
    /// response: for requests no client should send.
    pub fn try_raw(&mut self, bytes: &[u8]) -> io::Result<Response> {
        let mut wire = self.connect()?;
        let (head, body) = exchange(&mut wire, "GET", bytes)?;
        Ok(Response {
            status: head.status,
            headers: head.headers,
            body,
            path: String::new(),
        })
    }

    /// Go where a response of 301, 302 or 303 sends a browser, for at most ten
    /// steps; any other response is returned as it is. Panics on a redirect to
    /// another site.
    #[track_caller]
    pub fn follow(&mut self, mut response: Response) -> Response {
        for _ in 0..10 {
            if !matches!(response.status, 301..=303) {
                return response;
            }
            let Some(location) = response.location() else {
                panic!("{}: {} without Location", response.path, response.status);
            };
            let Some(path) = resolve(&self.host, &response.path, location) else {
                panic!("{}: redirect to another site: {location}", response.path);
            };
            response = self.get(&path);
        }
        panic!("{}: more than ten redirects", response.path);
    }

    /// Open a stream of server-sent events on a connection of its own. Panics
    /// unless the server answers 200.
    #[track_caller]
    pub fn open_stream(&mut self, path: &str) -> Stream {
        match self.try_open_stream(path, &[]) {
            Ok(stream) => stream,
            Err(e) => panic!("GET https://{}{path}: {e}", self.host),
        }
    }

    /// As [`Client::open_stream`], with headers such as `Last-Event-ID` and
    /// giving the error instead of panicking.
    pub fn try_open_stream(&mut self, path: &str, headers: &[(&str, &str)]) -> io::Result<Stream> {
        let mut all = vec![("accept", "text/event-stream")];
        all.extend_from_slice(headers);
        let message = self.compose("GET", path, &all, &[])?;
        let mut wire = self.connect()?;
        wire.stream.write_all(&message)?;
        wire.stream.flush()?;
        let head = wire.read_head()?;
        self.keep_cookies(&head.headers);
        if head.status != 200 {
            return Err(io::Error::other(format!(
                "status {} instead of a stream of events",
                head.status
            )));
        }
        let framing = head.framing("GET")?;
        let left = match framing {
            Framing::Length(length) => Some(length),
            _ => None,
        };
        Ok(Stream {
            headers: head.headers,
            wire,
            chunks: matches!(framing, Framing::Chunked).then(Chunked::default),
            left,
            parser: EventParser::default(),
            events: Vec::new(),
        })
    }

    fn connect(&mut self) -> io::Result<Wire<Tls>> {
        let tcp = TcpStream::connect_timeout(&self.addr, self.timeout)?;
        tcp.set_nodelay(true)?;
        tcp.set_read_timeout(Some(self.timeout))?;
        tcp.set_write_timeout(Some(self.timeout))?;
        let name = self.host.rsplit_once(':').map_or(&*self.host, |(name, _)| {
            if name.contains(':') && !name.starts_with('[') {
                &*self.host // an IPv6 address without a port
            } else {
                name.trim_matches(['[', ']'])
            }
        });
        let name = match ServerName::try_from(name.to_owned()) {
            Ok(name) => name,
            Err(_) => ServerName::IpAddress(self.addr.ip().into()),
        };
        let tls = ClientConnection::new(tls_config()?, name).map_err(io::Error::other)?;
        self.connects += 1;
        Ok(Wire::new(StreamOwned::new(tls, tcp)))
    }

    fn compose(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> io::Result<Vec<u8>> {
        let bad = |what: &str| io::Error::new(ErrorKind::InvalidInput, what.to_owned());
        if !path.starts_with('/') || path.bytes().any(|b| b <= b' ' || b == 0x7f) {
            return Err(bad("the path must begin with '/' and be percent-encoded"));
        }
        if headers
            .iter()
            .any(|(name, value)| [name, value].iter().any(|s| s.contains(['\r', '\n'])))
        {
            return Err(bad("a header contains a line break"));
        }
        let given = |name: &str| headers.iter().any(|(n, _)| n.eq_ignore_ascii_case(name));
        let mut out = format!("{method} {path} HTTP/1.1\r\n");
        let mut add = |name: &str, value: &str| {
            out.push_str(name);
            out.push_str(": ");
            out.push_str(value);
            out.push_str("\r\n");
        };
        if !given("host") {
            add("host", &self.host);
        }
        if !given("cookie") && !self.cookies.is_empty() {
            let all: Vec<String> = self
                .cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            add("cookie", &all.join("; "));
        }
        if let Some(token) = self.bearer.as_ref().filter(|_| !given("authorization")) {
            add("authorization", &format!("Bearer {token}"));
        }
        let changes = !matches!(method, "GET" | "HEAD" | "OPTIONS");
        if changes && self.like_a_browser && self.bearer.is_none() {
            if !given("origin") {
                add("origin", &format!("https://{}", self.host));
            }
            if !given("sec-fetch-site") {
                add("sec-fetch-site", "same-origin");
            }
        }
        if (changes || !body.is_empty()) && !given("content-length") {
            add("content-length", &body.len().to_string());
        }
        for (name, value) in headers {
            add(name, value);
        }
        out.push_str("\r\n");
        let mut out = out.into_bytes();
        out.extend_from_slice(body);
        Ok(out)
    }

    fn keep_cookies(&mut self, headers: &[(String, String)]) {
        for (_, value) in headers.iter().filter(|(name, _)| name == "set-cookie") {
            match parse_cookie(value) {
                Some((name, Some(value))) => {
                    self.cookies.insert(name, value);
                }
                Some((name, None)) => {
                    self.cookies.remove(&name);
                }
                None => {}
            }
        }
    }
}

/// Send one request and read its response.
fn exchange<S: Read + Write>(
    wire: &mut Wire<S>,
    method: &str,
    message: &[u8],
) -> io::Result<(Head, Vec<u8>)> {
    let sent = wire
        .stream
        .write_all(message)
        .and_then(|()| wire.stream.flush());
    // A server may refuse a long body and close before it has read it all; its
    // answer says more than the broken pipe.
    match (sent, wire.read_head()) {
        (Err(sent), Err(_)) => Err(sent),
        (_, Err(e)) => Err(e),
        (_, Ok(head)) => {
            let framing = head.framing(method)?;
            let body = wire.read_body(framing)?;
            Ok((head, body))
        }
    }
}

fn is_closed(e: &io::Error) -> bool {
    matches!(
        e.kind(),
        ErrorKind::UnexpectedEof
            | ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::NotConnected
    )
}

/// Whether the server has closed a kept connection, as far as is known here.
fn is_stale(wire: &mut Wire<Tls>) -> bool {
    if !wire.untouched() {
        return true; // bytes nobody asked for
    }
    if wire.stream.sock.set_nonblocking(true).is_err() {
        return true;
    }
    let stale = loop {
        match wire.stream.conn.read_tls(&mut wire.stream.sock) {
            Ok(0) => break true,
            Ok(_) => match wire.stream.conn.process_new_packets() {
                // Session tickets may come at any time and mean nothing here.
                Ok(state) => {
                    if state.peer_has_closed() || state.plaintext_bytes_to_read() > 0 {
                        break true;
                    }
                }
                Err(_) => break true,
            },
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => break e.kind() != ErrorKind::WouldBlock,
        }
    };
    stale || wire.stream.sock.set_nonblocking(false).is_err()
}

// --- TLS -------------------------------------------------------------------

fn tls_config() -> io::Result<Arc<ClientConfig>> {
    static CONFIG: OnceLock<Arc<ClientConfig>> = OnceLock::new();
    if let Some(config) = CONFIG.get() {
        return Ok(config.clone());
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = AnyCertificate(provider.signature_verification_algorithms);
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(CONFIG.get_or_init(|| Arc::new(config)).clone())
}

/// Accepts any certificate, and still wants the handshake signed by its key.
#[derive(Debug)]
struct AnyCertificate(WebPkiSupportedAlgorithms);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, cert, dss, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, cert, dss, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

// --- Reading a response ----------------------------------------------------

/// How the end of a body is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    Empty,
    Length(u64),
    Chunked,
    UntilClose,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
}

impl Head {
    fn framing(&self, method: &str) -> io::Result<Framing> {
        if method == "HEAD" || matches!(self.status, 204 | 304) {
            return Ok(Framing::Empty);
        }
        if let Some(value) = find_header(&self.headers, "transfer-encoding") {
            return if value.eq_ignore_ascii_case("chunked") {
                Ok(Framing::Chunked)
            } else {
                Err(malformed(&format!("transfer-encoding {value:?}")))
            };
        }
        match find_header(&self.headers, "content-length") {
            Some(value) => match value.parse() {
                Ok(length) => Ok(Framing::Length(length)),
                Err(_) => Err(malformed(&format!("content-length {value:?}"))),
            },
            None => Ok(Framing::UntilClose),
        }
    }
}

/// A connection and what has been read from it but not yet used.
struct Wire<S> {
    stream: S,
    buffer: Vec<u8>,
    ended: bool,
}

impl<S: Read> Wire<S> {
    fn new(stream: S) -> Wire<S> {
        Wire {
            stream,
            buffer: Vec::new(),
            ended: false,
        }
    }

    /// Nothing of a response has been read.
    fn untouched(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Read some more; false at the end of the stream.
    fn fill(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 16 * 1024];
        loop {
            match self.stream.read(&mut chunk) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(n) => {
                    self.buffer.extend_from_slice(&chunk[..n]);
                    return Ok(true);
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn must_fill(&mut self) -> io::Result<()> {
        if self.fill()? {
            Ok(())
        } else {
            Err(io::Error::new(
                ErrorKind::UnexpectedEof,
                "the connection ended within a response",
            ))
        }
    }

    /// The head of the final response; interim ones (1xx) are passed over.
    fn read_head(&mut self) -> io::Result<Head> {
        loop {
            let end = loop {
                if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                    break at + 4;
                }
                if self.buffer.len() > MAX_HEAD {
                    return Err(malformed("the head is too long"));
                }
                self.must_fill()?;
            };
            let head = parse_head(&self.buffer[..end])?;
            self.buffer.drain(..end);
            if !(100..200).contains(&head.status) || head.status == 101 {
                return Ok(head);
            }
        }
    }

    fn read_body(&mut self, framing: Framing) -> io::Result<Vec<u8>> {
        match framing {
            Framing::Empty => Ok(Vec::new()),
            Framing::Length(length) => {
                let length = usize::try_from(length).map_err(|_| malformed("body too long"))?;
                while self.buffer.len() < length {
                    self.must_fill()?;
                }
                let rest = self.buffer.split_off(length);
                Ok(std::mem::replace(&mut self.buffer, rest))
            }
            Framing::Chunked => {
                let mut chunks = Chunked::default();
                let mut body = Vec::new();
                loop {
                    let used = chunks.push(&self.buffer, &mut body)?;
                    self.buffer.drain(..used);
                    if chunks.done() {
                        return Ok(body);
                    }
                    self.must_fill()?;
                }
            }
            Framing::UntilClose => {
                loop {
                    match self.fill() {
                        Ok(true) => {}
                        Ok(false) => break,
                        // Closed without TLS's goodbye, as many servers do.
                        Err(e) if e.kind() == ErrorKind::UnexpectedEof => break,
                        Err(e) => return Err(e),
                    }
                }
                self.ended = true;
                Ok(std::mem::take(&mut self.buffer))
            }
        }
    }
}

/// A decoder of the chunked transfer coding that takes bytes as they come.
#[derive(Debug, Default)]
struct Chunked {
    state: Chunk,
    line: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Chunk {
    #[default]
    Size,
    Data(u64),
    /// The line break after a chunk's data.
    After,
    Trailer,
    Done,
}

impl Chunked {
    fn done(&self) -> bool {
        self.state == Chunk::Done
    }

    /// Decode as much of `input` as there is; says how much was used.
    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> io::Result<usize> {
        let mut at = 0;
        while at < input.len() && !self.done() {
            if let Chunk::Data(left) = self.state {
                let here = input.len() - at;
                let take = usize::try_from(left).map_or(here, |left| left.min(here));
                out.extend_from_slice(&input[at..at + take]);
                at += take;
                let left = left - take as u64;
                self.state = if left == 0 {
                    Chunk::After
                } else {
                    Chunk::Data(left)
                };
                continue;
            }
            let byte = input[at];
            at += 1;
            if byte != b'\n' {
                self.line.push(byte);
                if self.line.len() > MAX_HEAD {
                    return Err(malformed("a chunk's line is too long"));
                }
                continue;
            }
            let line = std::mem::take(&mut self.line);
            let Some(line) = line.strip_suffix(b"\r") else {
                return Err(malformed("a bare line feed between chunks"));
            };
            self.state = match self.state {
                Chunk::Size => match chunk_size(line)? {
                    0 => Chunk::Trailer,
                    size => Chunk::Data(size),
                },
                Chunk::After if line.is_empty() => Chunk::Size,
                Chunk::After => return Err(malformed("a chunk is longer than it says")),
                _ if line.is_empty() => Chunk::Done,
                other => other,
            };
        }
        Ok(at)
    }
}

fn chunk_size(line: &[u8]) -> io::Result<u64> {
    let digits = line.split(|b| *b == b';').next().unwrap_or_default();
    std::str::from_utf8(digits)
        .ok()
        .map(str::trim)
        .filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .ok_or_else(|| malformed("the size of a chunk"))
}

fn parse_head(bytes: &[u8]) -> io::Result<Head> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split("\r\n");
    let first = lines.next().unwrap_or("");
    let status = first
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.get(1..))
        .and_then(|rest| rest.strip_prefix(' '))
        .and_then(|rest| rest.get(..3))
        .and_then(|code| code.parse().ok())
        .filter(|status| (100..1000).contains(status))
        .ok_or_else(|| malformed(&format!("status line {first:?}")))?;
    let mut headers = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        match line.split_once(':') {
            Some((name, value)) if !name.is_empty() && !name.contains([' ', '\t']) => {
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            _ => return Err(malformed(&format!("header line {line:?}"))),
        }
    }
    Ok(Head { status, headers })
}

fn find_header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        format!("malformed response: {what}"),
    )
}

/// Name and value from `Set-Cookie`; no value when the cookie is taken back.
fn parse_cookie(header: &str) -> Option<(String, Option<String>)> {
    let mut parts = header.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let name = name.trim();
    if name.is_empty() {
        return None;
    }
    let mut gone = false;
    let mut aged = false;
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        if key.trim().eq_ignore_ascii_case("max-age") {
            gone = value.parse::<i64>().is_ok_and(|age| age <= 0);
            aged = true; // stronger than Expires
        } else if key.trim().eq_ignore_ascii_case("expires") && !aged {
            gone = value.contains(" 1970 ") || value.contains("-1970 ");
        }
    }
    let value = (!gone).then(|| value.trim().to_owned());
    Some((name.to_owned(), value))
}

/// The path a `Location` leads to, if it stays on this host.
fn resolve(host: &str, from: &str, location: &str) -> Option<String> {
    let location = location.split('#').next().unwrap_or("");
    let from = from.split('?').next().unwrap_or("/");
    let absolute = location
        .strip_prefix("https:")
        .unwrap_or(location)
        .strip_prefix("//");
    if let Some(rest) = absolute {
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if !authority.eq_ignore_ascii_case(host) {
            return None;
        }
        return Some(if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("/{path}")
        });
    }
    if location.starts_with('/') {
        Some(location.to_owned())
    } else if location.is_empty() || location.starts_with('?') {
        Some(format!("{from}{location}"))
    } else if location.split(['/', '?']).next()?.contains(':') {
        None // another scheme
    } else {
        let folder = &from[..=from.rfind('/').unwrap_or(0)];
        Some(format!("{folder}{location}"))
    }
}

// --- Writing a request -----------------------------------------------------

/// `application/x-www-form-urlencoded`.
pub fn encode_form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'*' => {
                out.push(char::from(byte));
            }
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// The content type and the body of a multipart form.
fn encode_multipart(fields: &[(&str, &str)], files: &[Upload<'_>]) -> (String, Vec<u8>) {
    let mut number = 0u32;
    let boundary = loop {
        let boundary = format!("----atrium-{number:08x}");
        let clash = fields
            .iter()
            .map(|(_, value)| value.as_bytes())
            .chain(files.iter().map(|file| file.bytes))
            .any(|bytes| find(bytes, boundary.as_bytes()).is_some());
        if !clash {
            break boundary;
        }
        number += 1;
    };
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n{value}\r\n",
                quote(name)
            )
            .as_bytes(),
        );
    }
    for file in files {
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\n\
                 Content-Type: {}\r\n\r\n",
                quote(file.field),
                quote(file.filename),
                file.content_type
            )
            .as_bytes(),
        );
        body.extend_from_slice(file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// As browsers write names inside quotes.
fn quote(text: &str) -> String {
    text.replace('"', "%22")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

// --- Server-sent events ----------------------------------------------------

/// An open stream of server-sent events.
pub struct Stream {
    pub headers: Vec<(String, String)>,
    wire: Wire<Tls>,
    chunks: Option<Chunked>,
    left: Option<u64>,
    parser: EventParser,
    /// Complete events not yet handed out, the latest first.
    events: Vec<Event>,
}

impl Stream {
    /// The next event, or nothing when none comes in time or the stream is
    /// over; [`Stream::ended`] tells which.
    pub fn next_event(&mut self, timeout: Duration) -> Option<Event> {
        let deadline = Instant::now() + timeout;
        loop {
            if let Some(event) = self.events.pop() {
                return Some(event);
            }
            if self.take_in().is_err() {
                self.wire.ended = true; // not chunked as it should be
            }
            if !self.events.is_empty() {
                continue;
            }
            if self.ended() {
                return None;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            let wait = left.max(Duration::from_millis(1));
            if self.wire.stream.sock.set_read_timeout(Some(wait)).is_err() {
                self.wire.ended = true;
                return None;
            }
            match self.wire.fill() {
                Ok(_) => {}
                Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return None;
                }
                Err(_) => self.wire.ended = true,
            }
        }
    }

    /// The server has ended the stream or the connection is gone.
    pub fn ended(&self) -> bool {
        self.wire.ended || self.left == Some(0) || self.chunks.as_ref().is_some_and(Chunked::done)
    }

    fn take_in(&mut self) -> io::Result<()> {
        if self.wire.buffer.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.wire.buffer);
        let mut found = Vec::new();
        if let Some(chunks) = &mut self.chunks {
            let mut plain = Vec::new();
            chunks.push(&bytes, &mut plain)?;
            self.parser.push(&plain, &mut found);
        } else {
            if let Some(left) = &mut self.left {
                *left = left.saturating_sub(bytes.len() as u64);
            }
            self.parser.push(&bytes, &mut found);
        }
        found.reverse();
        self.events = found;
        Ok(())
    }
}

/// Turns bytes into events, however the bytes are cut.
#[derive(Debug, Default)]
struct EventParser {
    line: Vec<u8>,
    after_return: bool,
    begun: bool,
    id: Option<String>,
    event: String,
    data: Option<String>,
}

impl EventParser {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<Event>) {
        for byte in bytes {
            // A line ends with \n, \r or both.
            let after_return = std::mem::replace(&mut self.after_return, *byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => {
                    let line = std::mem::take(&mut self.line);
                    self.take_line(&String::from_utf8_lossy(&line), out);
                }
                _ => self.line.push(*byte),
            }
        }
    }

    fn take_line(&mut self, line: &str, out: &mut Vec<Event>) {
        let line = if std::mem::replace(&mut self.begun, true) {
            line
        } else {
            line.strip_prefix('\u{feff}').unwrap_or(line)
        };
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            if let Some(data) = self.data.take() {
                out.push(Event {
                    id: self.id.clone(),
                    event: if event.is_empty() {
                        "message".to_owned()
                    } else {
                        event
                    },
                    data,
                });
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            _ => {} // a comment, retry, or something of the future
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives its bytes in pieces of a fixed size.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(self.1).min(out.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn read(bytes: &[u8], method: &str, piece: usize) -> io::Result<(Head, Vec<u8>, Vec<u8>)> {
        let mut wire = Wire::new(Pieces(bytes, piece));
        let head = wire.read_head()?;
        let body = wire.read_body(head.framing(method)?)?;
        Ok((head, body, wire.buffer))
    }

    #[test]
    fn reads_a_body_of_known_length() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhelloHTTP";
        for piece in [1, 3, 1000] {
            let (head, body, _) = read(bytes, "GET", piece).unwrap();
            assert_eq!(head.status, 200);
            assert_eq!(find_header(&head.headers, "X-a"), Some("b"));
            assert_eq!(body, b"hello");
        }
        let (_, _, rest) = read(bytes, "GET", 1000).unwrap();
        assert_eq!(rest, b"HTTP");
    }

    #[test]
    fn reads_chunks_with_extensions_and_trailers() {
        let bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
            4;x=y\r\nWiki\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\nnext";
        for piece in 1..bytes.len() {
            let (_, body, _) = read(bytes, "GET", piece).unwrap();
            assert_eq!(body, b"Wiki0123456789");
        }
        let (_, _, rest) = read(bytes, "GET", 1000).unwrap();
        assert_eq!(rest, b"next");
    }

    #[test]
    fn reads_until_the_end_and_passes_over_interim_responses() {
        let bytes = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.0 404 \r\n\r\nall of it";
        let (head, body, _) = read(bytes, "GET", 7).unwrap();
        assert_eq!((head.status, &*body), (404, &b"all of it"[..]));
    }

    #[test]
    fn some_responses_have_no_body() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
        assert_eq!(read(head, "HEAD", 9).unwrap().1, b"");
        assert_eq!(read(b"HTTP/1.1 204 No\r\n\r\n", "POST", 9).unwrap().1, b"");
    }

    #[test]
    fn refuses_what_is_cut_short_or_malformed() {
        let kind = |bytes: &[u8]| read(bytes, "GET", 4).unwrap_err().kind();
        assert_eq!(kind(b""), ErrorKind::UnexpectedEof);
        assert_eq!(
            kind(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"),
            ErrorKind::UnexpectedEof
        );
        assert_eq!(kind(b"SSH-2.0-x\r\n\r\n"), ErrorKind::InvalidData);
        assert_eq!(
            kind(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
            ErrorKind::InvalidData
        );
        assert_eq!(
            kind(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
            ErrorKind::InvalidData
        );
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for tail in ["+4\r\nWiki\r\n", "4\r\nWikipedia\r\n", "zz\r\n", "4\nWiki"] {
            assert_eq!(
                kind(format!("{chunked}{tail}").as_bytes()),
                ErrorKind::InvalidData,
                "{tail:?}"
            );
        }
    }

    #[test]
    fn cookies_come_and_go() {
        let some = |n: &str, v: &str| Some((n.to_owned(), Some(v.to_owned())));
        assert_eq!(
            parse_cookie("__Host-s=a=b; Path=/; Secure; HttpOnly"),
            some("__Host-s", "a=b")
        );
        assert_eq!(
            parse_cookie("s=x; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60"),
            some("s", "x")
        );
        let gone = Some(("s".to_owned(), None));
        assert_eq!(parse_cookie("s=; Max-Age=0"), gone);
        assert_eq!(
            parse_cookie("s=x; expires=Thu, 01 Jan 1970 00:00:00 GMT"),
            gone
        );
        assert_eq!(parse_cookie("nonsense"), None);
    }

    #[test]
    fn redirects_stay_on_the_host() {
        let to = |location| resolve("127.0.0.1:8443", "/a/b?x=1", location);
        assert_eq!(to("/c?d#e").as_deref(), Some("/c?d"));
        assert_eq!(to("c").as_deref(), Some("/a/c"));
        assert_eq!(to("?y=2").as_deref(), Some("/a/b?y=2"));
        assert_eq!(to("https://127.0.0.1:8443").as_deref(), Some("/"));
        assert_eq!(to("https://127.0.0.1:8443/z").as_deref(), Some("/z"));
        assert_eq!(to("//127.0.0.1:8443/z").as_deref(), Some("/z"));
        assert_eq!(to("https://example.org/z"), None);
        assert_eq!(to("http://127.0.0.1:8443/z"), None);
        assert_eq!(to("mailto:a@example.org"), None);
    }

    #[test]
    fn forms_are_encoded() {
        assert_eq!(
            encode_form(&[("a b", "ü&=+"), ("n", "1\n2")]),
            "a+b=%C3%BC%26%3D%2B&n=1%0A2"
        );
        let file = Upload {
            field: "f",
            filename: "a\"b.txt",
            content_type: "text/plain",
            bytes: b"------atrium-00000000\r\n",
        };
        let (content_type, body) = encode_multipart(&[("n", "v")], &[file]);
        assert_eq!(
            content_type,
            "multipart/form-data; boundary=----atrium-00000001"
        );
        assert_eq!(
            String::from_utf8(body).unwrap(),
            "------atrium-00000001\r\nContent-Disposition: form-data; name=\"n\"\r\n\r\nv\r\n\
             ------atrium-00000001\r\nContent-Disposition: form-data; name=\"f\"; \
             filename=\"a%22b.txt\"\r\nContent-Type: text/plain\r\n\r\n\
             ------atrium-00000000\r\n\r\n------atrium-00000001--\r\n"
        );
    }

    #[test]
    fn requests_are_composed() {
        let mut client = Client::new(([127, 0, 0, 1], 8443).into());
        client.set_cookie("b", "2");
        client.set_cookie("a", "1");
        let text = |message: Vec<u8>| String::from_utf8(message).unwrap();
        assert_eq!(
            text(client.compose("GET", "/x", &[("A", "b")], &[]).unwrap()),
            "GET /x HTTP/1.1\r\nhost: 127.0.0.1:8443\r\ncookie: a=1; b=2\r\nA: b\r\n\r\n"
        );
        assert_eq!(
            text(
                client
                    .compose("POST", "/x", &[("Cookie", "")], b"hi")
                    .unwrap()
            ),
            "POST /x HTTP/1.1\r\nhost: 127.0.0.1:8443\r\norigin: https://127.0.0.1:8443\r\n\
             sec-fetch-site: same-origin\r\ncontent-length: 2\r\nCookie: \r\n\r\nhi"
        );
        client.clear_cookies();
        client.set_bearer(Some("t"));
        assert_eq!(
            text(client.compose("DELETE", "/x", &[], &[]).unwrap()),
            "DELETE /x HTTP/1.1\r\nhost: 127.0.0.1:8443\r\nauthorization: Bearer t\r\n\
             content-length: 0\r\n\r\n"
        );
        for bad in ["x", "", "/a b", "/a\r\nx: y"] {
            assert!(client.compose("GET", bad, &[], &[]).is_err(), "{bad:?}");
        }
        assert!(
            client
                .compose("GET", "/", &[("a", "b\r\nc: d")], &[])
                .is_err()
        );
    }

    #[test]
    fn events_are_parsed_however_they_are_cut() {
        let bytes = "\u{feff}: hello\n\nid: 7\nevent: note\ndata: one\ndata:two\n\n\
            data\r\rretry: 5\r\nid\r\ndata: ü:x\r\n\r\nevent: empty\n\ndata: cut";
        let event = |id: Option<&str>, event: &str, data: &str| Event {
            id: id.map(str::to_owned),
            event: event.to_owned(),
            data: data.to_owned(),
        };
        let expected = [
            event(Some("7"), "note", "one\ntwo"),
            event(Some("7"), "message", ""),
            event(Some(""), "message", "ü:x"),
        ];
        for piece in 1..bytes.len() {
            let mut parser = EventParser::default();
            let mut found = Vec::new();
            for part in bytes.as_bytes().chunks(piece) {
                parser.push(part, &mut found);
            }
            assert_eq!(found, expected, "cut into {piece}");
        }
    }
}
