//! What somebody of the house said about a task.

use serde::{Deserialize, Serialize};

use crate::{
    access::Placement,
    base::{Id, Moment, text},
    data::{Declares, Index, Key, Kind, PartOf, record},
    features::{
        people::User,
        projects::{Task, VIEW_TASKS},
    },
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Comment {
    #[serde(skip)]
    pub id: Id<Comment>,
    #[serde(skip)]
    pub version: u64,
    pub task: Id<Task>,
    pub by: Id<User>,
    pub text: String,
    pub at: Moment,
}

pub const BY_TASK: Index = Index::plain(1);

impl Comment {
    fn title(&self) -> String {
        text::shorten(&self.text, 60)
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.task.as_ref()).staff_only(true))
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_TASK, Key::new().id(self.task).signed(self.at.0));
    }
}

record!(Comment, Kind::new(33, "comments", "CM"), view: VIEW_TASKS, part_of: Comment::part_of);
