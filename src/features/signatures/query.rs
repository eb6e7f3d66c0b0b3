//! What a list of requests may be asked for, by its page, the API and the copy as CSV alike.

use super::request::{BY_MOVED, CLIENT, SENDER, STATUS, SignatureRequest, Status};
use crate::{
    base::{Choice, Id},
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::{clients::Client, people::Whom},
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct RequestQuery {
    /// Any of these, likewise of the others.
    pub statuses: Vec<Status>,
    pub senders: Vec<Whom>,
    pub clients: Vec<Id<Client>>,
    pub by_number: bool,
}

impl Form for RequestQuery {
    fn read(f: &mut Reader) -> Self {
        RequestQuery {
            statuses: f.choices("status", "State", Optional),
            senders: Whom::all(f, "sender", "Asked by"),
            clients: f.named("client", "Client"),
            by_number: f.by_number(&[]),
        }
    }
}

impl RequestQuery {
    /// What one's grant covers, the last moved first.
    pub fn query(&self, visit: &Visit) -> Query<SignatureRequest> {
        let mut query = match self.by_number {
            true => Query::by(NUMBERED),
            false => Query::by(BY_MOVED),
        };
        if !self.statuses.is_empty() {
            let statuses = self.statuses.iter();
            query = query.any(STATUS, statuses.map(|held| Key::new().text(held.key())));
        }
        if !self.senders.is_empty() {
            query = query.any(SENDER, self.senders.iter().map(|user| user.key(visit)));
        }
        if !self.clients.is_empty() {
            query = query.any(CLIENT, self.clients.iter().map(|id| Key::new().id(*id)));
        }
        query
    }
}
