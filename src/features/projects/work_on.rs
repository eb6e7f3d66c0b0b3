//! What time is spent on: a task, or a project as a whole.

use std::fmt;

use super::{Project, Task, TimeEntry};
use crate::{
    base::{Id, Result, if_found},
    data::{Change, Ref, Visit},
};

/// What stands below the title of work that is no task of its own.
pub const AS_A_WHOLE: &str = "The project as a whole";

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkOn {
    Task(Id<Task>),
    Project(Id<Project>),
}

impl WorkOn {
    /// The task where there is one, else the project as a whole.
    pub fn of(task: Option<Id<Task>>, project: Id<Project>) -> WorkOn {
        task.map_or(WorkOn::Project(project), WorkOn::Task)
    }

    /// What it is called in a sentence, and the field that takes it.
    pub fn word(self) -> &'static str {
        match self {
            WorkOn::Task(_) => "task",
            WorkOn::Project(_) => "project",
        }
    }

    pub fn record(self) -> Ref {
        match self {
            WorkOn::Task(id) => id.as_ref(),
            WorkOn::Project(id) => id.as_ref(),
        }
    }

    /// The page that shows the time on it.
    pub fn path(self) -> String {
        match self {
            WorkOn::Task(id) => format!("/tasks/{id}"),
            WorkOn::Project(id) => format!("/projects/{id}/time"),
        }
    }

    /// What it is called; None where the visitor doesn't see it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn title(self, visit: &Visit) -> Result<Option<String>> {
        Ok(match self {
            WorkOn::Task(id) => if_found(visit.find(id))?.map(|task: Task| task.title),
            WorkOn::Project(id) => if_found(visit.find(id))?.map(|project: Project| project.title),
        })
    }
}

impl fmt::Display for WorkOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorkOn::Task(id) => id.fmt(f),
            WorkOn::Project(id) => id.fmt(f),
        }
    }
}

impl TimeEntry {
    pub fn on(&self) -> WorkOn {
        WorkOn::of(self.task, self.project)
    }

    /// What its work is called, for whoever holds the entry.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn work_title(&self, change: &mut Change<'_, '_>) -> Result<String> {
        Ok(match self.on() {
            WorkOn::Task(_) => {
                change
                    .load(self, |entry: &TimeEntry| entry.task.unwrap_or_default())?
                    .title
            }
            WorkOn::Project(_) => {
                change
                    .load(self, |entry: &TimeEntry| entry.project)?
                    .title
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As an entry was kept before time could be spent on a project as a whole.
    #[derive(serde::Serialize)]
    struct Earlier {
        user: u64,
        task: Id<Task>,
        project: Id<Project>,
        minutes: u32,
        day: crate::base::Day,
    }

    #[test]
    fn an_entry_of_before_is_read_with_its_task() {
        let earlier = Earlier {
            user: 3,
            task: Id::new(41),
            project: Id::new(7),
            minutes: 90,
            day: crate::base::Day(20_000),
        };
        let json = serde_json::to_value(&earlier).unwrap();
        let entry: TimeEntry = serde_json::from_value(json).unwrap();
        assert_eq!(entry.task, Some(Id::new(41)));
        assert_eq!(entry.on(), WorkOn::Task(Id::new(41)));
        let packed = rmp_serde::to_vec_named(&earlier).unwrap();
        let entry: TimeEntry = rmp_serde::from_slice(&packed).unwrap();
        assert_eq!(entry.on(), WorkOn::Task(Id::new(41)));
    }

    #[test]
    fn time_without_a_task_is_the_project_s() {
        let entry = TimeEntry {
            project: Id::new(7),
            ..TimeEntry::default()
        };
        assert_eq!(entry.on(), WorkOn::Project(Id::new(7)));
        assert!(entry.on().path().ends_with("/time"));
        assert_ne!(
            WorkOn::Task(Id::new(7)),
            WorkOn::Project(Id::new(7)),
            "numbers of two kinds"
        );
    }
}
