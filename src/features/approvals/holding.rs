//! Who answers for an approval that waits.

use super::{Approval, BY_STATUS};
use crate::{
    base::Id,
    data::{Index, Key},
    features::people::{Department, Holding, User, swap, swap_maybe},
};

impl Holding for Approval {
    const PLACE: u8 = 5;
    const LABEL: &'static str = "Approvals that wait";
    const IS_POST: bool = true;
    /// One that waits names a team lead in whose reach it doesn't lie yet; few wait at a time.
    const LIES_ELSEWHERE: bool = true;
    fn filed() -> Vec<(Index, Key)> {
        vec![(BY_STATUS, Key::new().byte(0))]
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.is_waiting() {
            true => std::iter::once(self.manager)
                .chain(self.team_lead)
                .collect(),
            false => Vec::new(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.manager, from, to);
        swap_maybe(&mut self.team_lead, from, to);
    }
}
