//! A document is read and signed by people of the client and of the house, in turn or all at once, and sealed.

use std::{process::Command, sync::Arc};

use atrium::{
    base::{Day, Id, Moment, time},
    data::Visit,
    extract::Worker,
    features::{
        documents::{self, Document},
        people::{Directory, User},
        signatures::{
            self, SignatureRequest, Status,
            seal::{self, Seen},
        },
    },
    testing::{
        cast::PASSWORD,
        client::{Client, Response, Upload},
        house::House,
    },
};
use serde_json::{Value, json};

use super::{
    approval_kinds::patch,
    shares::as_person,
    work::{planned, text},
    work_pages::portal_person,
};
use crate::support::{
    papers,
    steps::{done, get, page, refused},
};

/// A house that reads files, with an agreement of a project's client in it, and who signs it.
pub(super) struct Scene {
    pub house: House,
    pub project: String,
    pub document: String,
    /// The client's person, in the portal.
    pub wade: Client,
    pub wade_id: Id<User>,
    pub boss_id: Id<User>,
}

fn reads(house: &House) {
    let worker = Worker::new(env!("CARGO_BIN_EXE_atrium"));
    house.store.provide(Arc::new(worker));
}

fn signed_in(house: &House, email: &str) -> Client {
    let mut client = house.client();
    let answer = client.post_form("/sign-in", &[("email", email), ("password", PASSWORD)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    client
}

pub(super) fn given(
    house: &House,
    about: &str,
    name: &str,
    bytes: &[u8],
    media_type: &str,
) -> Response {
    let file = Upload {
        field: "file",
        filename: name,
        content_type: media_type,
        bytes,
    };
    let mut jonas = house.api("project-manager").unwrap();
    let fields = [("name", "Care agreement"), ("about", about)];
    jonas.post_multipart("/api/v1/documents", &fields, &[file])
}

pub(super) fn agreement() -> Vec<u8> {
    papers::pdf(&["Care agreement", "Fees and payment", "Term and notice"])
}

pub(super) fn scene() -> Scene {
    let house = House::with_cast().unwrap();
    reads(&house);
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let made = given(
        &house,
        &project,
        "care.pdf",
        &agreement(),
        "application/pdf",
    );
    assert_eq!(made.status, 201, "{}", made.text());
    let document = text(&made.json(), "id").to_owned();
    let names = Directory::of(&house.visit()).unwrap();
    let by_mail = |user: &&User| user.email == email;
    let wade_id = names.users.values().find(by_mail).unwrap().id;
    Scene {
        wade: signed_in(&house, &email),
        boss_id: house.account("management").id,
        document,
        project,
        wade_id,
        house,
    }
}

impl Scene {
    pub fn jonas(&self) -> Client {
        self.house.api("project-manager").unwrap()
    }

    pub fn boss(&self) -> Client {
        self.house.api("management").unwrap()
    }

    /// A request to both, sent; as it is told then.
    pub fn sent(&self, in_order: bool) -> Value {
        let mut jonas = self.jonas();
        let asked = json!({
            "document": self.document, "people": [self.wade_id.to_string(), self.boss_id.to_string()],
            "in_order": in_order, "message": "Please read it by Friday.", "every": 3,
        });
        let made = done(&mut jonas, "/api/v1/signature-requests", &asked);
        assert_eq!(made["status"], "draft", "{made}");
        let at = format!("/api/v1/signature-requests/{}", text(&made, "id"));
        done(&mut jonas, &format!("{at}/send"), &json!({}))
    }

    pub fn held(&self, id: &str) -> SignatureRequest {
        self.house.visit().find(Id::parse(id).unwrap()).unwrap()
    }
}

pub(super) fn id_of(request: &Value) -> String {
    text(request, "id").to_owned()
}

pub(super) fn gives(request: &Value, name: &str) -> Value {
    json!({
        "name": name, "signature": "M10 10L300 90L420 60", "consent": true, "hash": request["hash"],
    })
}

pub(super) fn in_the_portal<'r>(request: &'r Value, name: &'r str) -> Vec<(&'r str, &'r str)> {
    vec![
        ("name", name),
        ("signature", ""),
        ("consent", "on"),
        ("hash", request["hash"].as_str().unwrap()),
    ]
}

#[test]
fn both_sign_in_turn_and_the_file_is_sealed() {
    let mut scene = scene();
    let asked = scene.sent(true);
    assert_eq!(asked["status"], "open", "{asked}");
    let id = id_of(&asked);
    let api = format!("/api/v1/signature-requests/{id}");
    let portal = format!("/portal/signature-requests/{id}");
    // It waits for the first, who finds it at home, reads it as pictures and signs it there.
    assert!(page(&mut scene.wade, "/portal").contains("Care agreement"));
    let shown = page(&mut scene.wade, &portal);
    assert!(shown.contains("Please read it by Friday.") && shown.contains("name=\"consent\""));
    let picture = scene.wade.get(&format!("{portal}/page?number=3"));
    assert_eq!(picture.status, 200, "{}", picture.text());
    assert!(picture.body.starts_with(b"\xff\xd8\xff"));
    assert_eq!(
        scene.wade.get(&format!("{portal}/page?number=4")).status,
        404
    );
    let early = refused(
        &mut scene.boss(),
        &format!("{api}/sign"),
        &gives(&asked, "The boss"),
        409,
    );
    assert!(early.contains("Wade Hollis signs before you"), "{early}");
    let without = [
        ("name", "Wade Hollis"),
        ("hash", asked["hash"].as_str().unwrap()),
    ];
    let refused_form = scene.wade.post_form(&format!("{portal}/sign"), &without);
    assert_eq!(refused_form.status, 422, "{}", refused_form.text());
    let signed = scene.wade.post_form(
        &format!("{portal}/sign"),
        &in_the_portal(&asked, "Wade J. Hollis"),
    );
    assert_eq!(signed.status, 303, "{}", signed.text());
    assert_eq!(scene.held(&id).signed(), 1);

    // With the last it is sealed, in one deed.
    let last = done(
        &mut scene.boss(),
        &format!("{api}/sign"),
        &gives(&asked, "The boss"),
    );
    assert_eq!(last["sealed"], true);
    let held = scene.held(&id);
    assert_eq!(held.status, Status::Sealed);
    let versions = get(
        &mut scene.jonas(),
        &format!("/api/v1/documents/{}", scene.document),
    );
    assert!(
        versions.to_string().contains("Care agreement-signed.pdf"),
        "{versions}"
    );
    let file = scene.jonas().get(&format!("{api}/file?sealed=true"));
    assert_eq!(file.status, 200, "{}", file.text());
    let theirs = scene.wade.get(&format!("{portal}/file?sealed=on"));
    assert_eq!(theirs.body, file.body, "both have the same");
    let sealed = file.body;
    let original = agreement();
    assert!(
        sealed.starts_with(&original),
        "what was read stays as it was"
    );
    let system = scene.house.visit();
    let key = signatures::seal_key(&system).unwrap().unwrap();
    let look = seal::look(&key, &sealed).unwrap();
    assert_eq!((look.seen, look.whole), (Seen::Holds, true));
    let mut altered = sealed.clone();
    altered[original.len() / 2] ^= 1;
    assert_eq!(seal::look(&key, &altered).unwrap().seen, Seen::Altered);
    // The pages, the signatures and the certificate are in it.
    let mut words = String::new();
    let reading = Worker::new(env!("CARGO_BIN_EXE_atrium"))
        .read(&mut sealed.as_slice(), "signed.pdf", &|| false)
        .unwrap();
    words.push_str(&reading.text.body);
    for said in [
        "Term and notice",
        "Certificate of signatures",
        "Wade J. Hollis",
        "The boss",
        "Access token",
        "No time-stamp authority",
    ] {
        assert!(words.contains(said), "{said} in {words}");
    }
    held_by_poppler(&sealed);
    // A seal can't be taken back.
    let late = refused(
        &mut scene.jonas(),
        &format!("{api}/cancel"),
        &json!({ "reason": "Oh" }),
        409,
    );
    assert!(late.contains("can't be taken back"), "{late}");
}

/// Another program's eyes, where there are some.
fn held_by_poppler(sealed: &[u8]) {
    let name = format!("atrium-sealed-{}.pdf", std::process::id());
    let path = std::env::temp_dir().join(name);
    std::fs::write(&path, sealed).unwrap();
    let told = Command::new("pdfsig").arg(&path).output();
    let _ = std::fs::remove_file(&path);
    let Ok(told) = told else { return };
    let said = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(said.contains("Signature is Valid"), "{said}");
    assert!(said.contains("Total document signed"), "{said}");
}

#[test]
fn all_at_once_sign_as_they_come_and_each_once() {
    let mut scene = scene();
    let asked = scene.sent(false);
    let id = id_of(&asked);
    let api = format!("/api/v1/signature-requests/{id}");
    let first = done(
        &mut scene.boss(),
        &format!("{api}/sign"),
        &gives(&asked, "The boss"),
    );
    assert_eq!(first["sealed"], false);
    refused(
        &mut scene.boss(),
        &format!("{api}/sign"),
        &gives(&asked, "The boss"),
        409,
    );
    let mut other = gives(&asked, "Wade");
    other["hash"] = json!("00".repeat(32));
    let portal = format!("/portal/signature-requests/{id}/sign");
    let twice = in_the_portal(&asked, "Wade Hollis");
    let wrong: Vec<(&str, &str)> = twice
        .iter()
        .map(|(name, value)| match *name {
            "hash" => ("hash", "0000000000000000"),
            _ => (*name, *value),
        })
        .collect();
    assert_eq!(scene.wade.post_form(&portal, &wrong).status, 422);
    assert_eq!(scene.wade.post_form(&portal, &twice).status, 303);
    let again = scene.wade.post_form(&portal, &twice);
    assert_eq!(again.status, 422, "{}", again.text());
    let held = scene.held(&id);
    assert_eq!((held.status, held.signed()), (Status::Sealed, 2));
    let document: Document = scene
        .house
        .visit()
        .find(Id::parse(&scene.document).unwrap())
        .unwrap();
    let versions = documents::versions(&scene.house.visit(), &document).unwrap();
    assert_eq!(versions.len(), 2, "sealed once");
}

#[test]
fn whoever_declines_ends_it_and_the_sender_is_told() {
    let mut scene = scene();
    let asked = scene.sent(true);
    let id = id_of(&asked);
    let portal = format!("/portal/signature-requests/{id}");
    let silent = scene
        .wade
        .post_form(&format!("{portal}/decline"), &[("reason", "")]);
    assert_eq!(silent.status, 422);
    let no = scene.wade.post_form(
        &format!("{portal}/decline"),
        &[("reason", "The dates are wrong")],
    );
    assert_eq!(no.status, 303, "{}", no.text());
    assert_eq!(scene.held(&id).status, Status::Declined);
    let told = scene.jonas().get("/api/v1/notifications").text();
    assert!(told.contains("The dates are wrong"), "{told}");
    let api = format!("/api/v1/signature-requests/{id}/sign");
    refused(&mut scene.boss(), &api, &gives(&asked, "The boss"), 409);
    assert!(!page(&mut scene.wade, &portal).contains("name=\"consent\""));
}

#[test]
fn those_who_wait_are_reminded_until_it_is_over() {
    let scene = scene();
    let asked = scene.sent(false);
    let id = id_of(&asked);
    let sent = scene.held(&id).sent_at.unwrap();
    let told = |scene: &Scene| {
        let all = get(&mut scene.boss(), "/api/v1/notifications");
        all["items"].as_array().unwrap().len()
    };
    let first = told(&scene);
    scene.house.strike(sent.plus(2 * time::DAY)).unwrap();
    assert_eq!(told(&scene), first, "not yet");
    for _ in 0..2 {
        scene.house.strike(sent.plus(3 * time::DAY + 1)).unwrap();
    }
    assert_eq!(told(&scene), first + 1, "once");
    let last = Day::parse(text(&asked, "expires")).unwrap();
    let over = Moment(i64::from(last.0 + 2) * time::DAY);
    scene.house.strike(over).unwrap();
    assert_eq!(scene.held(&id).status, Status::Expired);
    let api = format!("/api/v1/signature-requests/{id}/sign");
    refused(&mut scene.boss(), &api, &gives(&asked, "The boss"), 409);
}

#[test]
fn others_neither_see_nor_sign_it() {
    let mut scene = scene();
    let asked = scene.sent(true);
    let id = id_of(&asked);
    // Another client's person, and one of the house who has nothing to do with it.
    let visit = scene.house.visit();
    let strangers = Directory::of(&visit).unwrap();
    let stranger = strangers
        .staff()
        .into_iter()
        .find(|user| user.id == scene.house.account("sales-closer").id)
        .unwrap()
        .id;
    let seen = |visit: &Visit| visit.find::<SignatureRequest>(Id::parse(&id).unwrap());
    assert!(seen(&as_person(&scene.house, stranger, Moment::now())).is_err());
    let mut closer = scene.house.api("sales-closer").unwrap();
    let api = format!("/api/v1/signature-requests/{id}");
    for path in [api.clone(), format!("{api}/file"), format!("{api}/history")] {
        assert_eq!(closer.get(&path).status, 404, "{path}");
    }
    let other = atrium::features::people::NewUser {
        name: "Naomi Frost".into(),
        email: "naomi@alder.example".into(),
        title: String::new(),
        tier: atrium::access::Tier::Client,
        roles: strangers
            .roles
            .values()
            .filter(|role| role.key == "client")
            .map(|role| role.id)
            .collect(),
        departments: Vec::new(),
        teams: Vec::new(),
        client: Some(999_999),
        skills: Vec::new(),
    };
    atrium::features::sign_in::add_user(&visit, other, PASSWORD, "").unwrap();
    let mut naomi = signed_in(&scene.house, "naomi@alder.example");
    let portal = format!("/portal/signature-requests/{id}");
    for path in [
        portal.clone(),
        format!("{portal}/file"),
        format!("{portal}/page"),
    ] {
        assert_eq!(naomi.get(&path).status, 404, "{path}");
    }
    let form = in_the_portal(&asked, "Naomi Frost");
    assert_eq!(
        naomi.post_form(&format!("{portal}/sign"), &form).status,
        404
    );
    // Before it is sent, those who are to sign hear nothing of it.
    let mut jonas = scene.jonas();
    let draft = json!({ "document": scene.document, "people": [scene.wade_id.to_string()] });
    let draft = id_of(&done(&mut jonas, "/api/v1/signature-requests", &draft));
    let path = format!("/portal/signature-requests/{draft}");
    assert_eq!(scene.wade.get(&path).status, 404);
}

#[test]
fn what_is_no_pdf_is_refused_in_words() {
    let scene = scene();
    let project = &scene.project;
    let text_file = given(&scene.house, project, "care.txt", b"Words", "text/plain");
    assert_eq!(text_file.status, 201, "{}", text_file.text());
    let broken = given(
        &scene.house,
        project,
        "broken.pdf",
        b"%PDF-1.7\nnothing at all",
        "application/pdf",
    );
    assert_eq!(broken.status, 201, "{}", broken.text());
    let mut jonas = scene.jonas();
    for (made, why) in [(text_file, "Only a PDF"), (broken, "damaged")] {
        let asked = json!({ "document": text(&made.json(), "id"), "people": [] });
        let said = refused(&mut jonas, "/api/v1/signature-requests", &asked, 422);
        assert!(said.contains(why), "{said}");
    }
    let stranger = json!({ "document": scene.document, "people": ["U-99999"] });
    refused(&mut jonas, "/api/v1/signature-requests", &stranger, 422);
}

#[test]
fn places_are_on_the_page_and_theirs_who_sign() {
    let scene = scene();
    let mut jonas = scene.jonas();
    let made = json!({ "document": scene.document, "people": [scene.wade_id.to_string(), scene.boss_id.to_string()] });
    let made = done(&mut jonas, "/api/v1/signature-requests", &made);
    let api = format!("/api/v1/signature-requests/{}", text(&made, "id"));
    let place = |page: u32, x: u32, signer: u32| {
        json!({ "fields": [{
            "signer": signer, "kind": "text", "page": page, "x": x, "y": 100, "width": 300, "height": 40,
        }] })
    };
    for wrong in [place(4, 100, 1), place(1, 900, 1), place(1, 100, 3)] {
        refused(&mut jonas, &format!("{api}/places"), &wrong, 422);
    }
    let placed = done(&mut jonas, &format!("{api}/places"), &place(2, 100, 2));
    assert_eq!(placed["fields"][0]["page"], 2);
    // Whoever comes first now keeps nobody else's place.
    let turned = patch(
        &mut jonas,
        &api,
        &json!({ "people": [scene.boss_id.to_string()], "every": 0 }),
    );
    assert_eq!(turned["fields"][0]["signer"], 1, "{turned}");
    let shown = page(
        &mut scene.house.signed_in("project-manager"),
        &format!("/signature-requests/{}", text(&made, "id")),
    );
    assert!(shown.contains("data-places"), "{shown}");
    done(&mut jonas, &format!("{api}/send"), &json!({}));
    refused(&mut jonas, &format!("{api}/places"), &place(2, 100, 1), 409);
    let asked = get(&mut jonas, &api);
    let mut given = gives(&asked, "The boss");
    refused(&mut scene.boss(), &format!("{api}/sign"), &given, 422);
    given["texts"] = json!([{ "field": 0, "text": "Managing director" }]);
    let signed = done(&mut scene.boss(), &format!("{api}/sign"), &given);
    assert_eq!(signed["sealed"], true);
}

#[test]
fn anybody_checks_a_file_and_hears_only_whether_it_is_one() {
    let scene = scene();
    let asked = scene.sent(false);
    let id = id_of(&asked);
    let api = format!("/api/v1/signature-requests/{id}");
    let mut stranger = scene.house.client();
    let mut check = |hash: &str, covered: &str, seal: &str| {
        let form = [("hash", hash), ("covered", covered), ("seal", seal)];
        let answer = stranger.post_form("/verify", &form);
        assert_eq!(answer.status, 200, "{}", answer.text());
        let said = answer.text();
        for hidden in ["Wade", "Care agreement", "Copperline"] {
            assert!(!said.contains(hidden), "{hidden} in {said}");
        }
        said
    };
    let original = asked["hash"].as_str().unwrap();
    assert!(check(original, "", "").contains("not one of ours"));
    // Both sign, in whatever order.
    for user in [scene.wade_id, scene.boss_id] {
        let visit = as_person(&scene.house, user, Moment::now());
        let form = signatures::Sign {
            name: "Somebody".into(),
            consent: true,
            hash: original.into(),
            ..signatures::Sign::default()
        };
        signatures::sign(&visit, Id::parse(&id).unwrap(), form).unwrap();
    }
    let sealed = scene.jonas().get(&format!("{api}/file?sealed=true")).body;
    let whole = seal::hash(&sealed);
    assert!(check(&whole, "", "").contains("nothing was changed since"));
    assert!(check(original, "", "").contains("without the signatures"));
    let covered = seal::Covered::last_of(&sealed).unwrap();
    let digest = seal::hash(&covered.parts(&sealed).concat());
    let held: String = covered
        .seal(&sealed)
        .unwrap()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let elsewhere = "ab".repeat(32);
    assert!(check(&elsewhere, &digest, &held).contains("added behind the seal"));
    assert!(check(&elsewhere, &elsewhere, &held).contains("belong to it"));
    assert!(check(&elsewhere, &elsewhere, "3003020101").contains("not one of ours"));
    let mut stranger = scene.house.client();
    assert_eq!(stranger.get("/verify").status, 200);
    let nothing = stranger.post_form("/verify", &[("hash", "not a hash")]);
    assert_eq!(nothing.status, 422);
}

#[test]
fn a_request_is_cancelled_by_whoever_sent_it() {
    let mut scene = scene();
    let asked = scene.sent(true);
    let id = id_of(&asked);
    let api = format!("/api/v1/signature-requests/{id}");
    refused(
        &mut scene.boss(),
        &format!("{api}/cancel"),
        &json!({ "reason": "No" }),
        403,
    );
    refused(
        &mut scene.jonas(),
        &format!("{api}/cancel"),
        &json!({}),
        422,
    );
    done(
        &mut scene.jonas(),
        &format!("{api}/cancel"),
        &json!({ "reason": "Another version comes" }),
    );
    assert_eq!(scene.held(&id).status, Status::Cancelled);
    let form = in_the_portal(&asked, "Wade Hollis");
    let late = scene
        .wade
        .post_form(&format!("/portal/signature-requests/{id}/sign"), &form);
    assert_eq!(late.status, 422, "{}", late.text());
}

#[test]
fn an_authority_that_gives_no_stamp_keeps_nobody_from_signing_and_is_named_in_the_file() {
    let scene = scene();
    let mut admin = scene.house.api("administrator").unwrap();
    let at = "/api/v1/time-stamps";
    assert_eq!(get(&mut admin, at)["url"], "", "nobody is asked at first");
    let json = [("content-type", "application/json")];
    let set = |by: &mut Client, url: &str| {
        let body = json!({ "url": url }).to_string();
        by.request("PATCH", at, &json, body.as_bytes()).status
    };
    assert_eq!(set(&mut admin, "tsa.example.org"), 422);
    assert_ne!(set(&mut scene.jonas(), "http://127.0.0.1:1/tsr"), 200);
    // Nobody listens there.
    assert_eq!(set(&mut admin, "http://127.0.0.1:1/tsr"), 200);
    let asked = scene.sent(false);
    let id = id_of(&asked);
    let api = format!("/api/v1/signature-requests/{id}");
    let mut wade = scene.wade;
    let signed = wade.post_form(
        &format!("/portal/signature-requests/{id}/sign"),
        &in_the_portal(&asked, "Wade Hollis"),
    );
    assert_eq!(signed.status, 303, "{}", signed.text());
    let mut boss = scene.house.api("management").unwrap();
    let last = done(
        &mut boss,
        &format!("{api}/sign"),
        &gives(&asked, "The boss"),
    );
    assert_eq!(last["sealed"], true);
    let held: SignatureRequest = scene.house.visit().find(Id::parse(&id).unwrap()).unwrap();
    assert_eq!(held.sealed.unwrap().stamped, None);
    let mut jonas = scene.house.api("project-manager").unwrap();
    let file = jonas.get(&format!("{api}/file?sealed=true")).body;
    let reading = Worker::new(env!("CARGO_BIN_EXE_atrium"))
        .read(&mut file.as_slice(), "signed.pdf", &|| false)
        .unwrap();
    let words = reading.text.body.split_whitespace().collect::<Vec<_>>();
    let words = words.join(" ");
    assert!(
        words.contains("at 127.0.0.1 was asked and gave no stamp"),
        "{words}"
    );
    assert!(
        !words.contains("No time-stamp authority was asked"),
        "{words}"
    );
    held_by_poppler(&file);
}
