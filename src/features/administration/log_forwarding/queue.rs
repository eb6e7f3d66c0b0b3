//! Lines of the program's log that wait to be forwarded. One record, bounded: what the collector doesn't take for long is
//! counted and not kept, for the machine has it in its own log.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::Id,
    data::{Declares, Kind, record},
    jobs::LogLine,
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LogQueue {
    #[serde(skip)]
    pub id: Id<LogQueue>,
    #[serde(skip)]
    pub version: u64,
    /// The oldest first.
    pub lines: Vec<LogLine>,
    /// Lines that were too many.
    pub lost: u64,
}

/// There is one, made when the first line waits.
pub const QUEUE: Id<LogQueue> = Id::new(1);
/// Lines that wait at the most.
const MOST: usize = 2_000;

impl LogQueue {
    fn title(&self) -> String {
        "Lines of the log".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}

    /// Takes in what came, and how many more there were.
    pub fn add(&mut self, mut lines: Vec<LogLine>, lost: u64) {
        let room = MOST.saturating_sub(self.lines.len());
        self.lost += lost + lines.len().saturating_sub(room) as u64;
        lines.truncate(room);
        self.lines.extend(lines);
    }

    /// The first lines and so many that were lost are through.
    pub fn sent(&mut self, lines: usize, lost: u64) {
        self.lines.drain(..lines.min(self.lines.len()));
        self.lost = self.lost.saturating_sub(lost);
    }
}

record!(LogQueue, Kind::new(14, "log-queues", "LQ").secret().unjournaled(), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Moment;

    #[test]
    fn it_is_bounded_and_counts_what_was_too_much() {
        let line = |n: usize| LogLine {
            at: Moment(0),
            severity: 4,
            target: "atrium".into(),
            text: n.to_string(),
        };
        let mut queue = LogQueue::default();
        queue.add((0..MOST - 1).map(line).collect(), 2);
        queue.add((0..5).map(line).collect(), 1);
        assert_eq!((queue.lines.len(), queue.lost), (MOST, 7));
        queue.sent(500, 7);
        assert_eq!((queue.lines.len(), queue.lost), (MOST - 500, 0));
        assert_eq!(queue.lines[0].text, "500");
        queue.sent(MOST, 1);
        assert_eq!((queue.lines.len(), queue.lost), (0, 0));
    }
}
