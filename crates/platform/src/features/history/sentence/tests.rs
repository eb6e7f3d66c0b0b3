//! What holds of `sentence`.

use super::*;

fn of(id: u64) -> Ref {
    Ref { kind: 31, id }
}

fn said(pieces: &[Piece]) -> String {
    let each = pieces.iter().map(|piece| match piece {
        Piece::Words(said) => said.clone(),
        Piece::Record(_, called) => format!("*{called}*"),
    });
    each.collect()
}

fn told(told: &str) -> String {
    said(&fill(told, &|name| match name {
        "" => Some(listed(vec![(of(1), "Write home page copy".into())])),
        "users" => Some(listed(vec![(of(2), "Mei Tanaka".into())])),
        _ => None,
    }))
}

#[test]
fn a_sentence_names_what_was_done_to_what() {
    assert_eq!(told("started {}"), "started *Write home page copy*");
    assert_eq!(told("signed out"), "signed out");
    assert_eq!(told("{users} signed in"), "*Mei Tanaka* signed in");
    assert_eq!(
        told("shared {} with {users}"),
        "shared *Write home page copy* with *Mei Tanaka*"
    );
}

#[test]
fn what_is_not_there_is_left_out_or_said_to_be_something() {
    assert_eq!(told("logged time[ on {tasks}]"), "logged time");
    assert_eq!(
        told("logged time[ on {}] again"),
        "logged time on *Write home page copy* again"
    );
    assert_eq!(told("deleted {quotes}"), "deleted something");
}

#[test]
fn of_many_the_first_are_named_and_the_rest_counted() {
    let many = |n: u64| {
        let each = (1..=n).map(|id| (of(id), format!("T{id}"))).collect();
        said(&listed(each))
    };
    assert_eq!(many(1), "*T1*");
    assert_eq!(many(2), "*T1* and *T2*");
    assert_eq!(many(3), "*T1*, *T2* and *T3*");
    assert_eq!(many(40), "*T1*, *T2* and 38 more");
}

fn field(said: &str, long: bool) -> WordedChange {
    WordedChange {
        label: "Status",
        before: String::new(),
        after: String::new(),
        said: said.into(),
        long,
    }
}

#[test]
fn a_sentence_ends_with_what_it_changed() {
    let mut sentence = Sentence {
        who: "Harriet Nwosu".into(),
        by: true,
        pieces: fill("started {}", &|_| {
            Some(vec![Piece::Record(of(1), "Write copy".into())])
        }),
        objects: vec![of(1)],
        of: vec![of(1)],
        changed: vec![field("status from To do to Doing", false)],
        elsewhere: false,
    };
    assert_eq!(
        sentence.text(),
        "Harriet Nwosu started Write copy: status from To do to Doing"
    );
    assert!(sentence.unsaid().is_empty());
    let more = [
        "due set to Today",
        "priority from Normal to High",
        "notes changed",
    ];
    sentence
        .changed
        .extend(more.map(|said| field(said, said == "notes changed")));
    assert!(
        sentence
            .text()
            .ends_with("Normal to High and 1 more change")
    );
    assert_eq!(sentence.unsaid().len(), 1);
    sentence.elsewhere = true;
    assert!(sentence.text().contains("Write copy, and here status from"));
    sentence.changed.clear();
    sentence.by = false;
    assert_eq!(sentence.text(), "started Write copy");
}
