//! Which time stands on which line: one record for each entry that was billed. While it holds, nothing else bills the entry;
//! it goes with the draft's line, and holds no more once a credit note took the line back.

use serde::{Deserialize, Serialize};

use super::{VIEW, invoice::Invoice};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result},
    data::{
        Change, Declares, Deriving, Index, Key, Kind, PartOf, Recompute, Recomputing, Record, Ref,
        record,
    },
    features::projects::{Project, TimeEntry},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BilledTime {
    #[serde(skip)]
    pub id: Id<BilledTime>,
    #[serde(skip)]
    pub version: u64,
    pub entry: Id<TimeEntry>,
    /// None: it was for a ticket.
    #[serde(default)]
    pub project: Option<Id<Project>>,
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
        }
    }
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

/// What was billed says so itself, and no more once its line is gone or was taken back.
///
/// # Errors
/// When the store can't be read or written.
pub fn entries_know(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == BilledTime::KIND.code) {
        let id = Id::<BilledTime>::new(of.id);
        let sides = [change.find(id)?, change.was(id)?];
        for link in sides.into_iter().flatten() {
            let key = Key::new().id(link.entry);
            let billed = change.by_unique::<BilledTime>(OF_ENTRY, key)?.is_some();
            let held = change.find(link.entry)?;
            if let Some(mut entry) = held.filter(|held| held.billed != billed) {
                entry.billed = billed;
                change.put(&entry)?;
            }
        }
    }
    Ok(())
}

/// The same in an older house.
pub const ENTRIES_KNOW: Recompute = Recompute {
    kind: BilledTime::KIND,
    rule: 1,
    run: recompute,
};

fn recompute(to: &mut Recomputing<'_, '_>, id: u64) -> Result<()> {
    let link = to.find(Id::<BilledTime>::new(id))?;
    let Some(link) = link.filter(|link| link.released.is_none()) else {
        return Ok(());
    };
    match to.find(link.entry)? {
        Some(mut entry) => {
            entry.billed = true;
            to.put(&entry)
        }
        None => Ok(()),
    }
}

record!(BilledTime, Kind::new(185, "billed-time", "BT").filing(2), view: VIEW, part_of: BilledTime::part_of);
