//! How many children read at once: each may take as much memory and time as a document may.

use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Children at once. Whoever comes then waits.
const AT_ONCE: usize = 4;
/// How often whoever waits looks whether they have to go.
const LOOK: Duration = Duration::from_millis(50);

/// Places for children, as many as there may be at once.
#[derive(Debug, Default)]
pub struct Desks {
    taken: Mutex<usize>,
    left: Condvar,
}

/// One that somebody has; it is free again once this is gone.
pub struct Desk<'d>(&'d Desks);

impl Desks {
    /// None where none became free for as long as one waits.
    pub fn take(&self, patience: Duration, stopping: &dyn Fn() -> bool) -> Option<Desk<'_>> {
        let begun = Instant::now();
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken >= AT_ONCE {
            if stopping() || begun.elapsed() >= patience {
                return None;
            }
            let waited = self.left.wait_timeout(taken, LOOK);
            (taken, _) = waited.unwrap_or_else(PoisonError::into_inner);
        }
        *taken += 1;
        Some(Desk(self))
    }
}

impl Drop for Desk<'_> {
    fn drop(&mut self) {
        let mut taken = self.0.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(1);
        self.0.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_children_than_there_are_desks() {
        let desks = Desks::default();
        let go_on = || false;
        let short = Duration::from_millis(1);
        let mut held: Vec<Desk<'_>> = (0..AT_ONCE)
            .filter_map(|_| desks.take(short, &go_on))
            .collect();
        assert_eq!(held.len(), AT_ONCE);
        assert!(desks.take(short, &go_on).is_none(), "all are taken");
        assert!(
            desks.take(Duration::from_secs(20), &|| true).is_none(),
            "it is stopping"
        );
        held.pop();
        assert!(desks.take(short, &go_on).is_some());
    }
}
