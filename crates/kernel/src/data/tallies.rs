//! Numbers over what a person may see: tallies, counts at one place, and what a role would open.

use std::collections::BTreeSet;

use super::{
    Index, Key, PlainTally, Record, Tally, Visit,
    engine::tables::Tab,
    read_tx::{ReadTx, id_at_end},
    whole::Beside,
};
use crate::{
    access::{Action, Placement},
    base::{Id, Result},
};

/// Sums of a tally, each with the part of its key that wasn't asked for.
pub type Sums = Vec<(Vec<u8>, i64)>;

impl Visit {
    /// The places a list is read from: those of the person's grant, what was shared with them, and what is a part of
    /// that.
    pub fn places<R: Record>(&self, action: &Action) -> Vec<Placement> {
        self.places_for(action, R::IS_PART && *action == R::VIEW)
    }

    /// The same of some kind; `parts` are seen with their wholes.
    pub(super) fn places_for(&self, action: &Action, parts: bool) -> Vec<Placement> {
        let mut places = self.actor.places(action);
        if places == [Placement::Global] {
            return places;
        }
        let shared = &self.actor.shared;
        if shared.opens(action, self.at) {
            places.push(Placement::Shared(self.actor.person));
        }
        if parts {
            let wholes = shared.standing(self.at);
            places.extend(wholes.map(|(kind, id)| Placement::Within(kind, id)));
        }
        places
    }

    /// Whether a share of the record opens this now: one that is over is filed until it is removed, and a share to see
    /// it opens no more than that.
    pub(super) fn is_shared(&self, action: &Action, kind: u8, id: u64) -> bool {
        let shared = &self.actor.shared;
        shared.covers(action, kind, id, self.at).is_some()
    }

    /// How many records of a kind lie in `wide` and not in `narrow`, up to `most`: a number and nothing else, for
    /// telling the author of a role what it would open. Read from the scoped index that files the most of them.
    pub fn reached_beyond(
        &self,
        kind: u8,
        wide: &[Placement],
        narrow: &[Placement],
        most: usize,
    ) -> Result<usize> {
        let read_tx = self.read_tx()?;
        let info = self.store().schema().kind(kind)?;
        let mut indexes: Vec<u8> = Vec::new();
        let mut looked = 0;
        read_tx.scan(Tab::Records, &[kind], &mut |key, value| {
            let declared =
                (info.decode)(id_at_end(key), value)?.declares(&mut |_| Ok(Beside::default()))?;
            for number in declared.scoped {
                if !indexes.contains(&number) {
                    indexes.push(number);
                }
            }
            looked += 1;
            Ok(looked < 8)
        })?;
        let filed = |index: u8, places: &[Placement], most: usize| -> Result<BTreeSet<u64>> {
            let mut ids = BTreeSet::new();
            for place in places {
                let mut prefix = vec![kind, index];
                prefix.extend(place.bytes());
                read_tx.scan(Tab::Index, &prefix, &mut |key, _| {
                    ids.insert(id_at_end(key));
                    Ok(ids.len() < most)
                })?;
            }
            Ok(ids)
        };
        let mut best = 0;
        for index in indexes {
            let held = filed(index, narrow, most * 10)?;
            let all = filed(index, wide, most + held.len())?;
            best = best.max(all.difference(&held).take(most).count());
        }
        Ok(best)
    }

    /// A tally as far as the person may see. None when their grant opens several places that may overlap,
    /// so that the sum could count a record twice; `count` answers then.
    pub fn total<R: Record>(&self, tally: Tally, key: Key) -> Result<Option<i64>> {
        let places = self.places::<R>(&R::VIEW);
        match places.as_slice() {
            [] => Ok(Some(0)),
            [place] => {
                let mut bytes = vec![R::KIND.code, tally.number];
                bytes.extend(place.bytes());
                bytes.extend(key.0);
                self.read_tx()?.tally_at(&bytes).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// The sums of a tally under the beginning of a key, each with the rest of its key, as far as the person may see and in
    /// the order of their keys. None as of `total`.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn totals_under<R: Record>(&self, tally: Tally, key: &Key) -> Result<Option<Sums>> {
        let places = self.places::<R>(&R::VIEW);
        let place = match places.as_slice() {
            [] => return Ok(Some(Vec::new())),
            [place] => place,
            _ => return Ok(None),
        };
        let mut prefix = vec![R::KIND.code, tally.number];
        prefix.extend(place.bytes());
        prefix.extend(&key.0);
        self.sums(&prefix).map(Some)
    }

    /// The same of a tally that is kept once, for whoever sees all of the kind; None for others.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn sums_of_all<R: Record>(&self, tally: PlainTally, key: &Key) -> Result<Option<Sums>> {
        if !self.actor.places(&R::VIEW).contains(&Placement::Global) {
            return Ok(None);
        }
        let mut prefix = vec![R::KIND.code, tally.number];
        prefix.extend(&key.0);
        self.sums(&prefix).map(Some)
    }

    fn sums(&self, prefix: &[u8]) -> Result<Sums> {
        let mut found = Vec::new();
        self.read_tx()?.scan(Tab::Tally, prefix, &mut |at, sum| {
            if let (Some(rest), Ok(sum)) = (at.get(prefix.len()..), sum.try_into()) {
                found.push((rest.to_vec(), i64::from_be_bytes(sum)));
            }
            Ok(true)
        })?;
        Ok(found)
    }

    /// A tally at one place: a department's, a person's. None where the person may not see what lies there.
    pub fn total_in<R: Record>(
        &self,
        tally: Tally,
        place: Placement,
        key: Key,
    ) -> Result<Option<i64>> {
        if !self.opens::<R>(place) {
            return Ok(None);
        }
        let mut bytes = vec![R::KIND.code, tally.number];
        bytes.extend(place.bytes());
        bytes.extend(key.0);
        self.read_tx()?.tally_at(&bytes).map(Some)
    }

    /// How many rows of a scoped index lie at one place under a key, up to `most`; None where the person may not look.
    pub fn count_in<R: Record>(
        &self,
        index: Index,
        place: Placement,
        key: Key,
        most: usize,
    ) -> Result<Option<usize>> {
        if !self.opens::<R>(place) {
            return Ok(None);
        }
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(place.bytes());
        prefix.extend(key.0);
        let mut count = 0;
        self.read_tx()?.scan(Tab::Index, &prefix, &mut |_, _| {
            count += 1;
            Ok(count < most)
        })?;
        Ok(Some(count))
    }

    /// Whether everything of a kind that lies at a place is the person's to see.
    fn opens<R: Record>(&self, place: Placement) -> bool {
        let places = self.actor.places(&R::VIEW);
        places.contains(&Placement::Global) || places.contains(&place)
    }

    /// A tally that isn't scoped, of something the person holds (their own unread, a project's logged time).
    pub fn tally<R: Record>(&self, tally: PlainTally, key: Key) -> Result<i64> {
        let mut bytes = vec![R::KIND.code, tally.number];
        bytes.extend(key.0);
        self.read_tx()?.tally_at(&bytes)
    }

    /// The records filed under a key of a plain index, wherever they lie and as many as `most`: their numbers and nothing
    /// else of them, so that what is there is not added twice.
    pub fn duplicates_of<R: Record>(
        &self,
        index: Index,
        key: Key,
        most: usize,
    ) -> Result<Vec<Id<R>>> {
        debug_assert!(!index.scoped && !index.unique);
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(&key.0);
        let mut found = Vec::new();
        self.read_tx()?.scan(Tab::Index, &prefix, &mut |key, _| {
            found.push(Id::new(id_at_end(key)));
            Ok(found.len() < most)
        })?;
        Ok(found)
    }
}

/// What `Visit::nearest` found.
pub struct Nearest<R> {
    pub id: Id<R>,
    /// What it filed beside its key.
    pub filed: Vec<u8>,
    /// Whether the person sees it.
    pub seen: bool,
}

impl Visit {
    /// Of the records filed under a key of a plain index with something of them (`Declares::index_with`), the first of which
    /// `fits` holds, else the first; with what it filed, and whether this person sees it: of what they don't see they are
    /// told the number. No record but that one is read.
    pub fn nearest<R: Record>(
        &self,
        index: Index,
        key: Key,
        fits: impl Fn(&[u8]) -> bool,
    ) -> Result<Option<Nearest<R>>> {
        debug_assert!(!index.scoped && !index.unique);
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(&key.0);
        let mut found: Option<(Id<R>, Vec<u8>)> = None;
        self.read_tx()?
            .scan(Tab::Index, &prefix, &mut |key, filed| {
                let fits = fits(filed);
                if fits || found.is_none() {
                    found = Some((Id::new(id_at_end(key)), filed.to_vec()));
                }
                Ok(!fits)
            })?;
        let Some((id, filed)) = found else {
            return Ok(None);
        };
        let Some(record) = self.read(id)? else {
            return Ok(None);
        };
        let seen = self.sees(&record)?;
        Ok(Some(Nearest { id, filed, seen }))
    }
}

impl ReadTx {
    fn tally_at(&self, key: &[u8]) -> Result<i64> {
        let bytes = self.get(Tab::Tally, key)?;
        Ok(bytes
            .and_then(|b| b.try_into().ok())
            .map_or(0, i64::from_be_bytes))
    }
}
