//! What a list of leave may be asked for, by its page, the API and the copy as CSV alike.

use super::record::{BY_FROM, KIND, Leave, LeaveKind, STATUS, Status, USER};
use crate::{
    base::{Choice, Day},
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::people::Whom,
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct LeaveQuery {
    /// Any of these, likewise of the next two.
    pub statuses: Vec<Status>,
    pub kinds: Vec<LeaveKind>,
    pub users: Vec<Whom>,
    /// What begins from then on.
    pub from: Option<Day>,
    /// And up to then.
    pub until: Option<Day>,
    pub by_number: bool,
}

impl Form for LeaveQuery {
    fn read(f: &mut Reader) -> Self {
        LeaveQuery {
            statuses: f.choices("status", "Status", Optional),
            kinds: f.choices("kind", "Kind", Optional),
            users: Whom::all(f, "user", "Person"),
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
            by_number: f.by_number(&["from", "until"]),
        }
    }
}

impl LeaveQuery {
    /// What one's grant covers, the latest first day first.
    pub fn query(&self, visit: &Visit) -> Query<Leave> {
        let day = |day: Day| Key::new().signed(i64::from(day.0));
        let mut query = match self.by_number {
            true => Query::by(NUMBERED),
            false => Query::by(BY_FROM).descending(true),
        };
        if !self.by_number {
            if let Some(from) = self.from {
                query = query.from(day(from));
            }
            if let Some(until) = self.until {
                query = query.until(day(until + 1));
            }
        }
        if !self.statuses.is_empty() {
            let statuses = self.statuses.iter();
            query = query.any(STATUS, statuses.map(|held| Key::new().text(held.key())));
        }
        if !self.kinds.is_empty() {
            let kinds = self.kinds.iter();
            query = query.any(KIND, kinds.map(|held| Key::new().text(held.key())));
        }
        if !self.users.is_empty() {
            let users = self.users.iter().map(|user| user.key(visit));
            query = query.any(USER, users).near(Whom::place(&self.users, visit));
        }
        query
    }
}
