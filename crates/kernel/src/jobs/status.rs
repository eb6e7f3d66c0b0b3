//! How a job stands, for Health, the API and the doctor.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::Moment;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stand {
    /// Nothing to do until something happens or its time comes.
    #[default]
    Waiting,
    Running,
    /// It failed, and is tried again after a pause.
    Failing,
    Stopped,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    pub name: String,
    pub stand: Stand,
    /// Since when the run lasts that is under way.
    pub running_since: Option<Moment>,
    /// When the last run ended, and how long it took in milliseconds.
    pub last_run: Option<Moment>,
    pub took: u64,
    pub runs: u64,
    /// Runs that failed or panicked since the start of the process, and how many of the last ones in a row.
    pub failures: u64,
    pub in_a_row: u32,
    /// What the last failure said, and when; kept after it went well again.
    pub last_error: Option<(Moment, String)>,
    /// What of its work fails while the rest goes on.
    pub trouble: Option<String>,
    /// Journal entries that it has yet to look at; None for jobs that follow nothing.
    pub lag: Option<u64>,
}

impl Stand {
    pub fn label(self) -> &'static str {
        match self {
            Stand::Waiting => "waits",
            Stand::Running => "runs",
            Stand::Failing => "failed, and is tried again",
            Stand::Stopped => "stopped",
        }
    }
}

impl Status {
    /// What is wrong with it now, in words; None when nothing is.
    pub fn complaint(&self) -> Option<String> {
        if self.in_a_row > 0 {
            return self.last_error.as_ref().map(|(_, why)| why.clone());
        }
        let behind = self.lag.filter(|lag| *lag > 0);
        let behind = behind.map(|lag| format!("{lag} journal entries behind"));
        self.trouble.clone().or(behind)
    }
}

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(300);

/// How long to leave a job alone that failed so many times in a row.
pub fn pause(in_a_row: u32) -> Duration {
    FIRST
        .saturating_mul(1 << in_a_row.saturating_sub(1).min(16))
        .min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_five_minutes() {
        let seconds: Vec<u64> = (1..12).map(|n| pause(n).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]);
        assert_eq!(pause(u32::MAX), LONGEST);
    }
}
