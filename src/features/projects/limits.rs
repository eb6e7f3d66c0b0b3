//! How many tasks the columns of a project's board may hold at once, and what happens when one more comes: it is told, or
//! it has to wait.

use serde::{Deserialize, Serialize};

use super::TaskStatus;
use crate::{
    base::Choice,
    choices,
    web::form::{Form, Optional, Reader},
};

choices! {
    /// What follows when a column would hold more.
    pub enum Passing {
        Warn: "warn", "Say so, and tell the team lead";
        Stop: "stop", "Stop it until one goes on";
    }
}

/// Top-level tasks that may stand in a column; 0 is any number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    #[serde(default)]
    pub to_do: u32,
    #[serde(default)]
    pub in_progress: u32,
    #[serde(default)]
    pub review: u32,
    /// Whether one more has to wait.
    #[serde(default)]
    pub stops: bool,
}

impl Limits {
    /// How many a column may hold.
    pub fn of(&self, lane: TaskStatus) -> Option<u32> {
        let most = match lane {
            TaskStatus::ToDo => self.to_do,
            TaskStatus::InProgress => self.in_progress,
            TaskStatus::Review => self.review,
            _ => 0,
        };
        (most > 0).then_some(most)
    }

    pub fn any(&self) -> bool {
        self.to_do + self.in_progress + self.review > 0
    }

    /// What is said of a column that holds so many; nothing while it may.
    pub fn passed(&self, lane: TaskStatus, held: i64) -> Option<String> {
        let most = self.of(lane)?;
        (held > i64::from(most)).then(|| format!("{} holds {held} of at most {most}", lane.label()))
    }
}

#[derive(Debug, Clone)]
pub struct LimitsForm {
    pub limits: Limits,
    pub version: Option<u64>,
}

impl Form for LimitsForm {
    fn read(f: &mut Reader) -> Self {
        let mut most = |name: &str, label: &str| {
            let held = f.whole(name, label, Optional, 0..=500);
            held.and_then(|held| u32::try_from(held).ok()).unwrap_or(0)
        };
        let (to_do, in_progress, review) = (
            most("to_do", "To do"),
            most("in_progress", "In progress"),
            most("review", "Review"),
        );
        let passing: Option<Passing> = f.choice("passing", "When one more comes", Optional);
        LimitsForm {
            limits: Limits {
                to_do,
                in_progress,
                review,
                stops: passing == Some(Passing::Stop),
            },
            version: f.version(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_without_a_limit_is_never_passed() {
        let limits = Limits {
            in_progress: 3,
            ..Limits::default()
        };
        assert_eq!(limits.passed(TaskStatus::InProgress, 3), None);
        let told = limits.passed(TaskStatus::InProgress, 4).unwrap();
        assert_eq!(told, "In progress holds 4 of at most 3");
        assert_eq!(limits.passed(TaskStatus::Review, 99), None);
        assert_eq!(limits.passed(TaskStatus::Completed, 99), None);
    }
}
