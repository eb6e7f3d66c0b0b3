//! What a file of a bank says, whatever its format, and what every format refuses.

use crate::base::{
    Day, Error, Money, Result,
    money::{Currency, decimal},
};

/// A file has at most this many bytes, and brings in at most so many lines: they come in by one deed.
pub const MOST_BYTES: usize = 10 << 20;
pub const MOST_LINES: usize = 2_000;

/// One account's part of a file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The account's number as the file has it; empty where it says none.
    pub account: String,
    /// ISO 4217; empty where the file says none.
    pub currency: String,
    /// What the bank calls the statement.
    pub name: String,
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub opening: Option<Money>,
    pub closing: Option<Money>,
    pub lines: Vec<ParsedLine>,
    /// Entries that were left out: not booked yet, or of no amount.
    pub passed_over: u32,
}

/// One movement. What came in is more than nothing, what went out is less.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ParsedLine {
    pub day: Day,
    pub value_day: Option<Day>,
    pub amount: Money,
    /// Who paid, or was paid, and from or to which account.
    pub name: String,
    pub number: String,
    pub text: String,
    /// The bank's own reference, which no other movement of the account has.
    pub reference: String,
    /// What the payer gave it to be known by.
    pub end_to_end: String,
}

impl ParsedLine {
    /// With texts as they are kept: one line each, none longer than there is room for.
    pub(super) fn tidy(mut self) -> ParsedLine {
        let cut = |text: &str, most: usize| -> String {
            let text = crate::base::text::clean_line(text);
            text.chars().take(most).collect()
        };
        self.name = cut(&self.name, LONGEST_WORD);
        self.number = cut(&self.number, LONGEST_WORD);
        self.text = cut(&self.text, LONGEST_TEXT);
        self.reference = cut(&self.reference, LONGEST_WORD);
        if is_no_reference(&self.reference) {
            self.reference.clear();
        }
        self.end_to_end = cut(&self.end_to_end, LONGEST_WORD);
        self
    }
}

impl Parsed {
    /// Takes a line in, or counts it where nothing moves.
    pub(super) fn push(&mut self, line: ParsedLine) -> Result<()> {
        if line.amount == Money::ZERO {
            self.passed_over += 1;
            return Ok(());
        }
        if self.lines.len() == MOST_LINES {
            return Err(too_many());
        }
        self.lines.push(line.tidy());
        Ok(())
    }

    /// From its lines, where the file says no days of its own.
    pub(super) fn with_days(mut self) -> Parsed {
        let days = || self.lines.iter().map(|line| line.day);
        self.from = self.from.or(days().min());
        self.until = self.until.or(days().max());
        self
    }
}

pub fn refused(why: impl Into<String>) -> Error {
    Error::field("file", why)
}

/// An amount as such files write it, in minor units of its currency; a comma stands for the point where there is no other.
pub fn amount(text: &str, currency: Currency) -> Result<Money> {
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    let plain = match text.contains('.') {
        true => text.to_owned(),
        false => text.replace(',', "."),
    };
    let read = decimal(&plain, currency.exponent).map(Money);
    // Far beyond what any account holds; what is added up stays within what can be counted.
    read.filter(|money| money.0.unsigned_abs() < 1 << 53)
        .ok_or_else(|| {
            let shown: String = text.chars().take(40).collect();
            refused(format!("{shown} is no amount in {}.", currency.code))
        })
}

pub fn known(code: &str) -> Result<Currency> {
    Currency::by_code(code.trim()).ok_or_else(|| {
        let shown: String = code.trim().chars().take(10).collect();
        refused(match shown.as_str() {
            "" => "This file doesn't say its currency.".to_owned(),
            shown => format!("{shown} is no currency that accounts are kept in here."),
        })
    })
}

/// Letters of a line's text that are kept, and of the other fields.
pub const LONGEST_TEXT: usize = 1_000;
pub const LONGEST_WORD: usize = 140;

/// What banks write where they have no reference: it stands on many movements, which are not one for it.
pub fn is_no_reference(said: &str) -> bool {
    const NONE: [&str; 6] = ["NONREF", "NOREF", "NOTPROVIDED", "UNKNOWN", "NONE", "NA"];
    let plain: String = said.chars().filter(char::is_ascii_alphanumeric).collect();
    let zeros = plain.chars().all(|letter| letter == '0');
    zeros || NONE.contains(&plain.to_ascii_uppercase().as_str())
}

pub fn too_many() -> Error {
    refused(format!(
        "More than {} lines at once don't fit. Export a shorter time at your bank.",
        crate::base::text::thousands(MOST_LINES)
    ))
}
