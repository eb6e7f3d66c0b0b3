//! How the index follows the store: entry by entry, or made of all there is.

use std::{
    collections::{BTreeSet, VecDeque},
    ops::Bound,
    sync::Arc,
};

use super::{
    super::{
        JournalEntry, Mark, ReadTx, Ref, Store,
        engine::{
            search::{entry::Entry, index::Making},
            tables::{Tab, after_prefix},
        },
        read_tx::{id_at_end, unavailable},
        record::record_key,
    },
    Stemmed,
    filing::{Filer, declared, is_found},
};
use crate::base::Result;

/// After so many entries that change nothing here the place is written down all the same.
const LAZY: u64 = 1_000;

impl Store {
    /// Opens the index for whoever keeps it, in these languages. Where kinds declare other fields than it was filed by,
    /// another is wanted.
    pub fn open_search_index(&self, languages: &[Stemmed]) -> Result<()> {
        let declared = declared(self.schema());
        self.search_index().open(languages, &declared)
    }

    /// Files anew whatever these entries changed, up to `to`, in one commit. Whatever is filed is on the disk of the store
    /// before.
    ///
    /// # Errors
    /// Nothing is filed then; the entries are to be given again.
    pub fn index_entries(&self, entries: &[JournalEntry], to: Mark) -> Result<()> {
        let Some((index, _)) = self.search_index().answering() else {
            return Ok(());
        };
        let searcher = index.searcher();
        let read_tx = self.read_tx()?;
        let mut filer = Filer::new(self.schema(), &read_tx);
        let changed = entries.iter().flat_map(|entry| &entry.changes);
        let mut waiting: BTreeSet<Ref> = changed.map(|change| self.schema.now(change.of)).collect();
        let mut done = BTreeSet::new();
        let mut filed_any = false;
        while let Some(of) = waiting.pop_first() {
            if !done.insert(of) {
                continue;
            }
            let entry = filer.entry(of)?;
            let filed = match is_found(self.schema.kind(of.kind)?) {
                true => index.filed(&searcher, of)?,
                // Nothing tells whether its parts have to follow.
                false => None,
            };
            if entry.as_ref().map(Entry::print) != filed.map(|filed| filed.print) {
                index.put(of, entry.as_ref())?;
                filed_any = true;
            }
            if filed.is_none() || entry.map(|entry| entry.gives) != filed.map(|filed| filed.gives) {
                waiting.extend(index.parts(&searcher, of)?);
            }
        }
        let lazily = !filed_any && index.position()?.is_some_and(|at| to.seq < at.seq + LAZY);
        if !lazily {
            self.settle_up_to(read_tx.head()?.seq)?;
            index.commit(to, true)?;
        }
        self.search_index().followed_to(to.seq);
        Ok(())
    }

    /// What was put and not committed is forgotten.
    pub fn index_anew_from_commit(&self) -> Result<Option<Mark>> {
        let Some((index, _)) = self.search_index().answering() else {
            return Ok(None);
        };
        index.rollback()?;
        index.position()
    }

    /// Removes from the disk whatever of the index is of texts that are gone. How many segments were written anew.
    pub fn purge_index(&self) -> Result<usize> {
        match self.search_index().answering() {
            Some((index, _)) => index.purge(),
            None => Ok(0),
        }
    }

    /// What was done softly may be gone after a power cut; what is filed of it must not stay.
    fn settle_up_to(&self, seq: u64) -> Result<()> {
        match self.durable() < seq {
            true => self.settle(),
            false => Ok(()),
        }
    }

    /// The end of what an fsync has covered.
    fn durable_mark(&self) -> Result<Mark> {
        let seq = self.durable();
        let entry = self.read_tx()?.entry(seq)?;
        Ok(entry.as_ref().map_or(Mark::START, Mark::from))
    }

    /// What the index has and the store has not, or otherwise; nothing where it is as it should be. It reads all of both.
    pub fn index_differs(&self) -> Result<Vec<Ref>> {
        let Some((index, _)) = self.search_index().answering() else {
            return Ok(Vec::new());
        };
        let held: BTreeSet<(Ref, u64)> = index.everything()?.into_iter().collect();
        let read_tx = self.read_tx()?;
        let mut filer = Filer::new(self.schema(), &read_tx);
        let mut should = BTreeSet::new();
        for info in self.schema().kinds().filter(|info| is_found(info)) {
            let mut all = Vec::new();
            read_tx.scan(Tab::Records, &[info.kind.code], &mut |key, value| {
                all.push((id_at_end(key), value.to_vec()));
                Ok(true)
            })?;
            for (id, bytes) in all {
                let kind = info.kind.code;
                if let Some(entry) = filer.entry_of(Ref { kind, id }, &bytes)? {
                    should.insert((entry.of, entry.print()));
                }
            }
        }
        let differs = held.symmetric_difference(&should).map(|(of, _)| *of);
        Ok(differs.collect::<BTreeSet<_>>().into_iter().collect())
    }
}

/// An index that is being made of all there is, in portions. People go on finding what the one before has.
pub struct Rebuild {
    making: Arc<Making>,
    kinds: VecDeque<u8>,
    /// The last number that was filed of the first of them.
    after: Option<u64>,
}

impl Rebuild {
    pub fn begin(store: &Store, why: String) -> Result<Rebuild> {
        let found = store.schema().kinds().filter(|info| is_found(info));
        let kinds: VecDeque<u8> = found.map(|info| info.kind.code).collect();
        let read_tx = store.read_tx()?;
        let mut of = 0;
        for kind in &kinds {
            of += newest_of(&read_tx, *kind)?;
        }
        // What is written from here on is followed from here on.
        let from = store.durable_mark()?;
        Ok(Rebuild {
            making: store.search_index().begin(why, from, of)?,
            kinds,
            after: None,
        })
    }

    /// Files so many more. Whether there are more still; when there are none, it answers from here on.
    pub fn portion(&mut self, store: &Store, most: usize) -> Result<bool> {
        let Some(kind) = self.kinds.front().copied() else {
            let head = store.read_tx()?.head()?.seq;
            store.settle_up_to(head)?;
            store.search_index().finish()?;
            return Ok(false);
        };
        let read_tx = store.read_tx()?;
        let rows = rows_after(&read_tx, kind, self.after, most)?;
        let mut filer = Filer::new(store.schema(), &read_tx);
        for (id, bytes) in &rows {
            if let Some(entry) = filer.entry_of(Ref { kind, id: *id }, bytes)? {
                self.making.generation.add(&entry)?;
            }
        }
        // Numbers are given in order; those that went count as done.
        let last = rows.last().map(|(id, _)| *id);
        let before = self.after.unwrap_or_default();
        match last.filter(|_| rows.len() == most) {
            Some(last) => {
                self.making.did(last - before.min(last));
                self.after = Some(last);
            }
            None => {
                self.making
                    .did(newest_of(&read_tx, kind)?.saturating_sub(before));
                self.kinds.pop_front();
                self.after = None;
            }
        }
        Ok(true)
    }
}

fn newest_of(read_tx: &ReadTx, kind: u8) -> Result<u64> {
    let upper = after_prefix(&[kind]);
    let upper = upper.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let rows = read_tx.range(Tab::Records, Bound::Included(&[kind]), upper)?;
    let last = rows.and_then(|mut rows| rows.next_back());
    let last = last.transpose().map_err(unavailable)?;
    Ok(last.map_or(0, |(key, _)| id_at_end(key.value())))
}

fn rows_after(
    read_tx: &ReadTx,
    kind: u8,
    after: Option<u64>,
    most: usize,
) -> Result<Vec<(u64, Vec<u8>)>> {
    let upper = after_prefix(&[kind]);
    let upper = upper.as_deref().map_or(Bound::Unbounded, Bound::Excluded);
    let from = after.map(|id| record_key(Ref { kind, id }));
    let lower = match &from {
        Some(key) => Bound::Excluded(&key[..]),
        None => Bound::Included(&[kind][..]),
    };
    let mut out = Vec::new();
    if let Some(rows) = read_tx.range(Tab::Records, lower, upper)? {
        for row in rows.take(most) {
            let (key, value) = row.map_err(unavailable)?;
            out.push((id_at_end(key.value()), value.value().to_vec()));
        }
    }
    Ok(out)
}
