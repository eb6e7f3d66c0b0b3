//! Who is made to wait at the doors, for those who watch them, and how somebody is let in again.

use super::{Doors, throttle::Waiting};
use crate::base::Moment;

impl Doors {
    pub fn waiting(&self, at: Moment) -> Vec<Waiting> {
        self.throttle().waiting(at)
    }

    /// Forgets the wrong tries of one who waits.
    pub fn forgive(&self, key: &str) {
        self.throttle().forgive(key);
    }
}
