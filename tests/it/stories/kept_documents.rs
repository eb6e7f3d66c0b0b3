//! What keeps a document: nobody's Undo takes away what was said, decided, signed or handed out of it, and its time doesn't
//! run out while somebody works on it, wherever it came from.

use atrium::{
    base::{Error, Id, Moment, time},
    data::Visit,
    features::{
        chat::{self, ChatRoom, HoldForm, KeepForm, NewRoom},
        conversation::{self, NewPost},
        documents::{self, Document, DocumentForm, IncomingFile},
        signatures::Status,
        uploads,
    },
    testing::{
        client::{Client, Upload},
        house::House,
    },
};
use image::ImageFormat;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::{
    approval_kinds::patch,
    kept_rooms::as_role,
    shares::as_person,
    signatures::{Scene, given, gives, id_of, in_the_portal, scene},
    work::text,
};
use crate::support::{
    papers::{pdf_of, picture},
    steps::{done, get, page, refused},
};

/// Another version of a document, by the project's manager.
fn add_version(scene: &Scene, document: &str, name: &str, bytes: &[u8]) {
    let file = Upload {
        field: "file",
        filename: name,
        content_type: "application/octet-stream",
        bytes,
    };
    let at = format!("/api/v1/documents/{document}/versions");
    let added = scene.jonas().post_multipart(&at, &[], &[file]);
    assert_eq!(added.status, 200, "{}", added.text());
}

/// A deed, undone by the project's manager; what is answered to that.
fn undo(scene: &Scene, seq: u64, status: u16) -> String {
    let at = format!("/api/v1/journal/{seq}/undo");
    refused(&mut scene.jonas(), &at, &json!({}), status)
}

fn versions_of(scene: &Scene) -> usize {
    let told = get(
        &mut scene.jonas(),
        &format!("/api/v1/documents/{}", scene.document),
    );
    told["versions"].as_array().unwrap().len()
}

#[test]
fn nobodys_undo_changes_what_was_sent_to_be_signed() {
    let scene = scene();
    let mut jonas = scene.jonas();
    let people = [scene.wade_id.to_string(), scene.boss_id.to_string()];
    let asked = json!({ "document": scene.document, "people": people, "in_order": true });
    let made = done(&mut jonas, "/api/v1/signature-requests", &asked);
    let api = format!("/api/v1/signature-requests/{}", id_of(&made));
    patch(
        &mut jonas,
        &api,
        &json!({ "message": "Sign by Friday.", "in_order": false }),
    );
    let edited = scene.house.last_of("project-manager");
    let places = json!({ "fields": [{
        "signer": 1, "kind": "signature", "page": 1, "x": 100, "y": 100, "width": 300, "height": 60,
    }] });
    done(&mut jonas, &format!("{api}/places"), &places);
    let placed = scene.house.last_of("project-manager");
    let sent = done(&mut jonas, &format!("{api}/send"), &json!({}));
    for seq in [edited, placed] {
        undo(&scene, seq, 409);
    }
    let held = scene.held(&id_of(&made));
    assert_eq!(
        (held.in_order, held.message.as_str()),
        (false, "Sign by Friday.")
    );
    assert_eq!(held.fields[0].page, 1);
    // Nor once it is sealed.
    done(
        &mut scene.boss(),
        &format!("{api}/sign"),
        &gives(&sent, "The boss"),
    );
    let mut wade = scene.house.client();
    let form = [
        ("email", "wade@copperline.example"),
        ("password", atrium::testing::cast::PASSWORD),
    ];
    assert_eq!(wade.post_form("/sign-in", &form).status, 303);
    let portal = format!("/portal/signature-requests/{}/sign", id_of(&made));
    let signed = wade.post_form(&portal, &in_the_portal(&sent, "Wade Hollis"));
    assert_eq!(signed.status, 303, "{}", signed.text());
    assert_eq!(scene.held(&id_of(&made)).status, Status::Sealed);
    undo(&scene, edited, 409);
    // A client's people read names, and no numbers of accounts.
    let told = get(&mut wade, &api);
    assert!(told.get("people").is_none(), "{told}");
}

#[test]
fn what_hangs_on_a_version_keeps_it() {
    let mut scene = scene();
    // Sent to be signed: neither the document nor that version goes.
    let added = scene.house.last_of("project-manager");
    scene.sent(false);
    assert!(undo(&scene, added, 409).contains("to be signed"));

    // Commented, decided, linked: the same of a draft.
    let mut jonas = scene.jonas();
    let upload = |bytes: &[u8]| picture_of(&scene, bytes);
    let logo = upload(&picture(60, 40, ImageFormat::Png));
    add_version(
        &scene,
        &logo,
        "logo.png",
        &picture(61, 40, ImageFormat::Png),
    );
    let second = scene.house.last_of("project-manager");
    let at = format!("/api/v1/documents/{logo}");
    done(
        &mut jonas,
        &format!("{at}/pins"),
        &json!({ "x": 1, "y": 1, "text": "Too thin" }),
    );
    let said = scene.house.last_of("project-manager");
    assert!(undo(&scene, second, 409).contains("comments"));
    done(
        &mut jonas,
        &format!("/api/v1/journal/{said}/undo"),
        &json!({}),
    );
    let proof = get(&mut jonas, &format!("{at}/proof"));
    let word = [
        ("verdict", "approved"),
        ("of", "2"),
        ("file", text(&proof, "file")),
    ];
    let decided = scene
        .wade
        .post_form(&format!("/portal/documents/{logo}/decision"), &word);
    assert_eq!(decided.status, 303, "{}", decided.text());
    assert!(undo(&scene, second, 409).contains("decided"));
    let proof = get(&mut jonas, &format!("{at}/proof"));
    assert_eq!(proof["decisions"][0]["holds"], true, "{proof}");

    // Without anything of the kind it goes.
    add_version(
        &scene,
        &logo,
        "logo.png",
        &picture(62, 40, ImageFormat::Png),
    );
    let third = scene.house.last_of("project-manager");
    let link = json!({ "whom": "The printer", "only": 3 });
    done(&mut jonas, &format!("{at}/links"), &link);
    let linked = scene.house.last_of("project-manager");
    assert!(undo(&scene, third, 409).contains("link"));
    done(
        &mut jonas,
        &format!("/api/v1/journal/{linked}/undo"),
        &json!({}),
    );
    done(
        &mut jonas,
        &format!("/api/v1/journal/{third}/undo"),
        &json!({}),
    );
    assert_eq!(
        get(&mut jonas, &at)["versions"].as_array().unwrap().len(),
        2
    );
}

/// A picture that the client sees.
fn picture_of(scene: &Scene, bytes: &[u8]) -> String {
    let file = Upload {
        field: "file",
        filename: "logo.png",
        content_type: "image/png",
        bytes,
    };
    let fields = [
        ("name", "The logo"),
        ("about", scene.project.as_str()),
        ("shared_with_client", "true"),
    ];
    let made = scene
        .jonas()
        .post_multipart("/api/v1/documents", &fields, &[file]);
    assert_eq!(made.status, 201, "{}", made.text());
    text(&made.json(), "id").to_owned()
}

#[test]
fn whoever_has_a_document_out_keeps_nobody_from_signing_it() {
    let mut scene = scene();
    let asked = scene.sent(true);
    let id = id_of(&asked);
    let portal = format!("/portal/signature-requests/{id}/sign");
    let form = in_the_portal(&asked, "Wade Hollis");
    assert_eq!(scene.wade.post_form(&portal, &form).status, 303);
    let at = format!("/api/v1/documents/{}", scene.document);
    done(
        &mut scene.jonas(),
        &format!("{at}/check-out"),
        &json!({ "note": "The next one" }),
    );
    let last = done(
        &mut scene.boss(),
        &format!("/api/v1/signature-requests/{id}/sign"),
        &gives(&asked, "The boss"),
    );
    assert_eq!(last["sealed"], true);
    let told = get(&mut scene.jonas(), &at);
    assert_eq!(versions_of(&scene), 2, "{told}");
    assert_eq!(
        told["checked_out"]["note"], "The next one",
        "it is out still"
    );
}

#[test]
fn whoever_reads_it_to_sign_it_stands_in_its_log() {
    let mut scene = scene();
    let asked = scene.sent(true);
    let portal = format!("/portal/signature-requests/{}", id_of(&asked));
    for _ in 0..2 {
        assert_eq!(
            scene.wade.get(&format!("{portal}/page?number=1")).status,
            200
        );
    }
    assert_eq!(scene.wade.get(&format!("{portal}/file")).status, 200);
    assert_eq!(
        scene.wade.get(&format!("{portal}/file?sealed=on")).status,
        404
    );
    let at = format!("/api/v1/documents/{}/access", scene.document);
    let log = get(&mut scene.jonas(), &at);
    let wade = scene.wade_id.to_string();
    let theirs: Vec<&str> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["person"] == wade.as_str())
        .map(|entry| text(entry, "how"))
        .collect();
    assert_eq!(theirs, ["downloaded", "shown"], "{log}");
}

/// A category whose documents are deleted after a month.
fn short_lived(house: &House) -> String {
    let mut edward = house.api("management").unwrap();
    let body = json!({ "name": "Applications", "keep_months": 1, "ending": "delete" });
    let made = done(&mut edward, "/api/v1/document-categories", &body);
    text(&made, "id").to_owned()
}

/// Atrium itself at another time.
fn later(house: &House, days: i64) -> Visit {
    let at = Moment::now().plus(days * time::DAY);
    Visit::system(&house.store, at, TimeZone::UTC)
}

fn is_there(house: &House, id: &str) -> bool {
    house
        .visit()
        .find(Id::<Document>::parse(id).unwrap())
        .is_ok()
}

#[test]
fn what_people_are_asked_to_sign_is_not_deleted_meanwhile() {
    let scene = scene();
    let goes = short_lived(&scene.house);
    let at = format!("/api/v1/documents/{}", scene.document);
    patch(&mut scene.jonas(), &at, &json!({ "category": goes }));
    let asked = scene.sent(false);
    documents::dispose(&later(&scene.house, 40)).unwrap();
    assert_eq!(documents::dispose(&later(&scene.house, 56)).unwrap(), 0);
    assert!(is_there(&scene.house, &scene.document));
    let before = scene.house.store.newest();
    assert_eq!(documents::dispose(&later(&scene.house, 57)).unwrap(), 0);
    let told = scene.house.store.entries_after(before, 100).unwrap();
    assert!(
        told.iter().all(|entry| entry.action != "documents.dispose"),
        "a night on which nothing was done is no deed"
    );
    done(
        &mut scene.jonas(),
        &format!("/api/v1/signature-requests/{}/cancel", id_of(&asked)),
        &json!({ "reason": "Not any more" }),
    );
    assert_eq!(documents::dispose(&later(&scene.house, 58)).unwrap(), 1);
    assert!(!is_there(&scene.house, &scene.document));
}

/// Nothing of a room that is held for legal reasons goes, and what came with its posts is of it.
#[test]
fn a_file_in_a_room_that_is_held_stays_beyond_its_time() {
    let house = House::with_cast().unwrap();
    let goes = short_lived(&house);
    let edward = as_role(&house, "management", Moment::now());
    let room = NewRoom {
        name: "negotiation".into(),
        people: vec![house.account("support-agent").id],
        ..NewRoom::default()
    };
    let room = chat::create(&edward, room).unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let file = Upload {
        field: "file",
        filename: "terms.txt",
        content_type: "text/plain",
        bytes: b"What we agreed on",
    };
    let at = format!("/api/v1/conversations/{room}/posts");
    let sent = sana.post_multipart(&at, &[("text", "The terms")], &[file]);
    assert_eq!(sent.status, 201, "{}", sent.text());
    let id = sent.json()["files"][0].as_str().unwrap().to_owned();
    let document = format!("/api/v1/documents/{id}");
    patch(&mut sana, &document, &json!({ "category": goes }));
    let on = atrium::data::Record::as_ref(&house.visit().find(room).unwrap());
    let hold = |hold| HoldForm {
        hold,
        reason: "Case 12".into(),
    };
    chat::hold(&edward, on, hold(true)).unwrap();
    documents::dispose(&later(&house, 40)).unwrap();
    assert_eq!(documents::dispose(&later(&house, 56)).unwrap(), 0);
    assert!(is_there(&house, &id), "the room is held");
    chat::hold(&edward, on, hold(false)).unwrap();
    assert_eq!(documents::dispose(&later(&house, 57)).unwrap(), 1);
    assert!(!is_there(&house, &id));
}

fn as_bytes(client: &mut Client, name: &str) -> String {
    let file = Upload {
        field: "file",
        filename: "terms.txt",
        content_type: "text/plain",
        bytes: name.as_bytes(),
    };
    let made = client.post_multipart("/api/v1/documents", &[("name", name)], &[file]);
    assert_eq!(made.status, 201, "{}", made.text());
    text(&made.json(), "id").to_owned()
}

#[test]
fn what_came_with_words_of_a_chat_goes_with_them_unless_it_is_kept() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let names = ["Plain", "Held", "Out", "Kept", "Gone before"];
    let all = names.map(|name| as_bytes(&mut sana, name));
    let [plain, held, out, kept, gone] = &all;
    let edward = as_role(&house, "management", Moment::now());
    let room = NewRoom {
        name: "terms".into(),
        people: vec![house.account("support-agent").id],
        ..NewRoom::default()
    };
    let room = chat::create(&edward, room).unwrap();
    let number = |id: &String| Id::<Document>::parse(id).unwrap().raw();
    let by = as_role(&house, "support-agent", Moment::now().plus(-40 * time::DAY));
    let post = NewPost {
        text: "The terms".into(),
        files: all.iter().map(number).collect(),
        ..NewPost::default()
    };
    let post = conversation::write::<ChatRoom>(&by, room, post).unwrap().id;

    let at = |id: &str| format!("/api/v1/documents/{id}");
    let mut boss = house.api("management").unwrap();
    done(
        &mut boss,
        &format!("{}/hold", at(held)),
        &json!({ "reason": "Case 12" }),
    );
    done(&mut sana, &format!("{}/check-out", at(out)), &json!({}));
    let goes = short_lived(&house);
    for id in [kept, gone] {
        patch(&mut sana, &at(id), &json!({ "category": goes }));
    }
    // One of them was over its own time before.
    done(
        &mut boss,
        &format!("{}/hold", at(kept)),
        &json!({ "reason": "Case 13" }),
    );
    documents::dispose(&later(&house, 40)).unwrap();
    assert_eq!(documents::dispose(&later(&house, 56)).unwrap(), 1);
    assert!(!is_there(&house, gone));
    done(
        &mut boss,
        &format!("{}/release", at(kept)),
        &json!({ "reason": "Over" }),
    );

    let on = atrium::data::Record::as_ref(&house.visit().find(room).unwrap());
    let keep = KeepForm {
        days: Some(30),
        ..KeepForm::default()
    };
    chat::keep(&edward, on, keep).unwrap();
    assert!(chat::expire(&house.visit()).unwrap() > 0);
    assert!(house.visit().find(post).is_err(), "its words went");
    assert!(!is_there(&house, plain));
    for id in [held, out, kept] {
        assert!(is_there(&house, id), "{id} is kept");
    }
}

#[test]
fn an_archived_document_is_changed_by_no_way() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let id = as_bytes(&mut sana, "Terms");
    let at = format!("/api/v1/documents/{id}");
    done(&mut sana, &format!("{at}/archive"), &json!({}));
    let headers = [("content-type", "application/json")];
    let body = json!({ "name": "Other terms" }).to_string();
    let patched = sana.request("PATCH", &at, &headers, body.as_bytes());
    assert_eq!(patched.status, 409, "{}", patched.text());
    let mut by = house.signed_in("support-agent");
    let posted = by.post_form(&format!("/documents/{id}"), &[("name", "Other terms")]);
    assert_ne!(posted.status, 303, "{}", posted.text());
    assert_eq!(get(&mut sana, &at)["name"], "Terms");
    // It is moved all the same, so that its folder can be emptied.
    let folder = text(
        &done(&mut sana, "/api/v1/folders", &json!({ "name": "Old" })),
        "id",
    )
    .to_owned();
    done(
        &mut sana,
        &format!("{at}/move"),
        &json!({ "folder": folder }),
    );
    let shown = page(&mut by, &format!("/folders/{folder}"));
    assert!(
        shown.contains("Archived in here") && shown.contains(&id),
        "{shown}"
    );
    assert!(page(&mut by, &format!("/documents/{id}")).contains("Move to"));
}

#[test]
fn nobody_verifies_what_they_did_not_see() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let id = as_bytes(&mut sana, "Terms");
    let at = format!("/api/v1/documents/{id}");
    let seen = get(&mut sana, &at)["version"].clone();
    let mut by = house.signed_in("support-agent");
    assert!(page(&mut by, &format!("/documents/{id}")).contains("Verify"));
    let file = Upload {
        field: "file",
        filename: "terms.txt",
        content_type: "text/plain",
        bytes: b"Other terms",
    };
    let added = sana.post_multipart(&format!("{at}/versions"), &[], &[file]);
    assert_eq!(added.status, 200, "{}", added.text());
    let shown = [("version", seen.to_string())];
    let shown: Vec<(&str, &str)> = shown
        .iter()
        .map(|(name, seen)| (*name, seen.as_str()))
        .collect();
    let late = by.post_form(&format!("/documents/{id}/verify"), &shown);
    assert_eq!(late.status, 303, "{}", late.text());
    assert_eq!(get(&mut sana, &at)["verified"], json!(null));
    let refused = sana.post_json(&format!("{at}/verify"), &json!({ "version": seen }));
    assert!(refused.status >= 400, "{}", refused.text());
    let now = get(&mut sana, &at)["version"].clone();
    done(
        &mut sana,
        &format!("{at}/verify"),
        &json!({ "version": now }),
    );
    assert!(get(&mut sana, &at)["verified"].is_string());
}

#[test]
fn a_settled_comment_of_an_archived_draft_stays_settled() {
    let scene = scene();
    let mut jonas = scene.jonas();
    let logo = picture_of(&scene, &picture(60, 40, ImageFormat::Png));
    let at = format!("/api/v1/documents/{logo}");
    let made = done(
        &mut jonas,
        &format!("{at}/pins"),
        &json!({ "x": 1, "y": 1, "text": "Thin" }),
    );
    done(&mut jonas, &format!("{at}/archive"), &json!({}));
    let settle = format!("/api/v1/pins/{}/settle", text(&made, "id"));
    refused(&mut jonas, &settle, &json!({}), 409);
}

#[test]
fn a_client_sifts_by_nothing_that_they_are_not_told() {
    let mut scene = scene();
    picture_of(&scene, &picture(60, 40, ImageFormat::Png));
    let list = |wade: &mut Client, asked: &str| wade.get(&format!("/api/v1/documents?{asked}"));
    assert_eq!(list(&mut scene.wade, "show=all").status, 200);
    for asked in [
        "held=yes",
        "held=no",
        "out=U-1",
        "category=DCT-1",
        "owner=U-1",
        "show=expiring",
    ] {
        let answer = list(&mut scene.wade, asked);
        assert_eq!(answer.status, 422, "{asked}: {}", answer.text());
    }
    // Nor does it pass in silence what isn't theirs to say.
    let theirs = as_person(&scene.house, scene.wade_id, Moment::now());
    let house = scene.house.visit();
    let held = house
        .find(Id::<Document>::parse(&scene.document).unwrap())
        .unwrap();
    let newest = documents::versions(&house, &held).unwrap().pop().unwrap();
    let begun = uploads::Begun {
        name: "a.pdf".into(),
        size: 5,
    };
    let passing = uploads::begin(&theirs, begun).unwrap().to_string();
    let form = |client: Option<u64>, folder: Option<u64>, about: &str| DocumentForm {
        name: "Ours".into(),
        about: about.into(),
        client: client.map(Id::new),
        shared: false,
        note: String::new(),
        folder: folder.map(Id::new),
    };
    let wrong = [
        form(Some(99_999), None, ""),
        form(None, Some(1), ""),
        form(None, None, &passing),
    ];
    for form in wrong {
        let given = IncomingFile {
            scanned: false,
            file: newest.file.clone(),
            name: "a.pdf".into(),
            media_type: newest.media_type.clone(),
        };
        let refused = documents::create(&theirs, form, given);
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
}

#[test]
fn folders_lie_no_deeper_when_they_are_moved() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let chain = |sana: &mut Client, name: &str, long: usize| -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for n in 0..long {
            let body = match all.last() {
                Some(parent) => json!({ "name": format!("{name} {n}"), "parent": parent }),
                None => json!({ "name": format!("{name} {n}") }),
            };
            all.push(text(&done(sana, "/api/v1/folders", &body), "id").to_owned());
        }
        all
    };
    let (one, other) = (chain(&mut sana, "One", 5), chain(&mut sana, "Other", 4));
    let at = format!("/api/v1/folders/{}/move", other[0]);
    let why = refused(&mut sana, &at, &json!({ "parent": one[4] }), 409);
    assert!(why.contains("8 deep"), "{why}");
    let moved: Value = done(&mut sana, &at, &json!({ "parent": one[3] }));
    assert_eq!(moved["parent"], one[3].as_str());
}

#[test]
fn what_cannot_be_sealed_is_said_before_anybody_signs() {
    let scene = scene();
    // Its pages are found, and nothing can be put behind them.
    let bytes = pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R >>".into(),
        "<< /Type /Pages /Kids [3 0 R] >>".into(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>".into(),
    ]);
    let made = given(
        &scene.house,
        &scene.project,
        "odd.pdf",
        &bytes,
        "application/pdf",
    );
    assert_eq!(made.status, 201, "{}", made.text());
    let mut jonas = scene.jonas();
    let asked =
        json!({ "document": text(&made.json(), "id"), "people": [scene.wade_id.to_string()] });
    let draft = done(&mut jonas, "/api/v1/signature-requests", &asked);
    let send = format!("/api/v1/signature-requests/{}/send", id_of(&draft));
    let why = refused(&mut jonas, &send, &json!({}), 409);
    assert!(why.contains("Print it into a PDF anew"), "{why}");
    assert_eq!(scene.held(&id_of(&draft)).status, Status::Draft);
}

#[test]
fn what_may_show_something_else_later_is_not_signed() {
    let scene = scene();
    let bytes = pdf_of(&[
        "<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (1) >> >>".into(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] >>".into(),
    ]);
    let made = given(
        &scene.house,
        &scene.project,
        "a.pdf",
        &bytes,
        "application/pdf",
    );
    assert_eq!(made.status, 201, "{}", made.text());
    let asked = json!({ "document": text(&made.json(), "id"), "people": [] });
    let said = refused(
        &mut scene.jonas(),
        "/api/v1/signature-requests",
        &asked,
        422,
    );
    assert!(said.contains("Print it into a PDF anew"), "{said}");
}
