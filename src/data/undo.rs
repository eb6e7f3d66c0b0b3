//! Undo: puts back what the journal says was before, when nothing has changed it since.
//! Derived fields are not put back; they are derived anew in the same transaction.

use super::{
    Change, Entry, RecordChange, Visit, What,
    engine::{pack, tables::Tab},
    journal::undone_key,
    record::{record_key, split_version},
};
use crate::{
    access::{Action, Deed, policy},
    base::{Error, Result},
};

pub(super) const UNDO: Action = Action {
    key: "journal.undo",
    title: "Undo what was done",
    deed: Deed::Own,
    undoable: true,
};

impl Visit {
    /// Undoes an entry: one's own, or another's by someone who may do the same to the same record.
    pub fn undo(&self, seq: u64) -> Result<Entry> {
        let entry = self.snap()?.entry(seq)?.ok_or(Error::NotFound)?;
        self.check_undo(&entry)?;
        let reverted = entry.clone();
        self.act(UNDO, move |change| {
            change.event();
            change.undoes = Some(seq);
            change.revert(&reverted)
        })?;
        Ok(entry)
    }

    /// Whether Undo would be offered for this entry, from what is known without trying.
    pub fn may_undo(&self, entry: &Entry) -> bool {
        self.check_undo(entry).is_ok()
            && self
                .snap()
                .and_then(|snap| snap.undone_by(entry.seq))
                .is_ok_and(|by| by.is_none())
    }

    fn check_undo(&self, entry: &Entry) -> Result<()> {
        let schema = self.store().schema();
        let action = schema
            .action(&entry.action)
            .or((entry.action == UNDO.key).then_some(UNDO))
            .filter(|action| action.undoable)
            .ok_or_else(|| {
                Error::conflict("This can't be undone: its effect has left the house.")
            })?;
        let mine = entry.person == self.actor.person;
        if mine && (action.deed == Deed::Own || policy::may_somewhere(&self.actor, &action)) {
            return Ok(());
        }
        let Some(subject) = entry.subjects.first() else {
            return Err(Error::NotFound);
        };
        let bytes = self.snap()?.bytes(*subject)?.ok_or(Error::NotFound)?;
        let reach = (schema.kind(subject.kind)?.reach)(subject.id, &bytes)?;
        if policy::may(&self.actor, &action, &reach) {
            Ok(())
        } else {
            Err(Error::Forbidden(policy::explain(
                &self.actor,
                &action,
                Some(&reach),
            )))
        }
    }
}

impl Change<'_, '_> {
    fn revert(&mut self, entry: &Entry) -> Result<()> {
        if self.tx.get(Tab::Meta, &undone_key(entry.seq))?.is_some() {
            return Err(Error::conflict("This has been undone already."));
        }
        for subject in &entry.subjects {
            self.about(*subject);
        }
        let mut back = Vec::new();
        for change in entry.changes.iter().filter(|change| !change.derived) {
            back.push((change.of, self.before_entry(entry, change)?));
        }
        // All first give up what is unique to them, so that two records can take back what they had exchanged.
        for (of, _) in &back {
            self.write(*of, None)?;
        }
        for (of, bytes) in &back {
            self.write(*of, bytes.as_deref())?;
        }
        let seq = self.seq();
        self.tx
            .set(Tab::Meta, &undone_key(entry.seq), Some(&seq.to_be_bytes()))?;
        if let Some(undone) = entry.undoes {
            // Undoing an undo is doing it again: the first entry may be undone once more.
            self.tx.set(Tab::Meta, &undone_key(undone), None)?;
        }
        Ok(())
    }

    /// What a record was before a change, if nobody has changed the same since.
    fn before_entry(&mut self, entry: &Entry, change: &RecordChange) -> Result<Option<Vec<u8>>> {
        let stored = self.tx.get(Tab::Records, &record_key(change.of))?;
        let (mut fields, there) = match &stored {
            Some(bytes) => (pack::fields(split_version(bytes)?.1)?, true),
            None => (Vec::new(), false),
        };
        let moved_on = || {
            Error::conflict(
                "This was changed again in the meantime, so it can't be undone by itself. Open the history to see by whom.",
            )
        };
        let expected = match change.what {
            What::Created | What::Edited => there,
            What::Deleted => !there,
        };
        if !expected {
            return Err(moved_on());
        }
        // What the same deed derived from itself is not a change since.
        let derived = |name: &str| {
            entry
                .changes
                .iter()
                .filter(|other| other.derived && other.of == change.of)
                .flat_map(|other| &other.fields)
                .find(|field| field.name == name)
        };
        if change.what == What::Created && self.schema.kind(change.of.kind)?.kind.personal {
            // That somebody read what they were told doesn't keep the deed from being undone.
            return Ok(None);
        }
        for field in &change.fields {
            let held = fields.iter().position(|(name, _)| *name == field.name);
            let now = held.map_or(&[][..], |at| fields[at].1);
            if now != derived(&field.name).unwrap_or(field).after.0 {
                return Err(moved_on());
            }
            match (held, field.before.is_empty()) {
                (Some(at), true) => {
                    fields.remove(at);
                }
                (Some(at), false) => fields[at].1 = &field.before.0,
                (None, true) => {}
                (None, false) => fields.push((&field.name, &field.before.0)),
            }
        }
        if change.what == What::Created {
            return Ok(None);
        }
        let mut bytes = self.seq().to_be_bytes().to_vec();
        bytes.extend(pack::build(&fields)?);
        Ok(Some(bytes))
    }
}
