//! What of quotes is in somebody's hands.

use super::{BY_STATUS, Quote, Status};
use crate::{
    base::Id,
    data::{Index, Key},
    features::people::{Department, Holding, User, swap},
};

impl Holding for Quote {
    const PLACE: u8 = 2;
    fn filed() -> Vec<(Index, Key)> {
        // An accepted one waits for its ticket and is looked up by its agent afterwards.
        [Status::Draft, Status::Sent, Status::Accepted]
            .iter()
            .map(|status| (BY_STATUS, Key::new().byte(status.code())))
            .collect()
    }
    fn holders(&self) -> Vec<Id<User>> {
        match self.is_in_hand() {
            true => vec![self.owner],
            false => Vec::new(),
        }
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
    }
}
