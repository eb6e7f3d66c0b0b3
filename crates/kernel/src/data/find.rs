//! Reading single records: by their number, by a unique key, by another record that names them.

use super::{
    Index, Key, Kind, Record, Ref, Visit, What, engine::tables::Tab, read_tx::id_at_end,
    whole::Stored,
};
use crate::{
    access::{Action, Placement},
    base::{Error, Id, Result},
};

impl Visit {
    /// The record a form is to be filled in over: if the person may do this to it, which they are told before the form
    /// is looked at.
    pub fn find_for<R: Record>(&self, action: &Action, id: Id<R>) -> Result<R> {
        let record = self.find(id)?;
        self.demand_on(action, &record)?;
        Ok(record)
    }

    /// The record, if the person may see it. Invisible is not found, but for what the deed of this very visit changed:
    /// its answer says what was done, though that put it out of their sight.
    pub fn find<R: Record>(&self, id: Id<R>) -> Result<R> {
        match self.read(id)? {
            Some(record) if self.sees(&record)? || self.just_changed(&record)? => Ok(record),
            _ => Err(Error::NotFound),
        }
    }

    /// Whether this visit's last deed changed a record, or the one that it asks for once more, and nobody has since.
    fn just_changed<R: Record>(&self, record: &R) -> Result<bool> {
        let seq = match self.wrote.get() {
            Some(seq) => Some(seq),
            None => self.did_before()?,
        };
        let Some(seq) = seq.filter(|seq| record.version() <= *seq) else {
            return Ok(false);
        };
        let Some(entry) = self.read_tx()?.entry(seq)? else {
            return Ok(false);
        };
        let of = record.as_ref();
        let mut changes = entry.changes.iter();
        Ok(changes.any(|change| change.of == of && !change.derived))
    }

    /// The record that another one names. Holding that one is the permission to read this, so `named` is a function of
    /// it and of nothing else.
    pub fn follow<H: Record, R: Record>(
        &self,
        held: &H,
        named: fn(&H) -> Id<R>,
    ) -> Result<Option<R>> {
        self.read(named(held))
    }

    /// A record that is read by itself, whoever asks: decoded once, however often a page comes back to it.
    pub(super) fn read<R: Record>(&self, id: Id<R>) -> Result<Option<R>> {
        let found = self.stored()?.record(self.store.schema(), id.as_ref())?;
        found.map(|record| record.get().cloned()).transpose()
    }

    /// The same of several; those that are gone are left out.
    pub fn follow_all<H: Record, R: Record>(
        &self,
        held: &H,
        named: fn(&H) -> Vec<Id<R>>,
    ) -> Result<Vec<R>> {
        let found = named(held).into_iter().map(|id| self.read(id));
        found.filter_map(Result::transpose).collect()
    }

    /// A record that lies with the person themselves (their account, a device, a session): theirs to read, whatever
    /// their roles show them of others.
    pub fn own<R: Record>(&self, id: Id<R>) -> Result<R> {
        let held = self.read(id)?;
        held.filter(|record| self.is_own(record))
            .ok_or(Error::NotFound)
    }

    /// The same by a unique key.
    pub fn own_by<R: Record>(&self, index: Index, key: Key) -> Result<R> {
        let mut bytes = vec![R::KIND.code, index.number];
        bytes.extend(key.0);
        let id = self.read_tx()?.with(Tab::Index, &bytes, id_at_end)?;
        self.own(id.map(Id::new).ok_or(Error::NotFound)?)
    }

    pub(super) fn is_own<R: Record>(&self, record: &R) -> bool {
        record
            .placement()
            .contains(&Placement::Person(self.actor.person))
    }

    /// The record of its kind that this visit's last deed made, for the answer that gives it; for a retry, the one that
    /// the first request made, whatever it has become since.
    pub fn just_made<R: Record>(&self) -> Result<R> {
        let seq = self.wrote.get().ok_or(Error::NotFound)?;
        let entry = self.read_tx()?.entry(seq)?.ok_or(Error::NotFound)?;
        let entry = self.store.schema().as_now(&entry)?;
        let mut made = entry
            .changes
            .iter()
            .filter(|change| change.what == What::Created && change.of.kind == R::KIND.code);
        let made = made.next().ok_or(Error::NotFound)?;
        self.find(Id::new(made.of.id))
    }

    /// By a unique key, if the person may see it.
    pub fn find_by<R: Record>(&self, index: Index, key: Key) -> Result<R> {
        let mut bytes = vec![R::KIND.code, index.number];
        bytes.extend(key.0);
        let id = self
            .read_tx()?
            .with(Tab::Index, &bytes, id_at_end)?
            .ok_or(Error::NotFound)?;
        self.find(Id::new(id))
    }

    /// What a link to a record says, if the person may see it.
    pub fn title_of(&self, of: Ref) -> Result<Option<String>> {
        let of = self.store.schema().now(of);
        let Some(record) = self.stored()?.record(self.store.schema(), of)? else {
            return Ok(None);
        };
        Ok(self.sees_any(of, &record)?.then(|| record.title()))
    }

    /// The number that the next record of each kind will have.
    pub fn next_numbers(&self) -> Result<Vec<(Kind, u64)>> {
        let read_tx = self.read_tx()?;
        let kinds = self.store.schema().kinds();
        kinds
            .map(|info| {
                let held = read_tx.get(Tab::Meta, &[b'n', info.kind.code])?;
                let next = held
                    .and_then(|bytes| bytes.try_into().ok())
                    .map_or(info.kind.first, |bytes| u64::from_be_bytes(bytes) + 1);
                Ok((info.kind, next))
            })
            .collect()
    }

    /// The record that an entry of the journal is about first of all.
    pub fn subject_of(&self, seq: u64) -> Result<Option<Ref>> {
        let entry = self.read_tx()?.entry(seq)?;
        Ok(entry.and_then(|entry| entry.about()))
    }

    pub fn undone_by(&self, seq: u64) -> Result<Option<u64>> {
        self.read_tx()?.undone_by(seq)
    }
}
