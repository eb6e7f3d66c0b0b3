//! Numbers of invoices and names of clients in what stands on a transfer, however the bank broke it. Nothing here asks the store.

use crate::base::text;

/// Words that are looked at, and those that one number may be broken into.
const MOST_WORDS: usize = 120;
const BROKEN_INTO: usize = 5;
/// Numbers that one text may hold.
const MOST_NUMBERS: usize = 40;
/// What invoices and credit notes begin with.
const SERIES: [&str; 2] = ["INV", "CRN"];

/// Numbers as they stand on papers (`INV-2026-0042`) that a text may mean: with other signs between their parts or none,
/// broken by a space, and without the letters at the beginning.
pub fn numbers_in(said: &str) -> Vec<String> {
    let words: Vec<String> = said
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| word.to_uppercase())
        .take(MOST_WORDS)
        .collect();
    let mut found: Vec<String> = Vec::new();
    let mut add = |number: String| {
        if !found.contains(&number) && found.len() < MOST_NUMBERS {
            found.push(number);
        }
    };
    for at in 0..words.len() {
        let mut joined = String::new();
        // What has its letters before it isn't also meant without them.
        let alone = at == 0 || !SERIES.contains(&words[at - 1].as_str());
        for (nth, word) in words[at..].iter().take(BROKEN_INTO).enumerate() {
            joined.push_str(word);
            if joined.len() > 16 {
                break;
            }
            for series in SERIES {
                if let Some((year, number)) = parts(joined.strip_prefix(series)) {
                    add(format!("{series}-{year}-{number}"));
                }
            }
            // Without its letters it is told by its year, and only an invoice is meant. In three words it is a date.
            let bare = parts(Some(&joined)).filter(|_| alone && nth < 2);
            if let Some((year, number)) = bare.filter(|(year, _)| is_year(year)) {
                add(format!("INV-{year}-{number}"));
            }
        }
    }
    found
}

/// Four digits of a year, and four or more of a number; of more than four the first is no zero.
fn parts(rest: Option<&str>) -> Option<(&str, &str)> {
    let rest = rest?;
    if !(8..=12).contains(&rest.len()) || !rest.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, number) = rest.split_at_checked(4)?;
    (number.len() == 4 || !number.starts_with('0')).then_some((year, number))
}

fn is_year(year: &str) -> bool {
    year.starts_with("20")
}

/// What companies are called by law, and what is said of any.
const FORMS: [&str; 24] = [
    "gmbh",
    "mbh",
    "ag",
    "kg",
    "ohg",
    "ug",
    "ev",
    "llc",
    "inc",
    "ltd",
    "limited",
    "corp",
    "corporation",
    "co",
    "company",
    "plc",
    "sa",
    "sarl",
    "srl",
    "bv",
    "nv",
    "and",
    "und",
    "the",
];

fn telling(name: &str) -> Vec<String> {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words = words.map(text::fold).filter(|word| !word.is_empty());
    words
        .filter(|word| !FORMS.contains(&word.as_str()))
        .collect()
}

/// Whether a text says a client's name: its telling words, one after the other. A name of three letters or fewer tells nothing.
pub fn names(said: &str, client: &str) -> bool {
    let name = telling(client);
    if name.iter().map(|word| word.chars().count()).sum::<usize>() < 4 {
        return false;
    }
    let said = telling(said);
    said.windows(name.len())
        .any(|words| words == name.as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_however_they_are_written() {
        for said in [
            "Invoice INV-2026-0042",
            "inv20260042 thank you",
            "RE INV 2026 00 42",
            "INV2026/0042",
            "your bill 2026-0042",
            "x/INV-2026-0042/y",
        ] {
            assert_eq!(
                numbers_in(said).first().map(String::as_str),
                Some("INV-2026-0042"),
                "{said}"
            );
        }
        assert!(numbers_in("INV-2026-0042, INV-2026-0043").contains(&"INV-2026-0043".to_owned()));
        assert_eq!(numbers_in("CRN-2026-0001"), ["CRN-2026-0001"]);
        assert!(numbers_in("paid on 2026-11-30").is_empty());
        assert_eq!(
            numbers_in("INV-2026-10000").first().unwrap(),
            "INV-2026-10000"
        );
        assert!(!numbers_in("INV-2026-10000").contains(&"INV-2026-1000".to_owned()));
        assert!(!numbers_in("12026004299").iter().any(|n| n.contains("0042")));
        assert!(numbers_in("rent for May, flat 12").is_empty());
    }

    #[test]
    fn names_are_found_without_what_they_are_by_law() {
        assert!(names("NORD BAU GMBH & CO KG Invoice", "Nord Bau GmbH"));
        assert!(names("transfer from The Alder Company", "Alder & Co."));
        assert!(!names("North Bau", "Nord Bau GmbH"));
        assert!(!names("ABC Inc", "ABC"));
    }
}
