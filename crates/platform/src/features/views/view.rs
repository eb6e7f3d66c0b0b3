//! One look through somebody else's eyes.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Id, Moment, time},
    data::{Declares, Index, Key, Kind, record},
    features::people::{Department, Role, User},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct View {
    #[serde(skip)]
    pub id: Id<View>,
    #[serde(skip)]
    pub version: u64,
    /// Who looks.
    pub by: Id<User>,
    /// Raw id of the session in which they do.
    pub session: u64,
    /// As whom; none when a role is tried.
    #[serde(default)]
    pub user: Option<Id<User>>,
    #[serde(default)]
    pub role: Option<Id<Role>>,
    /// Where somebody with that role would belong.
    #[serde(default)]
    pub department: Option<Id<Department>>,
    pub reason: String,
    pub started: Moment,
    pub until: Moment,
    #[serde(default)]
    pub ended: Option<Moment>,
    /// Addresses that were opened, in the order of the first time.
    #[serde(default)]
    pub opened: Vec<String>,
}

/// Nobody looks longer without saying so again.
pub const LASTS: i64 = 30 * time::MINUTE;
/// Addresses that are kept of one view; more are counted by nobody, and half an hour has room for these.
pub const MOST: usize = 500;

pub const BY_TIME: Index = Index::scoped(1);
/// What a view waits for: that its time is up.
pub const TIME_IS_UP: u8 = 1;

impl View {
    fn title(&self) -> String {
        match (self.user, self.role) {
            (Some(user), _) => format!("A view as {user}"),
            (None, Some(role)) => format!("A trial of {role}"),
            (None, None) => "A view".into(),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(
            BY_TIME,
            Key::new()
                .byte(u8::from(self.ended.is_some()))
                .signed(self.started.0),
        );
        if self.ended.is_none() {
            to.wake(self.until, TIME_IS_UP);
        }
    }

    pub fn holds(&self, at: Moment) -> bool {
        self.ended.is_none() && at < self.until
    }

    /// Adds what was opened since; whether that was anything new.
    pub fn note(&mut self, opened: Vec<String>) -> bool {
        let before = self.opened.len();
        for path in opened {
            if self.opened.len() < MOST && !self.opened.contains(&path) {
                self.opened.push(path);
            }
        }
        self.opened.len() > before
    }

    pub fn end(&mut self, at: Moment) {
        self.ended = Some(at.min(self.until));
    }
}

record!(View, Kind::new(50, "views", "VW").affects_access().filing(2), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_holds_half_an_hour_and_ends_once() {
        let start = Moment(1_000);
        let mut view = View {
            started: start,
            until: start.plus(LASTS),
            ..View::default()
        };
        assert!(view.holds(start) && view.holds(start.plus(LASTS - 1)));
        assert!(!view.holds(start.plus(LASTS)));
        view.end(start.plus(2 * LASTS));
        assert_eq!(view.ended, Some(view.until), "it was over before");
        assert!(!view.holds(start));
    }

    #[test]
    fn what_was_opened_is_kept_once_and_not_without_end() {
        let mut view = View::default();
        assert!(view.note(vec!["/leads".into(), "/leads".into()]));
        assert!(!view.note(vec!["/leads".into()]));
        view.note((0..2 * MOST).map(|n| format!("/leads/{n}")).collect());
        assert_eq!(view.opened.len(), MOST);
    }
}
