//! A sub-project as the project above sees it. It is filed with it under that one, so that a roll-up reads one range of an
//! index and no project.

use super::super::{Project, TaskPart};

/// What a sub-project is to the project above.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Below {
    /// How it counts beside the milestones; not where a task stands for it.
    pub part: TaskPart,
    /// Tasks that count, how many are completed, how many are started.
    pub total: u32,
    pub done: u32,
    pub started: u32,
    /// Whether the project above can't end over it.
    pub under_way: bool,
}

impl Below {
    pub fn of(project: &Project) -> Below {
        Below {
            part: project.as_part(),
            total: project.total,
            done: project.done,
            started: project.started,
            under_way: project.is_under_way(),
        }
    }

    pub(in super::super) fn bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(28);
        for number in [self.total, self.done, self.started] {
            bytes.extend(number.to_be_bytes());
        }
        bytes.push(u8::from(self.under_way));
        bytes.extend(self.part.bytes());
        bytes
    }

    /// As it was filed; None for bytes that no sub-project was filed as.
    pub fn read(bytes: &[u8]) -> Option<Below> {
        let (total, rest) = bytes.split_first_chunk::<4>()?;
        let (done, rest) = rest.split_first_chunk::<4>()?;
        let (started, rest) = rest.split_first_chunk::<4>()?;
        let ([under_way], rest) = rest.split_first_chunk::<1>()?;
        Some(Below {
            part: TaskPart::read(rest)?,
            total: u32::from_be_bytes(*total),
            done: u32::from_be_bytes(*done),
            started: u32::from_be_bytes(*started),
            under_way: *under_way != 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        base::Choice,
        features::projects::{Rest, TaskStatus},
    };

    proptest! {
        #[test]
        fn what_is_filed_reads_back(
            numbers in (any::<u32>(), any::<u32>(), any::<u32>(), any::<u32>()),
            rest in prop::option::of((any::<u32>(), any::<u32>())),
            progress in 0u8..=100,
            state in prop::sample::select(TaskStatus::ALL),
            flags in (any::<bool>(), any::<bool>()),
        ) {
            let (minutes, total, done, started) = numbers;
            let rest = rest.map(|(over, of)| Rest { over, of });
            let part = TaskPart { minutes, rest, progress, state, counts: flags.0 };
            let below = Below { part, total, done, started, under_way: flags.1 };
            prop_assert_eq!(Below::read(&below.bytes()), Some(below));
        }
    }

    #[test]
    fn what_was_not_filed_is_nothing() {
        assert_eq!(Below::read(&[]), None);
        assert_eq!(Below::read(&[0; 13]), None);
    }
}
