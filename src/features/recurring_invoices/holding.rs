//! Who reads over what recurs, and hands it over before they leave.

use super::series::{BY_NEXT, RecurringInvoice};
use crate::{
    base::Id,
    data::{Index, Key},
    features::people::{Department, Holding, User, swap},
};

impl Holding for RecurringInvoice {
    const PLACE: u8 = 12;
    fn filed() -> Vec<(Index, Key)> {
        vec![(BY_NEXT, Key::new())]
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.ended {
            true => Vec::new(),
            false => vec![self.owner],
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
    }
}
