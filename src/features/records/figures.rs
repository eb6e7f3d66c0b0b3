//! Amounts, numbers and days as Europe and America write them. One cell can leave it open which it is (`1.250`,
//! `03/04/2026`), so a column is decided from all its cells; one that leaves it open all the same is asked about, and
//! until somebody says it, such a cell is refused and never guessed at.

use std::borrow::Cow;

use crate::{
    base::{Day, money::Currency, text, time},
    choices,
    data::FieldKind,
};

choices! {
    /// How the numbers or the days of a column are written.
    pub enum Reading {
        Point: "point", "1,250.50: a point before the decimals";
        Comma: "comma", "1.250,50: a comma before the decimals";
        DayFirst: "day", "09/12/2026 is 9 December: the day first";
        MonthFirst: "month", "09/12/2026 is 12 September: the month first";
    }
}

impl Reading {
    /// Those that a column of that kind can have.
    pub fn of(kind: &FieldKind) -> &'static [Reading] {
        match kind {
            FieldKind::Day => &[Reading::DayFirst, Reading::MonthFirst],
            kind if is_number(kind) => &[Reading::Point, Reading::Comma],
            _ => &[],
        }
    }
}

/// How a column is read, from what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decided {
    /// No cell depends on it.
    Nothing,
    Sure(Reading),
    /// Cells speak for both: each is read by itself, as far as it says.
    Mixed,
    /// No cell says which; this one depends on it.
    Open(String),
}

impl Decided {
    pub fn reading(&self) -> Option<Reading> {
        match self {
            Decided::Sure(reading) => Some(*reading),
            _ => None,
        }
    }
}

fn is_number(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Money
            | FieldKind::Number
            | FieldKind::Percent
            | FieldKind::BasisPoints
            | FieldKind::Thousandths
            | FieldKind::Minutes
    )
}

/// How many decimals a number of that kind may have.
fn places(kind: &FieldKind, currency: Currency) -> usize {
    match kind {
        FieldKind::Money => currency.exponent as usize,
        FieldKind::Thousandths => 3,
        FieldKind::BasisPoints | FieldKind::Minutes => 2,
        _ => 0,
    }
}

/// What a cell says of how it is written.
#[derive(Debug, PartialEq)]
enum Written<T> {
    /// The same whichever way it is read.
    Plain(T),
    /// It can only be read so.
    As(Reading, T),
    /// Read in the first or in the second way.
    Open(T, T),
}

/// Decides a column. `house` says that the sheet is one as Atrium writes them, whose point stands before decimals.
pub fn decide<'c>(
    kind: &FieldKind,
    cells: impl Iterator<Item = &'c str>,
    currency: Currency,
    house: bool,
) -> Decided {
    let readings = Reading::of(kind);
    let [one, other] = readings else {
        return Decided::Nothing;
    };
    let (mut first, mut second, mut open) = (false, false, None::<&str>);
    // With commas alone between cells, `1,250` is a thousand as the forms here take it; three decimals are only where
    // there can be three.
    let (mut commas, mut points) = (true, true);
    for cell in cells {
        let said = match kind {
            FieldKind::Day => day(cell).map(|said| reading_of(&said)),
            _ => number(cell, currency).map(|said| reading_of(&said)),
        };
        match said {
            Some(Some(reading)) if reading == *one => first = true,
            Some(Some(_)) => second = true,
            Some(None) => {}
            None => continue,
        }
        if is_open(kind, cell, currency) {
            open.get_or_insert(cell);
            commas &= cell.contains(',');
            points &= cell.contains('.');
        }
    }
    let usual = house && is_number(kind) && (commas || points && places(kind, currency) == 3);
    match (first, second, open) {
        (true, true, _) => Decided::Mixed,
        (true, false, _) => Decided::Sure(*one),
        (false, true, _) => Decided::Sure(*other),
        (false, false, None) => Decided::Nothing,
        (false, false, Some(_)) if usual => Decided::Sure(*one),
        (false, false, Some(cell)) => Decided::Open(text::shorten(cell.trim(), 40)),
    }
}

fn reading_of<T>(written: &Written<T>) -> Option<Reading> {
    match written {
        Written::As(reading, _) => Some(*reading),
        Written::Plain(_) | Written::Open(..) => None,
    }
}

fn is_open(kind: &FieldKind, cell: &str, currency: Currency) -> bool {
    match kind {
        FieldKind::Day => matches!(day(cell), Some(Written::Open(..))),
        _ => matches!(number(cell, currency), Some(Written::Open(..))),
    }
}

/// A cell as forms read it; as it stands where it is of no such kind, which the form then says.
///
/// # Errors
/// With what the cell may mean when nothing says which.
pub fn normal(
    kind: &FieldKind,
    cell: &str,
    reading: Option<Reading>,
    currency: Currency,
) -> Result<String, String> {
    let as_it_is = || Ok(cell.to_owned());
    match kind {
        FieldKind::Day => match day(cell) {
            None => as_it_is(),
            Some(written) => {
                let day = one_of(written, reading).map_err(|said| match said {
                    Unclear::Either(a, b) => format!(
                        "{} can be {} or {}. Say how the days of its column are read, or write it as 2026-12-31.",
                        cell.trim(),
                        a.long(),
                        b.long()
                    ),
                    Unclear::Contrary => contrary(cell),
                })?;
                Ok(day.iso())
            }
        },
        kind if is_number(kind) => match number(cell, currency) {
            None => as_it_is(),
            Some(written) => {
                let figure = one_of(written, reading).map_err(|said| match said {
                    Unclear::Either(a, b) => either(cell, &a, &b),
                    Unclear::Contrary => contrary(cell),
                })?;
                let decimals = figure.split_once('.').map_or(0, |(_, after)| after.len());
                if decimals == 3 && places(kind, currency) < 3 {
                    let whole = figure.replace('.', "");
                    return Err(either(cell, &whole, &figure));
                }
                Ok(figure)
            }
        },
        _ => as_it_is(),
    }
}

fn either(cell: &str, a: &str, b: &str) -> String {
    let cell = cell.trim();
    format!(
        "{cell} can be {a} or {b}. Say how the numbers of its column are read, or write it without a mark between thousands."
    )
}

fn contrary(cell: &str) -> String {
    let cell = cell.trim();
    format!("{cell} is not written as its column is read.")
}

enum Unclear<T> {
    Either(T, T),
    Contrary,
}

fn one_of<T>(written: Written<T>, reading: Option<Reading>) -> Result<T, Unclear<T>> {
    match (written, reading) {
        (Written::Plain(said), _) => Ok(said),
        (Written::As(as_, said), reading) => match reading.is_none_or(|held| held == as_) {
            true => Ok(said),
            false => Err(Unclear::Contrary),
        },
        (Written::Open(first, _), Some(Reading::Point | Reading::DayFirst)) => Ok(first),
        (Written::Open(_, second), Some(Reading::Comma | Reading::MonthFirst)) => Ok(second),
        (Written::Open(first, second), _) => Err(Unclear::Either(first, second)),
    }
}

/// `1.250,-` and `80.–` have a dash where there are no decimals, which takes nothing away: with them written out.
fn in_full<'c>(cell: &'c str, signs: &[&str]) -> Cow<'c, str> {
    let bare = signs.iter().fold(cell, |text, sign| {
        text.strip_suffix(sign).unwrap_or(text).trim_end()
    });
    let dash = |c: char| matches!(c, '-' | '\u{2013}' | '\u{2014}' | '\u{2212}');
    let before = bare.trim_end_matches(dash);
    let whole = before.strip_suffix([',', '.']).unwrap_or_default();
    match before.len() < bare.len() && whole.ends_with(|c: char| c.is_ascii_digit()) {
        true => format!("{before}00{}", &cell[bare.len()..]).into(),
        false => cell.into(),
    }
}

const MINUS: [char; 2] = ['-', '\u{2212}'];

/// A number with a point before its decimals, and nothing between its thousands; None where it is none.
fn number(cell: &str, currency: Currency) -> Option<Written<String>> {
    let signs = [currency.sign.trim(), currency.code, "%"];
    let cell = in_full(cell.trim(), &signs);
    let (mut minus, mut body) = ("", &*cell);
    for _ in 0..3 {
        body = body.trim();
        // Banks write it behind as well, and typesetters longer.
        let less = body
            .strip_prefix(MINUS)
            .or_else(|| body.strip_suffix(MINUS));
        if let Some(rest) = less.filter(|_| minus.is_empty()) {
            (minus, body) = ("-", rest);
        }
        for sign in signs {
            let less = body.strip_prefix(sign).or_else(|| body.strip_suffix(sign));
            body = less.unwrap_or(body).trim();
        }
    }
    // Between thousands, spaces and apostrophes mean the same everywhere.
    let between = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’');
    let groups: Vec<&str> = body.split(between).collect();
    let whole = |part: &str| part.split(['.', ',']).next().unwrap_or_default().len();
    let (first, rest) = groups.split_first()?;
    let fits = rest.is_empty()
        || (1..=3).contains(&first.len())
            && digits(first)
            && rest.iter().all(|part| whole(part) == 3);
    let last_but = groups.len().saturating_sub(1);
    if !fits || groups[..last_but].iter().any(|part| !digits(part)) {
        return None;
    }
    let grouped = groups.len() > 1;
    let body = groups.concat();
    let with = |text: String| format!("{minus}{text}");
    let marks: Vec<char> = body.chars().filter(|c| matches!(c, '.' | ',')).collect();
    if body.is_empty()
        || !body
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
    {
        return None;
    }
    let reading = |mark: char| {
        if mark == '.' {
            Reading::Point
        } else {
            Reading::Comma
        }
    };
    let other = |mark: char| {
        if mark == '.' {
            Reading::Comma
        } else {
            Reading::Point
        }
    };
    let thousands = |text: &str, mark: char| {
        let parts: Vec<&str> = text.split(mark).collect();
        let (last, middle) = (parts.len() - 1, 1..parts.len() - 1);
        let first = (1..=3).contains(&parts[0].len());
        let indian = |n: usize| parts[n].len() == 3 || mark == ',' && parts[n].len() == 2;
        (first && parts[last].len() == 3 && middle.into_iter().all(indian)).then(|| parts.concat())
    };
    match marks.as_slice() {
        [] => Some(Written::Plain(with(body))),
        [mark] => {
            let (before, after) = body.split_once(*mark)?;
            if after.is_empty() && before.is_empty() {
                return None;
            }
            let decimal = with(format!("{before}.{after}"));
            let may_part = (1..=3).contains(&before.len()) && !before.starts_with('0') && !grouped;
            if after.len() != 3 || !may_part {
                return Some(Written::As(reading(*mark), decimal));
            }
            let whole = with(format!("{before}{after}"));
            // The first as a point stands before decimals, the second as a comma does.
            Some(match mark {
                '.' => Written::Open(decimal, whole),
                _ => Written::Open(whole, decimal),
            })
        }
        [.., last] if marks[..marks.len() - 1].contains(last) => {
            let same = marks.iter().all(|mark| mark == last);
            let whole = same.then(|| thousands(&body, *last)).flatten()?;
            Some(Written::As(other(*last), with(whole)))
        }
        [first, .., last] => {
            if marks[..marks.len() - 1].iter().any(|mark| mark != first) {
                return None;
            }
            let (before, after) = body.rsplit_once(*last)?;
            let whole = thousands(before, *first)?;
            Some(Written::As(
                reading(*last),
                with(format!("{whole}.{after}")),
            ))
        }
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// A day; None where it is none.
fn day(cell: &str) -> Option<Written<Day>> {
    let cell = without_midnight(cell.trim());
    if let Some(day) = Day::parse(cell) {
        return Some(Written::Plain(day));
    }
    if let Some(day) = with_month_name(cell) {
        return Some(Written::Plain(day));
    }
    let mark = cell.chars().find(|c| matches!(c, '.' | '/' | '-'))?;
    let parts: Vec<&str> = cell.split(mark).map(str::trim).collect();
    let [a, b, c] = parts.as_slice() else {
        return None;
    };
    if ![a, b, c].iter().all(|part| digits(part)) {
        return None;
    }
    if a.len() == 4 {
        return date(a, b, c).map(Written::Plain);
    }
    let (day_first, month_first) = (date(c, b, a), date(c, a, b));
    match (day_first, month_first) {
        // With points it is the day that comes first, wherever they are written so.
        (Some(day), _) if mark == '.' => Some(Written::Plain(day)),
        _ if mark == '.' => None,
        (Some(one), Some(other)) if one == other => Some(Written::Plain(one)),
        (Some(one), Some(other)) => Some(Written::Open(one, other)),
        (Some(day), None) => Some(Written::As(Reading::DayFirst, day)),
        (None, Some(day)) => Some(Written::As(Reading::MonthFirst, day)),
        (None, None) => None,
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<Day> {
    let year = match year.len() {
        2 => format!("20{year}"),
        4 => year.to_owned(),
        _ => return None,
    };
    if month.len() > 2 || day.len() > 2 {
        return None;
    }
    Day::parse(&format!("{year}-{month:0>2}-{day:0>2}"))
}

/// Spreadsheets write a day with the moment at which it begins.
fn without_midnight(cell: &str) -> &str {
    let Some((day, time)) = cell.split_once([' ', 'T']) else {
        return cell;
    };
    let midnight = [
        "0:00",
        "00:00",
        "0:00:00",
        "00:00:00",
        "12:00 AM",
        "12:00:00 AM",
        "00:00:00Z",
    ];
    match midnight.contains(&time.trim()) {
        true => day,
        false => cell,
    }
}

/// `9 Dec 2026`, `December 9, 2026`, `9-Dec-26`
fn with_month_name(cell: &str) -> Option<Day> {
    let parts = cell
        .split([' ', ',', '.', '-'])
        .filter(|part| !part.is_empty());
    let parts: Vec<String> = parts.map(str::to_lowercase).collect();
    let [a, b, year] = parts.as_slice() else {
        return None;
    };
    let month = |name: &str| time::month_begun(name).map(|at| at + 1);
    let (month, day) = match (month(a), month(b)) {
        (Some(month), None) => (month, b),
        (None, Some(month)) => (month, a),
        _ => return None,
    };
    let fits = digits(day) && digits(year) && matches!(year.len(), 2 | 4);
    fits.then(|| date(year, &month.to_string(), day)).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
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
}
