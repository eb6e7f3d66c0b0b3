//! The demo is told by many at once, and yet the same seed makes the same agency.

use std::collections::BTreeMap;

use atrium::{
    base::{Day, Moment},
    commands::demo::fill::{self, Size},
    data::{JournalEntry, RecordChange},
    testing::house::{fresh_folder, open_store},
};
use jiff::{civil::date, tz::TimeZone};

const SIZE: Size = Size {
    staff: 24,
    leads: 8,
    engagements: 10,
};

/// Everything that was done, and by whom.
fn told(seed: u64) -> (Vec<JournalEntry>, Vec<(String, String)>) {
    let folder = fresh_folder("demo").unwrap();
    let store = open_store(&folder).unwrap();
    let now = Moment::at(Day::from_date(date(2026, 6, 9)), 12 * 60, &TimeZone::UTC);
    let accounts = fill::fill(&store, seed, SIZE, now, |_| {}).unwrap();
    let entries = store.entries_after(0, 100_000).unwrap();
    assert_eq!(
        store.newest(),
        store.durable(),
        "and all of it is on the disk"
    );
    store.close();
    std::fs::remove_dir_all(folder).unwrap();
    let accounts = accounts.into_iter().map(|held| (held.role, held.email));
    (entries, accounts.collect())
}

/// What a change says but for what is random by its nature: a mail's mark, the word in a form's address and the stamp of its page, and whatever holds a hash under the house's
/// own key, as files are called.
fn said(change: &RecordChange) -> BTreeMap<&str, serde_json::Value> {
    let hashed = |value: &serde_json::Value| {
        let text = value.to_string();
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| word.len() >= 32 && word.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let fields = change
        .fields
        .iter()
        .filter(|field| !matches!(field.name.as_str(), "mark" | "word" | "stamp"));
    fields
        .map(|field| (field.name.as_str(), field.after().unwrap_or_default()))
        .filter(|(_, value)| !hashed(value))
        .collect()
}

#[test]
fn the_same_seed_makes_the_same_agency() {
    let (first, joined) = told(3);
    let (second, joined_again) = told(3);
    assert!(first.len() > 300, "{} deeds", first.len());
    assert_eq!(first.len(), second.len());
    for (one, other) in first.iter().zip(&second) {
        let head = |entry: &JournalEntry| {
            let of = (entry.seq, entry.at, entry.action.clone(), entry.person);
            (of, entry.subjects.clone(), entry.note.clone())
        };
        assert_eq!(head(one), head(other));
        let changes = |entry: &JournalEntry| {
            entry
                .changes
                .iter()
                .map(|c| (c.of, c.what))
                .collect::<Vec<_>>()
        };
        assert_eq!(changes(one), changes(other), "{}", one.action);
        for (a, b) in one.changes.iter().zip(&other.changes) {
            assert_eq!(said(a), said(b), "{} of {:?}", one.action, a.of);
        }
    }
    assert_eq!(joined, joined_again);
}
