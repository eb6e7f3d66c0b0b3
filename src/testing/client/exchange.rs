//! Asking and being answered. The short methods ([`Client::get`] and so on) panic when the exchange itself fails, which
//! is what a test wants; [`Client::try_request`] gives the error instead.

use std::io::{self, ErrorKind, Read, Write};

use serde_json::Value;

use super::{
    Client, Response, Upload,
    browser::{parse_cookie, resolve},
    connect::is_stale,
    encode::{encode_form, encode_multipart},
    wire::{Head, Wire, find_header},
};

impl Client {
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
    pub(super) fn keep_cookies(&mut self, headers: &[(String, String)]) {
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
