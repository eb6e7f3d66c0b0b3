//! What happens at the end of a deed: guards are asked, what is derived is put, the entry of the journal is written.

use super::{
    super::{
        Deriving, FieldChange, JournalEntry, RecordChange, Ref, What,
        engine::{
            pack,
            tables::{Tab, history_key},
        },
        journal,
        record::{record_key, split_version},
        whole::{self, Stored},
    },
    Change,
};
use crate::{access::Placement, base::Result};

impl Change<'_, '_> {
    /// Runs what is derived, writes the journal entry. Returns its sequence, or None when nothing happened.
    pub(in crate::data) fn finish(mut self) -> Result<Option<u64>> {
        let mut touched: Vec<Ref> = self.before.keys().copied().collect();
        // What the deed is about counts as touched: undoing a creation leaves no record to find its parent by.
        touched.extend(&self.subjects);
        touched.sort_unstable();
        touched.dedup();
        self.was_as_expected()?;
        self.house_asks = true;
        self.ask_guards()?;
        self.flush()?;
        self.deriving = true;
        let schema = self.schema;
        for derive in &schema.derives {
            derive(&mut Deriving(&mut self), &touched)?;
        }
        if let (Some((second, _)), Some(seconding)) = (self.second, schema.seconding) {
            (seconding.spend)(&mut Deriving(&mut self), second)?;
        }
        self.flush()?;
        if !self.quiet.is_empty() {
            self.tx.quiet.push(std::mem::take(&mut self.quiet));
        }
        if self.changes.is_empty() && !self.event {
            return Ok(None);
        }
        let seq = self.seq();
        let entry = JournalEntry {
            seq,
            at: self.at,
            action: self.action.key.to_owned(),
            person: self.actor.person,
            session: self.origin.session,
            address: self.origin.address.map(|a| a.to_string()),
            subjects: self.subjects,
            changes: self.changes,
            note: match (self.deputy, self.note) {
                (Some(deputy), Some(note)) => Some(format!("{deputy} {note}")),
                (deputy, note) => deputy.or(note),
            },
            undoes: self.undoes,
            hash: [0; 32],
        };
        let (bytes, hash) = journal::seal(&entry, &self.tx.head.hash)?;
        self.tx
            .set(Tab::Journal, &seq.to_be_bytes(), Some(&bytes))?;
        let mut filed: Vec<Ref> = entry.subjects.clone();
        filed.extend(entry.changes.iter().map(|change| change.of));
        filed.sort_unstable();
        filed.dedup();
        for of in filed {
            self.tx
                .set(Tab::Index, &history_key(of.kind, of.id, seq), Some(&[]))?;
        }
        self.tx.head.seq = seq;
        self.tx.head.hash = hash;
        Ok(Some(seq))
    }

    /// Every kind's own rule over what the deed did to its records.
    pub(super) fn ask_guards(&mut self) -> Result<()> {
        let schema = self.schema;
        let touched: Vec<Ref> = self.before.keys().copied().collect();
        for of in touched {
            let Some(guard) = &schema.kind(of.kind)?.guard else {
                continue;
            };
            let was = self.before.get(&of).and_then(Option::as_deref);
            let is = self.tx.get(Tab::Records, &record_key(of))?;
            if was.map(|b| &b[8..]) != is.as_deref().map(|b| &b[8..]) {
                let was = was.map(|bytes| schema.decode(of, bytes)).transpose()?;
                let is = self.stored().record(schema, of)?;
                guard(self, was.as_ref(), is.as_ref())?;
            }
        }
        Ok(())
    }

    /// Where a record lies that is stored as these bytes.
    pub(super) fn places_as(&mut self, of: Ref, bytes: Option<&[u8]>) -> Result<Vec<Placement>> {
        match bytes {
            Some(bytes) => whole::placement_as(self.schema, of, bytes, &mut self.stored()),
            None => Ok(Vec::new()),
        }
    }

    /// What a record that is stored as these bytes is a part of, the nearest first.
    pub(super) fn wholes_of(&mut self, of: Ref, bytes: Option<&[u8]>) -> Result<Vec<Ref>> {
        let schema = self.schema;
        let mut wholes = Vec::new();
        let mut part = match bytes {
            Some(bytes) => schema.decode(of, bytes)?.lies().part,
            None => None,
        };
        while let Some(held) = part
            && !wholes.contains(&held.whole)
        {
            wholes.push(held.whole);
            let whole = self.stored().record(schema, held.whole)?;
            part = whole.and_then(|whole| whole.lies().part);
        }
        Ok(wholes)
    }

    /// Turns what was touched in this phase into field changes.
    pub(super) fn flush(&mut self) -> Result<()> {
        for (of, before) in std::mem::take(&mut self.before) {
            let after = self.tx.get(Tab::Records, &record_key(of))?;
            let (old, new) = (body(before.as_deref())?, body(after.as_deref())?);
            let what = match (old, new) {
                (None, None) => continue,
                (None, Some(_)) => What::Created,
                (Some(_), None) => What::Deleted,
                (Some(a), Some(b)) if a == b => continue,
                (Some(_), Some(_)) => What::Edited,
            };
            let kind = self.schema.kind(of.kind)?.kind;
            if kind.unjournaled && what != What::Created {
                let mut places = self.places_as(of, before.as_deref())?;
                places.extend(self.places_as(of, after.as_deref())?);
                self.quiet.push((of, places));
                // Its wholes say it on their pages, and are filed as they were.
                let wholes = self.wholes_of(of, after.as_deref().or(before.as_deref()))?;
                self.quiet
                    .extend(wholes.into_iter().map(|whole| (whole, Vec::new())));
            }
            let untold = kind.secret || kind.unjournaled || self.forgotten.contains(&of);
            if !(kind.unjournaled && what == What::Edited) {
                self.changes.push(RecordChange {
                    of,
                    what,
                    derived: self.deriving,
                    fields: match untold {
                        true => Vec::new(),
                        false => differences(old, new, kind.withheld)?,
                    },
                });
            }
            self.at_first.entry(of).or_insert(before);
        }
        Ok(())
    }
}

/// What a stored record holds beside its version.
fn body(bytes: Option<&[u8]>) -> Result<Option<&[u8]>> {
    Ok(bytes.map(split_version).transpose()?.map(|(_, body)| body))
}

/// Each field that is another, but for those that no entry holds.
fn differences(
    old: Option<&[u8]>,
    new: Option<&[u8]>,
    withheld: &[&str],
) -> Result<Vec<FieldChange>> {
    let old = old.map(pack::fields).transpose()?.unwrap_or_default();
    let new = new.map(pack::fields).transpose()?.unwrap_or_default();
    let mut out = Vec::new();
    let mut gone = vec![true; old.len()];
    for (n, (name, after)) in new.iter().enumerate() {
        // Both are mostly of one program, in one order.
        let at = match old.get(n) {
            Some((held, _)) if held == name => Some(n),
            _ => old.iter().position(|(held, _)| held == name),
        };
        let before = at.map_or(&[][..], |at| {
            gone[at] = false;
            old[at].1
        });
        if before != *after && !withheld.contains(name) {
            out.push(FieldChange::new((*name).to_owned(), before, after)?);
        }
    }
    for ((name, before), gone) in old.iter().zip(gone) {
        if gone && !withheld.contains(name) {
            out.push(FieldChange::new((*name).to_owned(), before, &[])?);
        }
    }
    Ok(out)
}
