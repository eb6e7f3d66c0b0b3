//! A piece of work as what stands above it sees it. It is filed with the task under what stands above, so that a sum
//! over many tasks reads one range of an index and no task.

use super::{Status, Task};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Minutes; 0 when nobody estimated it.
    pub minutes: u32,
    pub progress: u8,
    pub state: Status,
    pub counts: bool,
}

impl Part {
    pub fn of(task: &Task) -> Part {
        Part {
            minutes: task.weight,
            progress: task.progress,
            state: task.state,
            counts: task.counts(),
        }
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        let mut bytes = self.minutes.to_be_bytes().to_vec();
        bytes.extend([self.progress, self.state.code(), u8::from(self.counts)]);
        bytes
    }

    /// As it was filed; None for bytes that no part was filed as.
    pub fn read(bytes: &[u8]) -> Option<Part> {
        let (minutes, rest) = bytes.split_first_chunk::<4>()?;
        let [progress, state, counts] = *rest else {
            return None;
        };
        Some(Part {
            minutes: u32::from_be_bytes(*minutes),
            progress,
            state: Status::of_code(state),
            counts: counts != 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::Choice;

    proptest! {
        #[test]
        fn what_is_filed_reads_back(
            minutes in any::<u32>(),
            progress in 0u8..=100,
            state in prop::sample::select(Status::ALL),
            counts in any::<bool>(),
        ) {
            let part = Part { minutes, progress, state, counts };
            prop_assert_eq!(Part::read(&part.bytes()), Some(part));
        }
    }

    #[test]
    fn what_was_not_filed_is_no_part() {
        assert_eq!(Part::read(&[]), None);
        assert_eq!(Part::read(&[0; 6]), None);
        assert_eq!(Part::read(&[0; 8]), None);
    }
}
