//! What a list of notifications may be asked for: one's own, newest first.

use super::{
    Notification, Reason,
    notification::{BY_PLACE, BY_READ, BY_TIME, REASON, Shelf},
};
use crate::{
    base::Choice,
    choices,
    data::{Key, Query},
    web::{Form, Reader, form::Optional},
};

choices! {
    pub enum Show {
        All: "all", "Everything";
        Open: "open", "Open";
        Unread: "unread", "Unread";
        Later: "later", "Later";
        Done: "done", "Done";
    }
}

#[derive(Debug, Clone, Default)]
pub struct NotificationQuery {
    pub show: Option<Show>,
    pub reason: Option<Reason>,
}

impl Form for NotificationQuery {
    fn read(f: &mut Reader) -> Self {
        NotificationQuery {
            show: f.choice("show", "Show", Optional),
            reason: f.choice("reason", "Reason", Optional),
        }
    }
}

impl NotificationQuery {
    pub fn query(&self) -> Query<Notification> {
        let all = match self.show.unwrap_or(Show::All) {
            Show::Unread => Query::by(BY_READ).under(Key::new().byte(0)),
            Show::Open => Query::by(BY_PLACE).under(Shelf::Open.key()),
            Show::Later => Query::by(BY_PLACE).under(Shelf::Later.key()),
            Show::Done => Query::by(BY_PLACE).under(Shelf::Done.key()),
            Show::All | Show::Unknown => Query::by(BY_TIME),
        };
        let all = match self.reason {
            Some(reason) => all.facet(REASON, Key::new().text(reason.key())),
            None => all,
        };
        all.descending(true)
    }
}
