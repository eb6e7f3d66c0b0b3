//! Words that only one record holds: wherever they turn up, that record was told of. One stands in what it is called,
//! one in what else is written in it.

use atrium::data::Ref;

/// `Zq20x1042q` for what the record 1042 of kind 20 is called.
pub fn name(of: Ref) -> String {
    format!("Zq{}x{}q", of.kind, of.id)
}

/// `Zv20x1042q` for what is written in it.
pub fn inner(of: Ref) -> String {
    format!("Zv{}x{}q", of.kind, of.id)
}

fn found(text: &str, start: &str) -> Vec<Ref> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices(start) {
        let parts = text[at + 2..].split_once('q');
        let Some((kind, id)) = parts.and_then(|(word, _)| word.split_once('x')) else {
            continue;
        };
        if let (Ok(kind), Ok(id)) = (kind.parse(), id.parse()) {
            found.push(Ref { kind, id });
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The records that a text names, and those of which it holds more.
pub fn told_of(text: &str) -> (Vec<Ref>, Vec<Ref>) {
    let text = text.to_ascii_lowercase();
    (found(&text, "zq"), found(&text, "zv"))
}

#[test]
fn marks_are_found_wherever_they_stand() {
    let of = Ref { kind: 20, id: 1042 };
    let text = format!("<a title=\"{}\">zq zqxq zq1x {}</a>", name(of), inner(of));
    assert_eq!(told_of(&text), (vec![of], vec![of]));
    assert_eq!(told_of(&text.replace("Zv", "zb")), (vec![of], vec![]));
}
