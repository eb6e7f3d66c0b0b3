//! Limits that are written down hold: what the API's description says of each field, and how often one person may ask.

use std::collections::BTreeMap;

use atrium::{
    base::Moment,
    features::{
        people,
        sign_in::{self, Session, Token},
    },
    testing::{client::Client, house::House},
    web::{RateLimit, rate_limit::RateLimits},
};
use serde_json::{Map, Value, json};

/// What a field can't take, by what the description says of it.
fn wrong(field: &Value) -> Vec<(&'static str, Value)> {
    let mut out = Vec::new();
    if let Some(most) = field["maxLength"].as_u64() {
        out.push(("longer", json!("x".repeat(most as usize + 1))));
    }
    if field["enum"].is_array() {
        out.push(("none of its choices", json!("nonsense-here")));
    }
    if field["items"]["enum"].is_array() {
        out.push(("none of its choices", json!(["nonsense-here"])));
    }
    match (field["type"].as_str(), field["format"].as_str()) {
        (_, Some("email" | "date" | "date-time")) => {
            out.push(("another format", json!("nonsense-here")))
        }
        (Some("integer"), _) => out.push(("no number", json!("nonsense-here"))),
        (Some("boolean"), _) => out.push(("neither yes nor no", json!("nonsense-here"))),
        _ => {}
    }
    out
}

fn names(answer: &Value) -> Vec<&str> {
    let errors = answer["errors"].as_array();
    errors
        .into_iter()
        .flatten()
        .filter_map(|error| error["field"].as_str())
        .collect()
}

/// Every field of every operation that makes or does something, with each kind of value it can't take: the field is named.
#[test]
fn what_the_description_says_of_a_field_is_held() {
    let house = House::with_cast().unwrap();
    let document = house.client().get("/api/openapi.json").json();
    let mut client = house.api("superadmin").unwrap();
    let mut tried: BTreeMap<&str, usize> = BTreeMap::new();
    let before = house.newest_deed();
    'paths: for (path, methods) in document["paths"].as_object().unwrap() {
        let schema = &methods["post"]["requestBody"]["content"]["application/json"]["schema"];
        // What takes files about a record looks for the record before it reads anything.
        let gated = !methods["post"]["requestBody"]["content"]["multipart/form-data"].is_null();
        let (Some(fields), false) = (schema["properties"].as_object(), gated) else {
            continue;
        };
        let at: String = path
            .split('/')
            .map(|part| if part.starts_with('{') { "1" } else { part })
            .collect::<Vec<_>>()
            .join("/");
        for (name, field) in fields {
            for (kind, value) in wrong(field) {
                let mut body = Map::new();
                body.insert(name.clone(), value);
                let answer = client.post_json(&at, &Value::Object(body));
                // What is done to a record looks for it before it reads anything.
                if answer.status == 404 && path.contains('{') {
                    continue 'paths;
                }
                assert_eq!(
                    answer.status,
                    422,
                    "{path} {name} {kind}: {}",
                    answer.text()
                );
                assert!(
                    names(&answer.json()).contains(&name.as_str()),
                    "{path} {name} {kind}: {}",
                    answer.text()
                );
                *tried.entry(kind).or_default() += 1;
            }
        }
        let required: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        // What shows nothing on a page is nothing.
        let texts = |unseen: &str| -> Map<String, Value> {
            let plain = |name: &&&str| {
                let field = &fields[**name];
                field["type"] == "string" && !field["enum"].is_array()
            };
            let blank = required.iter().filter(plain);
            blank
                .map(|name| ((*name).to_owned(), json!(unseen)))
                .collect()
        };
        let bodies = [
            ("missing", Map::new()),
            ("shows nothing", texts("\u{200e}")),
            ("shows nothing", texts("\u{3164}\u{200b}")),
        ];
        for (kind, body) in bodies {
            if required.is_empty() {
                continue;
            }
            let answer = client.post_json(&at, &Value::Object(body));
            if answer.status == 404 && path.contains('{') {
                continue 'paths;
            }
            assert_eq!(answer.status, 422, "{path} {kind}: {}", answer.text());
            let said = answer.json();
            for name in &required {
                assert!(names(&said).contains(name), "{path} {name} {kind}: {said}");
                *tried.entry(kind).or_default() += 1;
            }
        }
    }
    assert_eq!(house.newest_deed(), before, "nothing was done");
    let count = |kind: &str| tried.get(kind).copied().unwrap_or(0);
    assert!(
        count("longer") > 60
            && count("missing") > 40
            && count("shows nothing") > 80
            && count("none of its choices") > 8,
        "{tried:?}"
    );
}

/// Goes on asking until somebody is told to wait; the paces were used up before.
fn until_told_to_wait(
    house: &House,
    pace: RateLimit,
    who: u64,
    mut ask: impl FnMut() -> atrium::testing::client::Response,
) {
    let rate_limits = house.store.service::<RateLimits>().unwrap();
    for _ in 0..3 {
        while rate_limits.take(pace, who, Moment::now()).is_ok() {}
        let answer = ask();
        // A minute may have ended in between.
        if answer.status == 429 {
            let wait: u64 = answer.header("retry-after").unwrap().parse().unwrap();
            assert!((1..=60).contains(&wait), "{pace:?}: {wait}");
            let said = answer.text().replace("&#39;", "'");
            assert!(said.contains(pace.in_words()), "{pace:?}: {said}");
            return;
        }
    }
    panic!("{pace:?} is held to nothing");
}

#[test]
fn one_person_costs_the_house_so_much_a_minute_and_no_more() {
    let house = House::with_config(|_| {}).unwrap();
    let vera = house.account("administrator").id.raw();
    let mut admin = house.signed_in("administrator");
    let mut other = house.signed_in("superadmin");
    until_told_to_wait(&house, RateLimit::Search, vera, || {
        admin.get("/search?q=alder")
    });
    until_told_to_wait(&house, RateLimit::Search, vera, || {
        admin.get("/palette?q=alder")
    });
    until_told_to_wait(&house, RateLimit::Export, vera, || {
        admin.get("/users/export.csv")
    });
    until_told_to_wait(&house, RateLimit::Export, vera, || {
        admin.post_form("/journal/export", &[("format", "csv")])
    });
    until_told_to_wait(&house, RateLimit::Work, vera, || {
        admin.post_form("/journal/verify", &[])
    });
    until_told_to_wait(&house, RateLimit::Work, vera, || {
        admin.post_form("/backups", &[])
    });
    until_told_to_wait(&house, RateLimit::Upload, vera, || {
        let file = atrium::testing::client::Upload {
            field: "file",
            filename: "letter.pdf",
            content_type: "application/pdf",
            bytes: b"%PDF-1.7",
        };
        admin.post_multipart("/documents", &[], &[file])
    });
    // Files that came in pieces before go no faster, though the form that names them brings none.
    until_told_to_wait(&house, RateLimit::Upload, vera, || {
        admin.post_form("/documents", &[("uploaded", "UPL-1")])
    });
    // What costs little goes on for them, and everything for others.
    assert_eq!(admin.get("/users").status, 200);
    for path in ["/search?q=alder", "/users/export.csv", "/journal"] {
        assert_eq!(other.get(path).status, 200, "{path}");
    }
    let rosa = house.account("client").id.raw();
    let mut portal = house.sign_in(house.portal_client(), "client");
    assert_eq!(portal.get("/portal").status, 200);
    until_told_to_wait(&house, RateLimit::Reply, rosa, || {
        portal.post_form("/portal/requests", &[])
    });
    until_told_to_wait(&house, RateLimit::Portal, rosa, || portal.get("/portal"));
    let mut stranger = house.client();
    let from = atrium::base::Moment::now();
    let rate_limits = house.store.service::<RateLimits>().unwrap();
    while rate_limits
        .take(RateLimit::Stranger, 0xcb00_7109, from)
        .is_ok()
    {}
    let knock = |client: &mut Client, from: &str| {
        let kind = "application/x-www-form-urlencoded";
        let headers = [("x-forwarded-for", from), ("content-type", kind)];
        client
            .request("POST", "/sign-in", &headers, b"email=a")
            .status
    };
    // A minute may have ended in between.
    let told = knock(&mut stranger, "203.0.113.9");
    assert!(
        told == 429 || Moment::now().0 / 60_000 > from.0 / 60_000,
        "{told}"
    );
    assert_eq!(knock(&mut stranger, "203.0.113.10"), 422);

    let mut program = house.api("administrator").unwrap();
    assert_eq!(program.get("/api/v1/me").status, 200);
    let tokens = house.visit().act(people::ADMINISTER, |change| {
        Ok(change
            .all::<Token>()?
            .iter()
            .map(|token| token.id.raw())
            .collect::<Vec<u64>>())
    });
    let token = tokens.unwrap().pop().unwrap();
    until_told_to_wait(&house, RateLimit::Token, token, || {
        program.get("/api/v1/me")
    });
}

#[test]
fn asking_for_links_is_held_to_a_rate_by_network() {
    let house = House::with_cast().unwrap();
    let email = house.account("team-member").email.clone();
    let ask = |client: &mut Client, from: &str| {
        let body = atrium::testing::client::encode_form(&[("email", &email)]);
        let headers = [
            ("x-forwarded-for", from),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        client.request("POST", "/forgot", &headers, body.as_bytes())
    };
    let mut client = house.client();
    let (mut let_in, mut waits) = (0, 0);
    for n in 0..60 {
        // Another address in the same network is the same somebody.
        let answer = ask(&mut client, &format!("203.0.113.{}", n % 200 + 1));
        match answer.status {
            200 => let_in += 1,
            429 => {
                waits += 1;
                assert!(
                    answer.header("retry-after").is_some()
                        && answer.text().contains("Too many tries")
                );
            }
            other => panic!("{other}: {}", answer.text()),
        }
    }
    assert!(
        (15..=30).contains(&let_in) && waits >= 30,
        "{let_in} let in, {waits} told to wait"
    );
    assert_eq!(
        ask(&mut client, "198.51.100.9").status,
        200,
        "somebody else isn't kept from it"
    );
    // However often it was asked, one request stands and nobody was signed out by it.
    let open = sign_in::open_requests(&house.visit()).unwrap();
    assert!(open.len() <= 1);
    let sessions = house.visit().act(people::ADMINISTER, |change| {
        Ok(change.all::<Session>()?.len())
    });
    assert_eq!(sessions.unwrap(), 0);
}
