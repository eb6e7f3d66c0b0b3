//! Which time stands on which line: one record for each entry that was billed. While it holds, nothing else bills the entry;
//! it goes with the draft's line, and holds no more once a credit note took the line back.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::{VIEW, invoice::Invoice};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result},
    data::{Change, Declares, Deriving, Index, Key, Kind, PartOf, Record, Ref, Visit, record},
    features::projects::{Project, TimeEntry},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BilledTime {
    #[serde(skip)]
    pub id: Id<BilledTime>,
    #[serde(skip)]
    pub version: u64,
    pub entry: Id<TimeEntry>,
    pub project: Id<Project>,
    pub invoice: Id<Invoice>,
    /// The key of the line.
    pub line: u32,
    /// As they were billed.
    pub minutes: u32,
    /// When a credit note took it back, so that the entry is there to be billed again.
    #[serde(default)]
    pub released: Option<Moment>,
}

/// An entry is billed once at a time.
pub const OF_ENTRY: Index = Index::unique(1);
pub const ON_INVOICE: Index = Index::plain(2);
/// Entries of a project that are billed, by their numbers.
pub const IN_PROJECT: Index = Index::plain(3);

impl BilledTime {
    fn title(&self) -> String {
        format!("{} on {}", self.entry, self.invoice)
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf {
            staff_only: true,
            ..PartOf::new(self.invoice.as_ref())
        })
    }
    fn declare(&self, to: &mut Declares) {
        to.index(
            ON_INVOICE,
            Key::new().id(self.invoice).number(u64::from(self.line)),
        );
        if self.released.is_none() {
            to.index(OF_ENTRY, Key::new().id(self.entry));
            let entry = self.entry.raw().to_be_bytes().to_vec();
            to.index_with(IN_PROJECT, Key::new().id(self.project), entry);
        }
    }
}

/// Entries of a project that stand on an invoice, by their raw numbers, whoever sees them.
pub fn billed_in(visit: &Visit, project: &Project) -> Result<HashSet<u64>> {
    let key = Key::new().id(project.id);
    let filed = visit.filed_below::<BilledTime>(project, IN_PROJECT, key, usize::MAX)?;
    let number = |bytes: &Vec<u8>| bytes.as_slice().try_into().ok().map(u64::from_be_bytes);
    Ok(filed.iter().filter_map(number).collect())
}

/// Whether an entry stands on an invoice, from inside a deed.
pub fn is_billed(change: &mut Change<'_, '_>, entry: Id<TimeEntry>) -> Result<bool> {
    let held = change
        .unscoped("time is billed once, whoever wrote the invoice")
        .by_unique::<BilledTime>(OF_ENTRY, Key::new().id(entry))?;
    Ok(held.is_some())
}

/// Time that stands on an invoice stays as it was billed; and what an Undo puts on one again is what it was.
///
/// # Errors
/// A conflict that names the paper to whoever sees it.
pub fn billed_time_stays(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched {
        let link = if of.kind == TimeEntry::KIND.code {
            change.by_unique::<BilledTime>(OF_ENTRY, Key::new().number(of.id))?
        } else if of.kind == BilledTime::KIND.code {
            change.find(Id::<BilledTime>::new(of.id))?
        } else {
            None
        };
        let Some(link) = link.filter(|link| link.released.is_none()) else {
            continue;
        };
        let stays = change.find(link.entry)?.is_some_and(|entry| {
            entry.billable && entry.minutes == link.minutes && entry.project == link.project
        });
        if stays {
            continue;
        }
        if of.kind == BilledTime::KIND.code {
            return Err(Error::conflict(
                "Time of this invoice was changed since. Bill it anew instead.",
            ));
        }
        let seen = match change.find::<Invoice>(link.invoice)? {
            Some(held) if change.sees(&held)? => held.called(),
            _ => "an invoice".to_owned(),
        };
        return Err(Error::conflict(format!(
            "This time is billed on {seen} and stays as it is. Take its line off that invoice, or credit it, first."
        )));
    }
    Ok(())
}

record!(BilledTime, Kind::new(185, "billed-time", "BT"), view: VIEW, part_of: BilledTime::part_of);
