//! What somebody works on, as they see it: where a new entry is filed.

use crate::{
    base::{Day, Error, Result},
    data::Visit,
    features::{
        clients::Client,
        projects::{AS_A_WHOLE, INTERNAL, Project, Task, TimeEntry, WorkOn},
        settings::CurrentSettings,
        tickets::Ticket,
    },
};

#[derive(Debug, Clone)]
pub enum Place {
    Task(Box<Task>),
    Project(Box<Project>),
    Ticket(Box<Ticket>),
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
            WorkOn::Ticket(id) => Place::Ticket(Box::new(visit.find(id)?)),
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
            WorkOn::Ticket(_) => visit
                .follow(entry, |entry: &TimeEntry| entry.ticket.unwrap_or_default())?
                .map(|ticket| Place::Ticket(Box::new(ticket))),
            // What was logged keeps the name it had, whatever the settings say by now.
            WorkOn::Internal(name) => Some(Place::Internal(name)),
        })
    }

    pub fn on(&self) -> WorkOn {
        match self {
            Place::Task(task) => WorkOn::Task(task.id),
            Place::Project(project) => WorkOn::Project(project.id),
            Place::Ticket(ticket) => WorkOn::Ticket(ticket.id),
            Place::Internal(name) => WorkOn::Internal(name.clone()),
        }
    }

    pub fn title(&self) -> &str {
        match self {
            Place::Task(task) => &task.title,
            Place::Project(project) => &project.title,
            Place::Ticket(ticket) => &ticket.title,
            Place::Internal(name) => name,
        }
    }

    /// Whether work on it goes on.
    pub fn is_open(&self) -> bool {
        match self {
            Place::Task(task) => task.state.is_open(),
            Place::Project(project) => project.must_not_be_closed().is_ok(),
            Place::Ticket(ticket) => !ticket.stage.is_over(),
            Place::Internal(_) => true,
        }
    }

    /// Whether time is logged on it at all: on a ticket also after it was closed.
    pub fn takes_time(&self) -> bool {
        match self {
            Place::Task(_) | Place::Ticket(_) | Place::Internal(_) => true,
            Place::Project(project) => project.must_not_be_closed().is_ok(),
        }
    }

    /// # Errors
    /// When the store can't be read.
    pub fn project(&self, visit: &Visit) -> Result<Option<Project>> {
        match self {
            Place::Task(task) => visit.follow(&**task, |task: &Task| task.project),
            Place::Project(project) => Ok(Some((**project).clone())),
            Place::Ticket(_) | Place::Internal(_) => Ok(None),
        }
    }

    /// What stands below its title: the project of a task, the client of a ticket, or that it is of none.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn below(&self, visit: &Visit) -> Result<String> {
        Ok(match self {
            Place::Task(_) => self
                .project(visit)?
                .map(|project| project.title)
                .unwrap_or_default(),
            Place::Ticket(ticket) => visit
                .follow(&**ticket, |ticket: &Ticket| ticket.client)?
                .map(|client: Client| client.name)
                .unwrap_or_default(),
            Place::Project(_) => AS_A_WHOLE.to_owned(),
            Place::Internal(_) => INTERNAL.to_owned(),
        })
    }

    /// Why no time is written there on a day: before the work began, or after a ticket was closed.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn closed_on(&self, visit: &Visit, day: Day) -> Result<Option<String>> {
        if let Place::Ticket(ticket) = self {
            let first = ticket.created_at.day(&visit.tz);
            let last = ticket.closed.map_or(day, |closed| closed.day(&visit.tz));
            return Ok(match day {
                day if day < first => Some(format!(
                    "The ticket was opened on {}. Choose that day or a later one.",
                    first.long()
                )),
                day if day > last => Some(format!(
                    "The ticket was closed on {}. Choose that day or an earlier one, or reopen it.",
                    last.long()
                )),
                _ => None,
            });
        }
        let project = self.project(visit)?;
        let first = project.map_or(day, |project| project.first_day(&visit.tz));
        Ok((day < first).then(|| {
            format!(
                "The project began on {}. Choose that day or a later one.",
                first.long()
            )
        }))
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
            Place::Ticket(ticket) => Ok(TimeEntry {
                ticket: Some(ticket.id),
                client: Some(ticket.client),
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
