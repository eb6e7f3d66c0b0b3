//! What of leads is in somebody's hands.

use super::{Lead, Stage, lead::BY_STAGE};
use crate::{
    base::Id,
    data::{Index, Key},
    features::people::{Department, Holding, User, swap, swap_maybe},
};

impl Holding for Lead {
    const PLACE: u8 = 1;
    fn filed() -> Vec<(Index, Key)> {
        let open = Stage::OPEN.iter();
        open.map(|stage| (BY_STAGE, Key::new().byte(stage.code())))
            .collect()
    }
    fn holders(&self) -> Vec<Id<User>> {
        if !self.stage.is_open() {
            return Vec::new();
        }
        let back = self.closer.into_iter().chain(self.agent);
        std::iter::once(self.owner).chain(back).collect()
    }
    fn department(&self) -> Id<Department> {
        self.department
    }
    fn hand(&mut self, from: Id<User>, to: Id<User>) {
        swap(&mut self.owner, from, to);
        swap_maybe(&mut self.closer, from, to);
        swap_maybe(&mut self.agent, from, to);
    }
}
