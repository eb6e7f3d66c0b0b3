//! What answers say of themselves on the wire: headers, cookies, names of files, cells of sheets. A scanner reads no more.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use atrium::testing::{cast::PASSWORD, house::House};
use serde_json::json;

#[test]
fn every_answer_carries_what_keeps_a_browser_safe() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-closer");
    let mut stranger = house.client();
    let answers = [
        ("a page", omar.get("/leads")),
        ("a page that is not there", omar.get("/nothing/here")),
        ("a closed page", omar.get("/settings")),
        ("the door", stranger.get("/sign-in")),
        ("a redirect", stranger.get("/leads")),
        ("the API", omar.get("/api/v1/leads")),
        ("the API closed", stranger.get("/api/v1/leads")),
        ("health", stranger.get("/healthz")),
        (
            "a wrong method",
            omar.request("PUT", "/api/v1/leads", &[], b""),
        ),
    ];
    for (what, answer) in answers {
        let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        assert_eq!(header("x-content-type-options"), "nosniff", "{what}");
        assert_eq!(header("referrer-policy"), "same-origin", "{what}");
        assert_eq!(header("x-frame-options"), "DENY", "{what}");
        assert_eq!(header("cache-control"), "no-store", "{what}");
        let strict = header("strict-transport-security");
        assert!(
            strict.contains("max-age=31536000") && strict.contains("includeSubDomains"),
            "{what}"
        );
        let policy = header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{what}: {policy}");
        }
        assert!(
            !policy.contains("unsafe") && !policy.contains('*'),
            "{what}: {policy}"
        );
        let kind = header("content-type");
        let text = kind.starts_with("text/html") || kind.starts_with("text/plain");
        assert!(!text || kind.contains("charset=utf-8"), "{what}: {kind}");
    }
    let page = omar.get("/leads").text();
    assert!(!page.contains("style=") && !page.contains(" onclick") && !page.contains("<script>"));
}

#[test]
fn the_sessions_cookie_is_bound_to_the_house_and_dies_with_the_session() {
    let house = House::with_cast().unwrap();
    let account = house.account("sales-closer").clone();
    let mut omar = house.client();
    let answer = omar.post_form(
        "/sign-in?next=//elsewhere.example/",
        &[
            ("email", account.email.as_str()),
            ("password", PASSWORD),
            ("next", "//elsewhere.example/"),
        ],
    );
    assert_eq!(answer.status, 303);
    assert_eq!(answer.location(), Some("/"), "nobody is sent elsewhere");
    let cookies: Vec<&str> = answer
        .headers
        .iter()
        .filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"))
        .map(|(_, value)| value.as_str())
        .collect();
    assert!(!cookies.is_empty());
    for cookie in &cookies {
        for part in ["__Host-", "Path=/", "Secure", "HttpOnly", "SameSite=Strict"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    let token = omar.cookie("__Host-atrium").unwrap().to_owned();
    assert!(token.len() >= 43, "256 bits in letters: {}", token.len());
    for next in [
        "https://elsewhere.example/",
        "/\\elsewhere.example",
        "javascript:alert(1)",
    ] {
        let mut again = house.client();
        let fields = [
            ("email", account.email.as_str()),
            ("password", PASSWORD),
            ("next", next),
        ];
        assert_eq!(
            again.post_form("/sign-in", &fields).location(),
            Some("/"),
            "{next}"
        );
    }
    // Another sign-in is another token; signing out ends this one, wherever it is kept.
    let mut kept = house.client();
    kept.set_cookie("__Host-atrium", &token);
    assert_eq!(kept.get("/leads").status, 200);
    let out = omar.post_form("/sign-out", &[]);
    assert_eq!(out.status, 303);
    assert!(
        out.header("clear-site-data")
            .is_some_and(|held| held.contains("cache"))
    );
    assert_eq!(
        kept.get("/leads").status,
        303,
        "the old token opens nothing"
    );
}

#[test]
fn cells_that_a_spreadsheet_would_run_leave_as_text() {
    let house = House::with_cast().unwrap();
    let mut manager = house.api("sales-manager").unwrap();
    for (n, name) in ["=1+1", "+1", "-1", "@SUM(A1)"].iter().enumerate() {
        let lead = json!({ "company": name, "contact": name, "phone": format!("210-555-010{n}"), "source": "yelp", "despite": true });
        assert_eq!(
            manager.post_json("/api/v1/leads", &lead).status,
            201,
            "{name}"
        );
    }
    let sheet = house
        .signed_in("sales-manager")
        .get("/leads/export.csv")
        .text();
    for name in ["=1+1", "+1", "-1", "@SUM(A1)"] {
        assert!(sheet.contains(&format!("'{name}")), "{sheet}");
        assert!(!sheet.contains(&format!(",{name}")), "{sheet}");
    }
    assert!(sheet.starts_with("Number,Company"));
}

#[test]
fn nothing_speaks_plain_text() {
    let house = House::with_cast().unwrap();
    let address = house
        .url("/")
        .trim_start_matches("https://")
        .trim_end_matches('/')
        .to_owned();
    let mut plain = TcpStream::connect(&address).unwrap();
    plain
        .write_all(
            format!("GET /sign-in HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
                .as_bytes(),
        )
        .unwrap();
    let mut said = Vec::new();
    // Whether the server answers with a TLS alert or hangs up: no page comes.
    let _ = plain.read_to_end(&mut said);
    assert!(!String::from_utf8_lossy(&said).contains("HTTP/1.1 200"));
    assert!(!String::from_utf8_lossy(&said).contains("<html"));
}

#[test]
fn a_long_password_counts_to_its_last_letter() {
    let house = House::with_cast().unwrap();
    let account = house.account("sales-closer").clone();
    let mut omar = house.signed_in("sales-closer");
    let long =
        "quiet harbour lanterns drift past the old granary and nobody counts them twice tonight";
    assert!(long.len() > 72, "longer than what bcrypt would have read");
    let changed = omar.post_form(
        "/me/password",
        &[("current", PASSWORD), ("password", long), ("again", long)],
    );
    assert_eq!(changed.status, 303, "{}", changed.text());
    let tried = |password: &str| {
        let fields = [("email", account.email.as_str()), ("password", password)];
        house.client().post_form("/sign-in", &fields).status
    };
    assert_eq!(tried(long), 303);
    assert_ne!(tried(&format!("{}x", &long[..long.len() - 1])), 303);
}
