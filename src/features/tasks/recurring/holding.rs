//! In whose hands the next of what recurs will be.

use super::RecurringTask;
use crate::{
    base::Id,
    data::{Index, Key},
    features::{
        people::{Department, Holding, User, swap_maybe},
        tasks::recurring::recurring_task::BY_NEXT,
    },
};

impl Holding for RecurringTask {
    const PLACE: u8 = 10;
    const LABEL: &'static str = "Tasks that recur";
    /// It lies with who does it and not with who reviews it; there are few.
    const LIES_ELSEWHERE: bool = true;
    fn filed() -> Vec<(Index, Key)> {
        vec![(BY_NEXT, Key::new().byte(0))]
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.is_over() {
            true => Vec::new(),
            false => self.assignee.into_iter().chain(self.reviewer).collect(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap_maybe(&mut self.assignee, from, to);
        swap_maybe(&mut self.reviewer, from, to);
        // Nobody reviews their own work.
        if self.reviewer == self.assignee {
            self.reviewer = None;
        }
    }
}
