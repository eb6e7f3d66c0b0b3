//! What people reported of other products of this sort: names that aren't found as they are typed, dates that become
//! another day, what is said twice and heard once.

use atrium::testing::{
    client::{Client, Response, Upload},
    house::House,
};
use serde_json::{Value, json};

use crate::support::steps::{done, get};

/// A value of an address.
fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn send(by: &mut Client, path: &str, body: &str) -> Response {
    let headers = [("content-type", "application/json")];
    by.request("POST", path, &headers, body.as_bytes())
}

#[track_caller]
fn beside(answer: &Response, field: &str) -> String {
    assert_eq!(answer.status, 422, "{}", answer.text());
    let body = answer.json();
    let mut errors = body["errors"].as_array().unwrap().iter();
    let found = errors.find(|error| error["field"] == field);
    let found = found.unwrap_or_else(|| panic!("nothing beside {field}: {body}"));
    found["message"].as_str().unwrap().to_owned()
}

fn lead(by: &mut Client, company: &str) -> String {
    let made = done(by, "/api/v1/leads", &json!({ "company": company }));
    made["id"].as_str().unwrap().to_owned()
}

#[test]
fn what_is_called_at_length_is_found_by_any_of_its_words() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let long = "The Old Mill at the End of the Long Lane by the River and behind the Hill near Quarrelwood";
    let mill = lead(&mut omar, long);
    let ship = lead(&mut omar, "Donaudampfschifffahrtsgesellschaft Wien");
    for (asked, wanted) in [
        ("quarrelwood", &mill),
        ("river quarrelwood", &mill),
        ("Donaudampfschifffahrtsgesellschaft", &ship),
        ("donaudampf wien", &ship),
    ] {
        let asked = escaped(asked);
        for path in [
            format!("/api/v1/search?q={asked}"),
            format!("/api/v1/leads?q={asked}"),
        ] {
            let found = get(&mut omar, &path).to_string();
            assert!(found.contains(wanted.as_str()), "{path}: {found}");
        }
    }
}

#[test]
fn names_are_found_however_they_are_typed() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let cafe = lead(&mut omar, "Cafe\u{301} Mu\u{308}ller");
    // A letter with its accent is one character, whoever sent it in two.
    let held = get(&mut omar, &format!("/api/v1/leads/{cafe}"));
    assert_eq!(held["company"], "Café Müller");
    let street = lead(&mut omar, "Straßenbau İzmir");
    let garden = lead(&mut omar, "北京花园");
    let named = get(&mut omar, &format!("/api/v1/leads?q={}", escaped("花园")));
    assert!(named.to_string().contains(garden.as_str()), "{named}");
    for (asked, wanted) in [
        ("cafe muller", &cafe),
        ("CAFÉ MÜLLER", &cafe),
        ("mu\u{308}ller", &cafe),
        ("STRASSENBAU izmir", &street),
        ("straßenbau", &street),
    ] {
        let found = get(&mut omar, &format!("/api/v1/search?q={}", escaped(asked)));
        assert!(
            found.to_string().contains(wanted.as_str()),
            "{asked}: {found}"
        );
    }
    // And the same name in another spelling is the same company.
    let again = omar.post_json("/api/v1/leads", &json!({ "company": "CAFÉ MÜLLER" }));
    assert_eq!(again.status, 422, "{}", again.text());
}

#[test]
fn companies_called_by_signs_alone_are_not_all_the_same() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    for company in ["★★★", "***", "☕"] {
        lead(&mut omar, company);
    }
    let again = omar.post_json("/api/v1/leads", &json!({ "company": "☕ " }));
    assert_eq!(again.status, 422, "{}", again.text());
}

#[test]
fn a_date_with_a_time_in_some_zone_is_no_date() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    for day in [
        "2199-12-24T23:30:00-08:00",
        "2199-12-24T10:00:00Z",
        "21991224",
        "2199-02-29",
    ] {
        let body = json!({ "company": "Alder Creek", "follow_up": day });
        let why = beside(&omar.post_json("/api/v1/leads", &body), "follow_up");
        assert!(why.contains("such as 2026-06-09"), "{day}: {why}");
    }
}

#[test]
fn what_is_said_twice_is_refused_and_not_heard_once() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let before = house.newest_deed();
    for body in [
        r#"{"company": "Alder Creek", "company": "Birch Creek"}"#,
        r#"{"company": "Alder Creek", "city": "Austin", "c\u0069ty": "Boerne"}"#,
    ] {
        let answer = send(&mut omar, "/api/v1/leads", body);
        assert_eq!(answer.status, 422, "{}", answer.text());
        assert!(answer.text().contains("twice"), "{}", answer.text());
    }
    assert_eq!(house.newest_deed(), before);
    for (asked, field) in [
        ("q=alder&q=birch", "q"),
        ("sort=number&limit=5&sort=number", "sort"),
    ] {
        let why = beside(&omar.get(&format!("/api/v1/leads?{asked}")), field);
        assert!(why.contains("twice"), "{asked}: {why}");
    }
}

#[test]
fn a_record_has_one_number() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let id = lead(&mut omar, "Alder Creek");
    let digits = id.trim_start_matches("LD-");
    for number in [format!("LD-%2B{digits}"), format!("%2B{digits}")] {
        let answer = omar.get(&format!("/api/v1/leads/{number}"));
        assert_eq!(answer.status, 404, "{number}");
    }
}

fn brought(by: &mut Client, kind: &str, sheet: &str) -> Vec<Value> {
    let upload = Upload {
        field: "file",
        filename: "sheet.csv",
        content_type: "text/csv",
        bytes: sheet.as_bytes(),
    };
    let answer = by.post_multipart(&format!("/api/v1/{kind}/import"), &[], &[upload]);
    assert_eq!(answer.status, 201, "{}", answer.text());
    let id = answer.json()["id"].as_str().unwrap().to_owned();
    let rows = get(by, &format!("/api/v1/imports/{id}/rows"));
    rows["items"].as_array().unwrap().clone()
}

/// A comma that nobody put in quotes moves every cell behind it to the next column.
#[test]
fn a_row_with_more_cells_than_columns_is_not_taken_for_another() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let rows = brought(
        &mut omar,
        "leads",
        "Business name,City,Notes\n\
         Smith, Jones & Co,Austin,wants a site\n\
         \"Birch, Sons & Co\",Boerne,\n\
         Cedar Clinic\n\
         Dune Dental,Devine,calls back,,\n",
    );
    let words: Vec<&str> = rows
        .iter()
        .map(|row| row["what"].as_str().unwrap())
        .collect();
    assert_eq!(words, ["refused", "new", "new", "new"], "{rows:?}");
    let why = rows[0]["why"].as_str().unwrap();
    assert!(
        why.contains("more cells") && why.contains("wants a site"),
        "{why}"
    );
}

#[test]
fn names_stand_in_order_whatever_letters_they_begin_with() {
    let house = House::with_cast().unwrap();
    let mut amira = house.api("account-manager").unwrap();
    for name in [
        "Zebra Tiles",
        "Ärzte am Park",
        "ernst Bau",
        "Åsgard",
        "Birch Books",
    ] {
        done(&mut amira, "/api/v1/clients", &json!({ "name": name }));
    }
    let clients = get(&mut amira, "/api/v1/clients");
    let names: Vec<&str> = clients["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|client| client["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        [
            "Ärzte am Park",
            "Åsgard",
            "Birch Books",
            "ernst Bau",
            "Zebra Tiles"
        ]
    );
}

/// A spreadsheet reads a sheet without the mark as old Windows text, and spoils every accent; a program takes the mark for
/// a part of the first head.
#[test]
fn sheets_for_people_say_that_they_are_utf_8() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-manager").unwrap();
    lead(&mut omar, "Café Müller");
    let mut page = house.signed_in("sales-manager");
    let kept = page.get("/leads/export.csv");
    assert!(kept.body.starts_with(b"\xef\xbb\xbfNumber,"));
    let read = omar.get("/api/v1/leads/export.csv");
    assert!(read.body.starts_with(b"Number,"), "{}", read.text());
    // As it was kept it comes in again, and nothing changes.
    let rows = brought(&mut omar, "leads", &kept.text());
    assert_eq!(rows[0]["what"], "as it is", "{rows:?}");
}

#[test]
fn a_body_is_of_the_kind_that_it_says_and_of_none_that_begins_alike() {
    let house = House::with_cast().unwrap();
    let mut omar = house.api("sales-closer").unwrap();
    let at = format!("/api/v1/leads/{}", lead(&mut omar, "Alder Creek"));
    let body = br#"{"city": "Austin"}"#;
    let mut status = |kind: &str| {
        let headers = [("content-type", kind)];
        omar.request("PATCH", &at, &headers, body).status
    };
    for kind in [
        "application/json",
        "Application/JSON; charset=UTF-8",
        "application/json ;charset=utf-8",
        "application/merge-patch+json",
    ] {
        assert_eq!(status(kind), 200, "{kind}");
    }
    for kind in [
        "application/json-patch+json",
        "application/jsonlines",
        "application/x-www-form-urlencodedx",
        "text/json",
        "text/plain",
        "",
    ] {
        assert_eq!(status(kind), 422, "{kind}");
    }
}
