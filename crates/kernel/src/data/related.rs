//! What is filed below a record that a visit holds: its parts, and what is told of them without them. Whoever wants all of
//! it page by page asks a `Query::of`.

use super::{Index, Key, Record, Visit, any::AnyRecord, engine::tables::Tab, read_tx::id_at_end};
use crate::base::{Error, Id, Result};

/// How many are taken from what was decoded lately: more would put all else out of it.
const KEPT: usize = 2_500;

impl Visit {
    /// Rows of a plain index below a record that the visit holds, as far as the person sees them: its parts, and what
    /// they see for another reason. `limit` rows are looked at.
    pub fn related<R: Record>(
        &self,
        _held: &impl Record,
        index: Index,
        key: Key,
        limit: usize,
    ) -> Result<Vec<R>> {
        let mut found = Vec::new();
        for record in self.below::<R>(index, key, limit)? {
            if self.sees(&record)? {
                found.push(record);
            }
        }
        Ok(found)
    }

    /// Those of them that lie with the person themselves.
    pub fn own_related<R: Record>(&self, index: Index, key: Key, limit: usize) -> Result<Vec<R>> {
        let mut found = self.below::<R>(index, key, limit)?;
        found.retain(|record| self.is_own(record));
        Ok(found)
    }

    /// All of them, seen or not, for what is counted or done whoever sees it. `_reason` says why; nothing of a record
    /// that isn't seen gets into an answer.
    pub fn unchecked_related<R: Record>(
        &self,
        _held: &impl Record,
        index: Index,
        key: Key,
        limit: usize,
        _reason: &'static str,
    ) -> Result<Vec<R>> {
        self.below(index, key, limit)
    }

    fn below<R: Record>(&self, index: Index, key: Key, limit: usize) -> Result<Vec<R>> {
        let mut ids = Vec::new();
        self.each_below::<R>(index, key, &mut |id, _| {
            ids.push(id);
            ids.len() < limit
        })?;
        let (read_tx, schema) = (self.read_tx()?, self.store().schema());
        let few = ids.len() <= KEPT;
        let record = |id: Id<R>| {
            let held = match few {
                true => {
                    let held = read_tx.decoded(schema, id.as_ref())?;
                    held.map(AnyRecord::into_record).transpose()?
                }
                false => read_tx.record(id)?,
            };
            held.ok_or_else(|| Error::internal("an index names a record that isn't there"))
        };
        ids.into_iter().map(record).collect()
    }

    fn each_below<R: Record>(
        &self,
        index: Index,
        key: Key,
        each: &mut dyn FnMut(Id<R>, &[u8]) -> bool,
    ) -> Result<()> {
        debug_assert!(!index.scoped && !index.unique);
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(&key.0);
        self.read_tx()?
            .scan(Tab::Index, &prefix, &mut |key, value| {
                Ok(each(Id::new(id_at_end(key)), value))
            })
    }

    /// What records file below one that the visit holds (`Declares::index_with`), seen or not: what its page adds up.
    pub fn filed_below<R: Record>(
        &self,
        _held: &impl Record,
        index: Index,
        key: Key,
        limit: usize,
    ) -> Result<Vec<Vec<u8>>> {
        let mut found = Vec::new();
        self.each_below::<R>(index, key, &mut |_, value| {
            found.push(value.to_vec());
            found.len() < limit
        })?;
        Ok(found)
    }

    /// Whether anything is filed below a record that the visit holds, seen or not: yes or no, and nothing of it.
    pub fn has_related<R: Record>(
        &self,
        _held: &impl Record,
        index: Index,
        key: Key,
    ) -> Result<bool> {
        let mut any = false;
        self.each_below::<R>(index, key, &mut |_, _| {
            any = true;
            false
        })?;
        Ok(any)
    }
}
