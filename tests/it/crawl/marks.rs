//! Words that only one record holds: wherever they turn up, that record was told of. One stands in what it is called,
//! one in what else is written in it. An amount that only one project is worth, likewise: what is read by fewer than see the
//! record.

use atrium::{base::Money, data::Ref};

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

/// What the project with a number of four digits is worth: 73,001,042.00 for 1042.
pub fn worth(id: u64) -> Money {
    assert!(id < 10_000, "{id}");
    Money(((73_000_000 + id) * 100).cast_signed())
}

/// The numbers of the projects of which a text says what they are worth: as people read it, as it is typed, and as programs
/// have it.
pub fn worth_of(text: &str) -> Vec<u64> {
    let spelled = |rest: &str| {
        let digits: String = rest.chars().filter(char::is_ascii_digit).take(8).collect();
        let id = digits.strip_prefix("7300").filter(|id| id.len() == 4)?;
        let id: u64 = id.parse().ok()?;
        let minor = worth(id).0;
        let shown = format!("73,00{},{:03}.00", id / 1000, id % 1000);
        let all = [minor.to_string(), format!("{}.00", minor / 100), shown];
        let mut after = all
            .iter()
            .filter_map(|said| rest.strip_prefix(said.as_str()));
        let ends = |after: &str| !after.starts_with(|c: char| c.is_ascii_alphanumeric());
        after.any(ends).then_some(id)
    };
    let begins = |at: usize| !text[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.');
    let all = text.match_indices("73").filter(|(at, _)| begins(*at));
    let mut found: Vec<u64> = all.filter_map(|(at, _)| spelled(&text[at..])).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[test]
fn what_a_project_is_worth_is_found_however_it_is_spelled() {
    let currency = atrium::base::money::Currency::default();
    let held = worth(1042);
    for said in [
        format!("<b>{}</b>", held.show(currency)),
        format!("value=\"{}\"", held.input(currency)),
        format!("PRJ-1042,\"A, b\",{},Web", held.input(currency)),
        format!("{{\"value\":{},\"id\":1}}", held.0),
        format!("[7,{}]", held.0),
    ] {
        assert_eq!(worth_of(&said), [1042], "{said}");
    }
    for other in [
        "7300104200a",
        "a7300104200",
        "73001042001",
        "7300104",
        "73,001",
        "173,001,042.00",
    ] {
        assert_eq!(worth_of(other), [0; 0], "{other}");
    }
}

#[test]
fn marks_are_found_wherever_they_stand() {
    let of = Ref { kind: 20, id: 1042 };
    let text = format!("<a title=\"{}\">zq zqxq zq1x {}</a>", name(of), inner(of));
    assert_eq!(told_of(&text), (vec![of], vec![of]));
    assert_eq!(told_of(&text.replace("Zv", "zb")), (vec![of], vec![]));
}
