//! What of a quote was billed already.

use super::{
    invoice::{BY_QUOTE, Earlier, Invoice, Part},
    parts::billed_of_quote,
    rules::{fits, plain_nets},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Key},
    features::quotes::Quote,
};

/// What papers bill of a quote, seen or not.
pub(super) fn papers_of(change: &mut Change<'_, '_>, quote: Id<Quote>) -> Result<Vec<Invoice>> {
    change
        .unscoped("nothing of a quote is billed twice, whoever wrote the other invoice")
        .children(BY_QUOTE, Key::new().id(quote))
}

/// What was billed before of the quote whose rest an invoice bills, the first issued first; of which nothing was taken back
/// as a whole.
pub(super) fn earlier(change: &mut Change<'_, '_>, invoice: &Invoice) -> Result<Vec<Earlier>> {
    let Some(quote) = invoice.quote.filter(|_| invoice.part == Some(Part::Rest)) else {
        return Ok(Vec::new());
    };
    let mut papers = papers_of(change, quote)?;
    papers.retain(|held| {
        held.id != invoice.id && !held.is_credit_note() && held.credited < held.totals().gross
    });
    papers.sort_by_key(|held| held.issued_at);
    let issued = papers.into_iter().filter_map(|held| {
        Some(Earlier {
            issued_on: held.issued_on?,
            number: held.number,
        })
    });
    Ok(issued.collect())
}

/// Held at the end of every deed that writes what a quote is billed by.
pub(super) fn must_not_bill_more(change: &mut Change<'_, '_>, invoice: &Invoice) -> Result<()> {
    let Some(id) = invoice.quote.filter(|_| !invoice.is_credit_note()) else {
        return Ok(());
    };
    let quote = change
        .unscoped("what was agreed on is the measure of what is billed of it")
        .load(id)?;
    let mut papers = papers_of(change, id)?;
    papers.retain(|held| held.id != invoice.id);
    papers.push(invoice.clone());
    match fits(&billed_of_quote(&papers), &plain_nets(&quote.lines)) {
        true => Ok(()),
        false => Err(Error::field(
            "lines",
            format!(
                "That bills more of {id} than was agreed on. Lower it, or write what is new as a line of its own."
            ),
        )),
    }
}
