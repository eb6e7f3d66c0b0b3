//! What a list of quotes may be asked for, by its page and the API alike.

use super::{
    BY_STATUS, BY_TOUCHED, Quote, Status,
    quote::{BY_VALID, BY_VALUE, CLIENT, OWNER, SENT_UNTIL, STATUS},
};
use crate::{
    access::Tier,
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
    /// Any of these.
    pub statuses: Vec<Status>,
    pub owners: Vec<Whom>,
    pub clients: Vec<Id<Client>>,
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
            statuses: f.choices("status", "Status", Optional),
            owners: Whom::all(f, "owner", "Agent"),
            clients: f.ids("client", "Client"),
            words: f.text("q", "Words of the title", Optional, 200),
            sort: match sort {
                Some("value") => QuoteSort::Value,
                Some("value-up") => QuoteSort::ValueUp,
                Some("valid-until") => QuoteSort::ValidUntil,
                Some("number") => QuoteSort::Number,
                _ => QuoteSort::Touched,
            },
        };
        if query.sort == QuoteSort::Number && !query.statuses.is_empty() {
            f.problem(
                "status",
                "By number the list comes whole. Leave status out, or the sort.",
            );
        } else if query.is_expired() && query.sort != QuoteSort::Touched {
            f.problem(
                "sort",
                "Expired quotes are listed by their last day. Leave the sort out.",
            );
        } else if query.is_expired() && query.statuses.len() > 1 {
            f.problem(
                "status",
                "Expired quotes are listed by their last day, and by themselves. Leave the other statuses out.",
            );
        }
        query
    }
}

impl QuoteQuery {
    /// Whether those are asked for whose last day is over: no status that is stored.
    pub fn is_expired(&self) -> bool {
        self.statuses.contains(&Status::Expired)
    }

    pub fn is_filtered(&self) -> bool {
        !self.owners.is_empty() || !self.clients.is_empty() || !self.words.is_empty()
    }

    /// A client knows what was sent, so nothing of what is being written may show in what they find or in its order.
    ///
    /// # Errors
    /// Beside what they may not ask for.
    pub fn permitted(self, visit: &Visit) -> Result<Self> {
        let asked = [
            ("q", !self.words.is_empty()),
            ("owner", !self.owners.is_empty()),
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
        let status = |status: &Status| Key::new().byte(status.code());
        let within = || self.statuses.iter().map(status);
        let mut query = match self.sort {
            // Sent ones whose last day is over.
            _ if self.is_expired() => {
                let today = i64::from(visit.today().0);
                Query::by(SENT_UNTIL)
                    .until(Key::new().signed(today))
                    .descending(true)
            }
            QuoteSort::Touched if self.statuses.is_empty() => {
                Query::by(BY_TOUCHED).descending(true)
            }
            QuoteSort::Touched => Query::by(BY_STATUS).under_any(within()).descending(true),
            QuoteSort::Value => Query::by(BY_VALUE).descending(true),
            QuoteSort::ValueUp => Query::by(BY_VALUE),
            QuoteSort::ValidUntil => Query::by(BY_VALID),
            QuoteSort::Number => Query::by(NUMBERED),
        };
        let told = self.statuses.is_empty() || self.is_expired();
        if !told && self.sort != QuoteSort::Touched {
            query = query.any(STATUS, within());
        }
        if !self.owners.is_empty() {
            let owners = self.owners.iter().map(|owner| owner.key(visit));
            query = query
                .any(OWNER, owners)
                .near(Whom::place(&self.owners, visit));
        }
        if !self.clients.is_empty() {
            let clients = self.clients.iter();
            query = query.any(CLIENT, clients.map(|client| Key::new().id(*client)));
        }
        query.words(&self.words)
    }
}
