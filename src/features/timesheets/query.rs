//! What a list of timesheets may be asked for, by its page, the API and the copy as CSV alike.

use super::timesheet::{BY_WEEK, STATUS, Status, Timesheet, USER};
use crate::{
    base::{Choice, Day},
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::people::Whom,
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct TimesheetQuery {
    /// Any of these, likewise of the next.
    pub statuses: Vec<Status>,
    pub users: Vec<Whom>,
    /// Weeks that begin from then on.
    pub from: Option<Day>,
    /// And those that begin up to then.
    pub until: Option<Day>,
    pub by_number: bool,
}

impl Form for TimesheetQuery {
    fn read(f: &mut Reader) -> Self {
        TimesheetQuery {
            statuses: f.choices("status", "Status", Optional),
            users: Whom::all(f, "user", "Person"),
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
            by_number: f.by_number(&["from", "until"]),
        }
    }
}

impl TimesheetQuery {
    /// Those that one's grant covers, the latest week first.
    pub fn query(&self, visit: &Visit) -> Query<Timesheet> {
        let day = |day: Day| Key::new().signed(i64::from(day.0));
        let mut query = match self.by_number {
            true => Query::by(NUMBERED),
            false => Query::by(BY_WEEK).descending(true),
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
        if !self.users.is_empty() {
            let users = self.users.iter().map(|user| user.key(visit));
            query = query.any(USER, users).near(Whom::place(&self.users, visit));
        }
        query
    }
}
