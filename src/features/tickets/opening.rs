//! A ticket from an accepted quote, opened, and handed over to support with the same button.

use super::{
    Ticket,
    forms::{HandOver, OpenTicket},
    ops, pages,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::quotes::Quote,
    web::{Reply, Request},
};

pub fn open(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<OpenTicket>()
        .attempt(|form| ops::open(visit, form))?
    {
        Err(filled) => {
            let quote: Quote = visit.find(
                filled
                    .value("quote")
                    .and_then(Id::parse)
                    .ok_or(Error::NotFound)?,
            )?;
            pages::open(visit, &quote, &filled).map(Into::into)
        }
        Ok(id) => opened(visit, request, id),
    }
}

/// Its page; with `then=hand-over` it is in the hands of support already, unless something is missing.
fn opened(visit: &Visit, request: &Request, id: Id<Ticket>) -> Result<Reply> {
    let (to, made) = (format!("/tickets/{id}"), visit.wrote());
    if request.field("then") != Some("hand-over") {
        return Ok(Reply::go(to).toast("Ticket opened", made));
    }
    let form = HandOver {
        to: None,
        note: String::new(),
    };
    Ok(match ops::hand_over(visit, id, form) {
        Ok(()) => Reply::go(to).toast("Ticket opened and handed over", visit.wrote()),
        Err(Error::Conflict(why)) => {
            Reply::go(to).toast(format!("Ticket opened, not handed over yet. {why}"), made)
        }
        Err(other) => return Err(other),
    })
}
