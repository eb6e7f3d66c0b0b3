//! Who looks after an agreement, and hands it over before they leave.

use super::retainer::{BY_TOUCHED, Retainer, State};
use crate::{
    base::Id,
    data::{Index, Key},
    features::people::{Department, Holding, User, swap},
};

impl Holding for Retainer {
    const PLACE: u8 = 11;
    fn filed() -> Vec<(Index, Key)> {
        vec![(BY_TOUCHED, Key::new())]
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.state {
            State::Running => vec![self.owner],
            _ => Vec::new(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
    }
}
