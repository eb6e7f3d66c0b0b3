//! What a file of a bank says: camt.053, OFX or a sheet, each read into the same lines. Nothing here asks the store or the clock;
//! what a file defines for itself (entities) is refused, and how large and how deep one may be has an end.

mod camt;
pub mod columns;
mod ofx;
mod parsed;
pub mod sheet;

use parsed::{refused, too_many};

use crate::{base::Result, choices};

pub use parsed::{MOST_BYTES, MOST_LINES, Parsed, ParsedLine};

choices! {
    /// How a statement came.
    pub enum Format {
        Camt: "camt", "camt.053";
        Ofx: "ofx", "OFX";
        Sheet: "sheet", "CSV";
    }
}

/// What a text is by how it begins.
pub fn format_of(content: &str) -> Format {
    let begin: String = content.chars().take(2_000).collect();
    let begin = begin.trim_start().to_ascii_uppercase();
    if begin.starts_with("OFXHEADER") || begin.contains("<OFX>") || begin.contains("<?OFX") {
        Format::Ofx
    } else if begin.starts_with('<') {
        Format::Camt
    } else {
        Format::Sheet
    }
}

/// The statements in a camt.053 or OFX file, one for each account. `currency_of` finds the decimals of a currency by its code.
///
/// # Errors
/// With the field `file` when it is damaged, too large or too deep, or says an amount or a day that is none.
pub fn statements(format: Format, content: &str) -> Result<Vec<Parsed>> {
    let all = match format {
        Format::Camt => camt::read(content)?,
        Format::Ofx => ofx::read(content)?,
        _ => Vec::new(),
    };
    Ok(all.into_iter().map(Parsed::with_days).collect())
}

/// The statement of one account.
///
/// # Errors
/// With the field `file` when the file has none of it, naming what it has.
pub fn of_account(all: Vec<Parsed>, number: &str) -> Result<Parsed> {
    let others: Vec<String> = all.iter().map(|held| held.account.clone()).collect();
    let mut of = all
        .into_iter()
        .filter(|held| held.account.is_empty() || is_same(&held.account, number));
    let Some(first) = of.next() else {
        return Err(match others.as_slice() {
            [] => refused("This file has no statement of an account."),
            others => refused(format!(
                "This file is of {}, and not of {number}. Choose the account that it is of.",
                others.join(", ")
            )),
        });
    };
    // A file may have one for each day.
    of.try_fold(first, |mut whole, next| {
        if whole.lines.len() + next.lines.len() > MOST_LINES {
            return Err(too_many());
        }
        if next.currency != whole.currency {
            return Err(refused("This file has the account in two currencies."));
        }
        whole.closing = next.closing.or(whole.closing);
        whole.from = whole.from.min(next.from).or(whole.from).or(next.from);
        whole.until = whole.until.max(next.until);
        whole.passed_over += next.passed_over;
        whole.lines.extend(next.lines);
        Ok(whole)
    })
}

/// Whether two numbers are one account's: an IBAN holds the number that other files give.
pub fn is_same(one: &str, other: &str) -> bool {
    let plain = |text: &str| -> String {
        let text = text.chars().filter(char::is_ascii_alphanumeric);
        let text: String = text.map(|c| c.to_ascii_uppercase()).collect();
        text.trim_start_matches('0').to_owned()
    };
    let (one, other) = (plain(one), plain(other));
    let (long, short) = match one.len() >= other.len() {
        true => (&one, &other),
        false => (&other, &one),
    };
    long == short || short.len() >= 5 && long.contains(short.as_str())
}
