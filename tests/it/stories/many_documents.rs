//! Many documents at once: dropped with the folders that they came in, as one deed, and verified only as they were looked at.
//! And that printing one is noted.

use atrium::{
    base::Id,
    features::documents::Document,
    testing::{
        client::{Client, Response, Upload},
        house::House,
    },
};
use image::ImageFormat;
use serde_json::json;

use super::work::text;
use crate::support::{
    papers,
    steps::{done, get, page, refused},
};

fn file<'a>(filename: &'a str, bytes: &'a [u8]) -> Upload<'a> {
    Upload {
        field: "file",
        filename,
        content_type: "text/plain",
        bytes,
    }
}

fn company(house: &House, name: &str) -> String {
    let mut amira = house.api("account-manager").unwrap();
    let made = done(&mut amira, "/api/v1/clients", &json!({ "name": name }));
    text(&made, "id").to_owned()
}

fn names(client: &mut Client, path: &str) -> Vec<String> {
    let all = get(client, path);
    let items = all["items"].as_array().unwrap().iter();
    items.map(|one| text(one, "name").to_owned()).collect()
}

fn drop_into(pages: &mut Client, company: &str, more: &[(&str, &str)]) -> Response {
    let mut fields = vec![("client", company)];
    fields.extend(more);
    let files = [
        file("a.txt", b"one"),
        file("b.txt", b"two and more"),
        file("c.txt", b"three"),
    ];
    pages.post_multipart("/documents", &fields, &files)
}

#[test]
fn what_was_dropped_lies_in_the_folders_that_it_came_in() {
    let house = House::with_cast().unwrap();
    let alder = company(&house, "Alder Creek");
    let mut pages = house.signed_in("account-manager");
    let at = format!("/folders?client={alder}");
    let paths = [
        ("path", "3:Brand/a.txt"),
        ("path", "12:Brand/Old/b.txt"),
        ("back", at.as_str()),
    ];
    let made = drop_into(&mut pages, &alder, &paths);
    assert_eq!(made.status, 303, "{}", made.text());
    assert_eq!(made.location(), Some(at.as_str()));
    let seq = house.last_of("account-manager");
    let mut api = house.api("account-manager").unwrap();
    let folders = format!("/api/v1/folders?client={alder}");
    let mut there = names(&mut api, &folders);
    there.sort();
    assert_eq!(there, ["Brand", "Old"]);
    let held = get(&mut api, &folders);
    let brand = held["items"].as_array().unwrap().iter();
    let brand = brand.clone().find(|one| one["name"] == "Brand").unwrap();
    let old = held["items"].as_array().unwrap().iter();
    let old = old.clone().find(|one| one["name"] == "Old").unwrap();
    assert_eq!(old["parent"], brand["id"]);
    let all = get(&mut api, &format!("/api/v1/documents?client={alder}"));
    let lies = |name: &str| {
        let mut each = all["items"].as_array().unwrap().iter();
        each.find(|one| one["name"] == name).unwrap()["folder"].clone()
    };
    assert_eq!(
        (lies("a.txt"), lies("b.txt")),
        (brand["id"].clone(), old["id"].clone())
    );
    assert!(lies("c.txt").is_null(), "{all}");

    // A second time it finds the folders that are there.
    let again = pages.post_multipart(
        "/documents",
        &[("client", alder.as_str()), ("path", "4:Brand/d.txt")],
        &[file("d.txt", b"four")],
    );
    assert_eq!(again.status, 303, "{}", again.text());
    assert_eq!(names(&mut api, &folders).len(), 2);

    // The first one was one deed, and the folders stay as long as something lies in them.
    let undo = format!("/api/v1/journal/{seq}/undo");
    let refused = api.post_json(&undo, &json!({}));
    assert_eq!(refused.status, 409, "{}", refused.text());
    let last = house.last_of("account-manager");
    done(
        &mut api,
        &format!("/api/v1/journal/{last}/undo"),
        &json!({}),
    );
    done(&mut api, &undo, &json!({}));
    assert_eq!(names(&mut api, &folders), Vec::<String>::new());
    assert_eq!(
        names(&mut api, &format!("/api/v1/documents?client={alder}")),
        Vec::<String>::new()
    );
}

#[test]
fn several_files_have_their_own_names() {
    let house = House::with_cast().unwrap();
    let alder = company(&house, "Alder Creek");
    let mut pages = house.signed_in("account-manager");
    let named = drop_into(&mut pages, &alder, &[("name", "One for all")]);
    assert_eq!(named.status, 422, "{}", named.text());
    assert!(
        named.text().contains("keep their own names"),
        "{}",
        named.text()
    );
    let none = pages.post_multipart("/documents", &[("client", alder.as_str())], &[]);
    assert_eq!(none.status, 422, "{}", none.text());
    let mut api = house.api("account-manager").unwrap();
    let there = names(&mut api, &format!("/api/v1/documents?client={alder}"));
    assert!(there.is_empty(), "{there:?}");
}

#[test]
fn several_are_verified_only_as_they_were_looked_at() {
    let house = House::with_cast().unwrap();
    let mut by = house.api("support-manager").unwrap();
    let mut add = |words: &str| {
        let paper = [file("paper.txt", words.as_bytes())];
        let made = by.post_multipart("/api/v1/documents", &[("name", words)], &paper);
        assert_eq!(made.status, 201, "{}", made.text());
        text(&made.json(), "id").to_owned()
    };
    let both = [add("First words"), add("Second words")];
    let seen = |id: &String| {
        let held: Document = house.visit().find(Id::parse(id).unwrap()).unwrap();
        format!("{id}@{}", held.version)
    };
    let looked: Vec<String> = both.iter().map(seen).collect();
    let verified = |id: &String| {
        let held: Document = house.visit().find(Id::parse(id).unwrap()).unwrap();
        held.verified.is_some()
    };
    let bulk = "/api/v1/documents/bulk";
    // The page says in which version each is shown.
    let mut pages = house.signed_in("support-manager");
    let shown = pages.get("/documents").text();
    assert!(
        shown.contains(&format!("value=\"{}\"", looked[0])),
        "{shown}"
    );
    // Not without having looked, not all that match, and not what was changed meanwhile.
    let mut by = house.api("support-manager").unwrap();
    refused(
        &mut by,
        bulk,
        &json!({ "keys": both, "deed": "verify" }),
        409,
    );
    refused(
        &mut by,
        bulk,
        &json!({ "matching": "?", "deed": "verify" }),
        422,
    );
    let added = by.post_multipart(
        &format!("/api/v1/documents/{}/versions", both[1]),
        &[("note", "Another")],
        &[file("paper.txt", b"Quite other words")],
    );
    assert_eq!(added.status, 200, "{}", added.text());
    let stale = json!({ "keys": both, "deed": "verify", "seen": looked });
    let why = refused(&mut by, bulk, &stale, 409);
    assert!(why.contains(&both[1]) && !why.contains(&both[0]), "{why}");
    assert!(!both.iter().any(verified), "all of them or none");
    let looked: Vec<String> = both.iter().map(seen).collect();
    let now = json!({ "keys": both, "deed": "verify", "seen": looked });
    assert_eq!(done(&mut by, bulk, &now)["changed"], 2);
    assert!(both.iter().all(verified));
}

#[test]
fn whoever_prints_a_document_stands_in_its_log() {
    let house = House::with_cast().unwrap();
    let mut by = house.api("support-manager").unwrap();
    let picture = papers::picture(60, 40, ImageFormat::Png);
    let logo = Upload {
        field: "file",
        filename: "logo.png",
        content_type: "image/png",
        bytes: &picture,
    };
    let mut add = |file: Upload<'_>| {
        let made = by.post_multipart("/api/v1/documents", &[("name", "Logo")], &[file]);
        assert_eq!(made.status, 201, "{}", made.text());
        text(&made.json(), "id").to_owned()
    };
    let (logo, words) = (add(logo), add(file("words.txt", b"Words")));
    let mut pages = house.signed_in("support-manager");
    let one = page(&mut pages, &format!("/documents/{logo}"));
    assert!(
        one.contains("/print") && one.contains("Not scanned"),
        "{one}"
    );
    let printed = page(&mut pages, &format!("/documents/{logo}/print"));
    assert!(printed.contains("data-print"), "{printed}");
    assert_eq!(pages.get(&format!("/documents/{words}/print")).status, 404);
    let log = get(&mut by, &format!("/api/v1/documents/{logo}/access"));
    let entries = log["entries"].as_array().unwrap().iter();
    let how: Vec<&str> = entries.map(|entry| text(entry, "how")).collect();
    assert!(how.contains(&"printed"), "{log}");
}
