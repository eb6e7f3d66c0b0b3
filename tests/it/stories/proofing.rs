//! A draft is looked at together: comments where they are meant, answered and settled, by staff and by the client, until the
//! client says yes to one file and to no other.

use atrium::testing::{
    cast::PASSWORD,
    client::{Client, Upload},
    house::House,
};
use image::ImageFormat;
use serde_json::{Value, json};

use super::{
    work::{planned, text},
    work_pages::{portal_person, strangers_client},
};
use crate::support::{
    papers::{pdf, picture},
    steps::{done, get, page, refused},
};

struct Draft {
    house: House,
    /// The document's number, and where it lies in the API.
    number: String,
    at: String,
    wade: Client,
}

fn upload<'a>(filename: &'a str, bytes: &'a [u8]) -> Upload<'a> {
    Upload {
        field: "file",
        filename,
        content_type: "application/octet-stream",
        bytes,
    }
}

/// A picture that is shared with the client of a project, whose person is signed in.
fn draft() -> Draft {
    draft_of("logo.png", &picture(400, 300, ImageFormat::Png))
}

fn draft_of(name: &str, bytes: &[u8]) -> Draft {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    let signed = wade.post_form("/sign-in", &[("email", &email), ("password", PASSWORD)]);
    assert_eq!(signed.status, 303);
    let mut jonas = house.api("project-manager").unwrap();
    let fields = [
        ("name", "The logo"),
        ("about", project.as_str()),
        ("shared_with_client", "true"),
    ];
    let made = jonas.post_multipart("/api/v1/documents", &fields, &[upload(name, bytes)]);
    assert_eq!(made.status, 201, "{}", made.text());
    let number = made.json()["id"].as_str().unwrap().to_owned();
    let at = format!("/api/v1/documents/{number}");
    Draft {
        house,
        number,
        at,
        wade,
    }
}

fn jonas(draft: &Draft) -> Client {
    draft.house.api("project-manager").unwrap()
}

fn proof(by: &mut Client, draft: &Draft) -> Value {
    get(by, &format!("{}/proof", draft.at))
}

/// Adds a version of the draft.
fn next(draft: &Draft, bytes: &[u8]) {
    let mut by = jonas(draft);
    let at = format!("{}/versions", draft.at);
    let added = by.post_multipart(&at, &[("note", "Warmer")], &[upload("logo.png", bytes)]);
    assert_eq!(added.status, 200, "{}", added.text());
}

#[test]
fn staff_and_client_point_and_answer_and_settle() {
    let mut draft = draft();
    let portal = format!("/portal/documents/{}/proof", draft.number);
    let shown = page(&mut draft.wade, &portal);
    assert!(
        shown.contains("The logo") && shown.contains("Approve version 1"),
        "{shown}"
    );
    let fields = [
        ("_key", "0123456789abcdef"),
        ("of", "1"),
        ("page", "1"),
        ("x", "250"),
        ("y", "900"),
        ("text", "Could the orange be warmer?"),
    ];
    let pins = format!("/portal/documents/{}/pins", draft.number);
    for _ in 0..2 {
        let said = draft.wade.post_form(&pins, &fields);
        assert_eq!(said.status, 303, "{}", said.text());
    }
    let mut by = jonas(&draft);
    let told = proof(&mut by, &draft);
    let held = told["pins"].as_array().unwrap();
    assert_eq!(held.len(), 1, "sent twice it is said once: {told}");
    let pin = &held[0];
    assert_eq!(
        (&pin["x"], &pin["y"], &pin["number"]),
        (&json!(250), &json!(900), &json!(1))
    );
    assert_eq!(text(pin, "by"), "Wade Hollis");
    let at = format!("/api/v1/pins/{}", text(pin, "id"));
    done(
        &mut by,
        &format!("{at}/answer"),
        &json!({ "text": "I try d0701f." }),
    );
    done(&mut by, &format!("{at}/settle"), &json!({}));
    refused(&mut by, &format!("{at}/settle"), &json!({}), 409);
    let shown = page(&mut draft.wade, &portal);
    assert!(
        shown.contains("I try d0701f.") && shown.contains("Settled"),
        "{shown}"
    );
    let told = page(&mut draft.wade, "/portal/news");
    assert!(told.contains("I try d0701f."), "{told}");
    let id = text(pin, "id");
    let again = draft
        .wade
        .post_form(&format!("/portal/pins/{id}/reopen"), &[]);
    assert_eq!(again.status, 303);
    assert_eq!(get(&mut by, &at)["settled"], Value::Null);
    let mut browser = draft.house.signed_in("project-manager");
    let shown = page(&mut browser, &format!("/documents/{}/proof", draft.number));
    assert!(shown.contains("Could the orange be warmer?"), "{shown}");
    let shown = page(&mut browser, &format!("/documents/{}", draft.number));
    assert!(shown.contains("1 open comment"), "{shown}");
}

#[test]
fn what_staff_say_among_themselves_no_client_sees() {
    let mut draft = draft();
    let mut by = jonas(&draft);
    let pins = format!("{}/pins", draft.at);
    let form = json!({ "x": 1, "y": 1, "text": "Too thin for a stamp", "staff_only": true });
    let made = done(&mut by, &pins, &form);
    let portal = format!("/portal/documents/{}/proof", draft.number);
    assert!(!page(&mut draft.wade, &portal).contains("Too thin"));
    let id = text(&made, "id");
    assert_eq!(draft.wade.get(&format!("/portal/pins/{id}")).status, 404);
    let path = format!("/portal/pins/{id}/answer");
    assert_eq!(
        draft.wade.post_form(&path, &[("text", "What?")]).status,
        404
    );
    // A client can't whisper either.
    let fields = [
        ("x", "2"),
        ("y", "2"),
        ("text", "Mine"),
        ("staff_only", "on"),
    ];
    let said = draft
        .wade
        .post_form(&format!("/portal/documents/{}/pins", draft.number), &fields);
    assert_eq!(said.status, 303);
    let told = proof(&mut by, &draft);
    assert_eq!(told["pins"][1]["staff_only"], false, "{told}");
}

#[test]
fn the_clients_word_is_for_one_file() {
    let mut draft = draft();
    let mut by = jonas(&draft);
    let told = proof(&mut by, &draft);
    let file = text(&told, "file").to_owned();
    let decide = format!("/portal/documents/{}/decision", draft.number);
    let word = |verdict: &str, of: &str, file: &str, words: &str| {
        [
            ("verdict", verdict.to_owned()),
            ("of", of.to_owned()),
            ("file", file.to_owned()),
            ("words", words.to_owned()),
        ]
    };
    let send = |wade: &mut Client, fields: [(&str, String); 4]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        wade.post_form(&decide, &fields)
    };
    let empty = send(&mut draft.wade, word("changes", "1", &file, ""));
    assert_eq!(empty.status, 422, "whoever wants changes says which");
    let wrong = send(&mut draft.wade, word("approved", "1", "0000", ""));
    assert_eq!(wrong.status, 422, "{}", wrong.text());
    let yes = send(&mut draft.wade, word("approved", "1", &file, "Lovely"));
    assert_eq!(yes.status, 303, "{}", yes.text());
    let told = proof(&mut by, &draft);
    let held = &told["decisions"][0];
    assert_eq!(
        (text(held, "verdict"), &held["holds"]),
        ("approved", &json!(true))
    );
    assert_eq!(text(held, "file"), file);
    let news = by.get("/api/v1/notifications").text();
    assert!(news.contains("is approved, version 1"), "{news}");
    // It isn't taken back by anybody's Undo.
    let staff = json!({ "of": 1, "file": file, "verdict": "approved" });
    refused(&mut by, &format!("{}/decision", draft.at), &staff, 403);

    next(&draft, &picture(401, 300, ImageFormat::Png));
    let told = proof(&mut by, &draft);
    assert_eq!(told["decisions"][0]["holds"], false, "{told}");
    let late = send(&mut draft.wade, word("approved", "1", &file, ""));
    assert_eq!(late.status, 422, "{}", late.text());
    assert!(late.text().contains("newer version"), "{}", late.text());
    let portal = format!("/portal/documents/{}/proof", draft.number);
    let shown = page(&mut draft.wade, &portal);
    assert!(
        shown.contains("void") && shown.contains("Approve version 2"),
        "{shown}"
    );
    let file = text(&told, "file").to_owned();
    let no = send(&mut draft.wade, word("changes", "2", &file, "Greener"));
    assert_eq!(no.status, 303, "{}", no.text());
    let told = proof(&mut by, &draft);
    assert_eq!(told["decisions"].as_array().unwrap().len(), 2);
    assert_eq!(text(&told["decisions"][0], "verdict"), "changes");
}

#[test]
fn comments_stay_with_their_version() {
    let mut draft = draft();
    let mut by = jonas(&draft);
    let pins = format!("{}/pins", draft.at);
    done(
        &mut by,
        &pins,
        &json!({ "x": 10, "y": 20, "text": "The smile looks tired" }),
    );
    next(&draft, &picture(402, 300, ImageFormat::Png));
    let why = refused(
        &mut by,
        &pins,
        &json!({ "of": 1, "x": 1, "y": 1, "text": "Late" }),
        409,
    );
    assert!(why.contains("newer version"), "{why}");
    done(
        &mut by,
        &pins,
        &json!({ "of": 2, "x": 1, "y": 1, "text": "Better" }),
    );
    let here = format!("/documents/{}/proof", draft.number);
    let mut browser = draft.house.signed_in("project-manager");
    let shown = page(&mut browser, &here);
    assert!(
        shown.contains("Better") && !shown.contains("The smile looks tired"),
        "{shown}"
    );
    assert!(shown.contains("1 comment stays"), "{shown}");
    let shown = page(&mut browser, &format!("{here}?version=1"));
    assert!(shown.contains("The smile looks tired"), "{shown}");
    let both = page(&mut browser, &format!("{here}?version=2&beside=1"));
    assert_eq!(both.matches("<figure").count(), 2, "{both}");
    let portal = format!(
        "/portal/documents/{}/proof?version=2&beside=1",
        draft.number
    );
    let both = page(&mut draft.wade, &portal);
    assert_eq!(both.matches("<figure").count(), 2, "{both}");
    assert_eq!(browser.get(&format!("{here}?version=7")).status, 404);
}

#[test]
fn another_clients_person_finds_nothing() {
    let mut draft = draft();
    let mut by = jonas(&draft);
    let made = done(
        &mut by,
        &format!("{}/pins", draft.at),
        &json!({ "x": 10, "y": 20, "text": "Between us" }),
    );
    let id = text(&made, "id").to_owned();
    let file = text(&proof(&mut by, &draft), "file").to_owned();
    let mut other = strangers_client(&draft.house);
    for path in [
        format!("/portal/documents/{}/proof", draft.number),
        format!("/portal/documents/{}/proof/page?version=1", draft.number),
        format!("/portal/pins/{id}"),
    ] {
        assert_eq!(other.get(&path).status, 404, "{path}");
    }
    let pin = [("x", "1"), ("y", "1"), ("text", "Mine")];
    let word = [
        ("verdict", "approved"),
        ("of", "1"),
        ("file", file.as_str()),
    ];
    let answer = [("text", "Mine")];
    let tries: [(String, &[(&str, &str)]); 4] = [
        (format!("/portal/documents/{}/pins", draft.number), &pin),
        (
            format!("/portal/documents/{}/decision", draft.number),
            &word,
        ),
        (format!("/portal/pins/{id}/answer"), &answer),
        (format!("/portal/pins/{id}/settle"), &[]),
    ];
    for (path, fields) in tries {
        assert_eq!(other.post_form(&path, fields).status, 404, "{path}");
    }
    // What isn't shared any more isn't there for its client either.
    let edit = json!({ "shared_with_client": false });
    super::approval_kinds::patch(&mut by, &draft.at, &edit);
    let portal = format!("/portal/documents/{}/proof", draft.number);
    assert_eq!(draft.wade.get(&portal).status, 404);
    assert_eq!(draft.wade.get(&format!("/portal/pins/{id}")).status, 404);
}

#[test]
fn who_only_reads_says_nothing() {
    let draft = draft();
    let mut reader = draft.house.api("auditor").unwrap();
    assert_eq!(reader.get(&format!("{}/proof", draft.at)).status, 200);
    let pin = json!({ "x": 1, "y": 1, "text": "Mine" });
    refused(&mut reader, &format!("{}/pins", draft.at), &pin, 403);
}

#[test]
fn a_place_lies_on_the_picture() {
    let draft = draft();
    let mut by = jonas(&draft);
    let pins = format!("{}/pins", draft.at);
    for (form, field) in [
        (json!({ "x": 1001, "y": 1, "text": "Out" }), "x"),
        (json!({ "x": 1, "y": -1, "text": "Out" }), "y"),
        (json!({ "x": 1, "y": 1, "page": 2, "text": "Out" }), "page"),
        (json!({ "x": 1, "y": 1, "text": "" }), "text"),
    ] {
        let answer = by.post_json(&pins, &form);
        assert_eq!(answer.status, 422, "{form}: {}", answer.text());
        assert_eq!(answer.json()["errors"][0]["field"], field, "{form}");
    }
    // What was typed stands there again.
    let mut browser = draft.house.signed_in("project-manager");
    let fields = [
        ("of", "1"),
        ("x", "1001"),
        ("y", "1"),
        ("text", "Kept words"),
    ];
    let again = browser.post_form(&format!("/documents/{}/pins", draft.number), &fields);
    assert_eq!(again.status, 422);
    assert!(again.text().contains("Kept words"), "{}", again.text());
}

#[test]
fn pages_of_a_pdf_are_pointed_at_too() {
    let mut draft = draft_of("card.pdf", &pdf(&["Front", "Back"]));
    draft
        .house
        .store
        .provide(std::sync::Arc::new(atrium::extract::Worker::new(env!(
            "CARGO_BIN_EXE_atrium"
        ))));
    let fields = [
        ("of", "1"),
        ("page", "2"),
        ("x", "500"),
        ("y", "500"),
        ("text", "Blank?"),
    ];
    let said = draft
        .wade
        .post_form(&format!("/portal/documents/{}/pins", draft.number), &fields);
    assert_eq!(said.status, 303, "{}", said.text());
    let portal = format!("/portal/documents/{}/proof", draft.number);
    let first = page(&mut draft.wade, &portal);
    assert!(
        first.contains("Page 1 of 2") && first.contains("Blank?"),
        "{first}"
    );
    let drawn = draft.wade.get(&format!("{portal}/page?version=1&page=2"));
    assert_eq!(
        drawn.header("content-type"),
        Some("image/jpeg"),
        "{}",
        drawn.status
    );
    assert!(drawn.body.starts_with(b"\xff\xd8\xff"));
    assert_eq!(
        draft
            .wade
            .get(&format!("{portal}/page?version=1&page=3"))
            .status,
        404
    );
}
