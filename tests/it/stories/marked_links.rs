//! What goes out by a link that marks says on every page whom it was given to and when; what can't be marked isn't given.

use std::{io::Cursor, sync::Arc};

use atrium::{
    extract::Worker,
    testing::{
        client::{Client, Response, Upload},
        house::House,
    },
};
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use super::work::text;
use crate::support::{
    papers,
    steps::{done, get},
};

const CSV: &[u8] = b"Format;Price\nA5;85\n";

fn house() -> House {
    let house = House::with_cast().unwrap();
    let worker = Worker::new(env!("CARGO_BIN_EXE_atrium"));
    house.store.provide(Arc::new(worker));
    house
}

fn file<'b>(filename: &'b str, media_type: &'b str, bytes: &'b [u8]) -> Upload<'b> {
    Upload {
        field: "file",
        filename,
        content_type: media_type,
        bytes,
    }
}

fn document(house: &House, file: Upload<'_>) -> String {
    let mut by = house.api("support-manager").unwrap();
    let made = by.post_multipart("/api/v1/documents", &[("name", "The draft")], &[file]);
    assert_eq!(made.status, 201, "{}", made.text());
    text(&made.json(), "id").to_owned()
}

/// A link that marks; its number and its path.
fn marked(house: &House, document: &str) -> (String, String) {
    let mut by = house.api("support-manager").unwrap();
    let form = json!({ "whom": "Bexar Print Works", "watermark": true });
    let made = done(
        &mut by,
        &format!("/api/v1/documents/{document}/links"),
        &form,
    );
    let url = text(&made, "url");
    let path = url[url.find("/links/").unwrap()..].to_owned();
    (text(&made, "id").to_owned(), path)
}

fn fetch(visitor: &mut Client, at: &str, key: &str) -> Response {
    let counted = visitor.post_form(&format!("{at}/file"), &[("_key", key)]);
    match counted.location().map(str::to_owned) {
        Some(to) => visitor.get(&to),
        None => counted,
    }
}

fn told(house: &House, id: &str) -> Value {
    let mut by = house.api("support-manager").unwrap();
    get(&mut by, &format!("/api/v1/document-links/{id}"))
}

#[test]
fn every_page_says_whom_it_was_given_to() {
    let house = house();
    let bytes = papers::pdf(&["Offer for paper", "The second page"]);
    let number = document(&house, file("draft.pdf", "application/pdf", &bytes));
    let (id, at) = marked(&house, &number);
    assert_eq!(told(&house, &id)["watermark"], true);
    let mut visitor = house.client();
    let page = visitor.get(&at);
    assert_eq!(page.status, 200, "{}", page.text());
    assert!(
        page.text().contains("whom it was given to"),
        "{}",
        page.text()
    );
    assert_eq!(visitor.get(&format!("{at}/preview")).status, 404);
    let given = fetch(&mut visitor, &at, "one");
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(given.header("content-type"), Some("application/pdf"));
    let pages = pdf_extract::extract_text_from_mem_by_pages(&given.body).unwrap();
    assert_eq!(pages.len(), 2);
    for (page, own) in pages.iter().zip(["Offer for paper", "The second page"]) {
        assert!(page.contains("Bexar Print Works"), "{page}");
        assert!(page.contains(own), "{page}");
    }
    // A part of it is a part of the same.
    let counted = visitor.post_form(&format!("{at}/file"), &[("_key", "two")]);
    let to = counted.location().unwrap().to_owned();
    let whole = visitor.get(&to);
    let part = visitor.request("GET", &to, &[("range", "bytes=10-29")], b"");
    assert_eq!(part.status, 206, "{}", part.text());
    assert_eq!(part.body, whole.body[10..30]);
    // The document itself is as it was.
    let mut by = house.api("support-manager").unwrap();
    let own = by.get(&format!("/api/v1/documents/{number}/file"));
    assert_eq!(own.body, bytes);
}

#[test]
fn a_picture_is_given_as_a_marked_one() {
    let house = house();
    let picture = RgbImage::from_pixel(300, 200, Rgb([240, 240, 240]));
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture)
        .write_to(&mut bytes, ImageFormat::Png)
        .unwrap();
    let bytes = bytes.into_inner();
    let number = document(&house, file("logo.png", "image/png", &bytes));
    let (_, at) = marked(&house, &number);
    let given = fetch(&mut house.client(), &at, "one");
    assert_eq!(given.status, 200, "{}", given.text());
    assert_eq!(given.header("content-type"), Some("image/jpeg"));
    assert!(
        given
            .header("content-disposition")
            .unwrap()
            .contains("logo.jpg")
    );
    let seen = image::load_from_memory(&given.body).unwrap().into_rgb8();
    assert_eq!(seen.dimensions(), (300, 200));
    assert!(
        seen.pixels().any(|pixel| pixel.0[0] < 200),
        "nothing is on it"
    );
}

#[test]
fn what_can_not_be_marked_is_said_and_is_not_given() {
    let house = house();
    let number = document(&house, file("prices.csv", "text/csv", CSV));
    let mut by = house.api("support-manager").unwrap();
    let links = format!("/api/v1/documents/{number}/links");
    for (form, field) in [
        (json!({ "whom": "Printer", "watermark": true }), "watermark"),
        (json!({ "watermark": true }), "whom"),
    ] {
        let answer = by.post_json(&links, &form);
        assert_eq!(answer.status, 422, "{form}: {}", answer.text());
        assert_eq!(answer.json()["errors"][0]["field"], field, "{form}");
    }
    let mut pages = house.signed_in("support-manager");
    let shown = pages.get(&format!("/documents/{number}/links")).text();
    assert!(shown.contains("can’t be marked"), "{shown}");

    // A link to the newest version, of which the next can't be marked: it is given to nobody, and not counted.
    let bytes = papers::pdf(&["Offer for paper"]);
    let number = document(&house, file("draft.pdf", "application/pdf", &bytes));
    let (id, at) = marked(&house, &number);
    let added = by.post_multipart(
        &format!("/api/v1/documents/{number}/versions"),
        &[("note", "As a table")],
        &[file("prices.csv", "text/csv", CSV)],
    );
    assert_eq!(added.status, 200, "{}", added.text());
    let mut visitor = house.client();
    let shown = visitor.get(&at).text();
    assert!(shown.contains("isn’t given by this link"), "{shown}");
    let refused = visitor.post_form(&format!("{at}/file"), &[("_key", "one")]);
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert_eq!(told(&house, &id)["downloads"], 0);
}
