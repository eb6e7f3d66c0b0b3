//! What happens to a document while it is kept: it is out with one person at a time, its versions are held against each
//! other and brought back, its time runs out unless it is held, and who opened it is noted.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use atrium::{
    base::{Moment, time},
    data::Visit,
    extract::Worker,
    features::documents::{self, Document},
    testing::{
        client::{Client, Response, Upload},
        house::House,
    },
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::work::text;
use crate::support::steps::{done, get, page, refused};

fn file<'a>(filename: &'a str, bytes: &'a [u8]) -> Upload<'a> {
    Upload {
        field: "file",
        filename,
        content_type: "text/plain",
        bytes,
    }
}

fn add(client: &mut Client, name: &str, words: &str) -> String {
    let made = client.post_multipart(
        "/api/v1/documents",
        &[("name", name)],
        &[file("paper.txt", words.as_bytes())],
    );
    assert_eq!(made.status, 201, "{name}: {}", made.text());
    text(&made.json(), "id").to_owned()
}

fn at(id: &str) -> String {
    format!("/api/v1/documents/{id}")
}

/// Adds a version; the status, and what was said.
fn version(client: &mut Client, id: &str, words: &str, more: &[(&str, &str)]) -> (u16, String) {
    let answer = client.post_multipart(
        &format!("{}/versions", at(id)),
        more,
        &[file("paper.txt", words.as_bytes())],
    );
    (answer.status, answer.text())
}

fn patch(client: &mut Client, path: &str, body: &Value) -> (u16, Value) {
    let headers = [("content-type", "application/json")];
    let answer = client.request("PATCH", path, &headers, body.to_string().as_bytes());
    (answer.status, answer.json())
}

fn delete(client: &mut Client, path: &str) -> Response {
    let headers = [("content-type", "application/json")];
    client.request("DELETE", path, &headers, b"{}")
}

/// Atrium itself at another time.
fn later(house: &House, days: i64) -> Visit {
    let at = Moment::now().plus(days * time::DAY);
    Visit::system(&house.store, at, TimeZone::UTC)
}

fn is_there(house: &House, id: &str) -> bool {
    let id = atrium::base::Id::<Document>::parse(id).unwrap();
    house.visit().find(id).is_ok()
}

#[test]
fn what_somebody_has_out_nobody_else_writes_over() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let mut luis = house.api("support-manager").unwrap();
    let id = add(&mut sana, "Terms", "One\n");
    let taken = done(
        &mut sana,
        &format!("{}/check-out", at(&id)),
        &json!({ "note": "The new prices" }),
    );
    assert_eq!(taken["checked_out"]["note"], "The new prices");
    let (status, why) = version(&mut luis, &id, "Two\n", &[]);
    assert_eq!(status, 409, "{why}");
    assert!(why.contains("Sana Iqbal") && why.contains("since"), "{why}");
    refused(
        &mut luis,
        &format!("{}/check-out", at(&id)),
        &json!({}),
        409,
    );
    refused(&mut luis, &format!("{}/check-in", at(&id)), &json!({}), 409);
    refused(&mut luis, &format!("{}/archive", at(&id)), &json!({}), 409);
    let shown = page(
        &mut house.signed_in("support-manager"),
        &format!("/documents/{id}"),
    );
    assert!(
        shown.contains("has it out since") && !shown.contains("Add the version"),
        "{shown}"
    );

    // Whoever has it out adds a version, and has it out still where they say so.
    let (status, why) = version(&mut sana, &id, "Two\n", &[("keep", "true")]);
    assert_eq!(status, 200, "{why}");
    assert!(get(&mut sana, &at(&id))["checked_out"].is_object());
    let (status, why) = version(&mut sana, &id, "Three\n", &[]);
    assert_eq!(status, 200, "{why}");
    assert_eq!(get(&mut sana, &at(&id))["checked_out"], json!(null));
    assert_eq!(version(&mut luis, &id, "Four\n", &[]).0, 200);
    refused(&mut sana, &format!("{}/check-in", at(&id)), &json!({}), 409);
}

#[test]
fn a_check_out_ends_with_a_reason_and_never_by_itself() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let mut luis = house.api("support-manager").unwrap();
    let id = add(&mut sana, "Terms", "One\n");
    done(&mut sana, &format!("{}/check-out", at(&id)), &json!({}));
    house.strike(Moment::now().plus(30 * time::DAY)).unwrap();
    assert!(get(&mut sana, &at(&id))["checked_out"].is_object());
    let inbox = page(&mut house.signed_in("support-agent"), "/inbox");
    assert!(inbox.contains("You have had Terms out"), "{inbox}");

    let broken = format!("{}/break-check-out", at(&id));
    refused(&mut luis, &broken, &json!({}), 422);
    done(&mut luis, &broken, &json!({ "reason": "She is on leave" }));
    assert_eq!(get(&mut sana, &at(&id))["checked_out"], json!(null));
    let inbox = page(&mut house.signed_in("support-agent"), "/inbox");
    assert!(inbox.contains("She is on leave"), "{inbox}");
    // Without a reason, the page says so and keeps what stands there.
    done(&mut sana, &format!("{}/check-out", at(&id)), &json!({}));
    let mut luis = house.signed_in("support-manager");
    let answer = luis.post_form(
        &format!("/documents/{id}/break-check-out"),
        &[("reason", "")],
    );
    assert_eq!(answer.status, 422, "{}", answer.text());
}

#[test]
fn an_older_version_counts_again_as_a_new_one() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let id = add(&mut sana, "Terms", "One\n");
    assert_eq!(
        version(&mut sana, &id, "Two\n", &[("note", "Shorter")]).0,
        200
    );
    let back = format!("{}/bring-back", at(&id));
    let now = done(&mut sana, &back, &json!({ "number": 1 }));
    let versions = now["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 3);
    assert_eq!(versions[2]["note"], "Version 1 again");
    assert_eq!(sana.get(&format!("{}/file", at(&id))).text(), "One\n");
    let same = refused(&mut sana, &back, &json!({ "number": 1 }), 422);
    assert!(same.contains("the same"), "{same}");
    refused(&mut sana, &back, &json!({ "number": 9 }), 422);
    refused(&mut sana, &back, &json!({}), 422);
}

#[test]
fn two_versions_are_held_against_each_other() {
    let house = House::with_cast().unwrap();
    house
        .store
        .provide(Arc::new(Worker::new(env!("CARGO_BIN_EXE_atrium"))));
    let mut sana = house.api("support-agent").unwrap();
    let id = add(&mut sana, "Terms", "First\nSecond\nThird\n");
    let compare = format!("{}/compare", at(&id));
    assert_eq!(version(&mut sana, &id, "First\n2nd\nThird\n", &[]).0, 200);
    let begun = Instant::now();
    let told = loop {
        let told = get(&mut sana, &compare);
        if told["readable"] == true {
            break told;
        }
        // Until they were read it says so, and tells no lines.
        assert_eq!(told["lines"], json!([]));
        assert!(begun.elapsed() < Duration::from_secs(120), "{told}");
        std::thread::sleep(Duration::from_millis(100));
    };
    assert_eq!((&told["from"], &told["to"]), (&json!(1), &json!(2)));
    assert_eq!((&told["removed"], &told["added"]), (&json!(1), &json!(1)));
    let lines = told["lines"].as_array().unwrap();
    assert!(lines.contains(&json!({ "what": "removed", "text": "Second" })));
    assert!(lines.contains(&json!({ "what": "added", "text": "2nd" })));
    let shown = page(
        &mut house.signed_in("support-agent"),
        &format!("/documents/{id}/compare?from=1&to=2"),
    );
    assert!(
        shown.contains("1 removed, 1 added") && shown.contains("2nd"),
        "{shown}"
    );
}

#[test]
fn whoever_looked_is_told_what_came_since() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let id = add(&mut sana, "Terms", "One\n");
    let mut luis = house.signed_in("support-manager");
    let here = format!("/documents/{id}");
    assert!(
        !page(&mut luis, &here).contains("You last saw"),
        "nothing is new at first"
    );
    assert_eq!(version(&mut sana, &id, "Two\n", &[]).0, 200);
    assert!(page(&mut luis, "/documents").contains("changed since you looked"));
    let shown = page(&mut luis, &here);
    assert!(shown.contains("You last saw version 1"), "{shown}");
    assert!(
        !page(&mut luis, &here).contains("You last saw"),
        "by now it was seen"
    );
    assert!(!page(&mut luis, "/documents").contains("changed since you looked"));
    // Looking wrote nothing into the journal.
    let before = house.store.newest();
    page(&mut luis, &here);
    let entries = house.store.entries_after(before, 50).unwrap();
    let theirs = house.account("support-manager").id.raw();
    assert!(entries.iter().all(|entry| entry.person != theirs));
    let mut api = house.api("support-manager").unwrap();
    assert_eq!(get(&mut api, &at(&id))["seen_version"], 2);
}

#[test]
fn who_opened_it_is_noted_for_those_who_look_after_it() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let id = add(&mut sana, "Terms", "One\n");
    let mut luis = house.signed_in("support-manager");
    page(&mut luis, &format!("/documents/{id}"));
    for _ in 0..3 {
        assert_eq!(luis.get(&format!("/documents/{id}/file")).status, 200);
    }
    let log = get(&mut sana, &format!("{}/access", at(&id)));
    let entries = log["entries"].as_array().unwrap();
    let theirs = house.account("support-manager").id.to_string();
    let of = |how: &str| {
        let held = entries.iter().filter(|entry| {
            entry["person"] == theirs.as_str() && entry["how"] == how && entry["version"] == 1
        });
        held.count()
    };
    assert_eq!((of("opened"), of("downloaded")), (1, 1), "{log}");
    assert!(
        entries.iter().all(|entry| entry["from"].is_string()),
        "{log}"
    );
    let shown = page(&mut luis, &format!("/documents/{id}/access"));
    assert!(
        shown.contains("Luis Ortega") && shown.contains("Downloaded"),
        "{shown}"
    );

    // Whoever may only read it isn't told.
    let mut quinn = house.api("qa-reviewer").unwrap();
    assert_eq!(quinn.get(&at(&id)).status, 200);
    assert_eq!(quinn.get(&format!("{}/access", at(&id))).status, 403);
    // A year later nobody keeps it.
    documents::sweep_log(&later(&house, 400)).unwrap();
    let log = get(&mut sana, &format!("{}/access", at(&id)));
    assert_eq!(log["entries"], json!([]));
}

/// A category of that end after a month, made by whoever may.
fn category(house: &House, name: &str, ending: &str) -> String {
    let mut edward = house.api("management").unwrap();
    let body = json!({ "name": name, "keep_months": 1, "ending": ending });
    text(
        &done(&mut edward, "/api/v1/document-categories", &body),
        "id",
    )
    .to_owned()
}

#[test]
fn what_is_over_its_time_is_put_away_or_goes_after_a_word() {
    let house = House::with_cast().unwrap();
    let (put_away, goes) = (
        category(&house, "Working papers", "archive"),
        category(&house, "Applications", "delete"),
    );
    let mut sana = house.api("support-agent").unwrap();
    let paper = add(&mut sana, "Paper", "One\n");
    let letter = add(&mut sana, "Letter", "Two\n");
    assert_eq!(
        patch(&mut sana, &at(&paper), &json!({ "category": put_away })).0,
        200
    );
    assert_eq!(
        patch(&mut sana, &at(&letter), &json!({ "category": goes })).0,
        200
    );
    let nobody = patch(&mut sana, &at(&letter), &json!({ "category": "DCT-99" }));
    assert_eq!(nobody.0, 422, "{}", nobody.1);

    assert_eq!(documents::dispose(&later(&house, 10)).unwrap(), 0);
    assert_eq!(documents::dispose(&later(&house, 40)).unwrap(), 1);
    assert_eq!(get(&mut sana, &at(&paper))["archived"], true);
    let warned = get(&mut sana, &at(&letter));
    assert!(warned["goes_at"].is_string(), "{warned}");
    let inbox = page(&mut house.signed_in("support-agent"), "/inbox");
    assert!(inbox.contains("Letter is deleted on"), "{inbox}");
    // Not before its day, and then with all that it was.
    assert_eq!(documents::dispose(&later(&house, 50)).unwrap(), 0);
    assert!(is_there(&house, &letter));
    assert_eq!(documents::dispose(&later(&house, 56)).unwrap(), 1);
    assert!(!is_there(&house, &letter));
    assert_eq!(sana.get(&at(&letter)).status, 404);
    let mut edward = house.api("management").unwrap();
    let used = delete(
        &mut edward,
        &format!("/api/v1/document-categories/{put_away}"),
    );
    assert_eq!(used.status, 409, "{}", used.text());
    let free = delete(&mut edward, &format!("/api/v1/document-categories/{goes}"));
    assert_eq!(free.status, 200, "{}", free.text());
}

#[test]
fn a_new_version_or_another_category_takes_the_word_back() {
    let house = House::with_cast().unwrap();
    let goes = category(&house, "Applications", "delete");
    let mut sana = house.api("support-agent").unwrap();
    let letter = add(&mut sana, "Letter", "Two\n");
    assert_eq!(
        patch(&mut sana, &at(&letter), &json!({ "category": goes })).0,
        200
    );
    documents::dispose(&later(&house, 40)).unwrap();
    assert!(get(&mut sana, &at(&letter))["goes_at"].is_string());
    assert_eq!(version(&mut sana, &letter, "Three\n", &[]).0, 200);
    assert_eq!(get(&mut sana, &at(&letter))["goes_at"], json!(null));
    documents::dispose(&later(&house, 40)).unwrap();
    assert_eq!(
        patch(&mut sana, &at(&letter), &json!({ "category": null })).0,
        200
    );
    assert_eq!(documents::dispose(&later(&house, 400)).unwrap(), 0);
    assert!(is_there(&house, &letter));
}

#[test]
fn what_is_held_stays_whatever_deed_would_take_it() {
    let house = House::with_cast().unwrap();
    let goes = category(&house, "Applications", "delete");
    let mut sana = house.api("support-agent").unwrap();
    let letter = add(&mut sana, "Letter", "Two\n");
    let added = house.last_of("support-agent");
    let mut edward = house.api("management").unwrap();
    let hold = format!("{}/hold", at(&letter));
    refused(&mut sana, &hold, &json!({ "reason": "Mine" }), 403);
    refused(&mut edward, &hold, &json!({}), 422);
    let held = done(&mut edward, &hold, &json!({ "reason": "Case 12" }));
    assert_eq!(held["hold"]["reason"], "Case 12");
    refused(&mut edward, &hold, &json!({ "reason": "Again" }), 409);
    // Its making isn't undone, and its time doesn't come.
    let undo = format!("/api/v1/journal/{added}/undo");
    let undone = sana.post_json(&undo, &json!({}));
    assert!(undone.status >= 400, "{}", undone.text());
    assert_eq!(
        patch(&mut sana, &at(&letter), &json!({ "category": goes })).0,
        200
    );
    for days in [40, 60, 80] {
        assert_eq!(documents::dispose(&later(&house, days)).unwrap(), 0);
    }
    assert_eq!(get(&mut sana, &at(&letter))["goes_at"], json!(null));
    let shown = page(&mut house.signed_in("support-agent"), "/documents?held=yes");
    assert!(shown.contains(&letter), "{shown}");

    done(
        &mut edward,
        &format!("{}/release", at(&letter)),
        &json!({ "reason": "Settled" }),
    );
    documents::dispose(&later(&house, 90)).unwrap();
    assert_eq!(documents::dispose(&later(&house, 110)).unwrap(), 1);
    assert!(!is_there(&house, &letter));
}

#[test]
fn whoever_has_it_is_reminded_before_it_expires() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let id = add(&mut sana, "Licence", "One\n");
    let day = (house.visit().today() + 20).iso();
    let (status, told) = patch(&mut sana, &at(&id), &json!({ "expires": day }));
    assert_eq!((status, &told["expires"]), (200, &json!(day)), "{told}");
    house.strike(Moment::now().plus(14 * time::DAY)).unwrap();
    let inbox = page(&mut house.signed_in("support-agent"), "/inbox");
    assert!(inbox.contains("Licence expires in"), "{inbox}");
    house.strike(Moment::now().plus(21 * time::DAY)).unwrap();
    let inbox = page(&mut house.signed_in("support-agent"), "/inbox");
    assert!(inbox.contains("Licence expire"), "{inbox}");
    // What expires stays, and stands among what does.
    let shown = page(
        &mut house.signed_in("support-agent"),
        "/documents?show=expiring",
    );
    assert!(shown.contains(&id), "{shown}");
    assert_eq!(
        patch(&mut sana, &at(&id), &json!({ "expires": null })).0,
        200
    );
    let shown = page(
        &mut house.signed_in("support-agent"),
        "/documents?show=expiring",
    );
    assert!(!shown.contains(&id), "{shown}");
}
