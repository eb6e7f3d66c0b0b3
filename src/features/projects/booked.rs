//! What is known of time where it was spent, without the entries themselves, which are their people's.

use super::{
    Project, Task, TimeEntry,
    entry::{BY_PROJECT, BY_TASK, BY_TICKET},
};
use crate::{
    base::{Id, Result},
    data::{Key, Visit},
    features::{people::User, tickets::Ticket},
};

/// What an entry adds to its task, its project and its ticket, filed there: read without the entry, which is its person's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Booked {
    pub user: Id<User>,
    pub minutes: u32,
    pub billable: bool,
}

impl Booked {
    pub(super) fn of(entry: &TimeEntry) -> Booked {
        Booked {
            user: entry.user,
            minutes: entry.minutes,
            billable: entry.billable,
        }
    }

    pub(super) fn bytes(self) -> Vec<u8> {
        let mut bytes = self.user.raw().to_be_bytes().to_vec();
        bytes.extend(self.minutes.to_be_bytes());
        bytes.push(u8::from(self.billable));
        bytes
    }

    /// As a row of the index says it.
    pub fn read(bytes: &[u8]) -> Option<Booked> {
        let (user, rest) = bytes.split_first_chunk::<8>()?;
        let (minutes, rest) = rest.split_first_chunk::<4>()?;
        Some(Booked {
            user: Id::new(u64::from_be_bytes(*user)),
            minutes: u32::from_be_bytes(*minutes),
            billable: rest == [1],
        })
    }

    /// What was booked on a project that the visit holds, newest first, whoever sees the entries.
    pub fn on_project(visit: &Visit, project: &Project, limit: usize) -> Result<Vec<Booked>> {
        let key = Key::new().id(project.id);
        let filed = visit.filed_below::<TimeEntry>(project, BY_PROJECT, key, limit)?;
        Ok(filed
            .iter()
            .filter_map(|bytes| Booked::read(bytes))
            .collect())
    }

    /// The same of a ticket.
    pub fn on_ticket(visit: &Visit, ticket: &Ticket, limit: usize) -> Result<Vec<Booked>> {
        let key = Key::new().id(ticket.id);
        let filed = visit.filed_below::<TimeEntry>(ticket, BY_TICKET, key, limit)?;
        Ok(filed
            .iter()
            .filter_map(|bytes| Booked::read(bytes))
            .collect())
    }

    /// The same of a task.
    pub fn on_task(visit: &Visit, task: &Task, limit: usize) -> Result<Vec<Booked>> {
        let key = Key::new().id(task.id);
        let filed = visit.filed_below::<TimeEntry>(task, BY_TASK, key, limit)?;
        Ok(filed
            .iter()
            .filter_map(|bytes| Booked::read(bytes))
            .collect())
    }
}
