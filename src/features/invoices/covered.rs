//! Time that an agreement covers: it is billed with the agreement, and not by the hour. Which agreements there are, a room
//! below says (`Feature::declares`).

use crate::{
    base::{Day, Id, Result},
    data::{Change, Visit},
    features::{
        clients::Client,
        declared,
        projects::{Matter, Project, TimeEntry},
    },
};

/// What a room says of the time that its agreements cover.
#[derive(Clone, Copy)]
pub struct Covering {
    /// Of which projects of a client, with its tickets, and from when until when, whoever sees the agreements.
    pub spans: fn(&Visit, &Client) -> Result<Vec<Span>>,
    /// The agreement that covers an entry, or has counted it, by its number.
    pub of_entry: fn(&mut Change<'_, '_>, &TimeEntry, Id<Client>) -> Result<Option<String>>,
}

/// Days of an agreement, both of them among it; every project and ticket of its client where no project is named.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    pub project: Option<Id<Project>>,
    pub from: Day,
    pub until: Option<Day>,
}

impl Span {
    pub fn covers(&self, matter: Matter, day: Day) -> bool {
        self.project
            .is_none_or(|own| matter == Matter::Project(own))
            && self.from <= day
            && self.until.is_none_or(|until| day <= until)
    }
}

/// What covers the time of one client.
pub struct Covered(Vec<Span>);

impl Covered {
    /// # Errors
    /// When the store can't be read.
    pub fn of(visit: &Visit, client: &Client) -> Result<Covered> {
        let mut spans = Vec::new();
        for room in declared().each::<Covering>() {
            spans.extend((room.spans)(visit, client)?);
        }
        Ok(Covered(spans))
    }

    pub fn covers(&self, matter: Matter, day: Day) -> bool {
        self.0.iter().any(|span| span.covers(matter, day))
    }
}

/// What covers an entry, from inside a deed.
///
/// # Errors
/// When the store can't be read.
pub fn covered_by(
    change: &mut Change<'_, '_>,
    entry: &TimeEntry,
    client: Id<Client>,
) -> Result<Option<String>> {
    for room in declared().each::<Covering>() {
        if let Some(by) = (room.of_entry)(change, entry, client)? {
            return Ok(Some(by));
        }
    }
    Ok(None)
}
