//! Rules on countries: a visitor from where one may not come is refused as with a wrong password, at sign-in and at each
//! request, and nobody can claim another address than a trusted proxy says.

use std::{path::PathBuf, sync::Arc};

use atrium::{
    testing::{
        cast,
        client::{Client, Response},
        house::{House, fresh_folder},
        mmdb,
    },
    web::GeoIp,
};
use serde_json::json;

const GERMANY: &str = "198.51.100.7";
const FRANCE: &str = "203.0.113.7";
const NOWHERE: &str = "192.0.2.200";

fn house() -> (House, PathBuf) {
    let folder = fresh_folder("countries").unwrap();
    let path = folder.join("countries.mmdb");
    let rows = [
        ("198.51.100.0/24", "DE", Some((52.5, 13.4))),
        ("203.0.113.0/24", "FR", None),
    ];
    std::fs::write(&path, mmdb::file(&rows)).unwrap();
    let geoip = GeoIp::open(&path);
    (
        House::with_config(move |front| front.geoip = geoip).unwrap(),
        path,
    )
}

fn rules(house: &House, change: serde_json::Value) -> Response {
    let mut admin = house.api("administrator").unwrap();
    let json = [("content-type", "application/json")];
    let body = change.to_string();
    admin.request("PATCH", "/api/v1/settings/entry", &json, body.as_bytes())
}

fn set(house: &House, change: serde_json::Value) {
    let answer = rules(house, change);
    assert_eq!(answer.status, 200, "{}", answer.text());
}

fn sign_in(client: &mut Client, house: &House, role: &str, password: &str, from: &str) -> Response {
    let email = house.account(role).email.clone();
    let body =
        atrium::testing::client::encode_form(&[("email", email.as_str()), ("password", password)]);
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-forwarded-for", from),
    ];
    client.request("POST", "/sign-in", &headers, body.as_bytes())
}

fn get(client: &mut Client, path: &str, from: &str) -> Response {
    client.request("GET", path, &[("x-forwarded-for", from)], b"")
}

#[test]
fn clients_come_from_named_countries_only() {
    let (house, _) = house();
    set(
        &house,
        json!({ "client_from": "only", "client_countries": "de, at" }),
    );
    for mut client in [house.client(), house.portal_client()] {
        let right = sign_in(&mut client, &house, "client", cast::PASSWORD, FRANCE);
        let wrong = sign_in(&mut client, &house, "client", "not this one at all", FRANCE);
        assert_eq!((right.status, wrong.status), (422, 422));
        assert!(
            right.text() == wrong.text(),
            "a right password doesn't show"
        );
        assert!(right.text().contains("not open from every country"));
        assert_eq!(
            sign_in(&mut client, &house, "client", cast::PASSWORD, NOWHERE).status,
            422
        );
        assert_eq!(
            sign_in(&mut client, &house, "client", cast::PASSWORD, GERMANY).status,
            303
        );
        assert_eq!(get(&mut client, "/portal", GERMANY).status, 200);
        assert_eq!(
            get(&mut client, "/portal", FRANCE).status,
            303,
            "nor does a session travel"
        );
        assert_eq!(get(&mut client, "/portal", GERMANY).status, 200);
        set(&house, json!({ "client_countries": "FR" }));
        assert_eq!(
            get(&mut client, "/portal", GERMANY).status,
            303,
            "from the next request on"
        );
        set(
            &house,
            json!({ "client_from": "except", "client_countries": "FR" }),
        );
        assert_eq!(get(&mut client, "/portal", GERMANY).status, 200);
        assert_eq!(get(&mut client, "/portal", NOWHERE).status, 303);
        set(&house, json!({ "unknown_countries": true }));
        assert_eq!(get(&mut client, "/portal", NOWHERE).status, 200);
        // Staff and the office have rules of their own.
        assert_eq!(house.signed_in("sales-agent").get("/leads").status, 200);
        set(
            &house,
            json!({ "client_from": "only", "client_countries": "DE", "unknown_countries": false }),
        );
    }
}

#[test]
fn another_file_counts_without_a_restart() {
    let (house, path) = house();
    set(
        &house,
        json!({ "client_from": "only", "client_countries": "DE" }),
    );
    let mut client = house.portal_client();
    assert_eq!(
        sign_in(&mut client, &house, "client", cast::PASSWORD, GERMANY).status,
        303
    );
    std::fs::write(&path, mmdb::file(&[("203.0.113.0/24", "DE", None)])).unwrap();
    house.store.service::<GeoIp>().unwrap().read();
    assert_eq!(get(&mut client, "/portal", GERMANY).status, 303);
    assert_eq!(get(&mut client, "/portal", FRANCE).status, 200);
}

#[test]
fn a_rule_without_a_file_or_against_oneself_is_not_saved() {
    let bare = House::with_cast().unwrap();
    let refused = rules(
        &bare,
        json!({ "client_from": "only", "client_countries": "DE" }),
    );
    assert!(
        refused.status == 422 && refused.text().contains("countries_file"),
        "{}",
        refused.text()
    );
    let (house, _) = house();
    for (from, codes) in [("only", ""), ("only", "Germany"), ("only", "D1")] {
        let refused = rules(
            &house,
            json!({ "client_from": from, "client_countries": codes }),
        );
        assert_eq!(refused.status, 422, "{codes}");
    }
    let token = {
        use atrium::features::{people, sign_in};
        sign_in::add_token_for(
            &house.visit(),
            house.account("administrator").id,
            "t",
            1,
            people::ADMINISTER,
            true,
        )
        .unwrap()
    };
    let mut outside = house.client().with_bearer(&token);
    let headers = [
        ("content-type", "application/json"),
        ("x-forwarded-for", FRANCE),
    ];
    let body = json!({ "admin_from": "only", "admin_countries": "DE" }).to_string();
    let refused = outside.request("PATCH", "/api/v1/settings/entry", &headers, body.as_bytes());
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("shut you out"),
        "{}",
        refused.text()
    );
}

#[test]
fn an_address_is_the_sockets_unless_a_trusted_proxy_says_otherwise() {
    let nobody = |front: &mut atrium::web::ServerConfig| {
        front.zones.trusted_proxies.clear();
        front.zones.office = vec!["10.0.0.0/8".parse().unwrap()];
        front.geoip = Arc::default();
    };
    let house = House::with_config(nobody).unwrap();
    for mut client in [house.client(), house.portal_client()] {
        for claim in ["10.0.0.7", "10.0.0.7, 10.0.0.8", "127.0.0.1", "garbage"] {
            let answer = sign_in(&mut client, &house, "sales-agent", cast::PASSWORD, claim);
            // Refused, or told to wait by now.
            assert!(matches!(answer.status, 422 | 429), "{claim}");
        }
    }
    let (behind, _) = self::house();
    for (claim, inside) in [
        ("10.0.0.7", true),
        // What the visitor wrote stands before what the proxy saw.
        ("10.0.0.7, 203.0.113.9", false),
        ("10.0.0.7, unknown", false),
        ("10.0.0.7,", false),
        ("10.0.0.7, 203.0.113.9:4711", false),
    ] {
        let mut client = behind.client();
        let answer = sign_in(&mut client, &behind, "sales-agent", cast::PASSWORD, claim);
        assert_eq!(answer.status == 303, inside, "{claim}: {}", answer.status);
    }
    let email = behind.account("sales-agent").email.clone();
    let body = atrium::testing::client::encode_form(&[
        ("email", email.as_str()),
        ("password", cast::PASSWORD),
    ]);
    let twice = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-forwarded-for", "10.0.0.7"),
        ("x-forwarded-for", "203.0.113.9"),
    ];
    let answer = behind
        .client()
        .request("POST", "/sign-in", &twice, body.as_bytes());
    assert!(matches!(answer.status, 422 | 429), "two lines are one list");
}
