//! What a deed reads while it runs: the records as it has left them so far, and as they were before it.

use super::{
    Change, Index, Key, Record, Ref,
    engine::tables::Tab,
    read_tx::id_at_end,
    record::{decode, record_key},
    whole::Stored,
};
use crate::{
    access::Placement,
    base::{Error, Id, Result},
};

impl Change<'_, '_> {
    pub fn find<R: Record>(&mut self, id: Id<R>) -> Result<Option<R>> {
        let schema = self.schema;
        let found = self.stored().record(schema, id.as_ref())?;
        found.map(|record| record.get().cloned()).transpose()
    }

    /// The same of one among many, which is hardly asked for again.
    fn read<R: Record>(&mut self, id: Id<R>) -> Result<R> {
        let of = id.as_ref();
        if let Some(record) = self.decoded.get(of) {
            return record.get().cloned();
        }
        match self.tx.get(Tab::Records, &record_key(of))? {
            Some(bytes) => decode(id.raw(), &bytes),
            None => Err(Error::internal(format!("{id} is missing"))),
        }
    }

    /// Where a record of any kind lies; nowhere when it isn't there.
    pub fn places_of(&mut self, of: Ref) -> Result<Vec<Placement>> {
        Ok(self.placement_of(of)?.unwrap_or_default())
    }

    /// The records of a scoped index that lie with a person, under a key: what is theirs to hand on, whoever asks.
    pub fn lying_with<R: Record>(&mut self, person: u64, index: Index, key: Key) -> Result<Vec<R>> {
        debug_assert!(index.scoped);
        let mut within = Key(Placement::Person(person).bytes().to_vec());
        within.0.extend(key.0);
        self.children(index, within)
    }

    /// All records of a scoped index under a key, wherever they lie.
    pub fn lying_anywhere<R: Record>(&mut self, index: Index, key: Key) -> Result<Vec<R>> {
        debug_assert!(index.scoped);
        let mut within = Key(Placement::Global.bytes().to_vec());
        within.0.extend(key.0);
        self.children(index, within)
    }

    /// How many records of a scoped index lie in a department, under a key.
    pub fn lying_in<R: Record>(
        &mut self,
        department: Id<impl Sized>,
        index: Index,
        key: Key,
    ) -> Result<usize> {
        debug_assert!(index.scoped);
        let mut within = Key(Placement::Department(department.raw()).bytes().to_vec());
        within.0.extend(key.0);
        self.ids::<R>(index, within).map(|ids| ids.len())
    }

    /// The record as it was before this deed, also when the deed deleted it or moved it elsewhere: what was derived
    /// for its old parent is found by it. None for what the deed made.
    pub fn was<R: Record>(&mut self, id: Id<R>) -> Result<Option<R>> {
        let of = id.as_ref();
        match self.at_first.get(&of).or_else(|| self.before.get(&of)) {
            Some(old) => old
                .as_deref()
                .map(|bytes| decode(id.raw(), bytes))
                .transpose(),
            None => self.find(id),
        }
    }

    /// A record that must be there because another one names it.
    pub fn load<R: Record>(&mut self, id: Id<R>) -> Result<R> {
        self.find(id)?
            .ok_or_else(|| Error::internal(format!("{id} is missing")))
    }

    pub fn by_unique<R: Record>(&mut self, index: Index, key: Key) -> Result<Option<R>> {
        let mut bytes = vec![R::KIND.code, index.number];
        bytes.extend(key.0);
        match self.tx.get(Tab::Index, &bytes)? {
            Some(id) => self.find(Id::new(id_at_end(&id))),
            None => Ok(None),
        }
    }

    /// All records filed under a key of a plain index, in its order.
    pub fn children<R: Record>(&mut self, index: Index, key: Key) -> Result<Vec<R>> {
        let ids = self.ids::<R>(index, key)?;
        ids.into_iter().map(|id| self.read(id)).collect()
    }

    /// The last of them in the index's order: one seek from the end.
    pub fn last_child<R: Record>(&mut self, index: Index, key: Key) -> Result<Option<R>> {
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(key.0);
        match self.tx.last(Tab::Index, &prefix)? {
            Some(last) => self.load(Id::new(id_at_end(&last))).map(Some),
            None => Ok(None),
        }
    }

    /// What is filed under a key of a plain index (`Declares::index_with`), without reading the records.
    pub fn filed<R: Record>(&mut self, index: Index, key: Key) -> Result<Vec<(Id<R>, Vec<u8>)>> {
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(key.0);
        let mut found = Vec::new();
        self.tx.scan(Tab::Index, &prefix, &mut |key, value| {
            found.push((Id::new(id_at_end(key)), value.to_vec()));
            true
        })?;
        Ok(found)
    }

    fn ids<R: Record>(&mut self, index: Index, key: Key) -> Result<Vec<Id<R>>> {
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(key.0);
        let mut ids = Vec::new();
        self.tx.scan(Tab::Index, &prefix, &mut |key, _| {
            ids.push(Id::new(id_at_end(key)));
            true
        })?;
        Ok(ids)
    }

    pub fn all<R: Record>(&mut self) -> Result<Vec<R>> {
        let mut rows = Vec::new();
        self.tx
            .scan(Tab::Records, &[R::KIND.code], &mut |key, value| {
                rows.push((id_at_end(key), value.to_vec()));
                true
            })?;
        rows.into_iter()
            .map(|(id, bytes)| decode(id, &bytes))
            .collect()
    }

    /// Whether there is a record of a kind for which this holds; looks no further than the first.
    pub fn any<R: Record>(&mut self, holds: impl Fn(&R) -> bool) -> Result<bool> {
        let mut found = Ok(false);
        self.tx
            .scan(Tab::Records, &[R::KIND.code], &mut |key, value| {
                found = decode(id_at_end(key), value).map(|record| holds(&record));
                matches!(found, Ok(false))
            })?;
        found
    }
}
