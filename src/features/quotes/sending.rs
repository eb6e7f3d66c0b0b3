//! Sending a quote, from its page and right from the editor; who gets it is said as it is.

use super::{Quote, ops, sheet};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    web::{Reply, Request},
};

pub fn send(visit: &Visit, request: &Request) -> Result<Reply> {
    let id = request.id("id")?;
    ops::send(visit, id)?;
    sent(visit, id)
}

/// What follows once it is saved: with `then=send` it goes out at once, else its page. What can't be sent yet is saved
/// all the same.
pub fn saved(visit: &Visit, request: &Request, id: Id<Quote>, told: &str) -> Result<Reply> {
    let to = format!("/quotes/{id}");
    let saved = visit.wrote();
    if request.field("then") != Some("send") {
        return Ok(Reply::go(to).toast(told, saved));
    }
    match ops::send(visit, id) {
        Ok(()) => sent(visit, id),
        Err(Error::Conflict(why)) => {
            Ok(Reply::go(to).toast(format!("{told}, not sent yet. {why}"), saved))
        }
        Err(other) => Err(other),
    }
}

fn sent(visit: &Visit, id: Id<Quote>) -> Result<Reply> {
    let quote: Quote = visit.find(id)?;
    let (client, contacts) = sheet::client_of(visit, &quote)?;
    let reaches = contacts.iter().any(|contact| contact.user.is_some());
    let said = match reaches {
        true => "Sent to the client".to_owned(),
        false => format!(
            "Sent, and nobody of {} can see it yet: open the portal for a contact, or send the PDF.",
            client.name
        ),
    };
    Ok(Reply::go(format!("/quotes/{id}")).toast(said, None))
}
