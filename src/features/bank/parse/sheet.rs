//! A bank's sheet: which column is what, and each row as a line. Read by the same reader as every other sheet that comes in, so
//! that encodings, separators and figures of either side of the ocean are, and what a column leaves open is asked and not guessed.

use super::{
    columns::INFO,
    parsed::{MOST_BYTES, MOST_LINES, Parsed, ParsedLine, refused},
};
use crate::{
    base::{Day, Money, Result, money::Currency, text},
    data::Visit,
    features::records::{Chosen, Decided, Decoded, Row, Rows, Wanted},
};

const WANTED: Wanted = Wanted {
    rows: MOST_LINES,
    bytes: MOST_BYTES,
    needed: &["day"],
    otherwise: &[],
};

/// What cells are parted by.
const SIGNS: [char; 4] = [',', ';', '\t', '|'];

/// Lines above the table that banks put there: whose account it is, and when.
const PREAMBLE: usize = 30;

/// A sheet that was looked at.
pub struct Sheet<'v> {
    pub rows: Rows<'v>,
    pub currency: Currency,
    /// Of each row that can't be read, its line and why.
    pub problems: Vec<(u64, String)>,
    pub parsed: Parsed,
    /// How many lines stand above the table.
    pub above: usize,
}

impl<'v> Sheet<'v> {
    /// Reads a sheet in the account's currency; what was said of its columns holds.
    ///
    /// # Errors
    /// With the field `file` where it is no sheet.
    pub fn of(
        visit: &'v Visit,
        decoded: &Decoded,
        currency: Currency,
        chosen: &[Chosen],
    ) -> Result<Sheet<'v>> {
        let (decoded, above) = below_preamble(decoded);
        let rows = Rows::in_currency(visit, (INFO, currency), WANTED, &decoded, chosen)?;
        let mut sheet = Sheet {
            rows,
            currency,
            problems: Vec::new(),
            parsed: Parsed {
                currency: currency.code.to_owned(),
                ..Parsed::default()
            },
            above,
        };
        if sheet.lacking().is_some() {
            return Ok(sheet);
        }
        for row in sheet.rows.rows().collect::<Vec<Row>>() {
            match line(&row, currency) {
                Ok(Some(line)) => sheet.parsed.push(line)?,
                Ok(None) => sheet.parsed.passed_over += 1,
                Err(why) => sheet.problems.push((row.line + above as u64, why)),
            }
        }
        let parsed = std::mem::take(&mut sheet.parsed);
        sheet.parsed = parsed.with_days();
        Ok(sheet)
    }

    /// The head of the table, by which a mapping is remembered.
    pub fn heads(&self) -> &[String] {
        &self.rows.table.heads
    }

    /// What no column holds, in words.
    pub fn lacking(&self) -> Option<&'static str> {
        let has = |key: &str| self.rows.columns.has(key);
        match (
            has("day"),
            has("amount") || has("paid_in") || has("paid_out"),
        ) {
            (true, true) => None,
            (false, true) => Some("the day"),
            (true, false) => Some("the amount"),
            (false, false) => Some("the day and the amount"),
        }
    }

    /// The heads of columns whose cells can be read in two ways, with one of them, where nobody said which is meant.
    pub fn open(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.rows.columns.all.iter();
        all.filter_map(|column| match &column.decided {
            Decided::Open(cell) if column.reading.is_none() => {
                Some((column.head.as_str(), cell.as_str()))
            }
            _ => None,
        })
    }

    /// What the sheet says, where all of it can be read.
    ///
    /// # Errors
    /// With the field `file` and what is to be said of its columns first.
    pub fn whole(self) -> Result<Parsed> {
        if let Some(lacking) = self.lacking() {
            return Err(refused(format!(
                "No column holds {lacking}. Say which one does."
            )));
        }
        if let Some((head, cell)) = self.open().next() {
            return Err(refused(format!(
                "{head}: {cell} can be read in two ways. Say which one is meant."
            )));
        }
        match self.problems.first() {
            None if self.parsed.lines.is_empty() => Err(refused("There is no line in this file.")),
            None => Ok(self.parsed),
            Some((line, why)) => {
                let more = match self.problems.len() {
                    1 => String::new(),
                    n => format!(" {} can’t be read in all.", text::count(n, "row", "rows")),
                };
                Err(refused(format!("Line {line}: {why}{more}")))
            }
        }
    }
}

/// A row as a line; None for what is no movement, such as a sum at the end.
fn line(row: &Row, currency: Currency) -> Result<Option<ParsedLine>, String> {
    let texts = |key: &str| -> Result<String, String> {
        match row.said.iter().find(|said| said.field.key == key) {
            None => Ok(String::new()),
            Some(said) => match &said.texts {
                Ok(texts) => Ok(texts.first().cloned().unwrap_or_default()),
                Err(why) => Err(format!("{}: {why}", said.field.label)),
            },
        }
    };
    let money = |key: &str| -> Result<Option<Money>, String> {
        let said = texts(key)?;
        match Money::parse(&said, currency) {
            _ if said.is_empty() => Ok(None),
            Some(money) => Ok(Some(money)),
            None => Err(format!("{said} is no amount in {}.", currency.code)),
        }
    };
    let day_of = |key: &str| -> Result<Option<Day>, String> {
        let said = texts(key)?;
        match Day::parse(&said) {
            _ if said.is_empty() => Ok(None),
            Some(day) => Ok(Some(day)),
            None => Err(format!("{said} is no day.")),
        }
    };
    let (amount, paid_in, paid_out) = (money("amount")?, money("paid_in")?, money("paid_out")?);
    let Some(day) = day_of("day")? else {
        return Ok(None);
    };
    let said = texts("currency")?;
    if !said.is_empty() && !said.trim().eq_ignore_ascii_case(currency.code) {
        return Err(format!(
            "{said} is not {}, in which the account is kept.",
            currency.code
        ));
    }
    let size = |money: Money| Money(money.0.abs());
    let amount = match (amount, paid_in, paid_out) {
        (Some(amount), ..) => match side(&texts("side")?) {
            Some(true) => size(amount),
            Some(false) => Money(-size(amount).0),
            None => amount,
        },
        (None, Some(came), went) => size(came) - size(went.unwrap_or_default()),
        (None, None, Some(went)) => Money(-size(went).0),
        (None, None, None) => return Err("It says no amount.".into()),
    };
    Ok(Some(ParsedLine {
        day,
        value_day: day_of("value_day")?,
        amount,
        name: texts("name")?,
        number: texts("their_account")?,
        text: texts("text")?,
        reference: texts("reference")?,
        end_to_end: texts("end_to_end")?,
    }))
}

/// Whether it came in, as a column beside the amount says.
fn side(said: &str) -> Option<bool> {
    match said.trim().to_ascii_lowercase().as_str() {
        "c" | "cr" | "crdt" | "credit" | "h" | "haben" | "+" | "in" => Some(true),
        "d" | "dr" | "dbit" | "debit" | "s" | "soll" | "-" | "out" => Some(false),
        _ => None,
    }
}

/// The sheet from the head of its table on, and how many lines stand above it: the head is the first line that is parted
/// as often as those below it are.
fn below_preamble(decoded: &Decoded) -> (Decoded, usize) {
    let parted = |line: &str| {
        let (mut counts, mut quoted) = ([0usize; 4], false);
        for letter in line.chars() {
            quoted ^= letter == '"';
            let sign = SIGNS.iter().position(|sign| *sign == letter && !quoted);
            if let Some(at) = sign {
                counts[at] += 1;
            }
        }
        counts
    };
    let first: Vec<[usize; 4]> = decoded
        .content
        .lines()
        .take(PREAMBLE + 20)
        .map(parted)
        .collect();
    let most = (0..4).max_by_key(|at| {
        let mut counts: Vec<usize> = first.iter().map(|counts| counts[*at]).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(0)
    });
    let sign = most.unwrap_or(0);
    let widest = first.iter().map(|counts| counts[sign]).max().unwrap_or(0);
    // A text may hold the sign; a head that has nearly as many columns is one.
    let above = first
        .iter()
        .take(PREAMBLE)
        .position(|counts| counts[sign] > 0 && counts[sign] * 10 >= widest * 7)
        .unwrap_or(0);
    let announced = decoded
        .content
        .get(..4)
        .is_some_and(|begin| begin.eq_ignore_ascii_case("sep="));
    if above == 0 || announced {
        return (decoded.clone(), 0);
    }
    let rest: Vec<&str> = decoded.content.lines().skip(above).collect();
    let below = Decoded {
        content: rest.join("\n"),
        ..decoded.clone()
    };
    (below, above)
}

/// Under what a mapping is remembered: the account, and the head of its sheets.
pub fn remembered_as(account: u64, heads: &[String]) -> String {
    let mut hash = blake3::Hasher::new();
    for head in heads {
        hash.update(head.to_lowercase().as_bytes());
        hash.update(b"\n");
    }
    let head = hash.finalize().to_hex();
    format!("bank/{account}/{}", &head[..32])
}
