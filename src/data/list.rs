//! Permitted lists: read from the scoped index under each place the visit's grant opens, merged in order.
//! Nothing is loaded to be dropped for permission's sake, and a page costs the same on page 1 and page 1,000.

use std::{collections::BTreeSet, ops::Bound};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

use super::{
    Index, Key, PlainTally, Record, Tally, Visit,
    engine::tables::{Tab, after_prefix},
    record::decode,
    source::{Rows, Snap, id_at_end},
    whole::Beside,
};
use crate::{
    access::{Action, Reach},
    base::{Error, Id, Result},
};

/// How many rows a filter may pass over before a page is handed out as it is, with a cursor to go on.
const LOOK_AT: usize = 5_000;

#[derive(Debug, Clone)]
pub struct List {
    index: Index,
    prefix: Vec<u8>,
    descending: bool,
    limit: usize,
    after: Option<Vec<u8>>,
    action: Option<Action>,
}

impl List {
    pub fn by(index: Index) -> List {
        List {
            index,
            prefix: Vec::new(),
            descending: false,
            limit: 50,
            after: None,
            action: None,
        }
    }

    /// Only rows whose index key begins with this.
    pub fn under(mut self, key: Key) -> List {
        self.prefix = key.0;
        self
    }

    pub fn descending(mut self, yes: bool) -> List {
        self.descending = yes;
        self
    }

    pub fn limit(mut self, limit: usize) -> List {
        self.limit = limit;
        self
    }

    /// Goes on after a cursor that an earlier page gave. An unreadable one starts over.
    pub fn after(mut self, cursor: Option<&str>) -> List {
        self.after = cursor.and_then(decode_cursor);
        self
    }

    /// Reads with the reach of another action than seeing: what the person may approve, say.
    pub fn with(mut self, action: Action) -> List {
        self.action = Some(action);
        self
    }
}

#[derive(Debug, Clone)]
pub struct Page<R> {
    pub rows: Vec<R>,
    pub next: Option<String>,
}

impl<R> Page<R> {
    pub fn empty() -> Page<R> {
        Page {
            rows: Vec::new(),
            next: None,
        }
    }
}

impl Visit {
    pub fn list<R: Record>(&self, list: List) -> Result<Page<R>> {
        self.list_where(list, |_| true)
    }

    /// A page of the rows that `keep` keeps. Permission is the index's; the filter is the business's.
    pub fn list_where<R: Record>(&self, list: List, keep: impl Fn(&R) -> bool) -> Result<Page<R>> {
        let action = list.action.unwrap_or(R::VIEW);
        let places = self.places::<R>(&action);
        let snap = self.snap()?;
        let mut merge = Merge::open(&snap, R::KIND.code, &list, &places)?;
        let mut rows = Vec::with_capacity(list.limit.min(200));
        let mut looked = 0;
        let mut last = Vec::new();
        while let Some((tail, shared_only)) = merge.next()? {
            if rows.len() == list.limit || looked == LOOK_AT {
                return Ok(Page {
                    rows,
                    next: Some(encode_cursor(&last)),
                });
            }
            looked += 1;
            let id = id_at_end(&tail);
            if shared_only && !self.is_shared(&action, R::KIND.code, id) {
                last = tail;
                continue;
            }
            let mut key = [R::KIND.code; 9];
            key[1..].copy_from_slice(&id.to_be_bytes());
            let record = snap
                .with(Tab::Records, &key, |bytes| decode::<R>(id, bytes))?
                .ok_or_else(|| Error::internal("an index names a record that isn't there"))??;
            last = tail;
            if keep(&record) && (record.requires_visible().is_none() || self.sees(&record)?) {
                rows.push(record);
            }
        }
        Ok(Page { rows, next: None })
    }

    /// How many rows a list has, counted from the index up to `most`.
    pub fn count<R: Record>(&self, list: &List, most: usize) -> Result<usize> {
        let action = list.action.unwrap_or(R::VIEW);
        let places = self.places::<R>(&action);
        let snap = self.snap()?;
        let mut merge = Merge::open(&snap, R::KIND.code, list, &places)?;
        let mut count = 0;
        while count < most
            && let Some((tail, shared_only)) = merge.next()?
        {
            let shared = || self.is_shared(&action, R::KIND.code, id_at_end(&tail));
            count += usize::from(!shared_only || shared());
        }
        Ok(count)
    }

    /// The places a list is read from: those of the person's grant, what was shared with them, and what is a part of
    /// that.
    fn places<R: Record>(&self, action: &Action) -> Vec<Reach> {
        let mut places = self.actor.places(action);
        if places == [Reach::House] {
            return places;
        }
        let shared = &self.actor.shared;
        if shared.opens(action, self.at) {
            places.push(Reach::Shared(self.actor.person));
        }
        if R::IS_PART && *action == R::VIEW {
            let wholes = shared.standing(self.at);
            places.extend(wholes.map(|(kind, id)| Reach::Within(kind, id)));
        }
        places
    }

    /// Whether a share of the record opens this now: one that is over is filed until it is removed, and a share to see
    /// it opens no more than that.
    fn is_shared(&self, action: &Action, kind: u8, id: u64) -> bool {
        let shared = &self.actor.shared;
        shared.covers(action, kind, id, self.at).is_some()
    }

    /// How many records of a kind lie in `wide` and not in `narrow`, up to `most`: a number and nothing else, for
    /// telling the author of a role what it would open. Read from the scoped index that files the most of them.
    pub fn reached_beyond(
        &self,
        kind: u8,
        wide: &[Reach],
        narrow: &[Reach],
        most: usize,
    ) -> Result<usize> {
        let snap = self.snap()?;
        let info = self.store().schema().kind(kind)?;
        let mut indexes: Vec<u8> = Vec::new();
        let mut looked = 0;
        snap.scan(Tab::Records, &[kind], &mut |key, value| {
            let declared = (info.declares)(id_at_end(key), value, &Beside::default())?;
            for number in declared.scoped {
                if !indexes.contains(&number) {
                    indexes.push(number);
                }
            }
            looked += 1;
            Ok(looked < 8)
        })?;
        let filed = |index: u8, places: &[Reach], most: usize| -> Result<BTreeSet<u64>> {
            let mut ids = BTreeSet::new();
            for place in places {
                let mut prefix = vec![kind, index];
                prefix.extend(place.bytes());
                snap.scan(Tab::Index, &prefix, &mut |key, _| {
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
                self.snap()?.tally_at(&bytes).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// A tally at one place: a department's, a person's. None where the person may not see what lies there.
    pub fn total_in<R: Record>(&self, tally: Tally, place: Reach, key: Key) -> Result<Option<i64>> {
        if !self.opens::<R>(place) {
            return Ok(None);
        }
        let mut bytes = vec![R::KIND.code, tally.number];
        bytes.extend(place.bytes());
        bytes.extend(key.0);
        self.snap()?.tally_at(&bytes).map(Some)
    }

    /// How many rows of a scoped index lie at one place under a key, up to `most`; None where the person may not look.
    pub fn count_in<R: Record>(
        &self,
        index: Index,
        place: Reach,
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
        self.snap()?.scan(Tab::Index, &prefix, &mut |_, _| {
            count += 1;
            Ok(count < most)
        })?;
        Ok(Some(count))
    }

    /// Whether everything of a kind that lies at a place is the person's to see.
    fn opens<R: Record>(&self, place: Reach) -> bool {
        let places = self.actor.places(&R::VIEW);
        places.contains(&Reach::House) || places.contains(&place)
    }

    /// A tally that isn't scoped, of something the person holds (their own unread, a project's logged time).
    pub fn tally<R: Record>(&self, tally: PlainTally, key: Key) -> Result<i64> {
        let mut bytes = vec![R::KIND.code, tally.number];
        bytes.extend(key.0);
        self.snap()?.tally_at(&bytes)
    }

    /// The number of some record filed under a key of a plain index, visible or not: for finding duplicates,
    /// which tell a person that there is one and under which number, and nothing more.
    pub fn duplicate_of<R: Record>(&self, index: Index, key: Key) -> Result<Option<Id<R>>> {
        debug_assert!(!index.scoped && !index.unique);
        let mut prefix = vec![R::KIND.code, index.number];
        prefix.extend(&key.0);
        let mut found = None;
        self.snap()?.scan(Tab::Index, &prefix, &mut |key, _| {
            found = Some(Id::new(id_at_end(key)));
            Ok(false)
        })?;
        Ok(found)
    }

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
        let snap = self.snap()?;
        let record = |id| {
            snap.record(id)?
                .ok_or_else(|| Error::internal("an index names a record that isn't there"))
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
        self.snap()?.scan(Tab::Index, &prefix, &mut |key, value| {
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

impl Snap {
    fn tally_at(&self, key: &[u8]) -> Result<i64> {
        let bytes = self.get(Tab::Tally, key)?;
        Ok(bytes
            .and_then(|b| b.try_into().ok())
            .map_or(0, i64::from_be_bytes))
    }
}

/// Walks several ranges of one index side by side. Heads hold what follows the place in the key,
/// which sorts alike under every place; a record filed under two places comes once.
struct Merge {
    ranges: Vec<(Rows, Option<Vec<u8>>)>,
    /// Which of them holds what was shared.
    shared: Option<usize>,
    descending: bool,
    head_len: usize,
}

impl Merge {
    fn open(snap: &Snap, kind: u8, list: &List, places: &[Reach]) -> Result<Merge> {
        debug_assert!(list.index.scoped);
        let mut merge = Merge {
            ranges: Vec::with_capacity(places.len()),
            shared: None,
            descending: list.descending,
            head_len: 2 + 9,
        };
        for place in places {
            let mut head = vec![kind, list.index.number];
            head.extend(place.bytes());
            let mut low = head.clone();
            low.extend(&list.prefix);
            let high = after_prefix(&low);
            let after = list
                .after
                .as_ref()
                .map(|tail| [head, tail.clone()].concat());
            // A cursor outside what is asked for (another filter's) starts over.
            let after = after.filter(|a| a.starts_with(&low));
            let (from, to) = match (&after, list.descending) {
                (Some(after), false) => (Bound::Excluded(after.as_slice()), upper(&high)),
                (Some(after), true) => (
                    Bound::Included(low.as_slice()),
                    Bound::Excluded(after.as_slice()),
                ),
                (None, _) => (Bound::Included(low.as_slice()), upper(&high)),
            };
            if let Some(rows) = snap.range(Tab::Index, from, to)? {
                if matches!(place, Reach::Shared(_)) {
                    merge.shared = Some(merge.ranges.len());
                }
                merge.ranges.push((rows, None));
            }
        }
        for n in 0..merge.ranges.len() {
            merge.step(n)?;
        }
        Ok(merge)
    }

    fn step(&mut self, n: usize) -> Result<()> {
        let (rows, head) = &mut self.ranges[n];
        let row = if self.descending {
            rows.next_back()
        } else {
            rows.next()
        };
        *head = match row {
            None => None,
            Some(row) => {
                let (key, _) = row.map_err(|e| Error::Unavailable(e.to_string()))?;
                Some(key.value()[self.head_len..].to_vec())
            }
        };
        Ok(())
    }

    /// The next key, and whether nothing but a share leads to it.
    fn next(&mut self) -> Result<Option<(Vec<u8>, bool)>> {
        let heads = self.ranges.iter().filter_map(|(_, head)| head.as_ref());
        let best = if self.descending {
            heads.max()
        } else {
            heads.min()
        };
        let Some(best) = best.cloned() else {
            return Ok(None);
        };
        let mut shared_only = true;
        for n in 0..self.ranges.len() {
            if self.ranges[n].1.as_ref() == Some(&best) {
                shared_only &= self.shared == Some(n);
                self.step(n)?;
            }
        }
        Ok(Some((best, shared_only)))
    }
}

fn upper(end: &Option<Vec<u8>>) -> Bound<&[u8]> {
    end.as_deref().map_or(Bound::Unbounded, Bound::Excluded)
}

fn encode_cursor(tail: &[u8]) -> String {
    HEXLOWER.encode(tail)
}

fn decode_cursor(text: &str) -> Option<Vec<u8>> {
    let short = text.len() <= 1 << 16;
    short.then(|| HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok())?
}
