//! How a record is written: its bytes, the index entries and tallies that it declares, and the parts that lie with it.

use std::collections::BTreeMap;

use super::{
    super::{
        Declares, Ref,
        any::AnyRecord,
        engine::tables::Tab,
        record::record_key,
        share,
        whole::{Beside, Stored, Taken},
    },
    Change,
};
use crate::base::{Error, Result};

impl Change<'_, '_> {
    /// The byte-level core under `insert`, `put`, `delete` and undo: writes the record and everything derived from it.
    pub(in crate::data) fn write(
        &mut self,
        of: Ref,
        new: Option<(&[u8], AnyRecord)>,
    ) -> Result<()> {
        let key = record_key(of);
        let old = self.tx.get(Tab::Records, &key)?;
        let (new, record) = new.unzip();
        if old.as_deref().map(|b| &b[8..]) == new.map(|b| &b[8..]) {
            return Ok(());
        }
        let before = match (&old, self.decoded.get(of)) {
            (None, _) => None,
            (Some(_), Some(record)) => Some(record.clone()),
            (Some(bytes), None) => Some(self.schema.decode(of, bytes)?),
        };
        let shared = self.shared_places(of)?;
        let mut taken = Taken::default();
        let was = self.declared(before.as_ref(), (&shared, &mut taken))?;
        let is = self.declared(record.as_ref(), (&shared, &mut taken))?;
        let mut moved = self.parts_to_move(of, is.moved_from(&was))?;
        if of.kind == share::CODE {
            moved.extend(Change::shared_by([before.as_ref(), record.as_ref()])?);
        }
        let mut refiled = Vec::with_capacity(moved.len());
        for other in moved {
            refiled.push((other, self.beside_stored(other, &mut taken)?));
        }
        self.write_entries(&was, &is)?;
        self.write_tallies(&was, &is)?;
        self.tx.set(Tab::Records, &key, new)?;
        match record {
            Some(record) => self.decoded.keep(of, record),
            None => self.decoded.forget(of),
        }
        self.tx.touched[usize::from(of.kind)] = true;
        self.before.entry(of).or_insert(old);
        let mut taken = Taken::default();
        for (other, before) in refiled {
            self.refile(other, &before, &mut taken)?;
        }
        Ok(())
    }

    /// Files a record under the places its shares and wholes give it now; `before` are those it was filed under.
    pub(super) fn refile(&mut self, of: Ref, before: &Beside, taken: &mut Taken) -> Result<()> {
        let after = self.beside_stored(of, taken)?;
        if after == *before {
            return Ok(());
        }
        let schema = self.schema;
        let Some(record) = self.stored().record(schema, of)? else {
            return Ok(());
        };
        let was = record.declares(&mut |_| Ok(before.clone()))?;
        let is = record.declares(&mut |_| Ok(after.clone()))?;
        self.write_entries(&was, &is)?;
        self.write_tallies(&was, &is)
    }

    pub(super) fn write_entries(&mut self, was: &Declares, is: &Declares) -> Result<()> {
        // Both are sorted: walk them side by side and write only what differs.
        let (mut old, mut new) = (was.entries.iter().peekable(), is.entries.iter().peekable());
        loop {
            let order = match (old.peek(), new.peek()) {
                (None, None) => return Ok(()),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                // The same record under the same key says something else there now.
                (Some((a, was)), Some((b, is))) if a == b => {
                    if was != is {
                        self.tx.set(Tab::Index, b, Some(is))?;
                    }
                    std::cmp::Ordering::Equal
                }
                (Some(a), Some(b)) => a.cmp(b),
            };
            match order {
                std::cmp::Ordering::Equal => {
                    old.next();
                    new.next();
                }
                std::cmp::Ordering::Less => {
                    if let Some((key, _)) = old.next() {
                        self.tx.set(Tab::Index, key, None)?;
                    }
                }
                std::cmp::Ordering::Greater => {
                    if let Some((key, value)) = new.next() {
                        let held = self.tx.replace(Tab::Index, key, Some(value))?;
                        if held && !value.is_empty() {
                            return Err(Error::conflict("There is one like this already."));
                        }
                    }
                }
            }
        }
    }

    pub(super) fn write_tallies(&mut self, was: &Declares, is: &Declares) -> Result<()> {
        let mut amounts: BTreeMap<&[u8], i64> = BTreeMap::new();
        for (key, amount) in &is.tallies {
            *amounts.entry(key).or_default() += amount;
        }
        for (key, amount) in &was.tallies {
            *amounts.entry(key).or_default() -= amount;
        }
        for (key, amount) in amounts.into_iter().filter(|(_, amount)| *amount != 0) {
            let held = self
                .tx
                .get(Tab::Tally, key)?
                .and_then(|bytes| bytes.try_into().ok())
                .map_or(0, i64::from_be_bytes);
            let sum = held + amount;
            let value = sum.to_be_bytes();
            self.tx
                .set(Tab::Tally, key, (sum != 0).then_some(value.as_slice()))?;
        }
        Ok(())
    }
}
