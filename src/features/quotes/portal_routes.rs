//! A client's quotes, post by post.

use super::{
    accepting,
    forms::{Accept, Decline},
    portal,
    quote::Quote,
};
use crate::{
    base::{Id, Result},
    data::Visit,
    web::{Filled, Reply, Request},
};

pub fn show_portal(visit: &Visit, request: &Request) -> Result<Reply> {
    let quote: Quote = visit.find(request.id("id")?)?;
    Ok(portal::page(visit, &quote, &Filled::blank(&[]), &Filled::blank(&[]))?.into())
}

pub fn portal_accept(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Quote> = request.id("id")?;
    match request
        .fill::<Accept>()
        .attempt(|form| accepting::accept(visit, id, form))?
    {
        Err(filled) => {
            Ok(portal::page(visit, &visit.find(id)?, &filled, &Filled::blank(&[]))?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/portal/quotes/{id}")).toast("Accepted. Thank you", None)),
    }
}

pub fn portal_decline(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Quote> = request.id("id")?;
    match request
        .fill::<Decline>()
        .attempt(|form| accepting::decline(visit, id, form))?
    {
        Err(filled) => {
            Ok(portal::page(visit, &visit.find(id)?, &Filled::blank(&[]), &filled)?.into())
        }
        Ok(()) => {
            Ok(Reply::go(format!("/portal/quotes/{id}"))
                .toast("Declined. We come back to you", None))
        }
    }
}
