//! Billing what a client agreed to: all of a quote, a deposit, what is left. Nothing of it is billed twice.

use super::{
    actions::CREATE,
    forms::BillQuote,
    invoice::Invoice,
    line::{InvoiceLine, Source},
    of_quote::papers_of,
    ops::{blank, keep},
    parts::{billed_of_quote, lines_of_quote},
};
use crate::{
    base::{Error, Id, Result, if_found, language},
    data::{Key, Visit},
    features::{
        clients,
        projects::Project,
        quotes::{Quote, Status},
        tickets::{self, Ticket},
    },
};

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
        let language = clients::language_in(change, client.id)?;
        let lines = language::in_language(language, || {
            lines_of_quote(&quote.lines, &called, form.part, form.share, &billed)
        })?;
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
