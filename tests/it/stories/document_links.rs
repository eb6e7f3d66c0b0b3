//! A document is handed to somebody without an account: by a link that ends, that is taken back at once, and that tells its
//! maker when it was opened.

use atrium::{
    base::{Day, Id, Moment, time},
    features::{
        document_links::{self, DocumentLink, LinkForm},
        documents::Document,
    },
    testing::{
        client::{Client, Response, Upload},
        house::House,
    },
};
use serde_json::{Value, json};

use super::{shares::as_person, work::text, work_pages::strangers_client};
use crate::support::steps::{done, get, page, refused};

const BYTES: &[u8] = b"Format;Price\nA5;85\n";

/// Adds a document as the support manager; its number.
fn document(house: &House) -> String {
    let mut by = house.api("support-manager").unwrap();
    let file = Upload {
        field: "file",
        filename: "prices.csv",
        content_type: "text/csv",
        bytes: BYTES,
    };
    let made = by.post_multipart("/api/v1/documents", &[("name", "Price list")], &[file]);
    assert_eq!(made.status, 201, "{}", made.text());
    made.json()["id"].as_str().unwrap().to_owned()
}

/// The path of an address that was handed out.
fn path(url: &str) -> String {
    url[url.find("/links/").unwrap()..].to_owned()
}

/// Makes a link; its number and its path.
fn link(house: &House, document: &str, form: &Value) -> (String, String) {
    let mut by = house.api("support-manager").unwrap();
    let made = done(
        &mut by,
        &format!("/api/v1/documents/{document}/links"),
        form,
    );
    (text(&made, "id").to_owned(), path(text(&made, "url")))
}

fn told(house: &House, id: &str) -> Value {
    let mut by = house.api("support-manager").unwrap();
    get(&mut by, &format!("/api/v1/document-links/{id}"))
}

/// Asks for the file; what is answered at its own address.
fn fetch(visitor: &mut Client, at: &str, key: &str) -> Response {
    let counted = visitor.post_form(&format!("{at}/file"), &[("_key", key)]);
    match counted.location().map(str::to_owned) {
        Some(to) => visitor.get(&to),
        None => counted,
    }
}

/// What the page says; around it stand the hour and the like.
fn said(answer: &Response) -> String {
    let text = answer.text();
    text.split_once("<main")
        .map_or(text.clone(), |(_, main)| main.to_owned())
}

/// Whether there is nothing at an address, told by the same page as where there never was anything.
#[track_caller]
fn is_gone(visitor: &mut Client, at: &str) {
    let never = visitor.get(&format!("/links/{}", "0".repeat(64)));
    let gone = visitor.get(at);
    assert_eq!((gone.status, never.status), (404, 404), "{}", gone.text());
    assert_eq!(said(&gone), said(&never));
}

#[test]
fn whoever_has_a_link_opens_one_document_and_is_noted() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let (id, at) = link(&house, &number, &json!({ "whom": "The printer" }));
    let mut visitor = house.client();
    let opened = visitor.get(&at);
    assert_eq!(opened.status, 200, "{}", opened.text());
    let shown = opened.text();
    assert!(
        shown.contains("Price list") && shown.contains("Download"),
        "{shown}"
    );
    assert!(
        !shown.contains(&number) && !shown.contains(&id),
        "no number is told"
    );
    assert!(
        !shown.contains("The printer"),
        "what its maker calls them is the maker's"
    );
    assert_eq!(opened.header("cache-control"), Some("no-store"));
    assert_eq!(opened.header("referrer-policy"), Some("no-referrer"));
    assert!(opened.header("x-robots-tag").unwrap().contains("noindex"));
    let file = fetch(&mut visitor, &at, "one");
    assert_eq!((file.status, file.body.as_slice()), (200, BYTES));
    assert!(
        file.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    assert_eq!(file.header("cache-control"), Some("no-store"));

    let told = told(&house, &id);
    assert_eq!(
        (&told["state"], &told["downloads"]),
        (&json!("open"), &json!(1))
    );
    let latest = told["latest"].as_array().unwrap();
    let what: Vec<&str> = latest.iter().map(|one| text(one, "what")).collect();
    assert_eq!(what, ["saved", "page"], "{told}");
    assert!(!text(&latest[0], "address").is_empty());
    // It is a deed in the history of the document, and its maker sees it beside the link.
    let mut by = house.signed_in("support-manager");
    let shown = page(&mut by, &format!("/documents/{number}/links"));
    assert!(
        shown.contains("The printer") && shown.contains("Downloaded the file"),
        "{shown}"
    );
    let shown = page(&mut by, &format!("/documents/{number}"));
    assert!(shown.contains("to somebody with a link"), "{shown}");
    // So has the document's own log, beside those who are known here.
    let log = format!("/api/v1/documents/{number}/access");
    let log = get(&mut house.api("support-manager").unwrap(), &log).to_string();
    assert!(
        log.contains("the link for The printer") && log.contains("\"downloaded\""),
        "{log}"
    );
}

#[test]
fn the_store_holds_no_address_and_no_password() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let form = json!({ "whom": "Printer", "password": "violet tram over the hill" });
    let (_, at) = link(&house, &number, &form);
    let token = at.rsplit('/').next().unwrap().to_owned();
    for entry in house.store.entries_after(0, 10_000).unwrap() {
        let bytes = rmp_serde::to_vec_named(&entry).unwrap();
        let held = String::from_utf8_lossy(&bytes).into_owned();
        assert!(
            !held.contains(&token) && !held.contains("violet tram"),
            "{}",
            entry.action
        );
        assert!(!held.contains("$argon2"), "{}", entry.action);
    }
}

#[test]
fn a_revoked_link_opens_nothing_and_undo_does_not_reopen_it() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let (id, at) = link(&house, &number, &json!({}));
    let mut visitor = house.client();
    let counted = visitor.post_form(&format!("{at}/file"), &[]);
    let file = counted.location().unwrap().to_owned();
    assert_eq!(visitor.get(&file).status, 200);
    let mut by = house.api("support-manager").unwrap();
    let revoke = format!("/api/v1/document-links/{id}/revoke");
    let told = done(&mut by, &revoke, &json!({}));
    assert_eq!(told["state"], "revoked");
    let seq = house.last_of("support-manager");
    is_gone(&mut visitor, &at);
    assert_eq!(
        visitor.get(&file).status,
        404,
        "what was counted isn't read on"
    );
    assert_eq!(visitor.post_form(&format!("{at}/file"), &[]).status, 404);
    assert_eq!(visitor.get(&format!("{at}/preview")).status, 404);
    refused(&mut by, &revoke, &json!({}), 409);
    let undo = by.post_json(&format!("/api/v1/journal/{seq}/undo"), &json!({}));
    assert!(undo.status >= 400, "{}", undo.text());
    is_gone(&mut visitor, &at);
}

#[test]
fn what_was_made_and_undone_does_not_come_back() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let (_, at) = link(&house, &number, &json!({}));
    let seq = house.last_of("support-manager");
    let mut by = house.api("support-manager").unwrap();
    let undone = done(&mut by, &format!("/api/v1/journal/{seq}/undo"), &json!({}));
    is_gone(&mut house.client(), &at);
    let again = undone["seq"].as_u64().unwrap();
    let redone = by.post_json(&format!("/api/v1/journal/{again}/undo"), &json!({}));
    assert_eq!(redone.status, 409, "{}", redone.text());
    is_gone(&mut house.client(), &at);
}

#[test]
fn an_expired_link_is_gone() {
    let house = House::with_cast().unwrap();
    let number: Id<Document> = Id::parse(&document(&house)).unwrap();
    let user = house.account("support-manager").id;
    let long_ago = Moment::now().plus(-30 * time::DAY);
    let made = as_person(&house, user, long_ago);
    let form = LinkForm {
        until: Some(made.today() + 3),
        ..LinkForm::default()
    };
    let (id, token) = document_links::make(&made, number, form).unwrap();
    is_gone(&mut house.client(), &format!("/links/{token}"));
    assert_eq!(told(&house, &id.to_string())["state"], "expired");
}

#[test]
fn a_link_is_used_up_by_its_last_download_and_a_form_sent_twice_counts_once() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let (id, at) = link(&house, &number, &json!({ "most": 2 }));
    let mut visitor = house.client();
    for key in ["one", "one", "two"] {
        let file = fetch(&mut visitor, &at, key);
        assert_eq!((file.status, file.body.as_slice()), (200, BYTES), "{key}");
    }
    let told = told(&house, &id);
    assert_eq!(
        (&told["state"], &told["downloads"]),
        (&json!("spent"), &json!(2))
    );
    is_gone(&mut visitor, &at);
    assert_eq!(
        visitor
            .post_form(&format!("{at}/file"), &[("_key", "three")])
            .status,
        404
    );
}

#[test]
fn two_at_once_do_not_get_the_last_one_twice() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let (id, at) = link(&house, &number, &json!({ "most": 1 }));
    let tries: Vec<_> = (0..4)
        .map(|_| {
            let (mut visitor, at) = (house.client(), at.clone());
            std::thread::spawn(move || visitor.post_form(&format!("{at}/file"), &[]).status)
        })
        .collect();
    let mut statuses: Vec<u16> = tries.into_iter().map(|each| each.join().unwrap()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 404, 404, 404]);
    assert_eq!(told(&house, &id)["downloads"], 1);
}

#[test]
fn a_password_is_asked_for_and_only_who_showed_it_hears_of_the_end() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let password = "violet tram over the hill";
    let (id, at) = link(&house, &number, &json!({ "password": password }));
    let mut stranger = house.client();
    let asked = page(&mut stranger, &at);
    assert!(
        asked.contains("password") && !asked.contains("Price list"),
        "{asked}"
    );
    for way in ["file", "password"] {
        let tried = stranger.post_form(&format!("{at}/{way}"), &[("password", "wrong one")]);
        assert!(
            [404, 422].contains(&tried.status),
            "{way}: {}",
            tried.status
        );
    }
    assert_eq!(stranger.get(&format!("{at}/preview")).status, 404);
    let mut friend = house.client();
    let opened = friend.post_form(&format!("{at}/password"), &[("password", password)]);
    assert_eq!(opened.location(), Some(at.as_str()), "{}", opened.text());
    assert!(page(&mut friend, &at).contains("Price list"));
    assert_eq!(fetch(&mut friend, &at, "one").body.as_slice(), BYTES);
    let seen = told(&house, &id);
    assert_eq!(seen["has_password"], true);
    let latest = seen["latest"].as_array().unwrap();
    assert!(latest.iter().any(|one| one["what"] == "refused"), "{seen}");
    // What one link's visitor showed opens no other.
    let (_, other) = link(&house, &number, &json!({ "password": password }));
    assert!(!page(&mut friend, &other).contains("Price list"));

    let mut by = house.api("support-manager").unwrap();
    done(
        &mut by,
        &format!("/api/v1/document-links/{id}/revoke"),
        &json!({}),
    );
    let ended = friend.get(&at);
    assert_eq!(ended.status, 410, "{}", ended.text());
    assert!(!ended.text().contains("Price list"));
    is_gone(&mut stranger, &at);
    let tried = stranger.post_form(&format!("{at}/password"), &[("password", password)]);
    assert_eq!(
        tried.status, 404,
        "the right password of a link that ended tells nothing"
    );
}

#[test]
fn guessing_is_slowed_down() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let form = json!({ "password": "violet tram over the hill" });
    let (_, at) = link(&house, &number, &form);
    let mut stranger = house.client();
    let statuses: Vec<u16> = (0..12)
        .map(|n| {
            let typed = format!("guess number {n}");
            let tried = stranger.post_form(&format!("{at}/password"), &[("password", &typed)]);
            tried.status
        })
        .collect();
    assert_eq!(statuses[0], 422);
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[test]
fn only_who_manages_a_document_hands_it_out() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let (id, _) = link(&house, &number, &json!({}));
    let links = format!("/api/v1/documents/{number}/links");
    let mut reader = house.api("auditor").unwrap();
    assert_eq!(reader.get(&links).status, 403);
    refused(&mut reader, &links, &json!({}), 403);
    refused(
        &mut reader,
        &format!("/api/v1/document-links/{id}/revoke"),
        &json!({}),
        403,
    );
    assert_eq!(
        reader.get(&format!("/api/v1/document-links/{id}")).status,
        403
    );
    // Somebody who doesn't see the document hears nothing of its links, and a client never does.
    let mut member = house.api("team-member").unwrap();
    let status = member.post_json(&links, &json!({})).status;
    assert!([403, 404].contains(&status), "{status}");
    let mut client = strangers_client(&house);
    for path in [
        format!("/documents/{number}/links"),
        format!("/document-links/{id}"),
    ] {
        assert_eq!(client.get(&path).status, 404, "{path}");
    }
}

#[test]
fn what_the_rules_of_the_house_forbid_stands_beside_its_field() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let links = format!("/api/v1/documents/{number}/links");
    let mut by = house.api("support-manager").unwrap();
    let today = house.visit().today();
    for (form, field) in [
        (json!({ "until": (today + -3).iso() }), "until"),
        (json!({ "until": (today + 400).iso() }), "until"),
        (json!({ "most": 0 }), "most"),
        (json!({ "only": 7 }), "only"),
        (json!({ "password": "short" }), "password"),
    ] {
        let answer = by.post_json(&links, &form);
        assert_eq!(answer.status, 422, "{form}: {}", answer.text());
        assert_eq!(answer.json()["errors"][0]["field"], field, "{form}");
    }
    let mut vera = house.api("administrator").unwrap();
    let put = json!({ "days": 2, "longest": 5, "needs_password": true });
    let told = super::approval_kinds::patch(&mut vera, "/api/v1/link-rules", &put);
    assert_eq!(told["longest"], 5);
    refused(&mut by, &links, &json!({}), 422);
    let form = json!({ "password": "violet tram over the hill" });
    let (id, _) = link(&house, &number, &form);
    let until = Moment::parse(text(&told_of(&house, &id), "until")).unwrap();
    let last: Day = until.plus(-1).day(&jiff::tz::TimeZone::UTC);
    assert!(last <= today + 3, "two days by the rules");
}

fn told_of(house: &House, id: &str) -> Value {
    told(house, id)
}

#[test]
fn a_link_follows_the_newest_version_or_stays_with_one() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let (_, newest) = link(&house, &number, &json!({}));
    let (_, first) = link(&house, &number, &json!({ "only": 1 }));
    let mut by = house.api("support-manager").unwrap();
    let changed = Upload {
        field: "file",
        filename: "prices.csv",
        content_type: "text/csv",
        bytes: b"Format;Price\nA5;95\n",
    };
    let at = format!("/api/v1/documents/{number}/versions");
    let added = by.post_multipart(&at, &[("note", "Dearer")], &[changed]);
    assert_eq!(added.status, 200, "{}", added.text());
    let mut visitor = house.client();
    let file = fetch(&mut visitor, &newest, "one");
    assert!(file.text().contains("95"), "{}", file.text());
    let file = fetch(&mut visitor, &first, "two");
    assert_eq!(file.body.as_slice(), BYTES);
    // In the archive nobody is given it.
    done(
        &mut by,
        &format!("/api/v1/documents/{number}/archive"),
        &json!({}),
    );
    is_gone(&mut visitor, &newest);
}

#[test]
fn a_link_opens_at_the_portals_door_alone() {
    let house = House::with_config(|_| {}).unwrap();
    let number = document(&house);
    let (_, at) = link(&house, &number, &json!({}));
    let mut outside = house.portal_client();
    assert!(page(&mut outside, &at).contains("Price list"));
    assert_eq!(fetch(&mut outside, &at, "one").body.as_slice(), BYTES);
    is_gone(&mut house.client(), &at);
    is_gone(&mut house.signed_in("support-manager"), &at);
}

#[test]
fn on_its_page_a_link_is_made_once_and_shown_once() {
    let house = House::with_cast().unwrap();
    let number = document(&house);
    let mut by = house.signed_in("support-manager");
    let here = format!("/documents/{number}/links");
    assert!(page(&mut by, &here).contains("Make a link"));
    let fields = [("_key", "0123456789abcdef"), ("whom", "Lawyer")];
    let (one, two) = (by.post_form(&here, &fields), by.post_form(&here, &fields));
    assert_eq!((one.status, two.status), (200, 200), "{}", two.text());
    let url = |answer: &Response| {
        let text = answer.text();
        let at = text.find("/links/").map(|at| at + "/links/".len()).unwrap();
        text[at..at + 64].to_owned()
    };
    assert_eq!(url(&one), url(&two), "one link");
    let listed = page(&mut by, &here);
    assert!(listed.contains("Lawyer") && !listed.contains(&url(&one)));
    let made = get(
        &mut house.api("support-manager").unwrap(),
        &format!("/api/v1/documents/{number}/links"),
    );
    let made = made["items"].as_array().unwrap();
    assert_eq!(made.len(), 1);
    let id: Id<DocumentLink> = Id::parse(text(&made[0], "id")).unwrap();
    let back = by.post_form(&format!("/document-links/{id}/revoke"), &[]);
    assert_eq!(back.status, 303);
    is_gone(&mut house.client(), &format!("/links/{}", url(&one)));
    let late = by.post_form(&here, &[("until", "yesterday-ish")]);
    assert_eq!(late.status, 422);
    assert!(late.text().contains("should be a date"));
}
