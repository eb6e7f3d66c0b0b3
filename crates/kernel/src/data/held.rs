//! Authority is held, not remembered. Whoever changes a record holds it: by `Change::subject`, which asked whether this
//! person may do this deed to it; by `Change::insert`, which asked whether they may make it where it lies; or by
//! `Change::on_behalf`, which asks nothing and says why not. `put` and `delete` take nothing else, so a verb that forgets
//! to ask does not compile (`tests/it/guards/authority.rs` shows it).

use std::ops::{Deref, DerefMut};

use super::{
    Change, Index, Key, Record, Ref,
    any::AnyRecord,
    engine::tables::Tab,
    record::{encode, record_key},
};
use crate::{
    access::policy,
    base::{Error, Id, Moment, Result},
};

/// A record that this deed may change. It stays the record it is, whatever is written into it.
#[derive(Debug)]
pub struct Held<R: Record> {
    record: R,
    id: Id<R>,
    /// The deed it was held in.
    seq: u64,
}

impl<R: Record> Held<R> {
    pub(super) fn new(record: R, seq: u64) -> Held<R> {
        Held {
            id: record.id(),
            record,
            seq,
        }
    }

    /// What is written of it, if it is held in this deed.
    fn whole(&self, seq: u64) -> Result<R> {
        if self.seq != seq {
            return Err(Error::internal(format!(
                "{} is held by another deed",
                self.id
            )));
        }
        let mut record = self.record.clone();
        record.set_id(self.id);
        Ok(record)
    }

    pub fn into_record(self) -> R {
        self.record
    }
}

impl<R: Record> Deref for Held<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.record
    }
}

impl<R: Record> DerefMut for Held<R> {
    fn deref_mut(&mut self) -> &mut R {
        &mut self.record
    }
}

impl<'c, 't> Change<'c, 't> {
    /// Stores a new record under the next number of its kind, if the person may do this deed where it lies; or if it is a
    /// part that lies wherever its whole lies, and that is the deed's subject or its work.
    ///
    /// # Errors
    /// `Forbidden`, with the rule.
    pub fn insert<R: Record>(&mut self, record: R) -> Result<Held<R>> {
        let mut record = record;
        record.set_id(Id::new(self.next_id(R::KIND)?));
        let placement = self.placement(&record)?;
        let with_whole = record.part_of().is_some_and(|part| {
            part.lies_with_whole() && (self.held.contains(&part.whole) || self.made(part.whole))
        });
        if !with_whole && !policy::may(&self.actor, &self.action, &placement) {
            let why = policy::explain(&self.actor, &self.action, Some(&placement));
            return Err(Error::Forbidden(why));
        }
        self.store(record)
    }

    /// Writes what became of a record.
    pub fn put<R: Record>(&mut self, held: &Held<R>) -> Result<()> {
        let record = held.whole(self.seq())?;
        self.store_again(record)
    }

    /// Writes what became of a record, with the moment at which it was touched; nothing where nothing became of it.
    pub fn put_touched<R: Record>(
        &mut self,
        held: &mut Held<R>,
        touch: impl FnOnce(&mut R, Moment),
    ) -> Result<()> {
        let was = self.tx.get(Tab::Records, &record_key(held.id.as_ref()))?;
        let is = encode(&held.record)?;
        if was.as_deref().and_then(|bytes| bytes.get(8..)) == is.get(8..) {
            return Ok(());
        }
        touch(&mut held.record, self.at);
        self.put(held)
    }

    pub fn delete<R: Record>(&mut self, held: &Held<R>) -> Result<()> {
        let record = held.whole(self.seq())?;
        self.write(record.as_ref(), None)
    }

    /// Deletes what is over its time. The journal keeps that it went, and no copy of it.
    pub fn forget<R: Record>(&mut self, held: &Held<R>) -> Result<()> {
        self.forgotten.push(held.id.as_ref());
        self.delete(held)
    }

    /// What follows for other records from a deed that is allowed: nobody is asked whether the person may. The reason says
    /// what makes it right; every use stands in the list that `tests/it/guards/authority.rs` keeps.
    pub fn on_behalf(&mut self, _reason: &'static str) -> OnBehalf<'_, 'c, 't> {
        OnBehalf(self)
    }

    /// Whether this very deed made the record.
    fn made(&self, of: Ref) -> bool {
        matches!(self.before.get(&of), Some(None))
    }

    fn store<R: Record>(&mut self, mut record: R) -> Result<Held<R>> {
        self.count_up(R::KIND, record.id().raw())?;
        record.set_version(self.seq());
        self.write_record(record.clone())?;
        Ok(Held::new(record, self.seq()))
    }

    fn store_again<R: Record>(&mut self, mut record: R) -> Result<()> {
        if !self.deriving {
            record.set_version(self.seq());
        }
        self.write_record(record)
    }

    fn write_record<R: Record>(&mut self, record: R) -> Result<()> {
        let (of, bytes) = (record.as_ref(), encode(&record)?);
        self.write(of, Some((&bytes, AnyRecord::new(record))))
    }
}

/// Records that are held though the person may not do this deed to them by themselves.
pub struct OnBehalf<'a, 'c, 't>(&'a mut Change<'c, 't>);

impl OnBehalf<'_, '_, '_> {
    fn hold<R: Record>(&self, record: R) -> Held<R> {
        Held::new(record, self.0.seq())
    }

    pub fn find<R: Record>(self, id: Id<R>) -> Result<Option<Held<R>>> {
        let found = self.0.everything().find(id)?;
        Ok(found.map(|record| self.hold(record)))
    }

    /// One that must be there because another one names it.
    pub fn load<R: Record>(self, id: Id<R>) -> Result<Held<R>> {
        let found = self.0.everything().load(id)?;
        Ok(self.hold(found))
    }

    pub fn by_unique<R: Record>(self, index: Index, key: Key) -> Result<Option<Held<R>>> {
        let found = self.0.everything().by_unique(index, key)?;
        Ok(found.map(|record| self.hold(record)))
    }

    pub fn children<R: Record>(self, index: Index, key: Key) -> Result<Vec<Held<R>>> {
        let found = self.0.everything().children(index, key)?;
        Ok(found.into_iter().map(|record| self.hold(record)).collect())
    }

    pub fn last_child<R: Record>(self, index: Index, key: Key) -> Result<Option<Held<R>>> {
        let found = self.0.everything().last_child(index, key)?;
        Ok(found.map(|record| self.hold(record)))
    }

    pub fn all<R: Record>(self) -> Result<Vec<Held<R>>> {
        let found = self.0.everything().all()?;
        Ok(found.into_iter().map(|record| self.hold(record)).collect())
    }

    pub fn insert<R: Record>(self, mut record: R) -> Result<Held<R>> {
        record.set_id(Id::new(self.0.next_id(R::KIND)?));
        self.0.store(record)
    }
}

/// What a derive holds: it may write whatever follows from what was touched, and nothing marks it as a person's word.
pub struct Deriving<'a, 'c, 't>(pub(super) &'a mut Change<'c, 't>);

impl<'c, 't> Deref for Deriving<'_, 'c, 't> {
    type Target = Change<'c, 't>;

    fn deref(&self) -> &Change<'c, 't> {
        self.0
    }
}

impl<'c, 't> DerefMut for Deriving<'_, 'c, 't> {
    fn deref_mut(&mut self) -> &mut Change<'c, 't> {
        self.0
    }
}

impl Deriving<'_, '_, '_> {
    /// Stores what there is from now on because of what was touched.
    pub fn insert<R: Record>(&mut self, mut record: R) -> Result<()> {
        record.set_id(Id::new(self.0.next_id(R::KIND)?));
        self.0.store(record).map(drop)
    }

    pub fn put<R: Record>(&mut self, record: &R) -> Result<()> {
        self.0.store_again(record.clone())
    }

    pub fn delete<R: Record>(&mut self, record: &R) -> Result<()> {
        self.0.write(record.as_ref(), None)
    }
}
