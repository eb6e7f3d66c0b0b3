//! Hours of periods that are open: which time counts, and what each comes to as of now.
//!
//! Billable time of the agreement's projects, and of its client's tickets where it is for all of them, counts in the period of its day, or in the first that is open where its own is
//! closed by then; what stands on an invoice counts in none.

use super::{
    carry::{Settled, settle},
    period::{OPEN_OF, Period},
    retainer::{OF_CLIENT, Retainer},
};
use crate::{
    base::{Day, Id, Result, if_found},
    data::{Key, Query, Record, Ref, Visit},
    features::{
        clients::Client,
        projects::{
            self, Booked, ENTRIES_OF_CLIENT, ENTRIES_OF_PROJECT, Matter, Project, TimeEntry,
            UNBILLED_TICKET_TIME, UNBILLED_TIME,
        },
    },
};

/// Periods that stand open at once, however long the server was off.
const MOST_OPEN: usize = 200;

/// A period as it stands now.
pub struct Standing {
    pub period: Period,
    pub entries: Vec<TimeEntry>,
    pub settled: Settled,
    /// Minutes of its days that nobody bills.
    pub internal: i64,
}

/// Agreements with a client, whoever sees them.
pub fn of_client(visit: &Visit, client: &Client) -> Result<Vec<Retainer>> {
    let why = "time that an agreement covers isn't billed again, whoever sees the agreement";
    visit.unchecked_related(client, OF_CLIENT, Key::new().id(client.id), usize::MAX, why)
}

/// Which of a client's agreements counts the time of a project or a ticket on a day: a project's own before that of all.
pub fn counts_for(all: &[Retainer], matter: Matter, day: Day) -> Option<Id<Retainer>> {
    let mut covering: Vec<&Retainer> = all.iter().filter(|held| held.covers(matter, day)).collect();
    covering.sort_by_key(|held| (held.project.is_none(), held.id));
    covering.first().map(|held| held.id)
}

/// What stands open of an agreement, the oldest first.
///
/// # Errors
/// When the store can't be read.
pub fn standing(visit: &Visit, retainer: &Retainer) -> Result<Vec<Standing>> {
    let all = visit.unchecked_as_system(
        "the hours of an agreement are one number, whoever of its people looks at it",
    );
    let key = Key::new().id(retainer.id);
    let open: Vec<Period> = all.related(retainer, OPEN_OF, key, MOST_OPEN)?;
    let Some(last) = open.last().map(|period| period.until) else {
        return Ok(Vec::new());
    };
    let Some(client) = if_found(all.find(retainer.client))? else {
        return Ok(Vec::new());
    };
    let agreements = of_client(&all, &client)?;
    let projects: Vec<Project> = match retainer.project {
        Some(id) => if_found(all.find(id))?.into_iter().collect(),
        None => {
            let key = Key::new().id(client.id);
            all.related(&client, projects::BY_CLIENT, key, usize::MAX)?
        }
    };
    let mut entries = Vec::new();
    let mut internal = vec![0; open.len()];
    let mut sources: Vec<Source<'_>> = projects.iter().map(Source::Project).collect();
    if retainer.project.is_none() {
        sources.push(Source::Tickets(&client));
    }
    for source in sources {
        for entry in countable(&all, source, (retainer.begins, last))? {
            let counts = |matter| counts_for(&agreements, matter, entry.day) == Some(retainer.id);
            if entry.matter().is_some_and(counts) {
                entries.push(entry);
            }
        }
        for (n, period) in open.iter().enumerate() {
            internal[n] += unbilled(&all, source, (period.from, period.until))?;
        }
    }
    entries.sort_by_key(|entry| (entry.day, entry.id));
    let mut lots = retainer.lots.clone();
    let mut standing = Vec::new();
    for (period, internal) in open.into_iter().zip(internal) {
        let (own, later) = entries
            .into_iter()
            .partition(|entry: &TimeEntry| entry.day <= period.until);
        entries = later;
        let own: Vec<TimeEntry> = own;
        let used = own
            .iter()
            .fold(0_u32, |all, entry| all.saturating_add(entry.minutes));
        let settled = settle(&lots, period.number, period.terms.rule(), used);
        lots.clone_from(&settled.lots);
        standing.push(Standing {
            period,
            entries: own,
            settled,
            internal,
        });
    }
    Ok(standing)
}

/// Where time that an agreement may cover is filed.
#[derive(Clone, Copy)]
enum Source<'a> {
    Project(&'a Project),
    /// The tickets of a client, all of them.
    Tickets(&'a Client),
}

impl Source<'_> {
    fn of(self) -> Ref {
        match self {
            Source::Project(project) => project.as_ref(),
            Source::Tickets(client) => client.as_ref(),
        }
    }

    /// Rows of its time from a day to a day.
    fn rows(self, (from, until): (Day, Day)) -> Query<TimeEntry> {
        let day = |day: Day| Key::new().signed(-i64::from(day.0));
        let all = match self {
            Source::Project(project) => {
                Query::of(project, ENTRIES_OF_PROJECT, Key::new().id(project.id))
            }
            Source::Tickets(client) => {
                Query::of(client, ENTRIES_OF_CLIENT, Key::new().id(client.id))
            }
        };
        all.from(day(until)).until(day(from + -1))
    }

    /// Its billable time that is neither billed nor counted, likewise.
    fn open(self, (from, until): (Day, Day)) -> Query<TimeEntry> {
        let day = |day: Day| Key::new().signed(i64::from(day.0));
        let all = match self {
            Source::Project(project) => {
                Query::of(project, UNBILLED_TIME, Key::new().id(project.id))
            }
            Source::Tickets(client) => {
                Query::of(client, UNBILLED_TICKET_TIME, Key::new().id(client.id))
            }
        };
        all.from(day(from)).until(day(until + 1))
    }
}

/// Billable time that is neither billed nor counted.
fn countable(all: &Visit, source: Source<'_>, days: (Day, Day)) -> Result<Vec<TimeEntry>> {
    let mut numbers = Vec::new();
    all.each_row(source.of(), &source.open(days), &mut |id, _| {
        numbers.push(id);
        true
    })?;
    let mut found = Vec::new();
    for id in numbers {
        found.extend(if_found(all.find(Id::<TimeEntry>::new(id)))?);
    }
    Ok(found)
}

fn unbilled(all: &Visit, source: Source<'_>, days: (Day, Day)) -> Result<i64> {
    let mut minutes = 0;
    all.each_row(source.of(), &source.rows(days), &mut |_, row| {
        let row = Booked::read(row).filter(|row| !row.billable);
        minutes += row.map_or(0, |row| i64::from(row.minutes));
        true
    })?;
    Ok(minutes)
}
