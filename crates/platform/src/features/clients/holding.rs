//! Clients are kept by somebody, who takes them along to another department.

use super::{BY_NAME, Client};
use crate::{
    base::Id,
    data::{Index, Key},
    features::people::{Department, Holding, User, swap},
};

impl Holding for Client {
    const PLACE: u8 = 3;
    const LABEL: &'static str = "Clients they keep";
    fn filed() -> Vec<(Index, Key)> {
        vec![(BY_NAME, Key::new())]
    }
    fn holders(&self) -> Vec<Id<User>> {
        vec![self.owner]
    }
    fn department(&self) -> Id<Department> {
        self.departments.first().copied().unwrap_or_default()
    }
    fn left_with(&self) -> Id<Department> {
        Id::NONE
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
    }
}
