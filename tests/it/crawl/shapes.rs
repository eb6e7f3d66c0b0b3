//! What no browser sends: other methods, crooked paths, forged headers, bodies that are not what they say. Never an error
//! of ours, never a page that isn't one's own, and nothing is done.

use atrium::{
    features::history,
    testing::{client::Response, house::House},
};

const CROOKED: [&str; 26] = [
    "/leads//LD-1001",
    "//leads",
    "//evil.example/leads",
    "/leads/",
    "/LEADS",
    "/leads;a=1",
    "/leads/.",
    "/leads/..",
    "/leads/%2e%2e",
    "/leads/%2e%2e%2fusers",
    "/leads/..%2f..%2f..%2fetc%2fpasswd",
    "/leads/%00",
    "/leads/%ff%fe",
    "/leads/LD-1001%2fedit",
    "/leads/LD-1001%00.html",
    "/leads/LD-1001%0d%0aset-cookie:%20a=b",
    "/leads/18446744073709551616",
    "/api/v1//leads",
    "/api/v1/leads/../users",
    "/api/v1/leads/%2e%2e/users",
    "/api/v2/leads",
    "/assets/../Cargo.toml",
    "/assets/%2e%2e/%2e%2e/etc/passwd",
    "/.git/config",
    "/.env",
    "/server-status",
];

/// Fields and queries that are not what a page asks for.
const QUERIES: [&str; 12] = [
    "limit=-1",
    "limit=NaN",
    "limit=99999999999999999999",
    "limit=1&limit=2",
    "after=AAAA",
    "after=%00%00",
    "after=..%2f..",
    "sort=;drop",
    "q=%ff%fe",
    "q=%27%20OR%201=1",
    "stage=nothing&owner=nobody",
    "%00=%00&=&&==",
];

fn fine(what: &str, answer: &Response) {
    assert!(
        answer.status < 500,
        "{what}: {} {}",
        answer.status,
        answer.text()
    );
    let text = answer.text();
    for never in ["root:", "[package]", "panicked", "src/", "rustc"] {
        assert!(!text.contains(never), "{what} tells {never}");
    }
    assert!(!text.contains("evil.example"), "{what} repeats a name");
    for (name, value) in &answer.headers {
        assert!(
            !value.contains("evil.example"),
            "{what} repeats a name in {name}"
        );
    }
    if !answer.body.is_empty() {
        let kind = answer.header("content-type").unwrap_or_default();
        let said = kind.contains("charset=utf-8") || !kind.starts_with("text/");
        assert!(said && !kind.is_empty(), "{what}: {kind:?} says no charset");
    }
}

#[test]
fn what_no_browser_sends_is_refused_and_does_nothing() {
    let house = House::with_cast().unwrap();
    let mut page = house.signed_in("sales-manager");
    let mut api = house.api("sales-manager").unwrap();
    let before = house.newest_deed();
    for method in [
        "OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "PROPFIND", "get",
    ] {
        for path in [
            "/",
            "/leads",
            "/leads/LD-1001",
            "/api/v1/leads",
            "/api/v1/leads/1",
            "/assets/none",
            "/live",
            "/healthz",
            "/nowhere",
        ] {
            let what = format!("{method} {path}");
            let by = if path.starts_with("/api/") {
                &mut api
            } else {
                &mut page
            };
            // Some are refused below the server's own floor, with the connection.
            let Ok(answer) = by.try_request(method, path, &[], b"") else {
                continue;
            };
            fine(&what, &answer);
            assert!(
                [400, 401, 403, 404, 405, 422, 501].contains(&answer.status),
                "{what}: {}",
                answer.status
            );
            if answer.status == 405 {
                assert!(
                    !answer.header("allow").unwrap_or_default().is_empty(),
                    "{what}"
                );
            }
        }
    }
    let long = format!("/leads/{}", "a".repeat(20_000));
    for path in CROOKED.into_iter().chain([long.as_str()]) {
        for by in [&mut page, &mut api] {
            let answer = by.get(path);
            fine(path, &answer);
            assert!(
                [301, 303, 400, 401, 404, 405, 414, 431].contains(&answer.status),
                "{path}: {}",
                answer.status
            );
            assert!(
                answer
                    .location()
                    .is_none_or(|to| to.starts_with("/sign-in")),
                "{path}"
            );
        }
    }
    for path in [
        "/leads",
        "/tasks",
        "/search",
        "/users",
        "/api/v1/leads",
        "/api/v1/tasks",
        "/api/v1/search",
    ] {
        for query in QUERIES {
            let by = if path.starts_with("/api/") {
                &mut api
            } else {
                &mut page
            };
            fine(query, &by.get(&format!("{path}?{query}")));
        }
    }
    assert_eq!(house.newest_deed(), before);
}

#[test]
fn forged_headers_are_neither_believed_nor_repeated() {
    let house = House::with_cast().unwrap();
    let mut page = house.signed_in("team-member");
    for (name, value) in [
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-server", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("x-forwarded-prefix", "//evil.example"),
        ("forwarded", "host=evil.example;for=203.0.113.7"),
        ("x-original-url", "/users"),
        ("x-rewrite-url", "/users"),
        ("referer", "https://evil.example/leads"),
        ("accept", "../../evil.example"),
        ("accept-language", "evil.example"),
        ("range", "bytes=0-18446744073709551615,-1"),
        ("if-none-match", "*"),
        ("atrium-part", "evil.example"),
        ("last-event-id", "-1"),
        ("idempotency-key", "evil.example"),
        ("user-agent", "() { :;}; evil.example"),
    ] {
        let answer = page.request("GET", "/inbox", &[(name, value)], b"");
        fine(name, &answer);
        // The house trusts proxies on its own machine; one that says in these words for whom it speaks is nobody's.
        let speaks = [
            "forwarded",
            "x-forwarded-host",
            "x-forwarded-server",
            "x-forwarded-proto",
        ];
        let due = if speaks.contains(&name) { 303 } else { 200 };
        assert_eq!(answer.status, due, "{name}");
    }
    for over in [
        "x-http-method-override",
        "x-method-override",
        "x-http-method",
    ] {
        let answer = page.request("POST", "/leads", &[(over, "GET")], b"");
        assert_eq!(answer.status, 403, "{over}: a post is a post");
    }
    for host in [
        "evil.example",
        "127.0.0.1.evil.example",
        "evil.example#127.0.0.1",
        "127.0.0.1@evil.example",
        "",
        "[::1]evil",
    ] {
        let answer = page.request("GET", "/sign-in", &[("host", host)], b"");
        fine(host, &answer);
        assert!(
            [400, 421].contains(&answer.status),
            "{host}: {}",
            answer.status
        );
    }
    let raw = |text: String| house.client().try_raw(text.as_bytes());
    let host = house.address;
    for (what, text) in [
        (
            "two names",
            format!("GET /inbox HTTP/1.1\r\nhost: {host}\r\nhost: evil.example\r\n\r\n"),
        ),
        (
            "two lengths",
            format!(
                "POST /sign-in HTTP/1.1\r\nhost: {host}\r\ncontent-length: 1\r\ncontent-length: 20\r\n\r\na"
            ),
        ),
        (
            "a length and chunks",
            format!(
                "POST /sign-in HTTP/1.1\r\nhost: {host}\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /users HTTP/1.1\r\n\r\n"
            ),
        ),
        (
            "odd chunks",
            format!(
                "POST /sign-in HTTP/1.1\r\nhost: {host}\r\ntransfer-encoding: xchunked\r\n\r\n0\r\n\r\n"
            ),
        ),
        (
            "an absolute address",
            format!("GET https://evil.example/sign-in HTTP/1.1\r\nhost: {host}\r\n\r\n"),
        ),
        (
            "a long header",
            format!(
                "GET /inbox HTTP/1.1\r\nhost: {host}\r\nx: {}\r\n\r\n",
                "a".repeat(600_000)
            ),
        ),
        (
            "many headers",
            format!(
                "GET /inbox HTTP/1.1\r\nhost: {host}\r\n{}\r\n",
                "a: b\r\n".repeat(2000)
            ),
        ),
        ("no version", "GET /inbox\r\n\r\n".to_owned()),
        (
            "another protocol",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
        ),
        (
            "a name with a space",
            format!("GET /inbox HTTP/1.1\r\nhost: {host}\r\nx y: z\r\n\r\n"),
        ),
    ] {
        // An answer that says no, or the end of the connection.
        if let Ok(answer) = raw(text) {
            fine(what, &answer);
            assert!(
                (400..500).contains(&answer.status),
                "{what}: {}",
                answer.status
            );
        }
    }
}

#[test]
fn bodies_that_are_not_what_they_say_are_told_so() {
    let house = House::with_cast().unwrap();
    let mut page = house.signed_in("sales-closer");
    let mut api = house.api("sales-closer").unwrap();
    let before = house.newest_deed();
    let deep = format!(
        "{{\"company\":{}{}}}",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    let wide = format!("{{{}\"a\":1}}", "\"wish\":\"x\",".repeat(20_000));
    let bodies: [(&str, &[u8]); 16] = [
        ("application/json", b"{"),
        ("application/json", b"[]"),
        ("application/json", b"null"),
        ("application/json", b"{\"company\": NaN}"),
        ("application/json", b"{\"value\": 1e999}"),
        ("application/json", b"{\"company\": \"\xff\xfe\"}"),
        ("application/json", b"{\"company\": \"\\ud800\"}"),
        ("application/json", deep.as_bytes()),
        ("application/json", b"\xef\xbb\xbf{}"),
        ("application/x-www-form-urlencoded", b"company=\xff\xfe"),
        (
            "application/x-www-form-urlencoded",
            b"=&&=&%=%zz&company=%ff",
        ),
        ("application/json", b"company=Bluestem"),
        (
            "text/xml",
            b"<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        ),
        ("", b"company=Bluestem"),
        ("multipart/form-data", b"--x\r\n\r\n--x--"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\ncontent-disposition: form-data; name=\"../../a\"\r\n\r\n\xff",
        ),
    ];
    for (kind, body) in bodies {
        for (by, path) in [(&mut page, "/leads"), (&mut api, "/api/v1/leads")] {
            let answer = by.request("POST", path, &[("content-type", kind)], body);
            fine(kind, &answer);
            let said = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            assert!(
                [400, 413, 415, 422].contains(&answer.status),
                "{path} {kind} {said}: {}",
                answer.status
            );
        }
    }
    let answer = api.request(
        "POST",
        "/api/v1/leads",
        &[("content-type", "application/json")],
        wide.as_bytes(),
    );
    fine("one field many times", &answer);
    assert_eq!(answer.status, 422, "what is required is still missing");
    let entries = house.visit().journal(&history::VIEW, None, 50).unwrap();
    let done = entries
        .iter()
        .find(|told| told.entry.seq > before && told.entry.person != 0);
    assert!(done.is_none(), "{:?}", done.map(|told| &told.entry.action));
    // A null in a text is no end of it: it is refused or taken out, never stored.
    let nul = serde_json::json!({ "company": "Blue\u{0}stem\u{202e}", "contact": "Gwen", "source": "yelp", "email": "a@b.example" });
    let answer = api.post_json("/api/v1/leads", &nul);
    fine("a null", &answer);
    if answer.status == 201 {
        let held = answer.json()["company"].as_str().unwrap().to_owned();
        assert!(!held.contains(['\u{0}', '\u{202e}']), "{held:?}");
    }
}
