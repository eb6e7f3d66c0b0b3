//! What a list of clients may be asked for, by its page and the API alike.

use super::{
    Client,
    client::{BY_NAME, SERVICE},
};
use crate::{
    base::Choice,
    data::{BY_NUMBER, Key, Query},
    features::settings::Category,
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct ClientQuery {
    /// Beginnings of words of the name.
    pub words: String,
    pub category: Option<Category>,
    pub by_number: bool,
}

impl Form for ClientQuery {
    fn read(f: &mut Reader) -> Self {
        ClientQuery {
            words: f.text("q", "Words of the name", Optional, 200),
            category: f.choice("category", "Service", Optional),
            by_number: f.by_number(&[]),
        }
    }
}

impl ClientQuery {
    pub fn query(&self) -> Query<Client> {
        let query = Query::by(if self.by_number { BY_NUMBER } else { BY_NAME }).words(&self.words);
        match self.category {
            Some(category) => query.facet(SERVICE, Key::new().text(category.key())),
            None => query,
        }
    }
}
