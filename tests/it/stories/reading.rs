//! Documents are read by themselves once they are there: found by their words, shown small, and told why not where they
//! can't be read; and all of it belongs to the version that it was read of.

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use atrium::{
    base::{Id, Moment, time},
    data::{FieldChange, Record, Visit, What, full_text::Stand, testing::recount},
    extract::Worker,
    features::{
        chat::{self, ChatRoom, KeepForm, NewRoom},
        conversation::{self, NewPost},
        documents::{self, Current, Document, ExtractedText, Extraction},
        people, sign_in,
    },
    testing::{
        cast,
        client::{Client, Upload},
        house::{self, House},
    },
};
use image::ImageFormat;
use jiff::tz::TimeZone;
use serde_json::Value;

use super::{kept_rooms::as_role, killed::start};
use crate::support::papers::{self, Dice, pdf};

/// A house in which documents are read.
fn reading_house() -> House {
    let house = House::with_cast().unwrap();
    house
        .store
        .provide(Arc::new(Worker::new(env!("CARGO_BIN_EXE_atrium"))));
    house
}

fn file<'a>(filename: &'a str, bytes: &'a [u8]) -> Upload<'a> {
    Upload {
        field: "file",
        filename,
        content_type: "application/octet-stream",
        bytes,
    }
}

/// Adds a document; its address in the API.
fn add(client: &mut Client, filename: &str, bytes: &[u8]) -> String {
    let made = client.post_multipart(
        "/api/v1/documents",
        &[("name", "Papers")],
        &[file(filename, bytes)],
    );
    assert_eq!(made.status, 201, "{filename}: {}", made.text());
    format!("/api/v1/documents/{}", made.json()["id"].as_str().unwrap())
}

/// What is known of its text once it was read.
fn read(client: &mut Client, at: &str) -> Value {
    let begun = Instant::now();
    loop {
        let told = client.get(&format!("{at}/text")).json();
        if told["stage"] != "waiting" {
            return told;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{at} waits: {told}"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn said(told: &Value) -> String {
    let passages = told["passages"].as_array().unwrap();
    let texts = passages
        .iter()
        .map(|passage| passage["text"].as_str().unwrap());
    texts.collect::<Vec<_>>().join("\n")
}

fn id_of(at: &str) -> Id<Document> {
    at.rsplit('/').next().and_then(Id::parse).unwrap()
}

fn current(visit: &Visit, at: &str) -> Current {
    Current::of(visit, visit.find(id_of(at)).unwrap()).unwrap()
}

#[test]
fn a_document_is_read_once_it_is_there() {
    let house = reading_house();
    let mut sana = house.api("support-agent").unwrap();
    let bytes = pdf(&["Offer for paper", "Ninety reams of vellum"]);
    let at = add(&mut sana, "offer.pdf", &bytes);
    let told = read(&mut sana, &at);
    assert_eq!(
        (&told["stage"], &told["note"]),
        (&"ready".into(), &"".into())
    );
    let page = sana.get(&format!("{at}/preview"));
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("image/jpeg"))
    );
    let second = &told["passages"][1];
    assert_eq!(second["place"], "page 2");
    assert!(second["text"].as_str().unwrap().contains("vellum"));

    // Whoever searches is told on which page it stands.
    let until = Instant::now() + Duration::from_secs(20);
    while !matches!(house.store.search_index().stand(), Stand::Ready { .. }) {
        assert!(Instant::now() < until, "no index is made");
        std::thread::sleep(Duration::from_millis(20));
    }
    let mut reader = house.signed_in("support-agent");
    let found = reader.get("/search?q=vellum").text();
    assert!(found.contains("<span>page 2</span>"), "{found}");

    // The journal knows that there is a text, and no word of it.
    let entries = house.store.entries_after(0, 10_000).unwrap();
    let changes = entries.iter().flat_map(|entry| &entry.changes);
    let texts: Vec<(What, &[FieldChange])> = changes
        .filter(|change| change.of.kind == ExtractedText::KIND.code)
        .map(|change| (change.what, change.fields.as_slice()))
        .collect();
    assert!(matches!(texts.as_slice(), [(What::Created, [])]));
    for entry in &entries {
        let bytes = rmp_serde::to_vec_named(entry).unwrap();
        assert!(
            !bytes.windows(6).any(|held| held == b"vellum"),
            "{}",
            entry.action
        );
    }
    // It is of nobody's page: the document's history has what people did.
    let history = sana.get(&format!("{at}/history")).text();
    assert!(
        !history.contains("XTR-") && !history.contains("documents.read"),
        "{history}"
    );

    // Whoever doesn't see the document is told nothing of its text.
    let mut other = house.api("sales-closer").unwrap();
    let seen = other.get(&at).status;
    assert_eq!(other.get(&format!("{at}/text")).status, seen);

    // The same content is read once: what was read of it stands with the other as well, without anybody asking.
    let twin = add(&mut sana, "copy.pdf", &bytes);
    assert_eq!(said(&read(&mut sana, &twin)), said(&told));
    let visit = house.visit();
    let text_of = |at: &str| {
        let newest = current(&visit, at).newest;
        documents::text_of(&visit, &newest).unwrap().unwrap()
    };
    let (one, other) = (text_of(&at), text_of(&twin));
    assert!(one.id != other.id && one.content == other.content);
    assert_eq!(
        recount(&house.store).unwrap().problems,
        Vec::<String>::new()
    );
}

#[test]
fn what_was_read_goes_with_the_post_that_its_file_came_with() {
    let house = reading_house();
    let mut sana = house.api("support-agent").unwrap();
    let at = add(&mut sana, "terms.pdf", &pdf(&["Terms", "Quicksilver"]));
    assert_eq!(read(&mut sana, &at)["stage"], "ready");
    let version = current(&house.visit(), &at).newest;
    let extraction = documents::extraction_of(&house.visit(), &version);
    let extraction = extraction.unwrap().unwrap();
    let preview = extraction.preview.clone().unwrap();

    let edward = as_role(&house, "management", Moment::now());
    let room = NewRoom {
        name: "terms".into(),
        people: vec![house.account("support-agent").id],
        ..NewRoom::default()
    };
    let room = chat::create(&edward, room).unwrap();
    let long_ago = Moment::now().plus(-40 * time::DAY);
    let post = NewPost {
        text: "The terms".into(),
        files: vec![id_of(&at).raw()],
        ..NewPost::default()
    };
    let by = as_role(&house, "support-agent", long_ago);
    conversation::write::<ChatRoom>(&by, room, post).unwrap();
    let on = house.visit().find(room).unwrap().as_ref();
    chat::keep(
        &edward,
        on,
        KeepForm {
            days: Some(30),
            ..KeepForm::default()
        },
    )
    .unwrap();
    assert!(chat::expire(&house.visit()).unwrap() > 0);

    let visit = house.visit();
    assert!(visit.find(id_of(&at)).is_err() && visit.find(version.id).is_err());
    assert!(visit.find(extraction.id).is_err() && visit.find(extraction.text).is_err());
    let swept =
        atrium::data::file_maintenance::sweep(&house.store, Moment::now(), i64::MAX).unwrap();
    assert!(swept.removed >= 1, "{swept:?}");
    assert!(house.store.file(&preview.file).is_err());
    assert_eq!(
        recount(&house.store).unwrap().problems,
        Vec::<String>::new()
    );
}

#[test]
fn what_was_read_goes_with_its_version_and_comes_with_it() {
    let house = reading_house();
    let mut sana = house.api("support-agent").unwrap();
    let at = add(
        &mut sana,
        "photo.png",
        &papers::picture(900, 300, ImageFormat::Png),
    );
    assert_eq!(read(&mut sana, &at)["stage"], "empty");
    let note = add(&mut sana, "note.txt", b"about vellum");
    assert_eq!(read(&mut sana, &note)["stage"], "ready");
    let visit = house.visit();
    let versions = [&at, &note].map(|at| current(&visit, at).newest);
    let held = versions
        .each_ref()
        .map(|version| documents::extraction_of(&visit, version).unwrap().unwrap());
    let preview = held[0].preview.clone().unwrap();
    assert_eq!((preview.width, preview.height), (640, 213));
    let entries = house.store.entries_after(0, 10_000).unwrap();
    let added: Vec<u64> = entries
        .iter()
        .filter(|entry| entry.action == "documents.add")
        .map(|entry| entry.seq)
        .collect();
    let undo = |sana: &mut Client, seq: u64| -> u64 {
        let undone = sana.post_json(
            &format!("/api/v1/journal/{seq}/undo"),
            &serde_json::json!({}),
        );
        assert_eq!(undone.status, 200, "{}", undone.text());
        undone.json()["seq"].as_u64().unwrap()
    };
    let undone: Vec<u64> = added.iter().map(|seq| undo(&mut sana, *seq)).collect();
    let visit = house.visit();
    for held in &held {
        assert!(visit.find(held.id).is_err());
        if !held.text.is_none() {
            assert!(visit.find(held.text).is_err());
        }
    }
    // Nothing names the small picture any more, and it doesn't wait for anybody to want it back.
    let swept =
        atrium::data::file_maintenance::sweep(&house.store, Moment::now(), i64::MAX).unwrap();
    assert!(swept.removed >= 1, "{swept:?}");
    assert!(house.store.file(&preview.file).is_err());
    // Done again, it is read again.
    for seq in undone {
        undo(&mut sana, seq);
    }
    assert_eq!(read(&mut sana, &at)["stage"], "empty");
    assert_eq!(said(&read(&mut sana, &note)), "about vellum");
    assert_eq!(sana.get(&format!("{at}/preview")).status, 200);
    assert_eq!(
        recount(&house.store).unwrap().problems,
        Vec::<String>::new()
    );
}

#[test]
fn a_page_shows_what_is_in_a_file_and_why_not() {
    let house = reading_house();
    let mut api = house.api("support-agent").unwrap();
    let sheet = add(&mut api, "prices.csv", b"Item;Price\nVellum;90\n");
    let photo = add(&mut api, "photo.jpg", &papers::turned(900, 300));
    let broken = add(&mut api, "broken.pdf", b"%PDF-1.4 and no more");
    let film = add(&mut api, "film.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0");
    for at in [&sheet, &photo, &broken, &film] {
        read(&mut api, at);
    }
    let mut sana = house.signed_in("support-agent");
    let mut page = |at: &str| sana.get(&format!("/documents/{}", id_of(at))).text();
    let shown = page(&sheet);
    assert!(shown.contains("<td>Vellum</td><td>90</td>"), "{shown}");
    assert!(shown.contains("Found by its words"));
    let shown = page(&photo);
    assert!(
        shown.contains("/preview?version=1") && shown.contains("<dialog"),
        "{shown}"
    );
    assert!(page(&film).contains("<video"));
    let shown = page(&broken);
    assert!(
        shown.contains("Could not be read") && shown.contains("Try again"),
        "{shown}"
    );

    let list = sana.get("/documents").text();
    assert!(list.contains("class=\"type thumb\""), "{list}");
    let small = sana.get(&format!("/documents/{}/preview", id_of(&photo)));
    assert_eq!(small.header("content-type"), Some("image/jpeg"));
    assert!(
        small
            .header("content-security-policy")
            .unwrap()
            .contains("sandbox")
    );
    let pixels = image::load_from_memory(&small.body).unwrap();
    assert_eq!((pixels.width(), pixels.height()), (213, 640));
    assert_eq!(
        sana.get(&format!("/documents/{}/preview", id_of(&sheet)))
            .status,
        404
    );

    // Tried again it says the same, in words.
    let again = sana.post_form(&format!("/documents/{}/read-again", id_of(&broken)), &[]);
    assert_eq!(again.status, 303, "{}", again.text());
    let told = read(&mut api, &broken);
    assert_eq!(told["stage"], "failed");
    assert!(told["note"].as_str().unwrap().contains("damaged"), "{told}");
    let refused = api.post_json(&format!("{sheet}/read-again"), &serde_json::json!({}));
    assert_eq!(refused.status, 409, "{}", refused.text());

    let health = house
        .api("it-administrator")
        .unwrap()
        .get("/api/v1/health")
        .json();
    let checks = health["checks"].as_array().unwrap();
    let of = |key: &str| checks.iter().find(|check| check["id"] == key).unwrap();
    assert!(
        of("reading")["value"]
            .as_str()
            .unwrap()
            .contains("1 could not be read")
    );
    assert_eq!(
        of("reading_walls")["grade"],
        "good",
        "{}",
        of("reading_walls")
    );
}

#[test]
fn a_file_is_given_in_parts() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let large: String = (0..200_000).map(|n| format!("{n:06} ")).collect();
    for bytes in [&b"0123456789"[..], large.as_bytes()] {
        let at = format!("{}/file", add(&mut sana, "numbers.txt", bytes));
        let whole = sana.get(&at);
        assert_eq!(whole.header("accept-ranges"), Some("bytes"));
        let tag = whole.header("etag").unwrap().to_owned();
        let size = bytes.len();
        let mut ask = |headers: &[(&str, &str)]| sana.request("GET", &at, headers, &[]);
        for (range, from, to) in [
            ("bytes=2-5", 2, 6),
            ("bytes=7-", 7, size),
            ("bytes=-3", size - 3, size),
        ] {
            let part = ask(&[("range", range)]);
            assert_eq!(part.status, 206, "{range}");
            assert_eq!(part.body, &bytes[from..to], "{range}");
            let told = format!("bytes {from}-{}/{size}", to - 1);
            assert_eq!(part.header("content-range"), Some(told.as_str()));
            assert!(
                part.header("content-security-policy")
                    .unwrap()
                    .contains("sandbox")
            );
        }
        let beyond = ask(&[("range", "bytes=9999999-")]);
        assert_eq!(beyond.status, 416);
        assert_eq!(
            beyond.header("content-range"),
            Some(format!("bytes */{size}").as_str())
        );
        assert_eq!(
            ask(&[("range", "bytes=2-5"), ("if-range", &tag)]).status,
            206
        );
        assert_eq!(
            ask(&[("range", "bytes=2-5"), ("if-range", "\"other\"")]).body,
            bytes
        );
        assert_eq!(ask(&[("range", "bytes=0-1,4-5")]).body, bytes);
    }
}

/// Bytes that a process holds.
fn resident(process: u32) -> u64 {
    let line = fs::read_to_string(format!("/proc/{process}/statm")).unwrap();
    line.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

#[test]
fn hostile_files_cost_the_server_nothing_and_a_kill_loses_none() {
    let folder = house::fresh_folder("reading").unwrap();
    let token = {
        let store = house::open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        let agent = accounts
            .iter()
            .find(|a| a.role == "support-agent")
            .unwrap()
            .id;
        let token = sign_in::add_token(&visit, agent, "reading", 1, people::ADMINISTER).unwrap();
        store.close();
        token
    };
    let (mut child, address) = start(&folder);
    let mut client = Client::new(address).with_bearer(&token);
    let at = add(&mut client, "note.txt", b"about vellum");
    read(&mut client, &at);
    let before = resident(child.id());
    let mut dice = Dice::new(7);
    let mut given = Vec::new();
    let mut give = |client: &mut Client, name: &str, bytes: &[u8]| {
        let made = client.post_multipart("/api/v1/documents", &[], &[file(name, bytes)]);
        // What isn't even what its name says isn't taken.
        if made.status == 201 {
            given.push(format!(
                "/api/v1/documents/{}",
                made.json()["id"].as_str().unwrap()
            ));
        }
    };
    let bomb = papers::packed(&[("word/document.xml", &vec![b' '; 40 << 20])]);
    give(&mut client, "bomb.docx", &bomb);
    give(
        &mut client,
        "deep.docx",
        &papers::docx(&"<w:p>".repeat(100_000)),
    );
    give(&mut client, "huge.png", &papers::huge_png(60_000, 60_000));
    for paper in papers::papers() {
        for _ in 0..4 {
            give(
                &mut client,
                paper.name,
                &papers::spoiled(&paper.bytes, &mut dice),
            );
        }
    }
    // In the middle of it the server is killed, and begins where it was.
    child.kill().unwrap();
    child.wait().unwrap();
    let (mut child, address) = start(&folder);
    let mut client = Client::new(address).with_bearer(&token);
    assert!(given.len() > 20, "{}", given.len());
    for at in &given {
        let told = read(&mut client, at);
        let words = !told["passages"].as_array().unwrap().is_empty();
        let why = !told["note"].as_str().unwrap().is_empty();
        assert!(words || why, "{at}: {told}");
        let begun = Instant::now();
        assert_eq!(client.get("/api/v1/documents").status, 200);
        assert!(
            begun.elapsed() < Duration::from_secs(2),
            "{:?}",
            begun.elapsed()
        );
    }
    let grown = resident(child.id()).saturating_sub(before);
    assert!(grown < 50 << 20, "{} MB more", grown >> 20);
    child.kill().unwrap();
    child.wait().unwrap();
    let store = house::open_store(&folder).unwrap();
    let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
    for at in &given {
        let newest = current(&visit, at).newest;
        let held: Extraction = documents::extraction_of(&visit, &newest).unwrap().unwrap();
        // How far it was is put without an fsync of its own: what a kill takes is read again.
        assert!(held.tries <= 1, "{held:?}");
    }
    assert_eq!(recount(&store).unwrap().problems, Vec::<String>::new());
    store.close();
    fs::remove_dir_all(&folder).unwrap();
}
