//! Files that are made to break who reads them. Whatever they do, what comes of them is said in words, and soon.

use std::time::{Duration, Instant};

use atrium::extract::{Failure, Worker};
use image::ImageFormat;

use super::{read, worker};
use crate::support::papers::{self, Dice, docx, packed, pdf_of, xlsx};

/// What came of a file, in words; it never has to do with anything but the file.
fn outcome(worker: &Worker, name: &str, bytes: &[u8]) -> String {
    let begun = Instant::now();
    let said = match read(worker, name, bytes) {
        Ok(read) if !read.failed && !read.text.is_empty() => "read".to_owned(),
        Ok(read) => read.note,
        Err(Failure::Lasting(why)) => why,
        Err(Failure::Passing(why)) => panic!("{name}: {why}"),
    };
    assert!(!said.is_empty(), "{name}: nothing is said");
    assert!(
        begun.elapsed() < Duration::from_secs(28),
        "{name}: {:?}",
        begun.elapsed()
    );
    said
}

/// Forty of each of some kinds.
fn spoil(kinds: &[&str], seed: u64) {
    let worker = worker();
    let mut dice = Dice::new(seed);
    let papers = papers::papers();
    for name in kinds {
        let paper = papers.iter().find(|paper| paper.name == *name).unwrap();
        for n in 0..40 {
            let bytes = papers::spoiled(&paper.bytes, &mut dice);
            outcome(&worker, &format!("{n}-{name}"), &bytes);
        }
    }
}

#[test]
fn spoiled_pdfs_letters_and_slides_end_in_words() {
    spoil(&["offer.pdf", "letter.docx", "talk.pptx", "letter.odt"], 11);
}

#[test]
fn spoiled_sheets_end_in_words() {
    spoil(&["prices.xlsx", "prices.ods", "prices.csv", "talk.odp"], 23);
}

#[test]
fn spoiled_texts_and_mail_end_in_words() {
    spoil(&["asked.eml", "page.html", "drawing.svg", "note.txt"], 37);
}

#[test]
fn spoiled_pictures_end_in_words() {
    let worker = worker();
    let mut dice = Dice::new(51);
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let bytes = papers::picture(60, 40, format);
        for n in 0..30 {
            outcome(
                &worker,
                &format!("{n}.{format:?}"),
                &papers::spoiled(&bytes, &mut dice),
            );
        }
    }
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let worker = worker();
    let spaces = vec![b' '; 40 << 20];
    let bomb = packed(&[("word/document.xml", &spaces)]);
    assert!(bomb.len() < 200_000);
    assert!(outcome(&worker, "bomb.docx", &bomb).contains("unpacks to more"));
    let names: Vec<String> = (0..10_001).map(|n| format!("word/{n}.xml")).collect();
    let mut many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    many.push(("word/document.xml", b"<d/>"));
    assert!(outcome(&worker, "many.docx", &packed(&many)).contains("more parts"));
    let mut nested = packed(&[("inside.txt", b"vellum")]);
    for _ in 0..20 {
        nested = packed(&[("inside.zip", &nested)]);
    }
    assert!(outcome(&worker, "nested.zip", &nested).contains("not opened"));
    for (width, height) in [(60_000, 60_000), (29_000, 29_000), (u32::MAX >> 1, 1)] {
        let said = outcome(&worker, "huge.png", &papers::huge_png(width, height));
        assert!(
            said.contains("pixels") || said.contains("damaged"),
            "{said}"
        );
    }
}

#[test]
fn markup_that_grows_or_goes_deep_is_bounded() {
    let worker = worker();
    let laughs: String = (0..40)
        .map(|n| format!("<!ENTITY a{} \"&a{n};&a{n};&a{n};\">", n + 1))
        .collect();
    let xml = format!("<!DOCTYPE d [<!ENTITY a0 \"ha\">{laughs}]><d><t>&a40;</t></d>");
    outcome(
        &worker,
        "laughs.docx",
        &packed(&[("word/document.xml", xml.as_bytes())]),
    );
    outcome(&worker, "laughs.svg", xml.as_bytes());
    let deep = "<w:p>".repeat(200_000);
    assert!(outcome(&worker, "deep.docx", &docx(&deep)).contains("nested too deeply"));
    let far = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    assert_eq!(outcome(&worker, "far.xlsx", &xlsx(far)), "read");
    outcome(&worker, "tags.html", "<".repeat(300_000).as_bytes());
    outcome(&worker, "quotes.csv", "\"a,".repeat(100_000).as_bytes());
    let parts = (0..3_000)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=\"{n}\"\r\n\r\n--{n}\r\n"));
    let mail = format!(
        "From: a@b.example\r\nMIME-Version: 1.0\r\n{}",
        parts.collect::<String>()
    );
    outcome(&worker, "deep.eml", mail.as_bytes());
}

#[test]
fn pdfs_that_lead_in_circles_come_to_an_end() {
    let worker = worker();
    let catalog = "<< /Type /Catalog /Pages 2 0 R >>".to_owned();
    let page = |rest: &str| format!("<< /Type /Page /Parent 2 0 R {rest} >>");
    let form = |said: &str| {
        format!(
            "<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Length {} >>\nstream\n{said}\nendstream",
            said.len()
        )
    };
    let own_page = "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>".to_owned();
    let own_parent = "<< /Type /Pages /Parent 2 0 R /Kids [3 0 R] /Count 1 >>".to_owned();
    let kids = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned();
    let box_of = "/MediaBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Contents 4 0 R";
    let deep = format!(
        "<< /Type /Catalog /Pages 2 0 R /X {}{} >>",
        "[".repeat(50_000),
        "]".repeat(50_000)
    );
    for (name, objects) in [
        ("kids", vec![catalog.clone(), own_page]),
        ("parent", vec![catalog.clone(), own_parent, page("")]),
        (
            "form",
            vec![
                catalog.clone(),
                kids.clone(),
                page(box_of),
                form("/X Do /X Do"),
            ],
        ),
        (
            "deep",
            vec![deep, kids.clone(), page("/MediaBox [0 0 9 9]")],
        ),
        ("itself", vec![catalog, "2 0 R".to_owned()]),
    ] {
        outcome(&worker, &format!("{name}.pdf"), &pdf_of(&objects));
    }
}
