//! What a list of quotes may be asked for, by its page and the API alike.

use super::{BY_STATUS, BY_TOUCHED, Quote, Status, quote::SENT_UNTIL};
use crate::{
    data::{BY_NUMBER, Key, Query, Visit},
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct QuoteQuery {
    pub status: Option<Status>,
    pub by_number: bool,
}

impl Form for QuoteQuery {
    fn read(f: &mut Reader) -> Self {
        QuoteQuery {
            status: f.choice("status", "Status", Optional),
            by_number: f.by_number(&["status"]),
        }
    }
}

impl QuoteQuery {
    /// What was touched last; of those expired, what expired last.
    pub fn query(&self, visit: &Visit) -> Query<Quote> {
        if self.by_number {
            return Query::by(BY_NUMBER);
        }
        match self.status {
            None => Query::by(BY_TOUCHED),
            // Sent ones whose last day is over.
            Some(Status::Expired) => {
                let today = i64::from(visit.today().0);
                Query::by(SENT_UNTIL).until(Key::new().signed(today))
            }
            Some(status) => Query::by(BY_STATUS).under(Key::new().byte(status.code())),
        }
        .descending(true)
    }
}
