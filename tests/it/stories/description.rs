//! What the API's description says of addresses, headers and methods, held against what answers.

use atrium::{features, testing::house::House, web::openapi};
use serde_json::{Value, json};

fn described() -> Value {
    openapi::of_routes(&features::routes(), &features::schema())
}

/// Every operation: its method, its path with numbers in it, and its description.
fn operations(all: &Value) -> Vec<(String, String, &Value)> {
    let paths = all["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, methods)| {
            let filled: Vec<&str> = path
                .split('/')
                .map(|part| if part.starts_with('{') { "1" } else { part })
                .collect();
            let filled = filled.join("/");
            methods
                .as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (method.to_uppercase(), filled.clone(), operation))
        })
        .collect()
}

#[test]
fn what_an_address_asks_for_is_read_or_refused_beside_its_name() {
    let house = House::with_cast().unwrap();
    let mut ines = house.api("superadmin").unwrap();
    let (all, mut tried) = (described(), 0);
    for (_, path, operation) in operations(&all) {
        for asked in operation["parameters"].as_array().unwrap() {
            let (name, schema) = (asked["name"].as_str().unwrap(), &asked["schema"]);
            let held = ["enum", "pattern", "format", "minimum"]
                .iter()
                .any(|limit| !schema[limit].is_null());
            let held = held || schema["type"] == "boolean";
            // Of which project is missing there, and said first.
            let without = path.ends_with("/milestones") && name == "limit";
            if asked["in"] != "query" || !held || without {
                continue;
            }
            let answer = ines.get(&format!("{path}?{name}=no-such-thing"));
            // There is no such record in this house: nothing is read for it.
            if answer.status == 404 && path.contains("/1") {
                continue;
            }
            assert_eq!(answer.status, 422, "{path}?{name}: {}", answer.text());
            // What a row misses beside it is said as well.
            let told = answer.json()["errors"].clone();
            let mut told = told.as_array().unwrap().iter();
            assert!(
                told.any(|error| error["field"] == name),
                "{path}?{name}: {}",
                answer.text()
            );
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
    for limit in ["0", "-1", "1.5", "5&limit=6", "x"] {
        let answer = ines.get(&format!("/api/v1/leads?limit={limit}"));
        assert_eq!(answer.status, 422, "{limit}");
    }
    assert_eq!(ines.get("/api/v1/leads?limit=100000").status, 200);
}

#[test]
fn filters_that_are_described_narrow() {
    let house = House::with_cast().unwrap();
    let mut ines = house.api("superadmin").unwrap();
    let names = |answer: Value| -> Vec<String> {
        let items = answer["items"].as_array().unwrap().clone();
        items
            .iter()
            .map(|item| item["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = names(ines.get("/api/v1/users?limit=200").json());
    let admins = names(ines.get("/api/v1/users?tier=admin").json());
    assert!(!admins.is_empty() && admins.len() < all.len());
    assert!(admins.iter().all(|id| all.contains(id)));
    let me = names(ines.get("/api/v1/users?q=quinn").json());
    assert!(!me.is_empty() && me.len() < all.len(), "{me:?}");
}

#[test]
fn who_shows_no_token_is_told_to_show_one() {
    let house = House::with_cast().unwrap();
    let mut nobody = house.client();
    let (all, mut tried) = (described(), 0);
    for (method, path, _) in operations(&all) {
        let headers = [("content-type", "application/json")];
        let answer = nobody.request(&method, &path, &headers, b"{}");
        assert_eq!(answer.status, 401, "{method} {path}: {}", answer.text());
        assert_eq!(answer.json()["type"], "urn:atrium:problem:signed-out");
        tried += 1;
    }
    assert!(tried > 200, "{tried}");
}

#[test]
fn an_address_names_the_methods_it_is_described_with() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let all = described();
    for (path, methods) in all["paths"].as_object().unwrap() {
        let answer = omar.request("OPTIONS", path, &[], b"");
        assert_eq!(answer.status, 405, "{path}");
        let mut told: Vec<String> = answer
            .header("allow")
            .unwrap()
            .split(", ")
            .map(str::to_lowercase)
            .collect();
        told.sort();
        let mut held: Vec<&String> = methods.as_object().unwrap().keys().collect();
        held.sort();
        assert_eq!(told.iter().collect::<Vec<_>>(), held, "{path}");
    }
}

#[test]
fn a_key_that_could_not_be_told_again_is_refused_and_nothing_is_done() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let count = |omar: &mut atrium::testing::client::Client| {
        omar.get("/api/v1/leads?limit=200").json()["items"]
            .as_array()
            .unwrap()
            .len()
    };
    let before = count(&mut omar);
    for key in ["x".repeat(201), String::new(), "k\u{e9}".into()] {
        let headers = [
            ("content-type", "application/json"),
            ("idempotency-key", key.as_str()),
        ];
        let body = json!({ "company": "Alder" }).to_string();
        let answer = omar.request("POST", "/api/v1/leads", &headers, body.as_bytes());
        assert_eq!(answer.status, 422, "{key}: {}", answer.text());
        assert_eq!(answer.json()["errors"][0]["field"], "Idempotency-Key");
    }
    assert_eq!(count(&mut omar), before);
}

#[test]
fn sheets_say_how_they_are_written() {
    let house = House::with_cast().unwrap();
    let mut ines = house.signed_in("superadmin");
    let leads = ines.get("/leads/export.csv");
    let journal = ines.post_form("/journal/export", &[("format", "csv")]);
    for sheet in [leads, journal] {
        assert_eq!(sheet.status, 200, "{}", sheet.text());
        assert_eq!(
            sheet.header("content-type"),
            Some("text/csv; charset=utf-8")
        );
    }
}
