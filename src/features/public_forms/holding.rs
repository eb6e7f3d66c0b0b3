//! Whom forms and what came by them reach, handed over before they leave: otherwise what strangers send reaches nobody.

use super::{
    FormEntry, PublicForm,
    entry::{BY_STATE, State},
    form::BY_NAME,
};
use crate::{
    base::Id,
    data::{Index, Key},
    features::people::{Department, Holding, User, swap},
};

impl Holding for PublicForm {
    const PLACE: u8 = 13;
    fn filed() -> Vec<(Index, Key)> {
        vec![(BY_NAME, Key::new().byte(0))]
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.open {
            true => vec![self.owner],
            false => Vec::new(),
        }
    }
    fn department(&self) -> Id<Department> {
        Id::NONE
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
    }
}

impl Holding for FormEntry {
    const PLACE: u8 = 14;
    const LABEL: &'static str = "What waits of forms";
    fn filed() -> Vec<(Index, Key)> {
        vec![(BY_STATE, Key::new().byte(0))]
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.state {
            State::Taken => Vec::new(),
            State::Waiting | State::Unknown => vec![self.owner],
        }
    }
    fn department(&self) -> Id<Department> {
        Id::NONE
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
    }
}
