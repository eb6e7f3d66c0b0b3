//! Reading the journal itself. Who may read it learns of every deed who did it and when; what was done to a record
//! only as far as they may see that record.

use super::{Entry, Visit};
use crate::{
    access::{Action, Reach, policy},
    base::{Error, Result},
};

/// An entry as somebody may read it.
#[derive(Debug, Clone)]
pub struct Told {
    pub entry: Entry,
    /// Something in it is about a record they may not see, and was left out.
    pub withheld: bool,
}

impl Visit {
    /// Journal entries, newest first, as far as the person may read them; only a house-wide grant reads the journal.
    pub fn journal(&self, action: &Action, before: Option<u64>, limit: usize) -> Result<Vec<Told>> {
        self.demand_journal(action)?;
        let entries = self
            .snap()?
            .entries_before(before.unwrap_or(u64::MAX), limit)?;
        entries.into_iter().map(|entry| self.tell(entry)).collect()
    }

    pub(super) fn demand_journal(&self, action: &Action) -> Result<()> {
        self.demand(action)?;
        if self.actor.places(action) != [Reach::House] {
            return Err(Error::Forbidden(policy::explain(&self.actor, action, None)));
        }
        Ok(())
    }

    pub(super) fn tell(&self, mut entry: Entry) -> Result<Told> {
        let (mut withheld, mut remark) = (false, true);
        for change in &mut entry.changes {
            if !self.sees_ref(change.of)? {
                withheld |= !change.fields.is_empty();
                change.fields.clear();
                // That somebody else was told of it doesn't make it theirs.
                remark &= self.store().schema().kind(change.of.kind)?.kind.personal;
            }
        }
        for subject in &entry.subjects {
            remark &= self.sees_ref(*subject)?;
        }
        if !remark {
            // A remark is about all of it.
            withheld |= entry.note.take().is_some();
        }
        Ok(Told { entry, withheld })
    }
}
