//! Drafts that another room makes by a deed of its own: what an agreement or a rule says is billed, Atrium writes down.

use super::{
    account,
    invoice::Invoice,
    line::{InvoiceLine, Source},
    ops::{bill_in, keep_for, notes_of, terms},
    parts::taken_back,
};
use crate::{
    base::{Id, Result},
    data::{Change, Held},
    features::{
        clients::Client,
        people::{Department, User},
        projects::{Project, leads_of},
        quotes::{Line, MOST_LINES},
    },
};

/// What a draft is made of.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub client: Id<Client>,
    pub project: Option<Id<Project>>,
    /// Whose it is to read it over.
    pub owner: Id<User>,
    pub department: Id<Department>,
    pub title: String,
    pub note: String,
    /// Days to pay; what was agreed with the client, else the house's, where it says none.
    pub days: Option<i32>,
    pub lines: Vec<Line>,
    pub source: Source,
}

/// # Errors
/// When the store can't be read or written.
pub fn draft(change: &mut Change<'_, '_>, made: Draft) -> Result<Held<Invoice>> {
    let account = account::held(change, made.client)?;
    let terms = terms(change)?;
    let project = match made.project {
        Some(id) => change
            .unscoped("whoever leads a project sees what bills it")
            .find(id)?,
        None => None,
    };
    let agreed = account.as_ref().and_then(|held| held.days);
    let (untaxed, untaxed_reason) = terms.untaxed_for(account.as_ref());
    let mut invoice = Invoice {
        client: made.client,
        project: project.as_ref().map(|project| project.id),
        leads: project.as_ref().map_or_else(Vec::new, leads_of),
        owner: made.owner,
        department: made.department,
        title: made.title,
        note: made.note,
        days: made.days.or(agreed).unwrap_or(terms.days),
        untaxed,
        untaxed_reason,
        created_at: change.at,
        ..Invoice::default()
    };
    bill_in(change, &mut invoice, account.as_ref())?;
    push(&mut invoice, made.lines, made.source);
    invoice.settle(change.at);
    keep_for(change, invoice)
}

/// Adds a line to a draft; its key there. None where it was issued since, thrown away, or has no room.
///
/// # Errors
/// When the store can't be read or written.
pub fn append(
    change: &mut Change<'_, '_>,
    id: Id<Invoice>,
    line: Line,
    source: Source,
) -> Result<Option<u32>> {
    let held = change
        .on_behalf("what is billed next stands on the draft that is there")
        .find(id)?;
    let Some(mut invoice) = held else {
        return Ok(None);
    };
    if invoice.is_issued() || invoice.lines.len() >= MOST_LINES {
        return Ok(None);
    }
    push(&mut invoice, vec![line], source);
    let key = invoice.next_key;
    change.put_touched(&mut invoice, Invoice::touch)?;
    change.about(id.as_ref());
    Ok(Some(key))
}

/// Whether a line that another room had written bills by now: it stands on a draft that nobody threw away, or on a paper
/// that was issued, and no credit note has taken it back. `line` is its key; None asks for any line of that source.
///
/// # Errors
/// When the store can't be read.
pub fn bills(
    change: &mut Change<'_, '_>,
    id: Id<Invoice>,
    line: Option<u32>,
    source: Source,
) -> Result<bool> {
    let held = change
        .unscoped("nothing is billed twice, whoever sees the invoice")
        .find(id)?;
    let Some(invoice) = held else {
        return Ok(false);
    };
    let mut notes = notes_of(change, id)?;
    notes.retain(Invoice::is_issued);
    let over = taken_back(&invoice, &notes);
    Ok(invoice.lines.iter().any(|held| {
        let asked = line.map_or(held.source == source, |key| held.key == key);
        asked && !over.contains(&held.key)
    }))
}

/// Lines that are priced in the house's currency, as the paper says them.
fn push(invoice: &mut Invoice, lines: Vec<Line>, source: Source) {
    for line in lines {
        invoice.next_key += 1;
        invoice.lines.push(InvoiceLine {
            line: invoice.exchange.line(line),
            key: invoice.next_key,
            source,
        });
    }
}
