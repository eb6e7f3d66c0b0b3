//! What becomes of derived fields when the rule behind them is another than that of an older house: they are worked out
//! anew when it is opened, once everything is filed, so that nothing has to be touched first. A feature says so
//! (`Feature::recomputes`).
//!
//! Nobody did it, so the journal isn't told, and a record keeps its version. It stays where it lies, too: what its parts
//! take of it is as it was.

use std::collections::BTreeMap;

use redb::ReadableTable;

use super::{
    Declares, Index, Key, Kind, Record, Schema,
    engine::{
        refile::{Bytes, Held, add_tallies, walk},
        verify::declares,
    },
    read_tx::id_at_end,
    record::{decode, encode, record_key},
    share::AllShared,
    whole::{Stored, Taken},
};
use crate::base::{Error, Id, Result};

/// What is worked out anew for the records of a kind, and for what each of them stands above.
#[derive(Debug, Clone, Copy)]
pub struct Recompute {
    pub kind: Kind,
    /// The number of the rule: a house whose fields follow one of another number is worked out anew.
    pub rule: u64,
    /// Asked once for each record, by its raw id.
    pub run: fn(&mut Recomputing<'_, '_>, u64) -> Result<()>,
}

/// Reads what is filed and writes what is derived, in the transaction of a portion.
pub struct Recomputing<'a, 't> {
    pub(super) schema: &'a Schema,
    pub(super) shared: &'a AllShared,
    pub(super) records: &'a mut Bytes<'t>,
    pub(super) index: &'a mut Bytes<'t>,
    pub(super) tallies: &'a mut Bytes<'t>,
}

fn failed(e: impl std::fmt::Display) -> Error {
    Error::Unavailable(format!("What is derived can't be worked out anew: {e}"))
}

impl Recomputing<'_, '_> {
    pub fn find<R: Record>(&self, id: Id<R>) -> Result<Option<R>> {
        let held = self.stored(&record_key(id.as_ref()))?;
        held.map(|bytes| decode(id.raw(), &bytes)).transpose()
    }

    /// The records under a key of a plain index, in its order.
    pub fn children<R: Record>(&self, index: Index, key: Key) -> Result<Vec<R>> {
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(key.0);
        let (keys, _) = walk(self.index, &prefix, &[], usize::MAX)?;
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            found.extend(self.find(Id::new(id_at_end(&key)))?);
        }
        Ok(found)
    }

    /// Stores what became of a record, and files it by that.
    ///
    /// # Errors
    /// When it isn't there, or would lie elsewhere: mistakes in the source.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<()> {
        let (key, is) = (record_key(record.as_ref()), encode(record)?);
        let Some(was) = self.stored(&key)? else {
            let missing = format!("{} is worked out anew and isn't there", record.id());
            return Err(Error::internal(missing));
        };
        if was == is {
            return Ok(());
        }
        let before = self.declares(&key, &was)?;
        self.records
            .insert(key.as_slice(), is.as_slice())
            .map_err(failed)?;
        let after = self.declares(&key, &is)?;
        let moved = after.moved_from(&before);
        // Who of those that see its whole sees it may be another, where nothing is filed by that.
        let aside = moved.elsewhere && after.only_shown_otherwise(&before);
        if moved.own || moved.lead || (moved.elsewhere && !aside) {
            let elsewhere = format!("{} would lie elsewhere, worked out anew", record.id());
            return Err(Error::internal(elsewhere));
        }
        self.file(before, after)
    }

    fn file(&mut self, before: Declares, after: Declares) -> Result<()> {
        let was: BTreeMap<_, _> = before.entries.into_iter().collect();
        let is: BTreeMap<_, _> = after.entries.into_iter().collect();
        for key in was.keys().filter(|key| !is.contains_key(*key)) {
            self.index.remove(key.as_slice()).map_err(failed)?;
        }
        for (key, value) in is
            .iter()
            .filter(|(key, value)| was.get(*key) != Some(*value))
        {
            self.index
                .insert(key.as_slice(), value.as_slice())
                .map_err(failed)?;
        }
        let mut tallies: BTreeMap<Vec<u8>, i64> = BTreeMap::new();
        for (tally, amount) in after.tallies {
            *tallies.entry(tally).or_default() += amount;
        }
        for (tally, amount) in before.tallies {
            *tallies.entry(tally).or_default() -= amount;
        }
        tallies.retain(|_, amount| *amount != 0);
        add_tallies(self.tallies, tallies)
    }

    fn declares(&self, key: &[u8], bytes: &[u8]) -> Result<Declares> {
        let mut held = Held(self.records);
        let beside = (&mut held as &mut dyn Stored, &mut Taken::default());
        declares(self.schema, self.shared, key, bytes, beside)
    }

    fn stored(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let held = self.records.get(key).map_err(failed)?;
        Ok(held.map(|held| held.value().to_vec()))
    }
}
