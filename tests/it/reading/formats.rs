//! Each kind of file.

use atrium::extract::Text;
use image::ImageFormat;

use super::{read, worker};
use crate::support::papers::{self, Paper};

fn place_of(text: &Text, words: &str) -> Option<Option<String>> {
    text.body.find(words).map(|at| text.place_at(at))
}

#[test]
fn the_words_of_each_kind_are_found_where_they_stand() {
    let worker = worker();
    for Paper { name, bytes, finds } in papers::papers() {
        let read = read(&worker, name, &bytes).unwrap_or_else(|why| panic!("{name}: {why}"));
        assert!(
            !read.failed && read.note.is_empty(),
            "{name}: {}",
            read.note
        );
        for (words, place) in finds {
            let found = place_of(&read.text, words);
            let place = place.map(str::to_owned);
            assert_eq!(
                found,
                Some(place),
                "{name}: {words} in {:?}",
                read.text.body
            );
        }
        assert!(!read.text.body.contains("hidden()"), "{name}");
    }
}

#[test]
fn a_kind_is_what_its_bytes_are_whatever_it_is_called() {
    let worker = worker();
    for paper in papers::papers() {
        if matches!(paper.name, "offer.pdf" | "letter.docx" | "prices.xlsx") {
            let read = read(&worker, "letter.txt", &paper.bytes).unwrap();
            assert!(
                read.text.body.to_lowercase().contains("vellum"),
                "{}",
                paper.name
            );
        }
    }
}

#[test]
fn pictures_are_made_small_and_stand_upright() {
    let worker = worker();
    for format in [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ] {
        let bytes = papers::picture(900, 300, format);
        let picture = read(&worker, "photo", &bytes).unwrap().picture.unwrap();
        assert_eq!((picture.width, picture.height), (640, 213), "{format:?}");
        let small = image::load_from_memory(&picture.bytes).unwrap().to_rgb8();
        assert!(
            small.get_pixel(20, 100)[0] > 150,
            "{format:?}: red on the left"
        );
    }
    let turned = papers::turned(90, 30);
    let picture = read(&worker, "photo.jpg", &turned)
        .unwrap()
        .picture
        .unwrap();
    assert_eq!((picture.width, picture.height), (30, 90));
    let small = image::load_from_memory(&picture.bytes).unwrap().to_rgb8();
    assert!(small.get_pixel(15, 5)[0] > 150, "what was left is above");
}

#[test]
fn the_first_page_of_a_pdf_is_drawn() {
    let worker = worker();
    let bytes = papers::pdf(&["Offer for paper"]);
    let page = worker
        .first_page(&mut bytes.as_slice(), &|| false)
        .unwrap()
        .unwrap();
    assert_eq!((page.width, page.height), (494, 640));
    let pixels = image::load_from_memory(&page.bytes).unwrap().to_luma8();
    let dark = pixels.pixels().filter(|pixel| pixel[0] < 100).count();
    assert!(
        (20..5_000).contains(&dark),
        "{dark} dark pixels are no line of text"
    );
    let none = worker.first_page(&mut &b"%PDF-1.4 and no more"[..], &|| false);
    assert!(!matches!(none, Ok(Some(_))), "{none:?}");
}

#[test]
fn what_holds_no_words_says_so() {
    let worker = worker();
    let film = [&b"\0\0\0\x18ftypmp42"[..], &[0; 400]].concat();
    let archive = papers::packed(&[("inside.txt", b"vellum")]);
    let letters = papers::pdf(&[""]);
    for (name, bytes, says) in [
        ("film.mp4", film.as_slice(), "hold no text"),
        ("all.zip", &archive, "not opened"),
        ("scan.pdf", &letters, "only pictures"),
        ("empty.txt", b"", "empty"),
        ("blank.txt", b"  \n \n", ""),
        ("data.bin", b"\x01\x02\0\x03\xfe\0\0", "not read"),
    ] {
        let read = read(&worker, name, bytes).unwrap();
        assert!(read.text.is_empty() && !read.failed, "{name}");
        assert!(
            !read.note.is_empty() && read.note.contains(says),
            "{name}: {}",
            read.note
        );
    }
}

#[test]
fn a_long_text_is_cut_and_says_so() {
    let worker = worker();
    let long = "ninety reams of vellum\n".repeat(100_000);
    let read = read(&worker, "long.txt", long.as_bytes()).unwrap();
    assert!(read.text.cut && read.text.body.len() <= (1 << 20) + 1);
    assert!(
        read.note.contains("more text than is kept"),
        "{}",
        read.note
    );
}
