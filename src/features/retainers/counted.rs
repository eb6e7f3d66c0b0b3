//! Which time was counted in which period that is closed: one record for each entry. While it holds, nothing bills the entry,
//! and the entry stays as it was counted.

use serde::{Deserialize, Serialize};

use super::{actions::VIEW, period::Period, retainer::Retainer};
use crate::{
    access::Placement,
    base::{Day, Id, Result},
    data::{
        Declares, Deriving, Index, Key, Kind, PartOf, Recompute, Recomputing, Record, Ref, record,
    },
    features::{
        people::User,
        projects::{Matter, Project, Task, TimeEntry},
        tickets::Ticket,
    },
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CountedTime {
    #[serde(skip)]
    pub id: Id<CountedTime>,
    #[serde(skip)]
    pub version: u64,
    pub entry: Id<TimeEntry>,
    /// None: it was for a ticket of the client.
    #[serde(default)]
    pub project: Option<Id<Project>>,
    #[serde(default)]
    pub ticket: Option<Id<Ticket>>,
    pub period: Id<Period>,
    pub retainer: Id<Retainer>,
    // As it was counted.
    #[serde(default)]
    pub task: Option<Id<Task>>,
    pub user: Id<User>,
    pub day: Day,
    pub minutes: u32,
}

/// An entry is counted once.
pub const OF_ENTRY: Index = Index::unique(1);
/// By their days.
pub const IN_PERIOD: Index = Index::plain(2);

impl CountedTime {
    pub fn matter(&self) -> Option<Matter> {
        Matter::of(self.project, self.ticket)
    }

    fn title(&self) -> String {
        format!("{} in {}", self.entry, self.period)
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.period.as_ref()).staff_only(true))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(OF_ENTRY, Key::new().id(self.entry));
        let day = i64::from(self.day.0);
        to.index(IN_PERIOD, Key::new().id(self.period).signed(day));
    }
}

/// What was counted says so itself, as what was billed does.
///
/// # Errors
/// When the store can't be read or written.
pub fn entries_know(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched
        .iter()
        .filter(|of| of.kind == CountedTime::KIND.code)
    {
        let id = Id::<CountedTime>::new(of.id);
        let sides = [change.find(id)?, change.was(id)?];
        for held in sides.into_iter().flatten() {
            let key = Key::new().id(held.entry);
            let counted = change.by_unique::<CountedTime>(OF_ENTRY, key)?.is_some();
            let entry = change.find(held.entry)?;
            if let Some(mut entry) = entry.filter(|entry| entry.counted != counted) {
                entry.counted = counted;
                change.put(&entry)?;
            }
        }
    }
    Ok(())
}

/// The same in an older house.
pub const ENTRIES_KNOW: Recompute = Recompute {
    kind: CountedTime::KIND,
    rule: 1,
    run: recompute,
};

fn recompute(to: &mut Recomputing<'_, '_>, id: u64) -> Result<()> {
    let Some(held) = to.find(Id::<CountedTime>::new(id))? else {
        return Ok(());
    };
    match to.find(held.entry)? {
        Some(mut entry) => {
            entry.counted = true;
            to.put(&entry)
        }
        None => Ok(()),
    }
}

record!(CountedTime, Kind::new(232, "retainer-time", "RTT").filing(2), view: VIEW, part_of: CountedTime::part_of);
