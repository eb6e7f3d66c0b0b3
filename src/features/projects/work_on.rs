//! What time is spent on: a task, a project as a whole, a ticket, or internal work, which is nobody's; and what it is filed
//! under and billed with.

use std::fmt;

use super::{Project, Task, TimeEntry};
use crate::{
    base::{Id, Result, if_found},
    data::{Change, Record, Ref, Visit},
    features::{clients::Client, tickets::Ticket},
};

/// What stands below the title of work that is no task of its own.
pub const AS_A_WHOLE: &str = "The project as a whole";
pub const INTERNAL: &str = "Internal";

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum WorkOn {
    Task(Id<Task>),
    Project(Id<Project>),
    Ticket(Id<Ticket>),
    /// By its name.
    Internal(String),
}

/// What time is filed under, and billed with: a project, or a ticket. Internal time has neither.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Matter {
    Project(Id<Project>),
    Ticket(Id<Ticket>),
}

impl WorkOn {
    /// The task where there is one, else what it is filed under, else what internal work it was.
    pub fn of(task: Option<Id<Task>>, matter: Option<Matter>, category: &str) -> WorkOn {
        match (task, matter) {
            (Some(task), _) => WorkOn::Task(task),
            (None, Some(Matter::Project(project))) => WorkOn::Project(project),
            (None, Some(Matter::Ticket(ticket))) => WorkOn::Ticket(ticket),
            (None, None) => WorkOn::Internal(category.to_owned()),
        }
    }

    /// What an address or a form names: the first that it says. Nothing where none of them can be read.
    pub fn named<'a>(said: impl Fn(&str) -> Option<&'a str>) -> Option<WorkOn> {
        let said = |name: &str| said(name).filter(|value| !value.is_empty());
        let task = said("task").and_then(Id::parse).map(WorkOn::Task);
        let project = || said("project").and_then(Id::parse).map(WorkOn::Project);
        let ticket = || said("ticket").and_then(Id::parse).map(WorkOn::Ticket);
        let internal = || said("category").map(|name| WorkOn::Internal(name.to_owned()));
        let boxed = || said("on").and_then(WorkOn::numbered);
        let of_kind = task.or_else(project).or_else(ticket);
        of_kind.or_else(boxed).or_else(internal)
    }

    /// By its number, whichever of the kinds that has: `T-12`, `PRJ-3`, `TK-301`.
    pub fn numbered(number: &str) -> Option<WorkOn> {
        let task = Id::parse(number).map(WorkOn::Task);
        let project = || Id::parse(number).map(WorkOn::Project);
        let ticket = || Id::parse(number).map(WorkOn::Ticket);
        task.or_else(project).or_else(ticket)
    }

    /// The prefixes of those numbers, for a box that takes any of them.
    pub fn prefixes() -> String {
        let kinds = [Task::KIND, Project::KIND, Ticket::KIND];
        kinds.map(|kind| kind.prefix).join(" ")
    }

    /// The work whose page this is the address of.
    pub fn at(path: &str) -> Option<WorkOn> {
        if let Some(task) = path.strip_prefix("/tasks/") {
            return Id::parse(task).map(WorkOn::Task);
        }
        if let Some(ticket) = path.strip_prefix("/tickets/") {
            return Id::parse(ticket).map(WorkOn::Ticket);
        }
        let project = path.strip_prefix("/projects/")?.strip_suffix("/time")?;
        Id::parse(project).map(WorkOn::Project)
    }

    /// What it is called in a sentence, and the field that takes it.
    pub fn word(&self) -> &'static str {
        match self {
            WorkOn::Task(_) => "task",
            WorkOn::Project(_) => "project",
            WorkOn::Ticket(_) => "ticket",
            WorkOn::Internal(_) => "category",
        }
    }

    /// None where it is internal, which no record stands for.
    pub fn record(&self) -> Option<Ref> {
        match self {
            WorkOn::Task(id) => Some(id.as_ref()),
            WorkOn::Project(id) => Some(id.as_ref()),
            WorkOn::Ticket(id) => Some(id.as_ref()),
            WorkOn::Internal(_) => None,
        }
    }

    /// The page that shows the time on it.
    pub fn path(&self) -> String {
        match self {
            WorkOn::Task(id) => format!("/tasks/{id}"),
            WorkOn::Project(id) => format!("/projects/{id}/time"),
            WorkOn::Ticket(id) => format!("/tickets/{id}"),
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
            WorkOn::Ticket(id) => if_found(visit.find(*id))?.map(|ticket: Ticket| ticket.title),
            WorkOn::Internal(category) => Some(category.clone()),
        })
    }

    /// What stands below its title: `of`, the project of a task or the client of a ticket, or that it is of none.
    pub fn below<'p>(&self, of: &'p str) -> &'p str {
        match self {
            WorkOn::Task(_) | WorkOn::Ticket(_) => of,
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
            WorkOn::Ticket(id) => id.fmt(f),
            WorkOn::Internal(category) => category.fmt(f),
        }
    }
}

impl TimeEntry {
    pub fn on(&self) -> WorkOn {
        WorkOn::of(self.task, self.matter(), &self.category)
    }

    /// What it is filed under; None where it is internal.
    pub fn matter(&self) -> Option<Matter> {
        Matter::of(self.project, self.ticket)
    }

    pub fn is_internal(&self) -> bool {
        self.matter().is_none()
    }

    /// What its work is of, as far as the visitor sees that: the project of a task, the client of a ticket.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn work_of(&self, visit: &Visit) -> Result<String> {
        let of = match self.matter() {
            Some(Matter::Project(id)) => if_found(visit.find(id))?.map(|of: Project| of.title),
            Some(Matter::Ticket(_)) => match self.client {
                Some(id) => if_found(visit.find(id))?.map(|of: Client| of.name),
                None => None,
            },
            None => None,
        };
        Ok(of.unwrap_or_default())
    }

    /// What a notice about it leads to: its work, or the entry where that is internal.
    pub fn stands_for(&self) -> Ref {
        let work = self.on().record();
        work.unwrap_or_else(|| Record::as_ref(self))
    }

    /// The project that it is filed under; None where it is of none.
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
        if let Some(ticket) = self.ticket_in(change)? {
            return Ok(ticket.title);
        }
        let project = self.project_in(change)?;
        Ok(project.map_or_else(|| self.category.clone(), |project| project.title))
    }

    /// The ticket that it is for.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn ticket_in(&self, change: &mut Change<'_, '_>) -> Result<Option<Ticket>> {
        match self.ticket {
            Some(_) => change
                .load(self, |entry: &TimeEntry| entry.ticket.unwrap_or_default())
                .map(Some),
            None => Ok(None),
        }
    }
}

impl Matter {
    pub fn of(project: Option<Id<Project>>, ticket: Option<Id<Ticket>>) -> Option<Matter> {
        let ticket = ticket.map(Matter::Ticket);
        project.map(Matter::Project).or(ticket)
    }

    /// None where it is a ticket.
    pub fn project(self) -> Option<Id<Project>> {
        match self {
            Matter::Project(id) => Some(id),
            Matter::Ticket(_) => None,
        }
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
        let of_ticket = TimeEntry {
            ticket: Some(Id::new(7)),
            ..TimeEntry::default()
        };
        assert_eq!(of_ticket.on(), WorkOn::Ticket(Id::new(7)));
        assert_eq!(of_ticket.matter().and_then(Matter::project), None);
        assert!(!of_ticket.is_internal());
        for on in [entry.on(), of_ticket.on(), WorkOn::Task(Id::new(3))] {
            assert_eq!(WorkOn::at(&on.path()), Some(on.clone()));
            let number = on.to_string();
            assert_eq!(WorkOn::numbered(&number), Some(on.clone()));
            let said = |name: &str| (name == on.word()).then_some(number.as_str());
            assert_eq!(WorkOn::named(said), Some(on.clone()));
        }
        assert_ne!(
            WorkOn::Task(Id::new(7)),
            WorkOn::Project(Id::new(7)),
            "numbers of two kinds"
        );
    }
}
