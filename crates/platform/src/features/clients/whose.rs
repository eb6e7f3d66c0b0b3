//! Whose a record is, for pages that name the client beside it.

use super::Client;
use crate::{
    access::Placement,
    base::{Id, Result, if_found},
    data::{Record, Ref, Visit},
};

/// The client that a record lies with, if the person sees them; a client lies with itself.
///
/// # Errors
/// When the store can't be read.
pub fn client_of(visit: &Visit, of: Ref) -> Result<Option<Client>> {
    let places = visit.store().placement_of(of)?;
    let client = places.into_iter().find_map(|place| match place {
        Placement::Client(id) => Some(Id::<Client>::new(id)),
        _ => None,
    });
    client.map_or(Ok(None), |client| if_found(visit.find(client)))
}

/// What stands beside a record's name: the name of the client whose it is. Nothing beside the client's own.
///
/// # Errors
/// When the store can't be read.
pub fn client_beside(visit: &Visit, of: Ref) -> Result<Option<String>> {
    match of.kind == Client::KIND.code {
        true => Ok(None),
        false => Ok(client_of(visit, of)?.map(|client| client.name)),
    }
}
