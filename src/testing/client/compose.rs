//! Writing a request's head as a browser does, and refusing what no client should send.

use std::io::{self, ErrorKind};

use super::Client;

impl Client {
    pub(super) fn compose(
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
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
