//! A client sees of a document what came since it was shared with them, and from an earlier version on where that was chosen:
//! on every way to it, with what is said on it.

use atrium::testing::{
    cast::PASSWORD,
    client::{Client, Upload},
    house::House,
};
use image::ImageFormat;
use serde_json::{Value, json};

use super::{
    invoices::patch,
    work::{planned, text},
    work_pages::portal_person,
};
use crate::support::{
    papers::picture,
    steps::{done, get, page, refused},
};

fn file(bytes: &[u8]) -> Upload<'_> {
    Upload {
        field: "file",
        filename: "offer.png",
        content_type: "image/png",
        bytes,
    }
}

struct Scene {
    house: House,
    id: String,
    wade: Client,
}

impl Scene {
    fn jonas(&self) -> Client {
        self.house.api("project-manager").unwrap()
    }

    fn at(&self) -> String {
        format!("/api/v1/documents/{}", self.id)
    }

    fn add(&self, wide: u32) {
        let at = format!("{}/versions", self.at());
        let bytes = picture(wide, 60, ImageFormat::Png);
        let added = self.jonas().post_multipart(&at, &[], &[file(&bytes)]);
        assert_eq!(added.status, 200, "{}", added.text());
    }

    fn share(&self, yes: bool) {
        let (status, told) = patch(
            &mut self.jonas(),
            &self.at(),
            &json!({ "shared_with_client": yes }),
        );
        assert_eq!(status, 200, "{told}");
    }

    /// The numbers of the versions that somebody of the client's is told of; and that each of them, and no other, is given.
    #[track_caller]
    fn seen(&mut self, all: u64) -> Vec<u64> {
        let at = self.at();
        let told = get(&mut self.wade, &at);
        let rows = told["versions"].as_array().unwrap().iter();
        let seen: Vec<u64> = rows.map(|row| row["number"].as_u64().unwrap()).collect();
        for number in 1..=all {
            let expected = if seen.contains(&number) { 200 } else { 404 };
            let portal = format!("/portal/documents/{}", self.id);
            for at in [
                format!("{portal}/file?version={number}"),
                format!("{portal}/proof?version={number}"),
                format!("{}/file?version={number}", self.at()),
                format!("{}/text?version={number}", self.at()),
            ] {
                let given = self.wade.get(&at);
                assert_eq!(given.status, expected, "{at}: {}", given.text());
            }
        }
        seen
    }
}

/// Two versions about a project whose client's person is signed in; shared with nobody.
fn scene() -> Scene {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    let form = [("email", email.as_str()), ("password", PASSWORD)];
    assert_eq!(wade.post_form("/sign-in", &form).status, 303);
    let mut jonas = house.api("project-manager").unwrap();
    let fields = [("name", "The offer"), ("about", project.as_str())];
    let bytes = picture(90, 60, ImageFormat::Png);
    let made = jonas.post_multipart("/api/v1/documents", &fields, &[file(&bytes)]);
    assert_eq!(made.status, 201, "{}", made.text());
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let scene = Scene { house, id, wade };
    scene.add(100);
    scene
}

#[test]
fn what_was_there_before_it_was_shared_stays_in_the_house() {
    let mut scene = scene();
    let document = scene.at();
    assert_eq!(scene.wade.get(&document).status, 404);
    scene.share(true);
    assert_eq!(scene.seen(2), [2]);
    scene.add(110);
    assert_eq!(scene.seen(3), [2, 3]);
    let mut browser = scene.house.signed_in("project-manager");
    let shown = page(&mut browser, &format!("/documents/{}", scene.id));
    assert!(
        shown.contains("not shown to the client") && shown.contains("The client sees version 2"),
        "{shown}"
    );
    // From an earlier one on, where somebody chose that, and from a later one.
    let from = format!("{}/show-from", scene.at());
    let mut jonas = scene.jonas();
    refused(&mut jonas, &from, &json!({ "number": 9 }), 422);
    let told = done(&mut jonas, &from, &json!({ "number": 1 }));
    assert_eq!(told["shown_from"], 1, "{told}");
    refused(&mut jonas, &from, &json!({ "number": 1 }), 409);
    assert_eq!(scene.seen(3), [1, 2, 3]);
    done(&mut jonas, &from, &json!({ "number": 3 }));
    assert_eq!(scene.seen(3), [3]);
    // Nobody of the client's chooses it.
    let theirs = format!("/documents/{}/show-from", scene.id);
    scene.wade.post_form(&theirs, &[("number", "1")]);
    assert_eq!(scene.seen(3), [3]);
    // Shared anew, it begins anew.
    scene.share(false);
    assert_eq!(scene.wade.get(&document).status, 404);
    refused(&mut jonas, &from, &json!({ "number": 1 }), 409);
    scene.add(120);
    scene.share(true);
    assert_eq!(scene.seen(4), [4]);
}

#[test]
fn what_was_said_on_a_version_stays_with_it() {
    let mut scene = scene();
    let pins = format!("{}/pins", scene.at());
    let mut jonas = scene.jonas();
    let said = json!({ "x": 10, "y": 10, "text": "Our floor is 900" });
    done(&mut jonas, &pins, &said);
    scene.add(130);
    scene.share(true);
    let proof = format!("{}/proof", scene.at());
    let told = |by: &mut Client| -> Value { get(by, &proof)["pins"].clone() };
    assert_eq!(told(&mut scene.wade), json!([]));
    assert_eq!(text(&told(&mut jonas)[0], "text"), "Our floor is 900");
    let from = format!("{}/show-from", scene.at());
    done(&mut jonas, &from, &json!({ "number": 2 }));
    assert_eq!(text(&told(&mut scene.wade)[0], "text"), "Our floor is 900");
}

#[test]
fn whose_deed_an_administrator_takes_back_is_told() {
    let scene = scene();
    let mut jonas = scene.jonas();
    let (status, told) = patch(&mut jonas, &scene.at(), &json!({ "name": "An offer" }));
    assert_eq!(status, 200, "{told}");
    let seq = scene.house.last_of("project-manager");
    let mut vera = scene.house.api("administrator").unwrap();
    done(
        &mut vera,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    assert_eq!(get(&mut jonas, &scene.at())["name"], "The offer");
    let news = get(&mut jonas, "/api/v1/notifications").to_string();
    assert!(
        news.contains("took back what you did: Edit a document"),
        "{news}"
    );
    // One's own Undo tells nobody.
    let (status, told) = patch(&mut jonas, &scene.at(), &json!({ "name": "An offer" }));
    assert_eq!(status, 200, "{told}");
    let seq = scene.house.last_of("project-manager");
    done(
        &mut jonas,
        &format!("/api/v1/journal/{seq}/undo"),
        &json!({}),
    );
    let news = get(&mut jonas, "/api/v1/notifications").to_string();
    assert_eq!(news.matches("took back what you did").count(), 1, "{news}");
}
