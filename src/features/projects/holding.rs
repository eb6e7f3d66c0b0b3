//! What of projects and tasks is in somebody's hands.

use super::{BY_FINISH, BY_STATE, Project, Status, TASKS_BY_STATE, Task, TaskStatus};
use crate::{
    base::Id,
    data::{Index, Key},
    features::people::{Department, Holding, User, swap, swap_maybe},
};

impl Holding for Project {
    const PLACE: u8 = 6;
    const IS_POST: bool = true;
    fn filed() -> Vec<(Index, Key)> {
        let delivered = Status::Delivered.code();
        vec![
            (BY_FINISH, Key::new().byte(0)),
            (BY_STATE, Key::new().byte(delivered)),
        ]
    }
    fn holders(&self) -> Vec<Id<User>> {
        let over = |status| matches!(status, Status::Closed | Status::Cancelled);
        match over(self.state) {
            true => Vec::new(),
            false => vec![self.manager, self.team_lead],
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.manager, from, to);
        swap(&mut self.team_lead, from, to);
    }
}

impl Holding for Task {
    const PLACE: u8 = 7;
    fn filed() -> Vec<(Index, Key)> {
        [TaskStatus::ToDo, TaskStatus::InProgress, TaskStatus::Review]
            .iter()
            .map(|state| (TASKS_BY_STATE, Key::new().byte(state.code())))
            .collect()
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.state.is_open() {
            true => self.assignee.into_iter().chain(self.reviewer).collect(),
            false => Vec::new(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap_maybe(&mut self.assignee, from, to);
        // Nobody reviews their own work: then QA chooses anew.
        if self.reviewer == Some(from) {
            self.reviewer = Some(to);
        }
        if self.reviewer.is_some() && self.reviewer == self.assignee {
            self.reviewer = None;
        }
    }
}
