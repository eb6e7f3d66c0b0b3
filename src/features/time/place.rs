//! What somebody works on, as they see it: where a new entry is filed.

use crate::{
    base::Result,
    data::Visit,
    features::projects::{Project, Task, TimeEntry, WorkOn},
};

#[derive(Debug, Clone)]
pub enum Place {
    Task(Box<Task>),
    Project(Box<Project>),
}

impl Place {
    /// # Errors
    /// When there is no such thing that the visitor sees.
    pub fn find(visit: &Visit, on: WorkOn) -> Result<Place> {
        Ok(match on {
            WorkOn::Task(id) => Place::Task(Box::new(visit.find(id)?)),
            WorkOn::Project(id) => Place::Project(Box::new(visit.find(id)?)),
        })
    }

    /// Of an entry that the visitor holds; None where it is gone.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn of(visit: &Visit, entry: &TimeEntry) -> Result<Option<Place>> {
        Ok(match entry.on() {
            WorkOn::Task(_) => visit
                .follow(entry, |entry: &TimeEntry| entry.task.unwrap_or_default())?
                .map(|task| Place::Task(Box::new(task))),
            WorkOn::Project(_) => visit
                .follow(entry, |entry: &TimeEntry| entry.project)?
                .map(|project| Place::Project(Box::new(project))),
        })
    }

    pub fn on(&self) -> WorkOn {
        match self {
            Place::Task(task) => WorkOn::Task(task.id),
            Place::Project(project) => WorkOn::Project(project.id),
        }
    }

    pub fn title(&self) -> &str {
        match self {
            Place::Task(task) => &task.title,
            Place::Project(project) => &project.title,
        }
    }

    /// Whether work on it goes on.
    pub fn is_open(&self) -> bool {
        match self {
            Place::Task(task) => task.state.is_open(),
            Place::Project(project) => project.must_not_be_closed().is_ok(),
        }
    }

    /// # Errors
    /// When the store can't be read.
    pub fn project(&self, visit: &Visit) -> Result<Option<Project>> {
        match self {
            Place::Task(task) => visit.follow(&**task, |task: &Task| task.project),
            Place::Project(project) => Ok(Some((**project).clone())),
        }
    }

    /// An entry that says nothing but what it is on.
    ///
    /// # Errors
    /// For a task that only stands for other work.
    pub fn filed(&self) -> Result<TimeEntry> {
        match self {
            Place::Task(task) => {
                task.must_be_work()?;
                Ok(TimeEntry {
                    task: Some(task.id),
                    parent: task.parent,
                    project: task.project,
                    ..TimeEntry::default()
                })
            }
            Place::Project(project) => Ok(TimeEntry {
                project: project.id,
                ..TimeEntry::default()
            }),
        }
    }
}
