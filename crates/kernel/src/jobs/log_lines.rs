//! Lines of the program's own log on their way to whoever collects them. They lie in memory until the job that forwards
//! them has put them away; nothing is kept while nobody collects, and never more than so many.

use std::{
    collections::VecDeque,
    mem,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
};

use serde::{Deserialize, Serialize};

use crate::base::Moment;

/// One line, with a severity of syslog: 3 an error, 4 a warning, 6 for information, 7 for whoever looks for a fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    pub at: Moment,
    pub severity: u8,
    /// The part of the program that said it.
    pub target: String,
    pub text: String,
}

/// Lines that lie in memory at the most.
const MOST: usize = 2_000;
/// What is kept while nobody collects.
const NOTHING: u8 = 0;

/// A service of the store that is being served.
#[derive(Debug, Default)]
pub struct LogLines {
    /// The least grave severity that is kept; `NOTHING` for none.
    upto: AtomicU8,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    lines: VecDeque<LogLine>,
    lost: u64,
}

impl LogLines {
    /// Keeps lines up to a severity from here on; None for none, and what is held goes.
    pub fn keep(&self, upto: Option<u8>) {
        self.upto.store(upto.unwrap_or(NOTHING), Ordering::Relaxed);
        if upto.is_none() {
            *self.held() = Held::default();
        }
    }

    pub fn wants(&self, severity: u8) -> bool {
        severity <= self.upto.load(Ordering::Relaxed)
    }

    /// Keeps a line, or counts it when there are too many.
    pub fn note(&self, line: LogLine) {
        let mut held = self.held();
        match held.lines.len() < MOST {
            true => held.lines.push_back(line),
            false => held.lost += 1,
        }
    }

    /// What came since, oldest first, and how many more there were.
    pub fn take(&self) -> (Vec<LogLine>, u64) {
        let held = mem::take(&mut *self.held());
        (held.lines.into(), held.lost)
    }

    /// Lies here again, before what came since, when it can't be put away.
    pub fn give_back(&self, (mut lines, lost): (Vec<LogLine>, u64)) {
        let mut held = self.held();
        held.lost += lost;
        lines.extend(mem::take(&mut held.lines));
        held.lost += lines.len().saturating_sub(MOST) as u64;
        lines.truncate(MOST);
        held.lines = lines.into();
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_are_kept_and_the_others_counted_and_none_while_nobody_collects() {
        let lines = LogLines::default();
        assert!(!lines.wants(3));
        lines.keep(Some(4));
        assert!(lines.wants(3) && lines.wants(4) && !lines.wants(6));
        let line = |n: usize| LogLine {
            at: Moment(0),
            severity: 4,
            target: "atrium".into(),
            text: format!("line {n}"),
        };
        (0..MOST + 3).for_each(|n| lines.note(line(n)));
        let (held, lost) = lines.take();
        assert_eq!((held.len(), lost), (MOST, 3));
        assert_eq!(held[0].text, "line 0");
        assert_eq!(lines.take(), (Vec::new(), 0));
        // What can't be put away comes first again, and what has no room then is counted.
        lines.note(line(MOST));
        lines.give_back((held, lost));
        let (held, lost) = lines.take();
        assert_eq!((held.len(), lost), (MOST, 4));
        assert_eq!(held[0].text, "line 0");
        lines.note(line(1));
        lines.give_back((vec![line(0)], 2));
        let (held, lost) = lines.take();
        assert_eq!((held.len(), held[1].text.as_str(), lost), (2, "line 1", 2));
        lines.note(line(1));
        lines.keep(None);
        assert_eq!(lines.take(), (Vec::new(), 0));
    }
}
