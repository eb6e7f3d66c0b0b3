//! What a list of clients may be asked for, by its page and the API alike.

use super::{
    Client,
    client::{BY_NAME, BY_TOUCHED, OWNER, SERVICE},
};
use crate::{
    access::Placement,
    base::{Choice, Id},
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::{people::Whom, settings::Category},
    web::{
        Form, Reader,
        form::{BY_NUMBER, Optional},
    },
};

#[derive(Debug, Clone, Default)]
pub struct ClientQuery {
    /// Beginnings of words of the name.
    pub words: String,
    /// Any of these.
    pub categories: Vec<Category>,
    /// Who keeps the relation.
    pub owners: Vec<Whom>,
    pub sort: ClientSort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum ClientSort {
    #[default]
    Name,
    /// Where something happened last comes first.
    Touched,
    /// Nothing moves in it.
    Number,
}

impl Form for ClientQuery {
    fn read(f: &mut Reader) -> Self {
        let sort = f.word("sort", "Sort", &["touched", "number"]);
        f.tell(BY_NUMBER);
        ClientQuery {
            words: f.text("q", "Words of the name", Optional, 200),
            categories: f.choices("category", "Service", Optional),
            owners: Whom::all(f, "owner", "Kept by"),
            sort: match sort {
                Some("touched") => ClientSort::Touched,
                Some(_) => ClientSort::Number,
                None => ClientSort::Name,
            },
        }
    }
}

impl ClientQuery {
    pub fn query(&self, visit: &Visit) -> Query<Client> {
        let mut query = match self.sort {
            ClientSort::Name => Query::by(BY_NAME),
            ClientSort::Touched => Query::by(BY_TOUCHED).descending(true),
            ClientSort::Number => Query::by(NUMBERED),
        };
        if !self.categories.is_empty() {
            let services = self.categories.iter();
            query = query.any(SERVICE, services.map(|c| Key::new().text(c.key())));
        }
        if !self.owners.is_empty() {
            let owners = self.owners.iter().map(|owner| owner.key(visit));
            query = query
                .any(OWNER, owners)
                .near(Whom::place(&self.owners, visit));
        }
        query.words(&self.words)
    }
}

/// Where what is of these clients lies, when it is one's: there is no use in looking elsewhere.
pub fn place(clients: &[Id<Client>]) -> Option<Placement> {
    match clients {
        [client] => Some(Placement::Client(client.raw())),
        _ => None,
    }
}
