//! Which time was counted in which period that is closed: one record for each entry. While it holds, nothing bills the entry,
//! and the entry stays as it was counted.

use serde::{Deserialize, Serialize};

use super::{VIEW, period::Period, retainer::Retainer};
use crate::{
    access::Placement,
    base::{Day, Id, Result},
    data::{Declares, Index, Key, Kind, PartOf, Visit, record},
    features::{
        people::User,
        projects::{Project, Task, TimeEntry},
    },
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CountedTime {
    #[serde(skip)]
    pub id: Id<CountedTime>,
    #[serde(skip)]
    pub version: u64,
    pub entry: Id<TimeEntry>,
    pub project: Id<Project>,
    pub period: Id<Period>,
    pub retainer: Id<Retainer>,
    // As it was counted.
    pub task: Id<Task>,
    pub user: Id<User>,
    pub day: Day,
    pub minutes: u32,
}

/// An entry is counted once.
pub const OF_ENTRY: Index = Index::unique(1);
/// By their days.
pub const IN_PERIOD: Index = Index::plain(2);
/// Entries of a project that are counted, by their numbers.
pub const IN_PROJECT: Index = Index::plain(3);

impl CountedTime {
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
        let entry = self.entry.raw().to_be_bytes().to_vec();
        to.index_with(IN_PROJECT, Key::new().id(self.project), entry);
    }
}

/// Entries of a project that were counted, by their raw numbers, whoever sees them.
pub fn counted_in(visit: &Visit, project: &Project) -> Result<Vec<u64>> {
    let key = Key::new().id(project.id);
    let filed = visit.filed_below::<CountedTime>(project, IN_PROJECT, key, usize::MAX)?;
    let number = |bytes: &Vec<u8>| bytes.as_slice().try_into().ok().map(u64::from_be_bytes);
    Ok(filed.iter().filter_map(number).collect())
}

record!(CountedTime, Kind::new(232, "retainer-time", "RTT"), view: VIEW, part_of: CountedTime::part_of);
