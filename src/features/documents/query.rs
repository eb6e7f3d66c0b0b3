//! What a list of documents may be asked for, by its page and the API alike.

use super::{
    Document,
    document::{BY_TOUCHED, CLIENT, TO_VERIFY},
};
use crate::{
    base::Id,
    data::{BY_NUMBER, Key, Query},
    features::clients::Client,
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct DocumentQuery {
    pub show: Show,
    pub client: Option<Id<Client>>,
    /// Beginnings of words of the name.
    pub words: String,
    pub by_number: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Show {
    /// All but the archived.
    #[default]
    All,
    Verify,
    Archived,
}

impl Form for DocumentQuery {
    fn read(f: &mut Reader) -> Self {
        let archived = f.flag("archived", "Archived");
        DocumentQuery {
            show: match f.word("show", "Show", &["all", "verify", "archived"]) {
                Some("verify") => Show::Verify,
                Some("archived") => Show::Archived,
                Some(_) => Show::All,
                None if archived => Show::Archived,
                None => Show::All,
            },
            client: f.id("client", "Client", Optional),
            words: f.text("q", "Words of the name", Optional, 200),
            by_number: f.by_number(&["show", "archived"]),
        }
    }
}

impl DocumentQuery {
    /// What was touched last; of those to verify, what waits longest.
    pub fn query(&self) -> Query<Document> {
        let under = |archived: u8| Query::by(BY_TOUCHED).under(Key::new().byte(archived));
        let query = match self.show {
            _ if self.by_number => Query::by(BY_NUMBER),
            Show::Verify => Query::by(TO_VERIFY),
            Show::Archived => under(1).descending(true),
            Show::All => under(0).descending(true),
        };
        let query = match self.client {
            Some(client) => query.facet(CLIENT, Key::new().id(client)),
            None => query,
        };
        query.words(&self.words)
    }
}
