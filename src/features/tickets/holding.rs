//! What of tickets is in somebody's hands.

use super::{BY_TOUCHED, Ticket, bring_along};
use crate::{
    base::{Id, Result},
    data::{Change, Index, Key},
    features::people::{Department, Holding, User, swap, swap_maybe},
};

impl Holding for Ticket {
    const PLACE: u8 = 4;
    fn filed() -> Vec<(Index, Key)> {
        vec![(BY_TOUCHED, Key::new().byte(0))]
    }
    fn holders(&self) -> Vec<Id<User>> {
        if self.stage.is_over() {
            return Vec::new();
        }
        let back = [self.sales_manager, self.support_manager, self.agent];
        std::iter::once(self.owner)
            .chain(back.into_iter().flatten())
            .collect()
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
        swap_maybe(&mut self.sales_manager, from, to);
        swap_maybe(&mut self.support_manager, from, to);
        swap_maybe(&mut self.agent, from, to);
        if !self.hands.contains(&to) {
            self.hands.push(to);
        }
    }
    fn after(&self, change: &mut Change<'_, '_>) -> Result<()> {
        bring_along(change, self)
    }
}
