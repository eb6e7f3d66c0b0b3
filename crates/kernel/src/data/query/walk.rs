//! Several ranges of one index, walked side by side. What follows the head of a range in the key (its place, and what the
//! keys begin with) sorts alike in each, so the ranges merge by it, and a record that is filed under two places comes once.

use std::ops::Bound;

use super::search::Head;
use crate::{
    base::{Error, Result},
    data::{
        engine::tables::{Tab, after_prefix},
        read_tx::{ReadTx, Rows},
    },
};

pub(super) struct Walk {
    ranges: Vec<Range>,
    descending: bool,
    /// Where the present row stands in the order: its key and id.
    pub tail: Vec<u8>,
    /// What it says of its record.
    pub cover: Vec<u8>,
}

/// A range, and its next row.
struct Range {
    rows: Rows,
    head: usize,
    /// Whether it holds what was shared.
    shared: bool,
    tail: Vec<u8>,
    cover: Vec<u8>,
    over: bool,
}

/// What of each range is walked, in what follows its head.
pub(super) struct Span<'a> {
    pub from: Option<&'a [u8]>,
    pub until: Option<&'a [u8]>,
    /// Where a page before ended; not included.
    pub bound: Option<&'a [u8]>,
    pub descending: bool,
}

impl Span<'_> {
    pub fn holds(&self, tail: &[u8]) -> bool {
        let past = |bound: &[u8]| match self.descending {
            false => tail > bound,
            true => tail < bound,
        };
        self.from.is_none_or(|from| tail >= from)
            && self.until.is_none_or(|until| tail < until)
            && self.bound.is_none_or(past)
    }

    /// The rows of one range that lie in it; None when there can be none.
    pub fn rows(&self, read_tx: &ReadTx, head: &[u8]) -> Result<Option<Rows>> {
        let at = |rest: &[&[u8]]| [&[head], rest].concat().concat();
        let mut low = Bound::Included(at(&[self.from.unwrap_or_default()]));
        let mut high = match self.until {
            Some(until) => Bound::Excluded(at(&[until])),
            None => after_prefix(head).map_or(Bound::Unbounded, Bound::Excluded),
        };
        if let Some(bound) = self.bound {
            let bound = at(&[bound]);
            match self.descending {
                false if beyond(&bound, &low) => low = Bound::Excluded(bound),
                true if below(&bound, &high) => high = Bound::Excluded(bound),
                _ => {}
            }
        }
        match crossed(&low, &high) {
            true => Ok(None),
            false => read_tx.range(
                Tab::Index,
                low.as_ref().map(Vec::as_slice),
                high.as_ref().map(Vec::as_slice),
            ),
        }
    }
}

impl Walk {
    pub fn open(read_tx: &ReadTx, heads: &[Head], span: &Span<'_>) -> Result<Walk> {
        let mut walk = Walk {
            ranges: Vec::with_capacity(heads.len()),
            descending: span.descending,
            tail: Vec::new(),
            cover: Vec::new(),
        };
        for head in heads {
            if let Some(rows) = span.rows(read_tx, &head.bytes)? {
                walk.ranges.push(Range {
                    rows,
                    head: head.bytes.len(),
                    shared: head.shared,
                    tail: Vec::new(),
                    cover: Vec::new(),
                    over: false,
                });
            }
        }
        for n in 0..walk.ranges.len() {
            walk.step(n)?;
        }
        Ok(walk)
    }

    fn step(&mut self, n: usize) -> Result<()> {
        let range = &mut self.ranges[n];
        let row = match self.descending {
            true => range.rows.next_back(),
            false => range.rows.next(),
        };
        match row {
            None => range.over = true,
            Some(row) => {
                let (key, value) = row.map_err(|e| Error::Unavailable(e.to_string()))?;
                range.tail.clear();
                range.tail.extend_from_slice(&key.value()[range.head..]);
                range.cover.clear();
                range.cover.extend_from_slice(value.value());
            }
        }
        Ok(())
    }

    /// Goes to the next row. Says whether nothing but a share leads to it; None at the end.
    pub fn next(&mut self) -> Result<Option<bool>> {
        let mut best: Option<usize> = None;
        for (n, range) in self.ranges.iter().enumerate().filter(|(_, r)| !r.over) {
            let better = best.is_none_or(|held| match self.descending {
                true => range.tail > self.ranges[held].tail,
                false => range.tail < self.ranges[held].tail,
            });
            if better {
                best = Some(n);
            }
        }
        let Some(best) = best else {
            return Ok(None);
        };
        let range = &mut self.ranges[best];
        std::mem::swap(&mut self.tail, &mut range.tail);
        std::mem::swap(&mut self.cover, &mut range.cover);
        let mut shared_only = range.shared;
        self.step(best)?;
        for n in 0..self.ranges.len() {
            if n != best && !self.ranges[n].over && self.ranges[n].tail == self.tail {
                shared_only &= self.ranges[n].shared;
                self.step(n)?;
            }
        }
        Ok(Some(shared_only))
    }
}

fn beyond(at: &[u8], low: &Bound<Vec<u8>>) -> bool {
    match low {
        Bound::Included(low) | Bound::Excluded(low) => at >= low.as_slice(),
        Bound::Unbounded => true,
    }
}

fn below(at: &[u8], high: &Bound<Vec<u8>>) -> bool {
    match high {
        Bound::Included(high) | Bound::Excluded(high) => at <= high.as_slice(),
        Bound::Unbounded => true,
    }
}

/// Whether nothing can lie between.
fn crossed(low: &Bound<Vec<u8>>, high: &Bound<Vec<u8>>) -> bool {
    match (low, high) {
        (
            Bound::Included(low) | Bound::Excluded(low),
            Bound::Included(high) | Bound::Excluded(high),
        ) => low >= high,
        _ => false,
    }
}
