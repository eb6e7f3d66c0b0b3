//! Reading the journal: of one record (its history), and the journal itself. Who may read that learns of every deed who
//! did it and when; what was done to a record only as far as they may see that record, and of its fields those they
//! may read.

use super::{JournalEntry, Record, Visit};
use crate::{
    access::{Action, Placement, policy},
    base::{Error, Result},
};

/// An entry as somebody may read it.
#[derive(Debug, Clone)]
pub struct RedactedEntry {
    pub entry: JournalEntry,
    /// Something in it is about a record they may not see, and was left out.
    pub withheld: bool,
}

/// How many entries are looked at for one page of a history that tells few of them.
const LOOKED_AT: usize = 5_000;

impl Visit {
    /// History of a record the visit holds, newest first, as far as the person may hear of it: deeds, reasons and
    /// fields that are not for them are left out. At most `limit` entries, and those before the sequence `before`.
    pub fn history(
        &self,
        held: &impl Record,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<JournalEntry>> {
        let (read_tx, of) = (self.read_tx()?, held.as_ref());
        let schema = self.store().schema();
        let (mut next, mut found) = (before.unwrap_or(u64::MAX), Vec::new());
        for _ in 0..LOOKED_AT.div_ceil(limit.max(1)) {
            let entries = read_tx.history(schema.written_as(of), next, limit)?;
            let last = entries.len() < limit;
            for entry in entries {
                next = entry.seq;
                if found.len() == limit {
                    continue;
                }
                found.extend(self.heard(entry)?);
            }
            if last || found.len() == limit {
                break;
            }
        }
        Ok(found)
    }

    /// An entry as the person hears of it in the history of a record that they see; None when it isn't told to them.
    pub fn heard(&self, entry: JournalEntry) -> Result<Option<JournalEntry>> {
        let mut entry = self.store().schema().entry_as_now(entry)?;
        if !self.hears_of(&entry)? {
            return Ok(None);
        }
        if !self.reads_note(&entry)? {
            entry.note = None;
        }
        self.leave_out(&mut entry)?;
        Ok(Some(entry))
    }

    /// Whether the person may hear of a deed in the history of what it was done to.
    fn hears_of(&self, entry: &JournalEntry) -> Result<bool> {
        self.holds_for(entry, |action| action.heard_with)
    }

    fn reads_note(&self, entry: &JournalEntry) -> Result<bool> {
        self.holds_for(entry, |action| action.note_with)
    }

    /// Whether the person may do what an entry's deed asks of whoever hears of it, to what it was done to.
    fn holds_for(
        &self,
        entry: &JournalEntry,
        asks: fn(&Action) -> Option<&'static str>,
    ) -> Result<bool> {
        let schema = self.store().schema();
        // An undo tells as much as what it undoes.
        for action in [schema.action(&entry.action), self.undid(entry)?] {
            let Some(needed) = action.as_ref().and_then(asks) else {
                continue;
            };
            let needed = schema
                .action(needed)
                .ok_or_else(|| Error::internal(format!("there is no permission {needed}")))?;
            let may = match entry.about() {
                Some(of) => self.may_to(&needed, of)?,
                None => self.may_somewhere(&needed),
            };
            if !may {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The deed that an entry undoes.
    pub fn undid(&self, entry: &JournalEntry) -> Result<Option<Action>> {
        let Some(seq) = entry.undoes else {
            return Ok(None);
        };
        let undone = self.read_tx()?.entry(seq)?;
        Ok(undone.and_then(|undone| self.store().schema().action(&undone.action)))
    }

    /// Takes out the fields that the person doesn't read. Whether there were any.
    fn leave_out(&self, entry: &mut JournalEntry) -> Result<bool> {
        let schema = self.store().schema();
        let mut any = false;
        for change in &mut entry.changes {
            let Some(entity) = schema.kind(change.of.kind)?.entity else {
                continue;
            };
            let mut kept = Vec::with_capacity(change.fields.len());
            for field in std::mem::take(&mut change.fields) {
                let reads = match entity.stored(&field.name) {
                    Some(known) => self.reads(known, change.of)?,
                    None => true,
                };
                match reads {
                    true => kept.push(field),
                    false => any = true,
                }
            }
            change.fields = kept;
        }
        Ok(any)
    }

    /// Journal entries, newest first, as far as the person may read them; only a house-wide grant reads the journal.
    pub fn journal(
        &self,
        action: &Action,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<RedactedEntry>> {
        self.demand_journal(action)?;
        let entries = self
            .read_tx()?
            .entries_before(before.unwrap_or(u64::MAX), limit)?;
        entries.into_iter().map(|entry| self.tell(entry)).collect()
    }

    pub(super) fn demand_journal(&self, action: &Action) -> Result<()> {
        self.demand(action)?;
        if self.actor.places(action) != [Placement::Global] {
            return Err(Error::Forbidden(policy::explain(&self.actor, action, None)));
        }
        Ok(())
    }

    pub(super) fn tell(&self, mut entry: JournalEntry) -> Result<RedactedEntry> {
        let (mut withheld, mut remark) = (false, true);
        withheld |= self.leave_out(&mut entry)?;
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
        Ok(RedactedEntry { entry, withheld })
    }
}
