//! What time is spent on: a task, a project as a whole, or internal work, which is nobody's project.

use std::fmt;

use super::{Project, Task, TimeEntry};
use crate::{
    base::{Id, Result, if_found},
    data::{Change, Record, Ref, Visit},
};

/// What stands below the title of work that is no task of its own.
pub const AS_A_WHOLE: &str = "The project as a whole";
pub const INTERNAL: &str = "Internal";

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkOn {
    Task(Id<Task>),
    Project(Id<Project>),
    /// By its name.
    Internal(String),
}

impl WorkOn {
    /// The task where there is one, else the project as a whole, else what internal work it was.
    pub fn of(task: Option<Id<Task>>, project: Option<Id<Project>>, category: &str) -> WorkOn {
        match (task, project) {
            (Some(task), _) => WorkOn::Task(task),
            (None, Some(project)) => WorkOn::Project(project),
            (None, None) => WorkOn::Internal(category.to_owned()),
        }
    }

    /// What it is called in a sentence, and the field that takes it.
    pub fn word(&self) -> &'static str {
        match self {
            WorkOn::Task(_) => "task",
            WorkOn::Project(_) => "project",
            WorkOn::Internal(_) => "category",
        }
    }

    /// None where it is internal, which no record stands for.
    pub fn record(&self) -> Option<Ref> {
        match self {
            WorkOn::Task(id) => Some(id.as_ref()),
            WorkOn::Project(id) => Some(id.as_ref()),
            WorkOn::Internal(_) => None,
        }
    }

    /// The page that shows the time on it.
    pub fn path(&self) -> String {
        match self {
            WorkOn::Task(id) => format!("/tasks/{id}"),
            WorkOn::Project(id) => format!("/projects/{id}/time"),
            WorkOn::Internal(_) => "/time".to_owned(),
        }
    }

    /// What it is called; None where the visitor doesn't see it.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn title(&self, visit: &Visit) -> Result<Option<String>> {
        Ok(match self {
            WorkOn::Task(id) => if_found(visit.find(*id))?.map(|task: Task| task.title),
            WorkOn::Project(id) => if_found(visit.find(*id))?.map(|project: Project| project.title),
            WorkOn::Internal(category) => Some(category.clone()),
        })
    }

    /// What stands below its title: the project of a task, or that it is none.
    pub fn below<'p>(&self, project: Option<&'p Project>) -> &'p str {
        match self {
            WorkOn::Task(_) => project.map_or("", |project| project.title.as_str()),
            WorkOn::Project(_) => AS_A_WHOLE,
            WorkOn::Internal(_) => INTERNAL,
        }
    }
}

impl fmt::Display for WorkOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorkOn::Task(id) => id.fmt(f),
            WorkOn::Project(id) => id.fmt(f),
            WorkOn::Internal(category) => category.fmt(f),
        }
    }
}

impl TimeEntry {
    pub fn on(&self) -> WorkOn {
        WorkOn::of(self.task, self.project, &self.category)
    }

    pub fn is_internal(&self) -> bool {
        self.task.is_none() && self.project.is_none()
    }

    /// What a notice about it leads to: its work, or the entry where that is internal.
    pub fn stands_for(&self) -> Ref {
        let work = self.on().record();
        work.unwrap_or_else(|| Record::as_ref(self))
    }

    /// The project that it is filed under; None where it is internal.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn project_in(&self, change: &mut Change<'_, '_>) -> Result<Option<Project>> {
        match self.project {
            Some(_) => change
                .load(self, |entry: &TimeEntry| entry.project.unwrap_or_default())
                .map(Some),
            None => Ok(None),
        }
    }

    /// What its work is called, for whoever holds the entry.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn work_title(&self, change: &mut Change<'_, '_>) -> Result<String> {
        if self.task.is_some() {
            let task = change.load(self, |entry: &TimeEntry| entry.task.unwrap_or_default())?;
            return Ok(task.title);
        }
        let project = self.project_in(change)?;
        Ok(project.map_or_else(|| self.category.clone(), |project| project.title))
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
        assert_eq!(entry.project, Some(Id::new(7)));
        assert_eq!(entry.on(), WorkOn::Task(Id::new(41)));
        let packed = rmp_serde::to_vec_named(&earlier).unwrap();
        let entry: TimeEntry = rmp_serde::from_slice(&packed).unwrap();
        assert_eq!(entry.on(), WorkOn::Task(Id::new(41)));
    }

    #[test]
    fn time_without_a_task_is_the_project_s() {
        let entry = TimeEntry {
            project: Some(Id::new(7)),
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
