//! A piece of work as what stands above it sees it. It is filed with the task under what stands above, so that a sum
//! over many tasks reads one range of an index and no task.

use serde::{Deserialize, Serialize};

use super::{Status, Task};

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Whole minutes; 0 when nobody estimated it.
    pub minutes: u32,
    pub rest: Option<Rest>,
    pub progress: u8,
    pub state: Status,
    pub counts: bool,
}

/// What a weight has beyond its whole minutes, as a fraction of one: half of 75 minutes is 37 and 1/2. Without it a mean
/// would be cut short at each level, and a sum of them a point too low.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    pub over: u32,
    pub of: u32,
}

impl Part {
    pub fn of(task: &Task) -> Part {
        Part {
            minutes: task.weight,
            rest: task.weight_rest,
            progress: task.progress,
            state: task.state,
            counts: task.counts(),
        }
    }

    pub(in super::super) fn bytes(self) -> Vec<u8> {
        let mut bytes = self.minutes.to_be_bytes().to_vec();
        bytes.extend([self.progress, self.state.code(), u8::from(self.counts)]);
        if let Some(rest) = self.rest {
            bytes.extend(rest.over.to_be_bytes());
            bytes.extend(rest.of.to_be_bytes());
        }
        bytes
    }

    /// As it was filed; None for bytes that no part was filed as.
    pub fn read(bytes: &[u8]) -> Option<Part> {
        let (minutes, rest) = bytes.split_first_chunk::<4>()?;
        let ([progress, state, counts], rest) = rest.split_first_chunk::<3>()?;
        let rest = match rest.split_first_chunk::<4>() {
            None if rest.is_empty() => None,
            None => return None,
            Some((over, of)) => Some(Rest {
                over: u32::from_be_bytes(*over),
                of: u32::from_be_bytes(of.try_into().ok()?),
            }),
        };
        Some(Part {
            minutes: u32::from_be_bytes(*minutes),
            rest,
            progress: *progress,
            state: Status::of_code(*state),
            counts: *counts != 0,
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
            rest in prop::option::of((any::<u32>(), any::<u32>())),
            progress in 0u8..=100,
            state in prop::sample::select(Status::ALL),
            counts in any::<bool>(),
        ) {
            let rest = rest.map(|(over, of)| Rest { over, of });
            let part = Part { minutes, rest, progress, state, counts };
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
