//! The journal at the right grain, as people meet it: a version of a document is a record of its own, and a read mark
//! writes no entry, and shows all the same on every page its person has open.

use std::time::Duration;

use atrium::{
    base::Id,
    data::{JournalEntry, Record, What},
    features::{
        documents::{self, Document, Extraction, Version},
        inbox, people,
    },
    testing::{
        client::{Client, Event, Stream, Upload},
        house::House,
    },
};
use serde_json::{Value, json};

/// What people are told of here.
const CALLED: inbox::NoticeType = inbox::NoticeType::new(
    "test.called",
    "Somebody calls",
    "somebody calls",
    inbox::Reason::Reminder,
);

fn file(bytes: &[u8]) -> Upload<'_> {
    Upload {
        field: "file",
        filename: "prices.txt",
        content_type: "text/plain",
        bytes,
    }
}

/// The entries of an action, the newest last.
fn entries(house: &House, action: &str) -> Vec<JournalEntry> {
    let all = house.store.entries_after(0, 10_000).unwrap();
    let of = all.into_iter().filter(|entry| entry.action == action);
    of.collect()
}

fn ids(document: &Value) -> Vec<(u64, String)> {
    let versions = document["versions"].as_array().unwrap();
    let each = versions.iter().map(|version| {
        let note = version["note"].as_str().unwrap().to_owned();
        (version["number"].as_u64().unwrap(), note)
    });
    each.collect()
}

#[test]
fn a_version_is_journaled_by_itself_and_undone_by_itself() {
    let house = House::with_cast().unwrap();
    let mut sana = house.api("support-agent").unwrap();
    let made = sana.post_multipart(
        "/api/v1/documents",
        &[("name", "Price list")],
        &[file(b"one")],
    );
    assert_eq!(made.status, 201, "{}", made.text());
    let at = format!("/api/v1/documents/{}", made.json()["id"].as_str().unwrap());
    for n in 2..=9 {
        let bytes = format!("the {n}th prices");
        let note = format!("Part {n}");
        let added = sana.post_multipart(
            &format!("{at}/versions"),
            &[("note", &note)],
            &[file(bytes.as_bytes())],
        );
        assert!(added.status < 300, "{}", added.text());
    }
    let whole = sana.get(&at).json();
    let expected: Vec<(u64, String)> = (1..=9)
        .map(|n| {
            (
                n,
                if n == 1 {
                    String::new()
                } else {
                    format!("Part {n}")
                },
            )
        })
        .collect();
    assert_eq!(ids(&whole), expected);
    assert_eq!(whole["versions"][8]["size"], "the 9th prices".len());
    assert_eq!(whole["versions"][8]["name"], "prices.txt");
    // Nothing of the eight before it stands in the entry of the ninth.
    let last = entries(&house, "documents.add").pop().unwrap();
    let kinds: Vec<(u8, What)> = last.changes.iter().map(|c| (c.of.kind, c.what)).collect();
    assert_eq!(
        kinds,
        [
            (Document::KIND.code, What::Edited),
            (Version::KIND.code, What::Created),
            // What is to be read of it.
            (Extraction::KIND.code, What::Created)
        ]
    );
    let bytes = rmp_serde::to_vec_named(&last).unwrap();
    assert!(bytes.len() < 900, "{} bytes", bytes.len());
    // It is undone alone, and done again.
    let undo = |sana: &mut Client, seq: u64| {
        let undone = sana.post_json(&format!("/api/v1/journal/{seq}/undo"), &json!({}));
        assert_eq!(undone.status, 200, "{}", undone.text());
        undone.json()["seq"].as_u64().unwrap()
    };
    let undone = undo(&mut sana, last.seq);
    assert_eq!(ids(&sana.get(&at).json()), expected[..8]);
    assert_eq!(sana.get(&format!("{at}/file?version=9")).status, 404);
    assert_eq!(sana.get(&format!("{at}/file")).body, b"the 8th prices");
    undo(&mut sana, undone);
    assert_eq!(sana.get(&format!("{at}/file")).body, b"the 9th prices");
    let id = at.rsplit('/').next().and_then(Id::parse).unwrap();
    let document: Document = house.visit().find(id).unwrap();
    assert_eq!(
        documents::versions(&house.visit(), &document)
            .unwrap()
            .len(),
        9
    );
}

/// An open inbox and what its page says it has seen.
fn open_inbox(client: &mut Client) -> (String, String) {
    let text = client.get("/inbox").text();
    let attribute = |name: &str| {
        let (_, rest) = text.split_once(&format!(" {name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.to_owned()
    };
    (attribute("data-seq"), attribute("data-quiet"))
}

/// What comes at once on an idle machine comes within this on a busy one.
const PATIENT: Duration = Duration::from_secs(60);

fn listen(client: &mut Client, person: u64, (seq, quiet): &(String, String)) -> Stream {
    client.open_stream(&format!(
        "/live?topics=person:{person}&after={seq}&quiet={quiet}"
    ))
}

/// The next change that a stream tells of, if there is one in time.
fn told(stream: &mut Stream, within: Duration) -> Option<Value> {
    let is_change = |event: &Event| event.event == "change";
    let event = std::iter::from_fn(|| stream.next_event(within)).find(is_change)?;
    serde_json::from_str(&event.data).ok()
}

#[test]
fn a_read_mark_writes_no_entry_and_reaches_the_other_pages_of_its_person() {
    let house = House::with_cast().unwrap();
    let mei = house.account("team-member").id;
    let about = house.account("sales-closer").id.as_ref();
    let tell = move |change: &mut atrium::data::Change<'_, '_>| {
        change.event();
        inbox::notify(change, mei, &CALLED, about, "Juniper calls")
    };
    house.visit().act(people::ADMINISTER, tell).unwrap();
    let (mut desk, mut phone) = (
        house.signed_in("team-member"),
        house.signed_in("team-member"),
    );
    let before = open_inbox(&mut desk);
    let topic = format!("person:{}", mei.raw());
    let mut stream = listen(&mut desk, mei.raw(), &before);
    assert_eq!(phone.post_form("/inbox/read", &[]).status, 303);
    let heard = told(&mut stream, PATIENT).expect("the other page hears of it");
    assert!(
        heard["topics"]
            .as_array()
            .unwrap()
            .contains(&topic.as_str().into())
    );
    assert!(heard["quiet"].is_u64(), "{heard}");
    assert!(entries(&house, "notifications.mark").is_empty());
    let unread = phone.get("/inbox?show=unread").text();
    assert!(!unread.contains("Juniper calls"));
    // A page that was made before and listens only now hears of it; one that was made after has seen it.
    let mut late = listen(&mut desk, mei.raw(), &before);
    assert_eq!(
        told(&mut late, PATIENT).map(|heard| heard["quiet"].clone()),
        Some(heard["quiet"].clone())
    );
    let after = open_inbox(&mut desk);
    assert_ne!(after.1, before.1);
    let mut fresh = listen(&mut desk, mei.raw(), &after);
    assert_eq!(told(&mut fresh, Duration::from_secs(2)), None);
}
