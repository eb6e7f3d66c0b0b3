//! What a deed reads while it runs: the records as it has left them so far, and as they were before it. The plain read
//! shows what the person sees, as reading outside of a deed does; `unscoped` shows everything and says why that is right
//! (`tests/it/guards/authority.txt` counts them). Atrium itself sees everything, and so do the rules that the house holds
//! over a deed when its verb is done: guards and derives.

use super::{
    Change, Field, Index, Key, PlainTally, Record,
    engine::tables::Tab,
    read_tx::id_at_end,
    record::{decode, record_key, stored},
    whole::Stored,
};
use crate::{
    access::Placement,
    base::{Error, Id, Result},
};

impl<'c, 't> Change<'c, 't> {
    /// Reads whatever there is. For what a rule has to know whoever asks: that a name is taken, who is to be told.
    /// What is read so is not shown to the person.
    pub fn unscoped(&mut self, _reason: &'static str) -> Unscoped<'_, 'c, 't> {
        Unscoped(self)
    }

    /// What a refusal calls a record that was read so: by number and title for whoever sees it.
    pub fn calls<R: Record>(&mut self, record: &R, unseen: &str) -> Result<String> {
        Ok(match self.shows(record)? {
            true => format!("{} {}", record.number(), record.title()),
            false => unseen.to_owned(),
        })
    }

    pub(super) fn everything(&mut self) -> Unscoped<'_, 'c, 't> {
        Unscoped(self)
    }

    /// Whether a plain read shows a record.
    fn shows<R: Record>(&mut self, record: &R) -> Result<bool> {
        Ok(self.house_asks || self.sees(record)?)
    }

    fn shown<R: Record>(&mut self, found: Option<R>) -> Result<Option<R>> {
        match found {
            Some(record) if self.shows(&record)? => Ok(Some(record)),
            _ => Ok(None),
        }
    }

    fn all_shown<R: Record>(&mut self, found: Vec<R>) -> Result<Vec<R>> {
        let mut shown = Vec::with_capacity(found.len());
        for record in found {
            if self.shows(&record)? {
                shown.push(record);
            }
        }
        Ok(shown)
    }

    /// The record, if the person sees it.
    pub fn find<R: Record>(&mut self, id: Id<R>) -> Result<Option<R>> {
        let found = self.everything().find(id)?;
        self.shown(found)
    }

    /// The record that another one names, and that is there because it does. Holding that one is the permission to read
    /// this, so `named` is a function of it and of nothing else.
    pub fn load<H: Record, R: Record>(&mut self, held: &H, named: fn(&H) -> Id<R>) -> Result<R> {
        self.everything().load(named(held))
    }

    /// By a unique key, if the person sees it.
    pub fn by_unique<R: Record>(&mut self, index: Index, key: Key) -> Result<Option<R>> {
        let found = self.everything().by_unique(index, key)?;
        self.shown(found)
    }

    /// Those filed under a key of a plain index that the person sees, in its order.
    pub fn children<R: Record>(&mut self, index: Index, key: Key) -> Result<Vec<R>> {
        let found = self.everything().children(index, key)?;
        self.all_shown(found)
    }

    /// Whether anything is filed under a key of a plain index, seen or not: yes or no, by one look, and nothing of it.
    pub fn has_child<R: Record>(&mut self, index: Index, key: Key) -> Result<bool> {
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(key.0);
        Ok(self.tx.last(Tab::Index, &prefix)?.is_some())
    }

    /// All of a small kind that the person sees.
    pub fn all<R: Record>(&mut self) -> Result<Vec<R>> {
        let found = self.everything().all()?;
        self.all_shown(found)
    }

    /// The record as it was before this deed, also when the deed deleted it or moved it elsewhere: what was derived
    /// for its old parent is found by it. None for what the deed made, and for what the person wouldn't have seen.
    pub fn was<R: Record>(&mut self, id: Id<R>) -> Result<Option<R>> {
        let found = self.everything().was(id)?;
        self.shown(found)
    }
}

/// What a deed reads whoever does it.
pub struct Unscoped<'a, 'c, 't>(pub(super) &'a mut Change<'c, 't>);

impl Unscoped<'_, '_, '_> {
    pub fn find<R: Record>(&mut self, id: Id<R>) -> Result<Option<R>> {
        let schema = self.0.schema;
        let found = self.0.stored().record(schema, id.as_ref())?;
        found.map(|record| record.get().cloned()).transpose()
    }

    /// The same of one among many, which is hardly asked for again.
    fn read<R: Record>(&mut self, id: Id<R>) -> Result<R> {
        let of = id.as_ref();
        if let Some(record) = self.0.decoded.get(of) {
            return record.get().cloned();
        }
        match self.0.tx.get(Tab::Records, &record_key(of))? {
            Some(bytes) => decode(id.raw(), &bytes),
            None => Err(Error::internal(format!("{id} is missing"))),
        }
    }

    /// A record that must be there because another one names it.
    pub fn load<R: Record>(&mut self, id: Id<R>) -> Result<R> {
        self.find(id)?
            .ok_or_else(|| Error::internal(format!("{id} is missing")))
    }

    pub fn was<R: Record>(&mut self, id: Id<R>) -> Result<Option<R>> {
        let of = id.as_ref();
        match self.0.at_first.get(&of).or_else(|| self.0.before.get(&of)) {
            Some(old) => old
                .as_deref()
                .map(|bytes| decode(id.raw(), bytes))
                .transpose(),
            None => self.find(id),
        }
    }

    pub fn by_unique<R: Record>(&mut self, index: Index, key: Key) -> Result<Option<R>> {
        let mut bytes = vec![R::KIND.code, index.number];
        bytes.extend(key.0);
        match self.0.tx.get(Tab::Index, &bytes)? {
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
        match self.0.tx.last(Tab::Index, &prefix)? {
            Some(last) => self.load(Id::new(id_at_end(&last))).map(Some),
            None => Ok(None),
        }
    }

    /// What is filed under a key of a plain index (`Declares::index_with`), without reading the records.
    pub fn filed<R: Record>(&mut self, index: Index, key: Key) -> Result<Vec<(Id<R>, Vec<u8>)>> {
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(key.0);
        let mut found = Vec::new();
        self.0.tx.scan(Tab::Index, &prefix, &mut |key, value| {
            found.push((Id::new(id_at_end(key)), value.to_vec()));
            true
        })?;
        Ok(found)
    }

    /// A tally that isn't scoped, with what this deed has added so far.
    pub fn tally<R: Record>(&mut self, tally: PlainTally, key: Key) -> Result<i64> {
        let mut bytes = vec![R::KIND.code, tally.number];
        bytes.extend(key.0);
        let held = self.0.tx.get(Tab::Tally, &bytes)?;
        let held = held.and_then(|held| held.try_into().ok());
        Ok(held.map_or(0, i64::from_be_bytes))
    }

    /// The records of a scoped index that lie with a person, under a key.
    pub fn lying_with<R: Record>(&mut self, person: u64, index: Index, key: Key) -> Result<Vec<R>> {
        self.children(index, lying(Placement::Person(person), index, key))
    }

    /// All records of a scoped index under a key, wherever they lie.
    pub fn lying_anywhere<R: Record>(&mut self, index: Index, key: Key) -> Result<Vec<R>> {
        self.children(index, lying(Placement::Global, index, key))
    }

    /// How many records of a scoped index lie in a department, under a key.
    pub fn lying_in<R: Record>(
        &mut self,
        department: Id<impl Sized>,
        index: Index,
        key: Key,
    ) -> Result<usize> {
        let within = lying(Placement::Department(department.raw()), index, key);
        self.ids::<R>(index, within).map(|ids| ids.len())
    }

    fn ids<R: Record>(&mut self, index: Index, key: Key) -> Result<Vec<Id<R>>> {
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(key.0);
        let mut ids = Vec::new();
        self.0.tx.scan(Tab::Index, &prefix, &mut |key, _| {
            ids.push(Id::new(id_at_end(key)));
            true
        })?;
        Ok(ids)
    }

    pub fn all<R: Record>(&mut self) -> Result<Vec<R>> {
        let mut rows = Vec::new();
        self.0
            .tx
            .scan(Tab::Records, &[R::KIND.code], &mut |key, value| {
                rows.push((id_at_end(key), value.to_vec()));
                true
            })?;
        rows.into_iter()
            .map(|(id, bytes)| decode(id, &bytes))
            .collect()
    }

    /// Whether any record of any kind that describes itself holds an amount.
    pub fn amounts_exist(&mut self) -> Result<bool> {
        for info in self.0.schema.kinds() {
            let fields = info.entity.map_or(&[][..], |entity| entity.fields);
            let money: Vec<&Field> = fields.iter().filter(|f| f.kind.holds_money()).collect();
            let mut found = Ok(false);
            if !money.is_empty() {
                self.0
                    .tx
                    .scan(Tab::Records, &[info.kind.code], &mut |_, value| {
                        found = stored(value).map(|stored| {
                            let held = |field: &&&Field| stored.get(field.stored);
                            let mut money = money.iter();
                            money.any(|field| {
                                held(&field).is_some_and(|held| field.kind.amounts(held))
                            })
                        });
                        matches!(found, Ok(false))
                    })?;
            }
            if found? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether there is a record of a kind for which this holds; looks no further than the first.
    pub fn any<R: Record>(&mut self, holds: impl Fn(&R) -> bool) -> Result<bool> {
        let mut found = Ok(false);
        self.0
            .tx
            .scan(Tab::Records, &[R::KIND.code], &mut |key, value| {
                found = decode(id_at_end(key), value).map(|record| holds(&record));
                matches!(found, Ok(false))
            })?;
        found
    }
}

/// The key of a scoped index within a place.
fn lying(place: Placement, index: Index, key: Key) -> Key {
    debug_assert!(index.scoped);
    let mut within = Key(place.bytes().to_vec());
    within.0.extend(key.0);
    within
}
