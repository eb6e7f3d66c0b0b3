//! Answers one query: along its index, or from the ids of its narrowest filter, whichever comes to an end first.

use std::rc::Rc;

use super::{
    Narrow, Page, Terms,
    cursor::Mark,
    facet::Filter,
    walk::{Span, Walk},
};
use crate::{
    access::{Action, Placement},
    base::{Error, Result},
    data::{
        KindInfo, Ref, Visit,
        any::AnyRecord,
        declares::WORDS,
        engine::tables::Tab,
        read_tx::{ReadTx, id_at_end},
        sight,
    },
};

/// How many rows are passed over before ids are gathered, and how many ids are few enough to be read: by turns, each
/// further than before. Reading a record costs what passing over some forty rows does.
const LADDER: [(usize, usize); 3] = [(1_000, 100), (16_000, 2_000), (usize::MAX, 0)];

pub(super) struct Search<'a> {
    visit: &'a Visit,
    read_tx: &'a Rc<ReadTx>,
    query: &'a Terms,
    info: &'a KindInfo,
    action: Action,
    /// The beginnings of the ranges that are walked.
    heads: Vec<Head>,
    /// Where each record has to lie, when no range says so.
    lies: Option<Placement>,
    /// The ids that have the words asked for, sorted.
    said: Option<Vec<u64>>,
    /// What no index knows.
    sift: Option<&'a Sift<'a>>,
}

/// Kind, index, place, and what the keys begin with; and whether nothing but shares lies there.
pub(super) struct Head {
    pub bytes: Vec<u8>,
    pub shared: bool,
}

type Sift<'a> = dyn Fn(&AnyRecord) -> Result<bool> + 'a;
type Found = Vec<(Vec<u8>, AnyRecord)>;

impl<'a> Search<'a> {
    pub fn new(visit: &'a Visit, read_tx: &'a Rc<ReadTx>, query: &'a Terms) -> Result<Self> {
        let kind = query.kind;
        let info = visit.store().schema().kind(kind)?;
        let action = query.action.unwrap_or(info.view);
        let (mut heads, mut lies) = (Vec::new(), None);
        let mut head = |start: &[&[u8]], shared: bool| {
            heads.extend(query.under.iter().map(|under| Head {
                bytes: [start.concat().as_slice(), under].concat(),
                shared,
            }));
        };
        if query.index.scoped {
            let mut places = visit.places_for(&action, info.is_part && action == info.view);
            if let Narrow::In(wanted) | Narrow::Near(wanted) = query.narrow {
                if places.contains(&Placement::Global) || places.contains(&wanted) {
                    places = vec![wanted];
                } else if query.narrow == Narrow::In(wanted) {
                    lies = Some(wanted);
                }
            }
            for place in places {
                let shared = matches!(place, Placement::Shared(_));
                head(&[&[kind, query.index.number], &place.bytes()], shared);
            }
        } else {
            head(&[&[kind, query.index.number]], false);
        }
        let said = match query.words.is_empty() {
            true => None,
            false => Some(read_tx.with_words(kind, &query.words)?),
        };
        Ok(Search {
            visit,
            read_tx,
            query,
            info,
            action,
            heads,
            lies,
            said,
            sift: None,
        })
    }

    pub fn sifting(mut self, keep: &'a Sift<'a>) -> Self {
        self.sift = Some(keep);
        self
    }

    pub fn page(&self) -> Result<Page<AnyRecord>> {
        let mark = self.mark();
        let limit = self.query.paging.limit;
        let bound = self.query.paging.bound(&mark)?;
        let back = bound.as_ref().is_some_and(|(_, back)| *back);
        let at = bound.as_ref().map(|(at, _)| at.as_slice());
        let mut found = self.rows(at, back, limit.saturating_add(1))?;
        let more = found.len() > limit;
        found.truncate(limit);
        if back {
            found.reverse();
        }
        let (first, last) = (edge(found.first(), at), edge(found.last(), at));
        // What lies the other way is looked for: the row that the cursor came from may be gone.
        let any = |at: Option<&[u8]>, back: bool| -> Result<bool> {
            match at {
                Some(at) if bound.is_some() => Ok(!self.rows(Some(at), back, 1)?.is_empty()),
                _ => Ok(false),
            }
        };
        let (before, after) = match back {
            true => (more, any(last, false)?),
            false => (any(first, true)?, more),
        };
        let cursor =
            |at: Option<&[u8]>, there: bool| at.filter(|_| there).map(|at| mark.cursor(at));
        let (next, previous) = (cursor(last, after), cursor(first, before));
        Ok(Page {
            rows: found.into_iter().map(|(_, record)| record).collect(),
            next,
            previous,
        })
    }

    pub fn first(&self) -> Result<Option<AnyRecord>> {
        Ok(self.rows(None, false, 1)?.pop().map(|(_, record)| record))
    }

    /// The rows of the first page, each with its number.
    pub fn first_rows(&self) -> Result<Vec<(u64, AnyRecord)>> {
        let rows = self.rows(None, false, self.query.paging.limit)?;
        let numbered = |(tail, record): (Vec<u8>, AnyRecord)| (id_at_end(&tail), record);
        Ok(rows.into_iter().map(numbered).collect())
    }

    /// A record, when this list has it on whichever page.
    pub fn has(&self, id: u64) -> Result<Option<AnyRecord>> {
        let span = self.span(None, false);
        let found = self.read_all(vec![id], &span)?;
        Ok(found.into_iter().next().map(|(_, record)| record))
    }

    /// How many records there are, up to `most`. Their order is nobody's matter, so the ranges are read one after another.
    pub fn count(&self, most: usize) -> Result<usize> {
        let span = self.span(None, false);
        let mut found: Vec<u64> = Vec::new();
        let (mut passed, mut ladder) = (0, LADDER.iter().peekable());
        for head in &self.heads {
            let Some(rows) = span.rows(self.read_tx, &head.bytes)? else {
                continue;
            };
            let (shared_only, before) = (head.shared, found.len());
            for row in rows {
                let (key, cover) = row.map_err(|e| Error::Unavailable(e.to_string()))?;
                let id = id_at_end(key.value());
                // What has to be read to know is read; all else stands in the row.
                if self.keeps(cover.value(), id, shared_only)
                    && (!self.asks_each() || self.read(id)?.is_some())
                {
                    found.push(id);
                    if found.len() - before >= most {
                        return Ok(most);
                    }
                }
                passed += 1;
                if let Some((_, ids)) = ladder.next_if(|(rows, _)| passed >= *rows) {
                    passed = 0;
                    if let Some(ids) = self.gathered(*ids)? {
                        return Ok(self.read_all(ids, &span)?.len().min(most));
                    }
                }
            }
            // A record is filed under each place that it lies in.
            found.sort_unstable();
            found.dedup();
            if found.len() >= most {
                return Ok(most);
            }
        }
        Ok(found.len())
    }

    /// Calls `each` with the rows in their order, and reads no record.
    pub fn each_row(&self, each: &mut dyn FnMut(u64, &[u8]) -> bool) -> Result<()> {
        debug_assert!(!self.query.index.scoped);
        let mut walk = self.walk(&self.span(None, false))?;
        while walk.next()?.is_some() {
            if !each(id_at_end(&walk.tail), &walk.cover) {
                break;
            }
        }
        Ok(())
    }

    /// The rows after a place in the order, or before it, nearest first.
    fn rows(&self, at: Option<&[u8]>, back: bool, want: usize) -> Result<Found> {
        let span = self.span(at, back);
        let mut walk = self.walk(&span)?;
        let mut found: Found = Vec::with_capacity(want.min(201));
        for (rows, ids) in LADDER {
            for _ in 0..rows {
                if found.len() == want {
                    return Ok(found);
                }
                let Some(shared_only) = walk.next()? else {
                    return Ok(found);
                };
                let id = id_at_end(&walk.tail);
                if self.keeps(&walk.cover, id, shared_only)
                    && let Some(record) = self.read(id)?
                {
                    found.push((walk.tail.clone(), record));
                }
            }
            if let Some(ids) = self.gathered(ids)? {
                let mut found = self.read_all(ids, &span)?;
                found.truncate(want);
                return Ok(found);
            }
        }
        Ok(found)
    }

    fn span<'s>(&'s self, bound: Option<&'s [u8]>, back: bool) -> Span<'s> {
        Span {
            from: self.query.from.as_deref(),
            until: self.query.until.as_deref(),
            bound,
            descending: self.query.descending != back,
        }
    }

    fn walk(&self, span: &Span<'_>) -> Result<Walk> {
        Walk::open(self.read_tx, &self.heads, span)
    }

    /// What an index row says of whether its record belongs into the list.
    fn keeps(&self, cover: &[u8], id: u64, shared_only: bool) -> bool {
        self.query.filters.iter().all(|filter| filter.keeps(cover))
            && self
                .said
                .as_ref()
                .is_none_or(|ids| ids.binary_search(&id).is_ok())
            && (!shared_only || self.visit.is_shared(&self.action, self.query.kind, id))
    }

    /// Whether a record has to be read to know whether it belongs into the list.
    fn asks_each(&self) -> bool {
        self.lies.is_some() || !self.query.index.scoped
    }

    fn decoded(&self, id: u64) -> Result<Option<AnyRecord>> {
        let schema = self.visit.store().schema();
        self.read_tx.decoded(schema, self.of(id))
    }

    fn of(&self, id: u64) -> Ref {
        Ref {
            kind: self.query.kind,
            id,
        }
    }

    fn sifts(&self, record: &AnyRecord) -> Result<bool> {
        self.sift.map_or(Ok(true), |keep| keep(record))
    }

    /// Whether being filed where the list is read from isn't enough to be seen.
    fn asks_sight(&self, record: &AnyRecord) -> bool {
        let schema = self.visit.store().schema();
        !self.query.index.scoped
            || record.requires_visible().is_some()
            || self.visit.actor.looked_through
            || sight::needs_whole(schema, record.part_of())
    }

    /// The record of a row, unless it has to be seen by itself and isn't.
    fn read(&self, id: u64) -> Result<Option<AnyRecord>> {
        let record = self
            .decoded(id)?
            .ok_or_else(|| Error::internal("an index names a record that isn't there"))?;
        let lies = match self.lies {
            Some(place) => self.visit.reach_any(&record)?.contains(&place),
            None => true,
        };
        let kept = lies && self.sifts(&record)?;
        // The range was the permission, but for what the record requires to be seen.
        let shown = kept && (!self.asks_sight(&record) || self.sees(id, &record)?);
        Ok(shown.then_some(record))
    }

    /// Whether a record is shown that no range opened.
    fn sees(&self, id: u64, record: &AnyRecord) -> Result<bool> {
        match self.query.own {
            true => Ok(record
                .placement()
                .contains(&Placement::Person(self.visit.actor.person))),
            false => self.visit.sees_any(self.of(id), record),
        }
    }

    /// The ids of the narrowest filter, when there are `most` or fewer.
    fn gathered(&self, most: usize) -> Result<Option<Vec<u64>>> {
        let mut narrowest = self.said.clone().filter(|ids| ids.len() <= most);
        let filed = |filter: &Filter| filter.filed(self.query.kind);
        for starts in self.query.filters.iter().filter_map(filed) {
            let most = narrowest.as_ref().map_or(most, Vec::len);
            let mut ids = Vec::new();
            for start in starts {
                self.read_tx.scan(Tab::Index, &start, &mut |key, _| {
                    ids.push(id_at_end(key));
                    Ok(ids.len() <= most)
                })?;
            }
            if ids.len() <= most {
                ids.sort_unstable();
                ids.dedup();
                narrowest = Some(ids);
            }
        }
        Ok(narrowest)
    }

    /// What belongs into the list of these, in its order.
    fn read_all(&self, ids: Vec<u64>, span: &Span<'_>) -> Result<Found> {
        let mut found: Found = Vec::new();
        for id in ids {
            let Some(record) = self.decoded(id)? else {
                continue;
            };
            let (cover, keys) = record.row_of(self.query.index);
            let kept = self.sifts(&record)?;
            if !kept || !self.keeps(&cover, id, false) || !self.opens(id, &record)? {
                continue;
            }
            for key in keys {
                let under = self.query.under.iter();
                let rests = under.filter_map(|under| key.strip_prefix(under.as_slice()));
                for rest in rests {
                    let tail = [rest, &id.to_be_bytes()].concat();
                    if span.holds(&tail) {
                        found.push((tail, record.clone()));
                    }
                }
            }
        }
        found.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        found.dedup_by(|(a, _), (b, _)| a == b);
        if span.descending {
            found.reverse();
        }
        Ok(found)
    }

    /// Whether a record lies where the list is read from.
    fn opens(&self, id: u64, record: &AnyRecord) -> Result<bool> {
        if self.query.own {
            return self.sees(id, record);
        }
        let narrowly = match self.query.narrow {
            Narrow::In(place) if place != Placement::Global => {
                self.visit.reach_any(record)?.contains(&place)
            }
            _ => true,
        };
        // Seeing has a rule of its own: parts are seen with their wholes.
        Ok(narrowly
            && (!self.asks_sight(record) || self.sees(id, record)?)
            && self.is_reached(id, record)?)
    }

    /// As the ranges say it: by where it lies, in whosever hands it is.
    fn is_reached(&self, id: u64, record: &AnyRecord) -> Result<bool> {
        if self.action == self.info.view {
            return self.visit.sees_any(self.of(id), record);
        }
        let placement = self.visit.reach_any(record)?;
        Ok(self.visit.allowed(&self.action, self.of(id), &placement))
    }

    /// What a cursor of this list belongs to.
    fn mark(&self) -> Mark {
        let query = self.query;
        let mut hasher = blake3::Hasher::new();
        hasher.update(&[query.kind, query.index.number, u8::from(query.descending)]);
        hasher.update(&(query.under.len() as u64).to_be_bytes());
        let begins = query.under.iter().map(Some);
        for end in begins.chain([query.from.as_ref(), query.until.as_ref()]) {
            hasher.update(&[u8::from(end.is_some())]);
            let end = end.map_or(&[][..], Vec::as_slice);
            hasher.update(&(end.len() as u64).to_be_bytes());
            hasher.update(end);
        }
        for filter in &query.filters {
            filter.mark(&mut hasher);
        }
        for word in &query.words {
            hasher.update(word.as_bytes());
            hasher.update(&[0]);
        }
        if let Narrow::In(place) = query.narrow {
            hasher.update(&place.bytes());
        }
        Mark::of(&hasher)
    }
}

/// Where a row stands, or where it would.
fn edge<'r, R>(row: Option<&'r (Vec<u8>, R)>, at: Option<&'r [u8]>) -> Option<&'r [u8]> {
    row.map(|(tail, _)| tail.as_slice()).or(at)
}

impl ReadTx {
    /// The ids of records of a kind that have, for each of these, a word that begins with it; sorted.
    pub(in crate::data) fn with_words(&self, kind: u8, words: &[String]) -> Result<Vec<u64>> {
        Ok(self.gather(kind, words, usize::MAX)?.0)
    }

    /// The same, looking at no more than `most` places at which each word stands; and whether there were more.
    pub(in crate::data) fn gather(
        &self,
        kind: u8,
        words: &[String],
        most: usize,
    ) -> Result<(Vec<u64>, bool)> {
        let mut gave_up = false;
        let mut found: Option<Vec<u64>> = None;
        let mut words: Vec<&String> = words.iter().collect();
        // The longest is the rarest.
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        for word in words {
            let start: String = word.chars().take(24).collect();
            let prefix = [&[kind, WORDS], start.as_bytes()].concat();
            let (mut ids, mut looked) = (Vec::new(), 0);
            self.scan(Tab::Index, &prefix, &mut |key, _| {
                if looked == most {
                    gave_up = true;
                    return Ok(false);
                }
                looked += 1;
                let id = id_at_end(key);
                if found
                    .as_ref()
                    .is_none_or(|held| held.binary_search(&id).is_ok())
                {
                    ids.push(id);
                }
                Ok(true)
            })?;
            ids.sort_unstable();
            ids.dedup();
            if ids.is_empty() {
                return Ok((ids, gave_up));
            }
            found = Some(ids);
        }
        Ok((found.unwrap_or_default(), gave_up))
    }
}
