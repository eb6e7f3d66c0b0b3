//! What was issued stays as it is, by whatever deed: Undo and several at once among them.

use super::{closing, invoice::Invoice};
use crate::{
    base::{Error, Result},
    data::Change,
};

/// Whether a paper says the same as another: after issue it does so for ever.
fn says_what(one: &Invoice, other: &Invoice) -> bool {
    let said = |held: &Invoice| {
        let of = (
            held.paper,
            held.number.clone(),
            held.client,
            held.title.clone(),
        );
        let words = (
            held.note.clone(),
            held.reason.clone(),
            held.currency.clone(),
            held.exchange.clone(),
            held.prepaid,
        );
        let when = (held.issued_on, held.due, held.issued_at, held.issued_by);
        let about = (held.project, held.quote, held.credits);
        let untaxed = (
            held.untaxed,
            held.untaxed_reason.clone(),
            held.earlier.clone(),
        );
        (of, words, when, about, untaxed)
    };
    one.lines == other.lines && one.parties == other.parties && said(one) == said(other)
}

/// Held wherever an invoice is written: what was issued says what it said, and what was written off on a day whose books are
/// closed isn't taken up again, unless a credit note takes it back.
///
/// # Errors
/// A conflict that says what to do instead.
pub fn stays(
    change: &mut Change<'_, '_>,
    was: Option<&Invoice>,
    is: Option<&Invoice>,
) -> Result<()> {
    let Some(was) = was.filter(|was| was.is_issued()) else {
        return Ok(());
    };
    match is {
        Some(is) if is.is_issued() && says_what(is, was) => {
            let credited = is.credited > was.credited;
            match was.written_off_on {
                Some(day) if is.written_off < was.written_off && !credited => {
                    closing::must_be_open(change, day)
                }
                _ => Ok(()),
            }
        }
        _ => Err(Error::conflict(format!(
            "{} was issued and stays as it is. Write a credit note for what is wrong.",
            was.number
        ))),
    }
}
