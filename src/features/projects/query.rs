//! What a list of projects may be asked for, by its page and the API alike.

use super::{
    Project, Status,
    project::{BY_FINISH, BY_STATE},
};
use crate::{
    data::{BY_NUMBER, Key, Query},
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct ProjectQuery {
    pub state: Option<Status>,
    /// Those under way, where no state says so.
    pub open: bool,
    pub by_number: bool,
}

impl Form for ProjectQuery {
    fn read(f: &mut Reader) -> Self {
        ProjectQuery {
            state: f.choice("state", "State", Optional),
            open: f.word("show", "Show", &["all", "open"]) == Some("open"),
            by_number: f.by_number(&["state", "show"]),
        }
    }
}

impl ProjectQuery {
    /// By the day on which they end; those under way first.
    pub fn query(&self) -> Query<Project> {
        if self.by_number {
            return Query::by(BY_NUMBER);
        }
        match self.state {
            Some(state) => Query::by(BY_STATE).under(Key::new().byte(state.code())),
            None if self.open => Query::by(BY_FINISH).under(Key::new().byte(0)),
            None => Query::by(BY_FINISH),
        }
    }
}
