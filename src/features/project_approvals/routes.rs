//! Asking for a project, pages and API.

use super::{
    ask,
    forms::{NewRequest, RequestForm},
    ops,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{
        approvals::{Approval, REQUEST},
        tickets::Ticket,
    },
    web::{Reply, Route},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/approvals/new", REQUEST, ask::new),
        Route::post("/tickets/{id}/request-approval", REQUEST, ask::request),
        Route::api_post::<NewRequest>(
            "/approvals",
            REQUEST,
            "Request an approval for a ticket",
            |visit, _, form| match form.ticket {
                Some(ticket) => request(visit, ticket, form.request),
                None => Err(Error::NotFound),
            },
        )
        .of::<Approval>(),
        Route::api_post::<RequestForm>(
            "/tickets/{id}/request-approval",
            REQUEST,
            "Request an approval for this ticket",
            |visit, at, form| request(visit, at.id("id")?, form),
        )
        .of::<Approval>()
        .gated(|visit, at| visit.find::<Ticket>(at.id("id")?).map(drop)),
    ]
}

fn request(visit: &Visit, ticket: Id<Ticket>, form: RequestForm) -> Result<Reply> {
    let id = ops::request(visit, ticket, form)?;
    Ok(Reply::created(visit.json(&visit.find::<Approval>(id)?)?))
}
