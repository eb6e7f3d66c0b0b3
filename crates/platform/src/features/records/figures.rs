//! Amounts, numbers and days as Europe and America write them. One cell can leave it open which it is (`1.250`,
//! `03/04/2026`), so a column is decided from all its cells; one that leaves it open all the same is asked about, and
//! until somebody says it, such a cell is refused and never guessed at.

use super::{
    days_written::day,
    written::{Reading, Written, digits, is_number},
};
use std::borrow::Cow;

use crate::{
    base::{money::Currency, text},
    data::FieldKind,
};

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

/// How many decimals a number of that kind may have.
fn places(kind: &FieldKind, currency: Currency) -> usize {
    match kind {
        FieldKind::Money => currency.exponent as usize,
        FieldKind::Thousandths => 3,
        FieldKind::BasisPoints | FieldKind::Minutes => 2,
        _ => 0,
    }
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

#[cfg(test)]
mod tests;
