//! The disk under a house fills up or breaks: whoever is in stays in, is told that it is the server's disk, and loses
//! nothing that was typed.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use atrium::testing::{
    client::{Response, Upload},
    house::House,
};
use serde_json::json;

use crate::support::failing_files::{FailingFiles, How};

#[test]
fn a_store_that_can_not_be_read_signs_nobody_out() {
    let files = FailingFiles::default();
    let house = House::on_files(Arc::new(files.clone())).unwrap();
    let mut omar = house.signed_in("sales-closer");
    let mut listener = house.signed_in("sales-closer");
    let mut program = house.api("sales-closer").unwrap();
    assert_eq!(omar.get("/leads").status, 200);
    let mut stream = listener.open_stream("/live?topics=leads");
    files.fail(How::Broken);
    // What is written finds the disk broken, and from then on it can't be read either.
    let lead = json!({ "company": "Alder Creek", "source": "yelp" });
    assert_eq!(program.post_json("/api/v1/leads", &lead).status, 503);
    for _ in 0..10 {
        let page = omar.get("/leads");
        assert!([200, 503].contains(&page.status), "{}", page.status);
        assert_eq!(page.location(), None);
        let read = program.get("/api/v1/leads");
        assert!([200, 503].contains(&read.status), "{}", read.text());
        let live = listener.get("/live?topics=leads&after=0");
        assert_ne!(live.status, 401);
        std::thread::sleep(Duration::from_millis(50));
    }
    let page = omar.get("/leads");
    assert_eq!(page.status, 503, "{}", page.text());
    assert!(!page.text().contains("signed out"));
    let told = program.get("/api/v1/leads");
    assert_eq!(told.status, 503, "{}", told.text());
    assert!(
        told.json()["type"]
            .as_str()
            .unwrap()
            .ends_with("unavailable")
    );
    while let Some(event) = stream.next_event(Duration::from_millis(200)) {
        assert_ne!(event.event, "bye", "nobody is told that they are out");
    }
    files.fail(How::Well);
    let until = Instant::now() + Duration::from_secs(60);
    while omar.get("/leads").status != 200 {
        assert!(Instant::now() < until, "it never came back");
        std::thread::sleep(Duration::from_millis(100));
    }
    assert_eq!(program.get("/api/v1/leads").status, 200);
}

#[test]
fn a_full_disk_is_told_beside_the_file_and_the_form_keeps_what_was_typed() {
    let files = FailingFiles::default();
    let house = House::on_files(Arc::new(files.clone())).unwrap();
    let mut sana = house.signed_in("support-agent");
    let mut program = house.api("support-agent").unwrap();
    let mut large = b"%PDF-1.7 ".to_vec();
    large.resize(40_000, b'x');
    let file = |bytes| Upload {
        field: "file",
        filename: "letter.pdf",
        content_type: "application/pdf",
        bytes,
    };
    let told = |answer: &Response| {
        let page = answer.text();
        assert!(page.contains("server's disk"), "{page}");
    };
    for (bytes, how) in [(&large[..], How::Full), (&large[..900], How::Once)] {
        let given = until_refused(&files, how, || {
            sana.post_multipart("/documents", &[("name", "Kept name")], &[file(bytes)])
        });
        let page = given.text();
        assert!(
            page.contains("Kept name") && page.contains("aria-invalid"),
            "{page}"
        );
        told(&given);
        told(&until_refused(&files, how, || {
            let fields = [("name", "Kept name")];
            program.post_multipart("/api/v1/documents", &fields, &[file(bytes)])
        }));
    }
    files.fail(How::Well);
    let given = sana.post_multipart("/documents", &[("name", "Kept name")], &[file(&large)]);
    assert_eq!(given.status, 303, "{}", given.text());
}

/// Asks again where something that Atrium does by itself met the fault first.
fn until_refused(files: &FailingFiles, how: How, mut ask: impl FnMut() -> Response) -> Response {
    for _ in 0..10 {
        files.fail(how);
        let answer = ask();
        if answer.status >= 400 {
            assert_eq!(answer.status, 503, "{}", answer.text());
            return answer;
        }
        std::thread::sleep(Duration::from_millis(300));
    }
    panic!("nothing was refused")
}

/// What a form writes can't be written: the form comes back with all that was typed.
#[test]
fn a_form_that_can_not_be_saved_now_comes_back_whole() {
    let files = FailingFiles::default();
    let house = House::on_files(Arc::new(files.clone())).unwrap();
    let mut omar = house.signed_in("sales-closer");
    // Each try is of another company, should one be saved because somebody else met the fault.
    let mut companies = "Alder Birch Cedar Dogwood Elm Fir Gum Hazel Ivy Juniper".split(' ');
    let mut company = "";
    let told = until_refused(&files, How::Once, || {
        company = companies.next().unwrap();
        omar.post_form("/leads", &[("company", company), ("source", "yelp")])
    });
    let page = told.text();
    assert!(page.contains(company), "{page}");
    assert!(page.contains("can't save"), "{page}");
}
