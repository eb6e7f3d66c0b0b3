//! What a list of quotes may be asked for, by its page and the API alike.

use super::{
    BY_STATUS, BY_TOUCHED, Quote, Status,
    quote::{BY_VALID, BY_VALUE, CLIENT, OWNER, SENT_UNTIL, STATUS},
};
use crate::{
    access::{Placement, Tier},
    base::{Error, Id, Result},
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::{clients::Client, people::Whom},
    web::{
        Form, Reader,
        form::{BY_NUMBER, Optional},
    },
};

#[derive(Debug, Clone, Default)]
pub struct QuoteQuery {
    pub status: Option<Status>,
    pub owner: Option<Whom>,
    pub client: Option<Id<Client>>,
    /// Beginnings of words of the title.
    pub words: String,
    pub sort: QuoteSort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum QuoteSort {
    /// What was touched last comes first.
    #[default]
    Touched,
    Value,
    ValueUp,
    /// What runs out first, then those that never do.
    ValidUntil,
    /// Nothing moves in it.
    Number,
}

const SORTS: [&str; 4] = ["value", "value-up", "valid-until", "number"];

impl Form for QuoteQuery {
    fn read(f: &mut Reader) -> Self {
        let sort = f.word("sort", "Sort", &SORTS);
        f.tell(BY_NUMBER);
        let query = QuoteQuery {
            status: f.choice("status", "Status", Optional),
            owner: Whom::read(f, "owner", "Agent"),
            client: f.id("client", "Client", Optional),
            words: f.text("q", "Words of the title", Optional, 200),
            sort: match sort {
                Some("value") => QuoteSort::Value,
                Some("value-up") => QuoteSort::ValueUp,
                Some("valid-until") => QuoteSort::ValidUntil,
                Some("number") => QuoteSort::Number,
                _ => QuoteSort::Touched,
            },
        };
        if query.sort == QuoteSort::Number && query.status.is_some() {
            f.problem(
                "status",
                "By number the list comes whole. Leave status out, or the sort.",
            );
        } else if query.status == Some(Status::Expired) && query.sort != QuoteSort::Touched {
            f.problem(
                "sort",
                "Expired quotes are listed by their last day. Leave the sort out.",
            );
        }
        query
    }
}

impl QuoteQuery {
    pub fn is_filtered(&self) -> bool {
        self.owner.is_some() || self.client.is_some() || !self.words.is_empty()
    }

    /// A client knows what was sent, so nothing of what is being written may show in what they find or in its order.
    ///
    /// # Errors
    /// Beside what they may not ask for.
    pub fn permitted(self, visit: &Visit) -> Result<Self> {
        let asked = [
            ("q", !self.words.is_empty()),
            ("owner", self.owner.is_some()),
            (
                "sort",
                !matches!(self.sort, QuoteSort::Touched | QuoteSort::Number),
            ),
        ];
        let client = visit.actor.tier == Tier::Client;
        match asked.into_iter().find(|(_, asked)| client && *asked) {
            Some((name, _)) => Err(Error::field(
                name,
                format!("{name} is for the staff. Leave it out."),
            )),
            None => Ok(self),
        }
    }

    /// What was touched last, unless a sort says otherwise; of those expired, what expired last.
    pub fn query(&self, visit: &Visit) -> Query<Quote> {
        let stored = self.status.filter(|status| *status != Status::Expired);
        let status = stored.map(|status| Key::new().byte(status.code()));
        let mut query = match (self.sort, &status) {
            // Sent ones whose last day is over.
            _ if self.status == Some(Status::Expired) => {
                let today = i64::from(visit.today().0);
                Query::by(SENT_UNTIL)
                    .until(Key::new().signed(today))
                    .descending(true)
            }
            (QuoteSort::Touched, Some(status)) => {
                Query::by(BY_STATUS).under(status.clone()).descending(true)
            }
            (QuoteSort::Touched, None) => Query::by(BY_TOUCHED).descending(true),
            (QuoteSort::Value, _) => Query::by(BY_VALUE).descending(true),
            (QuoteSort::ValueUp, _) => Query::by(BY_VALUE),
            (QuoteSort::ValidUntil, _) => Query::by(BY_VALID),
            (QuoteSort::Number, _) => Query::by(NUMBERED),
        };
        if let Some(status) = status.filter(|_| self.sort != QuoteSort::Touched) {
            query = query.facet(STATUS, status);
        }
        if let Some(owner) = self.owner {
            let place = Placement::Person(owner.id(visit).raw());
            query = query.facet(OWNER, owner.key(visit)).near(Some(place));
        }
        if let Some(client) = self.client {
            query = query.facet(CLIENT, Key::new().id(client));
        }
        query.words(&self.words)
    }
}
