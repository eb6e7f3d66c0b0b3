//! What a list of documents may be asked for, by its page and the API alike.

use super::{
    Document, DocumentCategory,
    document::{BY_EXPIRY, BY_TOUCHED, CATEGORY, CLIENT, HELD, OUT, OWNER, SHARED, TO_VERIFY},
};
use crate::{
    access::Tier,
    base::{Error, Id, Result},
    data::{BY_NUMBER, Key, Query, Visit},
    features::{clients::Client, people::Whom},
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct DocumentQuery {
    pub show: Show,
    /// Any of these.
    pub clients: Vec<Id<Client>>,
    pub owners: Vec<Whom>,
    /// Only what its client sees, or only what they don't.
    pub shared: Option<bool>,
    pub categories: Vec<Id<DocumentCategory>>,
    /// Only what is held for legal reasons, or only what isn't.
    pub held: Option<bool>,
    /// Only what one of these has out.
    pub out: Vec<Whom>,
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
    /// What expires, the next first.
    Expiring,
    Archived,
}

impl Form for DocumentQuery {
    fn read(f: &mut Reader) -> Self {
        let archived = f.flag("archived", "Archived");
        DocumentQuery {
            show: match f.word("show", "Show", &["all", "verify", "expiring", "archived"]) {
                Some("verify") => Show::Verify,
                Some("expiring") => Show::Expiring,
                Some("archived") => Show::Archived,
                Some(_) => Show::All,
                None if archived => Show::Archived,
                None => Show::All,
            },
            clients: f.ids("client", "Client"),
            owners: Whom::all(f, "owner", "Owner"),
            shared: f
                .word("shared", "Client sees it", &["yes", "no"])
                .map(|said| said == "yes"),
            categories: f.ids("category", "Category"),
            held: f
                .word("held", "Legal hold", &["yes", "no"])
                .map(|said| said == "yes"),
            out: Whom::all(f, "out", "Checked out by"),
            words: f.text("q", "Words of the name", Optional, 200),
            by_number: f.by_number(&["show", "archived"]),
        }
    }
}

impl DocumentQuery {
    /// Refuses to sift by what a client isn't told: which rows are left would tell it.
    ///
    /// # Errors
    /// Beside the field.
    pub fn must_be_theirs_to_ask(&self, visit: &Visit) -> Result<()> {
        if visit.actor.tier != Tier::Client {
            return Ok(());
        }
        let asked = [
            ("held", self.held.is_some()),
            ("out", !self.out.is_empty()),
            ("category", !self.categories.is_empty()),
            ("owner", !self.owners.is_empty()),
            ("show", self.show == Show::Expiring),
        ];
        match asked.into_iter().find(|(_, asked)| *asked) {
            Some((field, _)) => Err(Error::field(field, "You can't ask for documents by this.")),
            None => Ok(()),
        }
    }

    /// What was touched last; of those to verify, what waits longest.
    pub fn query(&self, visit: &Visit) -> Query<Document> {
        let under = |archived: u8| Query::by(BY_TOUCHED).under(Key::new().byte(archived));
        let query = match self.show {
            _ if self.by_number => Query::by(BY_NUMBER),
            Show::Verify => Query::by(TO_VERIFY),
            Show::Expiring => Query::by(BY_EXPIRY),
            Show::Archived => under(1).descending(true),
            Show::All => under(0).descending(true),
        };
        let clients = self.clients.iter();
        let mut query = match self.clients.is_empty() {
            true => query,
            false => query.any(CLIENT, clients.map(|client| Key::new().id(*client))),
        };
        if !self.owners.is_empty() {
            query = query.any(OWNER, self.owners.iter().map(|owner| owner.key(visit)));
        }
        if let Some(shared) = self.shared {
            query = query.facet(SHARED, Key::new().byte(u8::from(shared)));
        }
        if !self.categories.is_empty() {
            let categories = self.categories.iter();
            query = query.any(CATEGORY, categories.map(|id| Key::new().id(*id)));
        }
        if let Some(held) = self.held {
            query = query.facet(HELD, Key::new().byte(u8::from(held)));
        }
        if !self.out.is_empty() {
            query = query.any(OUT, self.out.iter().map(|whom| whom.key(visit)));
        }
        query.words(&self.words)
    }
}
