//! Every door without a way in: nobody's session, one from elsewhere, one that ended, one that somebody forged or chose
//! for another, a token that ran out or whose person left.

use serde_json::json;

use crate::stories::devices;
use atrium::{
    features::{self, people, sign_in},
    testing::{
        cast,
        client::{Client, Response},
        house::House,
    },
    web::{
        cookie,
        route::{Demand, Face, Route},
    },
};

fn closed() -> Vec<Route> {
    let mut routes = features::routes();
    routes.retain(|route| !matches!(route.demand, Demand::Open(_)));
    assert!(routes.len() > 450);
    routes
}

fn path_of(route: &Route) -> String {
    super::records::filled(route, "1")
}

/// A page leads to the sign-in, an operation says that one is signed out; neither says more.
fn is_shut(route: &Route, answer: &Response) -> bool {
    match route.face {
        Face::Api => {
            answer.status == 401
                && answer.header("www-authenticate") == Some("Bearer")
                && answer.header("content-type") == Some("application/problem+json")
        }
        _ => {
            let to = answer.location().unwrap_or_default();
            answer.status == 303 && to.starts_with("/sign-in") && answer.body.is_empty()
        }
    }
}

/// Tries each door so.
fn all_shut(who: &str, routes: &[Route], mut ask: impl FnMut(&Route, &str) -> Response) {
    for route in routes {
        let path = path_of(route);
        let answer = ask(route, &path);
        assert!(
            is_shut(route, &answer),
            "{who}: {} {path}: {} {}",
            route.method,
            answer.status,
            answer.text()
        );
    }
}

fn with_session(house: &House, token: &str) -> Client {
    let mut client = house.client();
    client.set_cookie(cookie::SESSION, token);
    client
}

fn bare(client: &mut Client, route: &Route, path: &str) -> Response {
    client.request(route.method, path, &[], b"")
}

#[test]
fn every_door_is_shut_without_a_way_in() {
    let house = House::with_cast().unwrap();
    let before = house.newest_deed();
    let routes = closed();
    let mut nobody = house.client();
    all_shut("nobody", &routes, |route, path| {
        bare(&mut nobody, route, path)
    });
    for route in features::routes() {
        // Looking changes nothing either where nobody needs to be known.
        if matches!(route.demand, Demand::Open(_)) && !route.writes() {
            let answer = nobody.get(&path_of(&route));
            assert!(answer.status < 500, "{} {}", route.path, answer.status);
        }
    }
    assert_eq!(house.newest_deed(), before, "a stranger changed something");

    // Staff, with a good session and a good token, from outside the house's networks; said by the proxy, not by them.
    let mut mei = house.signed_in("team-member");
    let mut token = house.api("team-member").unwrap();
    let outside = [("x-forwarded-for", "203.0.113.7")];
    all_shut("from elsewhere", &routes, |route, path| {
        let by = if route.face == Face::Api {
            &mut token
        } else {
            &mut mei
        };
        by.request(route.method, path, &outside, b"")
    });
    assert_eq!(
        mei.get("/inbox").status,
        200,
        "and the session is still good inside"
    );
    for claimed in [
        "127.0.0.1, 203.0.113.7",
        "10.0.0.1,203.0.113.7",
        "unknown, 203.0.113.7",
    ] {
        let headers = [("x-forwarded-for", claimed)];
        assert_eq!(
            mei.request("GET", "/inbox", &headers, b"").status,
            303,
            "{claimed}"
        );
    }
    for (name, value) in [
        ("forwarded", "for=10.0.0.1"),
        ("x-real-ip", "10.0.0.1"),
        ("x-client-ip", "10.0.0.1"),
    ] {
        let headers = [("x-forwarded-for", "203.0.113.7"), (name, value)];
        assert_eq!(
            mei.request("GET", "/inbox", &headers, b"").status,
            303,
            "{name}"
        );
    }

    // What has ended opens nothing, and neither does what was never given.
    let held = mei.cookie(cookie::SESSION).unwrap().to_owned();
    assert_eq!(mei.post_form("/sign-out", &[]).status, 303);
    let mut ended = with_session(&house, &held);
    all_shut("ended", &routes, |route, path| {
        bare(&mut ended, route, path)
    });
    let half = house.account("administrator").email.clone();
    let mut vera = house.client();
    let password = [("email", half.as_str()), ("password", cast::PASSWORD)];
    assert_eq!(vera.post_form("/sign-in", &password).status, 303);
    all_shut("half-way in", &routes, |route, path| {
        bare(&mut vera, route, path)
    });

    let gone = house.account("sales-agent").id;
    let mut chloe = house.signed_in("sales-agent");
    let mut hers = house.api("sales-agent").unwrap();
    let mut admin = house.signed_in("administrator");
    assert_eq!(
        admin
            .post_form(&format!("/users/{gone}/deactivate"), &[])
            .status,
        303
    );
    all_shut("whoever left", &routes, |route, path| {
        let by = if route.face == Face::Api {
            &mut hers
        } else {
            &mut chloe
        };
        bare(by, route, path)
    });
    let day_ago = atrium::data::Visit::system(
        &house.store,
        atrium::base::Moment::now().plus(-2 * 86_400_000),
        jiff::tz::TimeZone::UTC,
    );
    let mei = house.account("team-member").id;
    let old = sign_in::add_token_for(&day_ago, mei, "old", 1, people::ADMINISTER, true).unwrap();
    let mut old = house.client().with_bearer(&old);
    let operations: Vec<Route> = routes
        .iter()
        .filter(|r| r.face == Face::Api)
        .cloned()
        .collect();
    all_shut("a token that ran out", &operations, |route, path| {
        bare(&mut old, route, path)
    });
}

#[test]
fn a_device_that_was_revoked_opens_no_door() {
    let house = House::with_cast().unwrap();
    devices::asking(&house, json!({ "employee_devices": true }));
    let card = devices::enrol(&house, "sales-agent");
    let mut chloe = house.sign_in(card.on(house.client()), "sales-agent");
    let person = house.account("sales-agent").id;
    let token =
        sign_in::add_token_for(&house.visit(), person, "t", 1, people::ADMINISTER, true).unwrap();
    let mut hers = card.on(house.client()).with_bearer(&token);
    assert_eq!(chloe.get("/leads").status, 200);
    assert_eq!(hers.get("/api/v1/leads").status, 200);
    let mut it = house.signed_in("it-administrator");
    let revoke = format!("/devices/{}/revoke", card.id);
    assert_eq!(it.post_form(&revoke, &[]).status, 303);
    all_shut("on a revoked device", &closed(), |route, path| {
        let by = if route.face == Face::Api {
            &mut hers
        } else {
            &mut chloe
        };
        bare(by, route, path)
    });
}

#[test]
fn no_other_site_writes_through_a_session() {
    let house = House::with_cast().unwrap();
    let mut ines = house.signed_in("superadmin");
    ines.like_a_browser(false);
    let before = house.newest_deed();
    let mut tried = 0;
    for route in features::routes().iter().filter(|route| route.writes()) {
        let path = path_of(route);
        for from in [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("sec-fetch-site", "none"),
            ("origin", "https://elsewhere.example"),
            ("origin", "null"),
        ] {
            let answer = ines.request(route.method, &path, &[from], b"");
            assert_eq!(answer.status, 403, "{} {path} {from:?}", route.method);
            tried += 1;
        }
    }
    assert!(tried > 1500, "{tried}");
    // Atrium writes down that there was much to refuse; nobody wrote anything else.
    let since = house.store.entries_after(before, 1000).unwrap();
    assert!(since.iter().all(|entry| entry.person == 0), "{since:?}");
}

#[test]
fn a_forged_or_chosen_session_opens_nothing() {
    let house = House::with_cast().unwrap();
    // Somebody puts a session of their choice into another's browser, and waits for them to sign in.
    let chosen = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    let mut omar = with_session(&house, chosen);
    let email = house.account("sales-closer").email.clone();
    let form = [("email", email.as_str()), ("password", cast::PASSWORD)];
    assert_eq!(omar.post_form("/sign-in", &form).status, 303);
    let given = omar.cookie(cookie::SESSION).unwrap().to_owned();
    assert_ne!(given, chosen);
    assert_eq!(with_session(&house, chosen).get("/inbox").status, 303);
    assert_eq!(omar.get("/inbox").status, 200);

    // One bit of it is another session, and nobody's.
    let mut forged = house.client();
    for at in 0..given.len() {
        let mut bytes = given.clone().into_bytes();
        bytes[at] ^= 1;
        let Ok(token) = String::from_utf8(bytes) else {
            continue;
        };
        forged.set_cookie(cookie::SESSION, &token);
        assert_eq!(forged.get("/inbox").status, 303, "{at}");
    }
    for token in [
        "",
        "null",
        &given[1..],
        &format!("{given}0"),
        &given.to_uppercase(),
        "../../../etc",
    ] {
        if token != given {
            forged.set_cookie(cookie::SESSION, token);
            assert_eq!(forged.get("/inbox").status, 303, "{token:?}");
        }
    }
    // The first of two is taken, whichever a neighbour's page added behind it.
    let both = format!("{}={chosen}; {}={given}", cookie::SESSION, cookie::SESSION);
    forged.clear_cookies();
    assert_eq!(
        forged
            .request("GET", "/inbox", &[("cookie", &both)], b"")
            .status,
        303
    );
    // A session is no token, and a token no session; neither is read from the address.
    let bearer = format!("Bearer {given}");
    let headers = [("authorization", bearer.as_str())];
    assert_eq!(
        forged.request("GET", "/api/v1/me", &headers, b"").status,
        401
    );
    // The scheme is written as one likes (RFC 9110); a wrong token is wrong in all of them.
    let token = house.token("sales-closer").unwrap();
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer "] {
        let me = |token: &str| {
            let value = format!("{scheme} {token}");
            let headers = [("authorization", value.as_str())];
            house
                .client()
                .request("GET", "/api/v1/me", &headers, b"")
                .status
        };
        assert_eq!((me(&token), me("atr_nothing")), (200, 401), "{scheme}");
    }
    for path in [
        "/api/v1/me?token=",
        "/api/v1/me?access_token=",
        "/inbox?session=",
    ] {
        assert_ne!(forged.get(&format!("{path}{given}")).status, 200, "{path}");
    }
    // Signing in again gives another session; signing out ends that one alone.
    let mut again = house.signed_in("sales-closer");
    let second = again.cookie(cookie::SESSION).unwrap().to_owned();
    assert_ne!(second, given);
    assert_eq!(again.post_form("/sign-out", &[]).status, 303);
    assert_eq!(with_session(&house, &second).get("/inbox").status, 303);
    assert_eq!(omar.get("/inbox").status, 200);
}

#[test]
fn proving_who_one_is_gives_a_new_session_and_ends_the_old() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-closer");
    let old = omar.cookie(cookie::SESSION).unwrap().to_owned();
    let fields = [("_to", "/me"), ("_proof", cast::PASSWORD)];
    assert!(omar.post_form("/prove", &fields).status < 400);
    let new = omar.cookie(cookie::SESSION).unwrap().to_owned();
    assert_ne!(old, new);
    assert_eq!(with_session(&house, &old).get("/inbox").status, 303);
    assert_eq!(with_session(&house, &new).get("/inbox").status, 200);
}

#[test]
fn a_form_sent_again_is_done_again_by_nobody_else() {
    let house = House::with_cast().unwrap();
    let mut omar = house.signed_in("sales-closer");
    let mut chloe = house.signed_in("sales-agent");
    let form = [
        ("_key", "the-same"),
        ("company", "Bluestem Dental"),
        ("source", "yelp"),
        ("contact", "Gwen"),
        ("email", "gwen@bluestem.example"),
    ];
    let first = omar.post_form("/leads", &form);
    assert_eq!(first.status, 303, "{}", first.text());
    let again = omar.post_form("/leads", &form);
    assert_eq!(
        first.location(),
        again.location(),
        "a replay finds what was made"
    );
    // Another's key is another deed: it finds the lead that is there already, or makes its own, but gives no answer of Omar's.
    let other = chloe.post_form("/leads", &form);
    assert_ne!(other.location(), first.location());
}
