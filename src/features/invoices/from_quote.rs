//! Billing what a client agreed to: all of a quote, a deposit, what is left. Nothing of it is billed twice.

use super::{
    CREATE,
    forms::BillQuote,
    invoice::{BY_QUOTE, Earlier, Invoice, Part},
    line::{InvoiceLine, Source},
    ops::{blank, keep},
    parts::{billed_of_quote, lines_of_quote},
    rules::{fits, plain_nets},
};
use crate::{
    base::{Error, Id, Result, if_found},
    data::{Change, Key, Visit},
    features::{
        projects::Project,
        quotes::{Quote, Status},
        tickets::{self, Ticket},
    },
};

/// What papers bill of a quote, seen or not.
pub(super) fn papers_of(change: &mut Change<'_, '_>, quote: Id<Quote>) -> Result<Vec<Invoice>> {
    change
        .unscoped("nothing of a quote is billed twice, whoever wrote the other invoice")
        .children(BY_QUOTE, Key::new().id(quote))
}

/// # Errors
/// Where the quote isn't accepted, or more would be billed than was agreed on.
pub fn create(visit: &Visit, id: Id<Quote>, form: BillQuote) -> Result<Id<Invoice>> {
    let quote: Quote = visit.find(id)?;
    if quote.status != Status::Accepted {
        return Err(Error::conflict(
            "Only a quote that was accepted is billed. Record the client's yes first.",
        ));
    }
    let project = project_of(visit, &quote)?;
    visit.act(CREATE, move |change| {
        // As it is when it is billed, whoever wrote to it meanwhile.
        let quote = change
            .unscoped("what was agreed on is the measure of what is billed of it")
            .load(id)?;
        if quote.status != Status::Accepted {
            return Err(Error::Stale);
        }
        let client = change.subject(quote.client)?;
        change.about(id.as_ref());
        let billed = billed_of_quote(&papers_of(change, id)?);
        let called = id.to_string();
        let lines = lines_of_quote(&quote.lines, &called, form.part, form.share, &billed)?;
        let mut invoice = blank(change, &client, project.as_ref())?;
        invoice.in_the_house_s_currency();
        invoice.title = quote.title.clone();
        invoice.quote = Some(id);
        invoice.part = Some(form.part);
        for line in lines {
            invoice.next_key += 1;
            invoice.lines.push(InvoiceLine {
                line,
                key: invoice.next_key,
                source: Source::Quote,
            });
        }
        Ok(keep(change, invoice)?.id)
    })
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

/// The project that came of a quote, by the ticket it was handed over with, as far as the person sees the project: whoever
/// bills needn't see tickets.
fn project_of(visit: &Visit, quote: &Quote) -> Result<Option<Project>> {
    let opened: Vec<Ticket> = visit.unchecked_related(
        quote,
        tickets::BY_QUOTE,
        Key::new().id(quote.id),
        10,
        "a ticket is only the way from a quote to its project",
    )?;
    let Some(project) = opened.iter().find_map(|ticket| ticket.project) else {
        return Ok(None);
    };
    if_found(visit.find(Id::new(project)))
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
