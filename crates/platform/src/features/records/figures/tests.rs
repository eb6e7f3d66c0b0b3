//! What holds of `figures`.

use proptest::prelude::*;

use super::*;
use crate::base::Day;
use crate::base::{Choice, Money};

fn usd() -> Currency {
    Currency::default()
}

fn amounts(cells: &[&str], house: bool) -> Vec<Result<String, String>> {
    let decided = decide(&FieldKind::Money, cells.iter().copied(), usd(), house);
    let read = |cell: &&str| normal(&FieldKind::Money, cell, decided.reading(), usd());
    cells.iter().map(read).collect()
}

fn ok(cells: &[&str]) -> Vec<Result<String, String>> {
    cells.iter().map(|cell| Ok((*cell).to_owned())).collect()
}

#[test]
fn a_column_is_decided_from_all_its_amounts() {
    let european = ["1.250", "1.250,50", "800,5", "900"];
    assert_eq!(
        amounts(&european, false),
        ok(&["1250", "1250.50", "800.5", "900"])
    );
    let american = ["1,250", "$1,250.50", "800.5", "900", "1,00,000"];
    assert_eq!(
        amounts(&american, true),
        ok(&["1250", "1250.50", "800.5", "900", "100000"])
    );
    assert_eq!(
        amounts(&["1 250,50", "1'250,50"], false),
        ok(&["1250.50", "1250.50"])
    );
    assert_eq!(amounts(&["1.250.000"], false), ok(&["1250000"]));
    assert_eq!(
        amounts(&["1.250,50-", "\u{2212}7,25", "-1,00"], false),
        ok(&["-1250.50", "-7.25", "-1.00"])
    );
    // A dash where there are no decimals.
    assert_eq!(
        amounts(&["1.250,-", "80,\u{2013}", "-7,--", "90,- $"], false),
        ok(&["1250.00", "80.00", "-7.00", "90.00"])
    );
    assert_eq!(amounts(&["1'250.-"], true), ok(&["1250.00"]));
    // As the forms here take them.
    assert_eq!(amounts(&["$2,400"], true), ok(&["2400"]));
    assert_eq!(
        amounts(&["soon", "€ 5", "1.2.3", "12 34"], true),
        ok(&["soon", "€ 5", "1.2.3", "12 34"])
    );
}

#[test]
fn what_a_column_leaves_open_is_never_guessed() {
    for house in [true, false] {
        let decided = decide(&FieldKind::Money, ["1.250"].into_iter(), usd(), house);
        assert_eq!(decided, Decided::Open("1.250".into()));
    }
    let why = amounts(&["1.250"], false).remove(0).unwrap_err();
    assert!(why.contains("1.250 or 1250"), "{why}");
    let said = |reading| normal(&FieldKind::Money, "1.250", Some(reading), usd());
    assert_eq!(said(Reading::Comma), Ok("1250".into()));
    assert!(
        said(Reading::Point).is_err(),
        "no amount has three decimals"
    );
    let mixed = amounts(&["12.50", "12,50", "1.250"], false);
    assert_eq!(mixed[..2], ok(&["12.50", "12.50"])[..]);
    assert!(mixed[2].is_err());
    let contrary = normal(&FieldKind::Money, "12.50", Some(Reading::Comma), usd());
    assert!(contrary.is_err());
    // Where there can be three decimals, a sheet of ours has them.
    let cell = ["1.125"].into_iter();
    let decided = decide(&FieldKind::Thousandths, cell, usd(), true);
    assert_eq!(decided, Decided::Sure(Reading::Point));
}

fn days(cells: &[&str]) -> Vec<Result<String, String>> {
    let decided = decide(&FieldKind::Day, cells.iter().copied(), usd(), true);
    let read = |cell: &&str| normal(&FieldKind::Day, cell, decided.reading(), usd());
    cells.iter().map(read).collect()
}

#[test]
fn days_are_read_as_their_column_writes_them() {
    assert_eq!(
        days(&[
            "09.12.2026",
            "2026-12-09",
            "9.12.26",
            "2026/12/09",
            "9 Dec 2026",
            "December 9, 2026",
            "9-Dec-26",
            "2026-12-09 00:00:00"
        ]),
        vec![Ok("2026-12-09".to_owned()); 8]
    );
    assert_eq!(
        days(&["03/04/2026", "25/04/2026"]),
        ok(&["2026-04-03", "2026-04-25"])
    );
    assert_eq!(
        days(&["3/4/2026 0:00", "4/25/2026"]),
        ok(&["2026-03-04", "2026-04-25"])
    );
    assert_eq!(days(&["05/05/2026"]), ok(&["2026-05-05"]));
    let why = days(&["03/04/2026"]).remove(0).unwrap_err();
    assert!(
        why.contains("3 April 2026") && why.contains("4 March 2026"),
        "{why}"
    );
    assert_eq!(
        days(&["46000", "31.02.2026", "soon"]),
        ok(&["46000", "31.02.2026", "soon"])
    );
}

fn grouped(minor: i64, thousands: &str, decimals: char) -> String {
    let (whole, rest) = (minor / 100, minor % 100);
    let plain = whole.to_string();
    let mut out = String::new();
    for (at, digit) in plain.chars().enumerate() {
        if at > 0 && (plain.len() - at).is_multiple_of(3) {
            out.push_str(thousands);
        }
        out.push(digit);
    }
    format!("{out}{decimals}{rest:02}")
}

proptest! {
    /// An amount written in full is read as what it is, whichever side of the ocean wrote it.
    #[test]
    fn amounts_mean_what_they_say(minor in 0i64..9_000_000_000, style in 0usize..5, house in any::<bool>()) {
        let (thousands, decimals) = [(",", '.'), (".", ','), (" ", ','), ("'", '.'), ("", '.')][style];
        let cell = grouped(minor, thousands, decimals);
        let read = amounts(&[&cell], house).remove(0);
        let read = read.map(|text| Money::parse(&text, usd()));
        prop_assert_eq!(read, Ok(Some(Money(minor))), "{}", cell);
    }

    /// Whatever stands in a cell is read as one number or refused, and never as a thousandth of another.
    #[test]
    fn no_amount_shrinks(cells in prop::collection::vec("[0-9]{1,4}([.,][0-9]{1,3}){0,2}", 1..6), house in any::<bool>()) {
        for (cell, read) in cells.iter().zip(amounts(&cells.iter().map(String::as_str).collect::<Vec<_>>(), house)) {
            let Ok(read) = read else { continue };
            let Some(money) = Money::parse(&read, usd()) else { continue };
            let marks = cell.matches(['.', ',']).count();
            let last = cell.rsplit(['.', ',']).next().unwrap().len();
            if marks == 1 && last == 3 {
                let (before, after) = cell.split_once(['.', ',']).unwrap();
                let whole: i64 = format!("{before}{after}").parse().unwrap();
                prop_assert_eq!(money.0, whole * 100, "{}", cell);
            }
        }
    }

    #[test]
    fn days_mean_what_they_say(n in 0i32..60_000, style in 0usize..4) {
        let day = Day(n);
        let iso = day.iso();
        let [y, m, d] = iso.split('-').collect::<Vec<_>>()[..] else { unreachable!() };
        let (cell, reading) = match style {
            0 => (format!("{d}.{m}.{y}"), None),
            1 => (format!("{d}/{m}/{y}"), Some(Reading::DayFirst)),
            2 => (format!("{m}/{d}/{y}"), Some(Reading::MonthFirst)),
            _ => (iso.clone(), None),
        };
        prop_assert_eq!(normal(&FieldKind::Day, &cell, reading, usd()), Ok(iso));
    }
}

#[test]
fn each_reading_is_of_one_kind() {
    for reading in Reading::ALL {
        let kinds = [FieldKind::Day, FieldKind::Money];
        let of = kinds
            .iter()
            .filter(|kind| Reading::of(kind).contains(reading));
        assert_eq!(of.count(), 1);
    }
}
