//! What stands between Atrium and the world and isn't as it should be: proxies that nobody set up, clocks that jump.

use crate::support::steps::{get, page};
use atrium::{
    access::Zones,
    testing::{
        cast,
        client::{Client, Response},
        house::House,
    },
};

fn asks(client: &mut Client, headers: &[(&str, &str)]) -> Response {
    client.request("GET", "/sign-in", headers, b"")
}

fn house(trusted: &[&str]) -> House {
    let proxies: Vec<_> = trusted.iter().map(|net| net.parse().unwrap()).collect();
    House::with_config(move |front| {
        front.zones = Zones {
            trusted_proxies: proxies,
            ..front.zones.clone()
        };
    })
    .unwrap()
}

/// Everybody behind it looks as if they were in the office: it can't be told who is, but it is told.
#[test]
fn a_proxy_that_nobody_set_up_is_named() {
    let house = house(&[]);
    let mut admin = house.api("it-administrator").unwrap();
    let health = get(&mut admin, "/api/v1/health").to_string();
    assert!(!health.contains("trusted_proxies"), "{health}");
    asks(&mut house.client(), &[("x-forwarded-for", "203.0.113.9")]);
    let health = get(&mut admin, "/api/v1/health").to_string();
    assert!(health.contains("add it to trusted_proxies"), "{health}");
    let mut it = house.signed_in("it-administrator");
    assert!(page(&mut it, "/inbox").contains("trusted_proxies"));
    // Whoever doesn't look after the house isn't told how it stands.
    let mut omar = house.signed_in("sales-closer");
    assert!(!page(&mut omar, "/inbox").contains("trusted_proxies"));
}

/// A proxy that says in other words who comes: its own address is nobody's, so staff don't come in by it.
#[test]
fn a_trusted_proxy_that_says_it_in_other_words_lets_no_one_into_the_office() {
    let house = house(&["127.0.0.1/32"]);
    let email = house.account("sales-closer").email.replace('@', "%40");
    let password = cast::PASSWORD.replace(' ', "+");
    let sign_in = |headers: &[(&str, &str)]| {
        let form = format!("email={email}&password={password}");
        let kind = ("content-type", "application/x-www-form-urlencoded");
        let all: Vec<(&str, &str)> = headers.iter().copied().chain([kind]).collect();
        house
            .client()
            .request("POST", "/sign-in", &all, form.as_bytes())
            .status
    };
    assert_eq!(sign_in(&[]), 303);
    for header in [
        ("x-real-ip", "203.0.113.9"),
        ("forwarded", "for=203.0.113.9"),
        ("true-client-ip", "203.0.113.9"),
        ("cf-connecting-ip", "10.0.0.7"),
        ("x-client-ip", "203.0.113.9"),
        ("x-forwarded-proto", "https"),
        ("via", "1.1 gate"),
        ("x-forwarded-for", "203.0.113.9"),
    ] {
        assert_ne!(sign_in(&[header]), 303, "{header:?}");
    }
    assert_eq!(
        sign_in(&[
            ("x-forwarded-for", "10.0.0.7"),
            ("x-real-ip", "203.0.113.9")
        ]),
        303
    );
    let mut admin = house.api("it-administrator").unwrap();
    let health = get(&mut admin, "/api/v1/health").to_string();
    assert!(health.contains("Have it set X-Forwarded-For"), "{health}");
}
