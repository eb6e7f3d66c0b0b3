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
    assert!(sheet.starts_with("\u{feff}Number,Company"));
}

/// The other sheets that leave: people, the journal, rows that an import passed over.
#[test]
fn the_other_sheets_hold_no_formulas_either() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let role = atrium::features::people::Directory::of(&house.visit()).unwrap();
    let role = role
        .roles
        .values()
        .find(|held| held.key == "staff")
        .unwrap();
    let formula = "=HYPERLINK(1)";
    let invited = vera.post_form(
        "/users",
        &[
            ("name", formula),
            ("email", "gus@juniperhale.example"),
            ("title", "+1"),
            ("tier", "employee"),
            ("roles", &role.id.to_string()),
        ],
    );
    assert_eq!(invited.status, 200, "{}", invited.text());
    let mut sheets = vec![("people", vera.get("/users/export.csv").text())];
    // Who did it and what it was about stand in the journal by their names.
    let exported = vera.post_form("/journal/export", &[("format", "csv")]);
    assert_eq!(exported.status, 200, "{}", exported.text());
    sheets.push(("the journal", exported.text()));
    let mut omar = house.api("sales-manager").unwrap();
    let rows = format!("company,contact\n\"{formula}\",\n");
    let upload = atrium::testing::client::Upload {
        field: "file",
        filename: "leads.csv",
        content_type: "text/csv",
        bytes: rows.as_bytes(),
    };
    let import = omar.post_multipart("/api/v1/leads/import", &[], &[upload]);
    assert_eq!(import.status, 201, "{}", import.text());
    let import = import.json();
    let id = import["id"].as_str().unwrap();
    let passed = house
        .signed_in("sales-manager")
        .get(&format!("/imports/{id}/passed-over.csv"));
    if passed.status == 200 {
        sheets.push(("rows passed over", passed.text()));
    }
    for (what, sheet) in &sheets {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(sheet.as_bytes());
        for row in reader.records() {
            for cell in &row.unwrap() {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{what}: {cell}"
                );
            }
        }
    }
    assert!(
        sheets[0].1.contains(&format!("'{formula}")),
        "{}",
        sheets[0].1
    );
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

/// The listener for the portal speaks as the other does: TLS 1.3, and nothing without it.
#[test]
fn the_portals_listener_speaks_no_plain_text_and_no_old_tls() {
    use rustls::{ClientConfig, ClientConnection, RootCertStore, version::TLS12};
    let house = House::with_config(|_| {}).unwrap();
    let portal = house.portal.unwrap();
    let mut plain = TcpStream::connect(portal).unwrap();
    let asked = format!("GET /sign-in HTTP/1.1\r\nHost: {portal}\r\nConnection: close\r\n\r\n");
    plain.write_all(asked.as_bytes()).unwrap();
    let mut said = Vec::new();
    let _ = plain.read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said);
    assert!(
        !said.contains("HTTP/1.1 200") && !said.contains("<html"),
        "{said}"
    );
    let config = ClientConfig::builder_with_protocol_versions(&[&TLS12])
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let name = "localhost".try_into().unwrap();
    let mut tls = ClientConnection::new(std::sync::Arc::new(config), name).unwrap();
    let mut tcp = TcpStream::connect(portal).unwrap();
    let refused = tls.complete_io(&mut tcp).unwrap_err().to_string();
    assert!(refused.contains("ProtocolVersion"), "{refused}");
    assert_eq!(house.portal_client().get("/sign-in").status, 200);
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

/// A long name over a long list would be copied for each of its elements: half a megabyte took four gigabytes.
#[test]
fn what_a_stranger_sends_does_not_grow_in_the_server() {
    let house = House::with_cast().unwrap();
    let bomb = |element: &str| {
        let rows = vec![element; 10_000].join(",");
        format!("{{\"{}\":[{rows}]}}", "k".repeat(500_000))
    };
    let json = "application/json";
    for (kind, body) in [
        (json, bomb("{}")),
        (json, bomb("1")),
        (json, bomb("[[]]")),
        (
            json,
            format!("{{\"ids\":[{}]}}", vec!["1"; 30_000].join(",")),
        ),
        ("application/x-www-form-urlencoded", "a&".repeat(500_000)),
    ] {
        let begun = std::time::Instant::now();
        for path in ["/sign-in", "/sign-in/code"] {
            let headers = [("content-type", kind)];
            let answer = house
                .client()
                .request("POST", path, &headers, body.as_bytes());
            assert_eq!(answer.status, 413, "{path}: {}", answer.text());
        }
        assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    }
}
