//! What somebody works on, as they see it: where a new entry is filed.

use crate::{
    base::{Error, Result},
    data::Visit,
    features::{
        projects::{Project, Task, TimeEntry, WorkOn},
        settings::CurrentSettings,
    },
};

#[derive(Debug, Clone)]
pub enum Place {
    Task(Box<Task>),
    Project(Box<Project>),
    /// By its name.
    Internal(String),
}

impl Place {
    /// # Errors
    /// When there is no such thing that the visitor sees.
    pub fn find(visit: &Visit, on: WorkOn) -> Result<Place> {
        Ok(match on {
            WorkOn::Task(id) => Place::Task(Box::new(visit.find(id)?)),
            WorkOn::Project(id) => Place::Project(Box::new(visit.find(id)?)),
            WorkOn::Internal(name) => Place::Internal(category(visit, &name)?),
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
                .follow(entry, |entry: &TimeEntry| entry.project.unwrap_or_default())?
                .map(|project| Place::Project(Box::new(project))),
            // What was logged keeps the name it had, whatever the settings say by now.
            WorkOn::Internal(name) => Some(Place::Internal(name)),
        })
    }

    pub fn on(&self) -> WorkOn {
        match self {
            Place::Task(task) => WorkOn::Task(task.id),
            Place::Project(project) => WorkOn::Project(project.id),
            Place::Internal(name) => WorkOn::Internal(name.clone()),
        }
    }

    pub fn title(&self) -> &str {
        match self {
            Place::Task(task) => &task.title,
            Place::Project(project) => &project.title,
            Place::Internal(name) => name,
        }
    }

    /// Whether work on it goes on.
    pub fn is_open(&self) -> bool {
        match self {
            Place::Task(task) => task.state.is_open(),
            Place::Project(project) => project.must_not_be_closed().is_ok(),
            Place::Internal(_) => true,
        }
    }

    /// # Errors
    /// When the store can't be read.
    pub fn project(&self, visit: &Visit) -> Result<Option<Project>> {
        match self {
            Place::Task(task) => visit.follow(&**task, |task: &Task| task.project),
            Place::Project(project) => Ok(Some((**project).clone())),
            Place::Internal(_) => Ok(None),
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
                    project: Some(task.project),
                    ..TimeEntry::default()
                })
            }
            Place::Project(project) => Ok(TimeEntry {
                project: Some(project.id),
                ..TimeEntry::default()
            }),
            Place::Internal(name) => Ok(TimeEntry {
                category: name.clone(),
                ..TimeEntry::default()
            }),
        }
    }
}

/// The names of internal work, as the settings list them.
///
/// # Errors
/// When the store can't be read.
pub fn categories(visit: &Visit) -> Result<Vec<String>> {
    Ok(CurrentSettings::of(visit)?.0.time_categories.clone())
}

/// One of them, however it is written.
fn category(visit: &Visit, name: &str) -> Result<String> {
    let all = categories(visit)?;
    let wanted = name.to_lowercase();
    let found = all.iter().find(|held| held.to_lowercase() == wanted);
    found.cloned().ok_or_else(|| {
        let why = match all.is_empty() {
            true => "The settings list no internal work.".to_owned(),
            false => format!(
                "{name} is no internal work of this house. Choose one of {}.",
                all.join(", ")
            ),
        };
        Error::field("category", why)
    })
}
