//! Somebody who is nobody yet asks for an offer by a form: with consent, at a person's pace, and what they send waits until
//! somebody takes it in. Programs get thanks and nothing is kept.

use atrium::testing::{client::Client, house::House};
use serde_json::json;

use super::work::text;
use crate::support::steps::{done, get, page, refused};

struct Open {
    house: House,
    vera: Client,
    form: String,
    path: String,
}

fn open() -> Open {
    let house = House::with_config(|_| {}).unwrap();
    let mut vera = house.api("sales-manager").unwrap();
    let owner = house.account("sales-manager").id.to_string();
    let made = done(
        &mut vera,
        "/api/v1/public-forms",
        &json!({
            "name": "Ask for an offer", "purpose": "enquiry", "owner": owner,
            "consent": "You may keep this to answer me.", "open": true,
        }),
    );
    Open {
        form: text(&made, "id").to_owned(),
        path: format!("/forms/{}", text(&made, "word")),
        house,
        vera,
    }
}

fn waiting(of: &mut Open) -> usize {
    let all = get(&mut of.vera, "/api/v1/form-entries");
    all["items"].as_array().unwrap().len()
}

/// The stamp of a page that was just made.
fn stamp(shown: &str) -> String {
    let (_, rest) = shown.split_once("name=\"stamp\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn what_is_no_persons_is_thanked_for_and_kept_nowhere() {
    let mut of = open();
    let mut stranger = of.house.portal_client();
    let shown = page(&mut stranger, &of.path);
    assert!(shown.contains("You may keep this to answer me."), "{shown}");
    let stamp = stamp(&shown);
    let sent = |stamp: &str, more: &[(&'static str, &'static str)]| {
        let mut form = vec![
            ("name", "Paula Reyes".to_owned()),
            ("email", "paula@reyes.example".to_owned()),
            ("text", "A small website".to_owned()),
            ("stamp", stamp.to_owned()),
        ];
        form.extend(
            more.iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        form
    };
    let mut send = |form: Vec<(&'static str, String)>| {
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        stranger.post_form(&of.path, &form)
    };
    // Faster than anybody writes.
    let quick = send(sent(&stamp, &[("agreed", "on")]));
    assert_eq!(quick.status, 200);
    assert!(quick.text().contains("Thank you"));
    // What people don't see was filled.
    let trapped = send(sent(&stamp, &[("agreed", "on"), ("topic2", "x")]));
    assert!(trapped.text().contains("Thank you"));
    // A page that was never made here.
    let forged = send(sent("1.abc-00", &[("agreed", "on")]));
    assert_ne!(forged.status, 200);
    assert!(
        forged.text().contains("open for too long"),
        "{}",
        forged.text()
    );
    assert_eq!(waiting(&mut of), 0);
}

#[test]
fn it_is_taken_with_consent_and_becomes_a_lead() {
    let mut of = open();
    let mut stranger = of.house.portal_client();
    let stamp = stamp(&page(&mut stranger, &of.path));
    std::thread::sleep(std::time::Duration::from_millis(3_100));
    let form = [
        ("name", "Paula Reyes"),
        ("email", "paula@reyes.example"),
        ("company", "Reyes Bakery"),
        ("text", "A small website"),
        ("stamp", stamp.as_str()),
    ];
    let bare = stranger.post_form(&of.path, &form);
    assert_eq!(bare.status, 422);
    assert!(bare.text().contains("Without your consent"));
    // Whoever only ticks the box is no program: the page that comes back may be sent at once.
    assert_eq!(self::stamp(&bare.text()), stamp);
    let agreed: Vec<_> = form.iter().copied().chain([("agreed", "on")]).collect();
    assert_eq!(stranger.post_form(&of.path, &agreed).status, 200);
    assert_eq!(stranger.post_form(&of.path, &agreed).status, 200);
    assert_eq!(waiting(&mut of), 1, "a page is sent once");
    let all = get(&mut of.vera, "/api/v1/form-entries");
    let entry = &all["items"][0];
    assert_eq!(entry["consent"], "You may keep this to answer me.");
    let told = of.vera.get("/api/v1/notifications").text();
    assert!(
        told.contains("Something came by Ask for an offer"),
        "{told}"
    );
    assert!(
        !told.contains("A small website"),
        "a stranger's words go nowhere: {told}"
    );
    let at = format!("/api/v1/form-entries/{}", text(entry, "id"));
    let mut other = of.house.api("team-member").unwrap();
    assert_ne!(other.get(&at).status, 200);
    let lead = done(&mut of.vera, &format!("{at}/as-lead"), &json!({}));
    assert_eq!(lead["company"], "Reyes Bakery");
    refused(&mut of.vera, &format!("{at}/as-lead"), &json!({}), 409);
    refused(&mut of.vera, &format!("{at}/drop"), &json!({}), 409);
}

/// What a stranger sends of a page that was opened a while ago; answers the number of the entry.
fn sent(of: &mut Open) -> String {
    let mut stranger = of.house.portal_client();
    let stamp = stamp(&page(&mut stranger, &of.path));
    std::thread::sleep(std::time::Duration::from_millis(3_100));
    let form = [
        ("name", "Paula Reyes"),
        ("email", "paula@reyes.example"),
        ("text", "A small website"),
        ("stamp", stamp.as_str()),
        ("agreed", "on"),
    ];
    assert_eq!(stranger.post_form(&of.path, &form).status, 200);
    let all = get(&mut of.vera, "/api/v1/form-entries");
    text(&all["items"][0], "id").to_owned()
}

#[test]
fn taking_in_is_one_deed_with_one_undo() {
    let mut of = open();
    let at = format!("/api/v1/form-entries/{}", sent(&mut of));
    let lead = done(&mut of.vera, &format!("{at}/as-lead"), &json!({}));
    let lead = format!("/api/v1/leads/{}", text(&lead, "id"));
    assert_eq!(get(&mut of.vera, &at)["state"], "taken");
    let seq = of.house.last_of("sales-manager");
    let undo = format!("/api/v1/journal/{seq}/undo");
    done(&mut of.vera, &undo, &json!({}));
    let entry = get(&mut of.vera, &at);
    assert_eq!(entry["state"], "waiting", "{entry}");
    assert!(entry["became"].is_null(), "{entry}");
    assert_eq!(entry["text"], "A small website");
    assert_eq!(of.vera.get(&lead).status, 404, "the lead went with it");
    // One that is refused leaves it waiting, and makes nothing.
    let form = json!({ "company": "Paula Reyes", "contact": "Paula", "source": "yelp" });
    done(&mut of.vera, "/api/v1/leads", &form);
    let all = get(&mut of.vera, "/api/v1/leads")["items"]
        .as_array()
        .unwrap()
        .len();
    refused(&mut of.vera, &format!("{at}/as-lead"), &json!({}), 422);
    assert_eq!(get(&mut of.vera, &at)["state"], "waiting");
    let now = get(&mut of.vera, "/api/v1/leads")["items"]
        .as_array()
        .unwrap()
        .len();
    assert_eq!(now, all);
}

#[test]
fn what_is_dropped_is_kept_nowhere() {
    let mut of = open();
    let entry = sent(&mut of);
    let at = format!("/api/v1/form-entries/{entry}");
    let mut browser = of.house.signed_in("sales-manager");
    let shown = page(&mut browser, &format!("/form-entries/{entry}"));
    assert!(shown.contains("gone for good"), "{shown}");
    let told = of.vera.get(&format!("{at}/history")).text();
    assert!(!told.contains("paula@reyes.example"), "{told}");
    done(&mut of.vera, &format!("{at}/drop"), &json!({}));
    assert_eq!(of.vera.get(&at).status, 404);
    let seq = of.house.last_of("sales-manager");
    let undo = of
        .vera
        .post_json(&format!("/api/v1/journal/{seq}/undo"), &json!({}));
    assert!(undo.status >= 400, "{}", undo.text());
    let mut auditor = of.house.api("auditor").unwrap();
    let journal = auditor.get("/api/v1/journal/search?limit=200");
    assert_eq!(journal.status, 200, "{}", journal.text());
    assert!(!journal.text().contains("A small website"));
}

#[test]
fn nobody_agrees_to_words_that_they_did_not_read() {
    let mut of = open();
    let mut stranger = of.house.portal_client();
    let stamp = stamp(&page(&mut stranger, &of.path));
    std::thread::sleep(std::time::Duration::from_millis(3_100));
    let form = format!("/api/v1/public-forms/{}", of.form);
    let words = json!({ "consent": "You may keep this and call me." });
    super::approval_kinds::patch(&mut of.vera, &form, &words);
    let send = |stamp: &str| {
        vec![
            ("name", "Paula Reyes".to_owned()),
            ("email", "paula@reyes.example".to_owned()),
            ("text", "A small website".to_owned()),
            ("stamp", stamp.to_owned()),
            ("agreed", "on".to_owned()),
        ]
    };
    let mut post = |stamp: &str| {
        let form = send(stamp);
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        stranger.post_form(&of.path, &form)
    };
    let other = post(&stamp);
    let said = other.text();
    assert_ne!(other.status, 200, "{said}");
    assert!(
        said.contains("was changed while this page was open"),
        "{said}"
    );
    assert!(said.contains("You may keep this and call me."), "{said}");
    // Read again and sent at once: it is no program that does.
    let again = post(&self::stamp(&said));
    assert_eq!(again.status, 200, "{}", again.text());
    let all = get(&mut of.vera, "/api/v1/form-entries");
    let entry = &all["items"][0];
    assert_eq!(entry["consent"], "You may keep this and call me.");
    let version = get(&mut of.vera, &form)["version"].clone();
    assert!(entry["form_version"].as_u64().is_some_and(|held| held > 0));
    assert!(
        version.is_null() || version == entry["form_version"],
        "{entry}"
    );
}

#[test]
fn what_waits_of_a_form_follows_whom_it_reaches() {
    let mut of = open();
    let at = format!("/api/v1/form-entries/{}", sent(&mut of));
    let other = of.house.account("account-manager").id.to_string();
    let form = format!("/api/v1/public-forms/{}", of.form);
    super::approval_kinds::patch(&mut of.vera, &form, &json!({ "owner": other }));
    let entry = get(&mut of.vera, &at);
    assert!(entry["owner"].to_string().contains(&other), "{entry}");
}

#[test]
fn a_closed_form_is_nowhere() {
    let mut of = open();
    let at = format!("/api/v1/public-forms/{}", of.form);
    super::approval_kinds::patch(&mut of.vera, &at, &json!({ "open": false }));
    let mut stranger = of.house.portal_client();
    assert_eq!(stranger.get(&of.path).status, 404);
    assert_eq!(stranger.post_form(&of.path, &[("name", "x")]).status, 404);
    assert_eq!(stranger.get("/forms/none").status, 404);
}

#[test]
fn whose_request_it_is_meant_to_be_reads_nothing_of_who_sent_it() {
    let mut of = open();
    let at = format!("/api/v1/form-entries/{}", sent(&mut of));
    let mut amira = of.house.api("account-manager").unwrap();
    let client = json!({ "name": "Delgado Foods" });
    let client = done(&mut amira, "/api/v1/clients", &client);
    let form = json!({ "client": client["id"] });
    let ticket = done(&mut amira, &format!("{at}/as-request"), &form);
    let replies = format!("/api/v1/tickets/{}/replies", text(&ticket, "id"));
    let replies = get(&mut amira, &replies);
    let (theirs, ours): (Vec<_>, Vec<_>) = replies["items"]
        .as_array()
        .unwrap()
        .iter()
        .partition(|post| post["audience"] == "with_client");
    assert_eq!(theirs.len(), 1, "{replies}");
    assert_eq!(text(theirs[0], "text"), "A small website");
    assert_eq!(ours.len(), 1, "{replies}");
    assert!(text(ours[0], "text").contains("paula@reyes.example"));
    // One Undo takes back both.
    let seq = of.house.last_of("account-manager");
    done(
        &mut amira,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(get(&mut of.vera, &at)["state"], "waiting");
}

#[test]
fn forms_are_handed_over_before_somebody_leaves() {
    let mut of = open();
    let entry = sent(&mut of);
    let leaves = of.house.account("sales-manager").id;
    let mut admin = of.house.api("administrator").unwrap();
    let held = get(
        &mut admin,
        &format!("/api/v1/users/{leaves}/holdings?limit=200"),
    );
    let held = held["items"].as_array().unwrap();
    let holds = |group: &str, number: &str| {
        let of = |held: &&serde_json::Value| held["group"] == group && held["number"] == number;
        held.iter().any(|held| of(&held))
    };
    assert!(holds("public-forms", &of.form), "{held:?}");
    assert!(holds("form-entries", &entry), "{held:?}");
}
