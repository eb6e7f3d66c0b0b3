//! Pages and the cursors between them. A cursor is opaque: a mark of the list it belongs to, then the place in its order.

use std::ops::Range;

use data_encoding::BASE64URL_NOPAD;

use crate::{
    base::{Error, Result},
    data::Key,
};

/// Rows, and where those after and before them begin.
#[derive(Debug, Clone)]
pub struct Page<R> {
    pub rows: Vec<R>,
    /// Asks for what comes after, as `Paging::after`; None at the end of the list.
    pub next: Option<String>,
    /// Asks for what comes before, as `Paging::before`; None at its beginning.
    pub previous: Option<String>,
}

impl<R> Page<R> {
    pub fn empty() -> Page<R> {
        Page {
            rows: Vec::new(),
            next: None,
            previous: None,
        }
    }

    pub fn map<T>(self, each: impl FnMut(R) -> T) -> Page<T> {
        Page {
            rows: self.rows.into_iter().map(each).collect(),
            next: self.next,
            previous: self.previous,
        }
    }

    pub fn try_map<T>(self, each: impl FnMut(R) -> Result<T>) -> Result<Page<T>> {
        Ok(Page {
            rows: self.rows.into_iter().map(each).collect::<Result<_>>()?,
            next: self.next,
            previous: self.previous,
        })
    }
}

/// Which page of a list is asked for, and how many rows it has.
#[derive(Debug, Clone)]
pub struct Paging {
    pub limit: usize,
    pub(super) start: Start,
    /// Whether a cursor that can't be used starts the list over: for people, whose address may be an old one.
    forgiving: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Start {
    First,
    After(String),
    Before(String),
}

/// Bytes of a cursor that say which list it belongs to.
const MARK: usize = 6;

impl Paging {
    pub fn first(limit: usize) -> Paging {
        Paging {
            limit,
            start: Start::First,
            forgiving: false,
        }
    }

    pub fn after(mut self, cursor: impl Into<String>) -> Paging {
        self.start = Start::After(cursor.into());
        self
    }

    pub fn before(mut self, cursor: impl Into<String>) -> Paging {
        self.start = Start::Before(cursor.into());
        self
    }

    /// Starts over where the cursor is none of this list's.
    pub fn forgiving(mut self) -> Paging {
        self.forgiving = true;
        self
    }

    /// The page of rows that are in memory anyway (what is few: roles, departments), sorted by a key of their own.
    pub fn page<T>(
        &self,
        list: &str,
        mut rows: Vec<T>,
        key: impl Fn(&T) -> Key,
        descending: bool,
    ) -> Result<Page<T>> {
        rows.sort_by_cached_key(|row| key(row).0);
        if descending {
            rows.reverse();
        }
        let mut hasher = blake3::Hasher::new();
        hasher.update(list.as_bytes());
        hasher.update(&[u8::from(descending)]);
        let mark = Mark::of(&hasher);
        let bound = self.bound(&mark)?;
        let place = |wanted: &[u8], or_equal: bool| {
            rows.partition_point(|row| {
                let held = key(row).0;
                let order = held.as_slice().cmp(wanted);
                let order = if descending { order.reverse() } else { order };
                order.is_lt() || or_equal && order.is_eq()
            })
        };
        let (from, to) = match &bound {
            None => (0, self.limit.min(rows.len())),
            Some((at, false)) => {
                let from = place(at, true);
                (from, from.saturating_add(self.limit).min(rows.len()))
            }
            Some((at, true)) => {
                let to = place(at, false);
                (to.saturating_sub(self.limit), to)
            }
        };
        let cursor = |row: &T| mark.cursor(&key(row).0);
        let next = (to > from && to < rows.len()).then(|| cursor(&rows[to - 1]));
        let previous = (from > 0 && to > from).then(|| cursor(&rows[from]));
        rows.truncate(to);
        rows.drain(..from);
        Ok(Page {
            rows,
            next,
            previous,
        })
    }

    /// The page of rows that are counted, the first as 0: `read` gives those of a range, and nothing else is read.
    pub fn counted<T>(
        &self,
        list: &str,
        count: usize,
        read: impl FnOnce(Range<usize>) -> Result<Vec<T>>,
    ) -> Result<Page<T>> {
        let mark = Mark::named(list);
        let number = |place: Vec<u8>| {
            let bytes = place.try_into().map(u64::from_be_bytes);
            bytes.map_or(count, |at| usize::try_from(at).unwrap_or(count))
        };
        let range = match self.bound(&mark)? {
            None => 0..self.limit.min(count),
            Some((place, false)) => {
                let from = number(place).saturating_add(1).min(count);
                from..from.saturating_add(self.limit).min(count)
            }
            Some((place, true)) => {
                let to = number(place).min(count);
                to.saturating_sub(self.limit)..to
            }
        };
        let cursor = |at: usize| mark.cursor(&(at as u64).to_be_bytes());
        let next = (!range.is_empty() && range.end < count).then(|| cursor(range.end - 1));
        let previous = (!range.is_empty() && range.start > 0).then(|| cursor(range.start));
        Ok(Page {
            rows: read(range)?,
            next,
            previous,
        })
    }

    /// The page of places in an order that are worth showing: `tell` says with which words, and is asked of no more than
    /// the page needs.
    pub(in crate::data) fn sifted<T: Copy, W>(
        &self,
        list: &str,
        places: &[(Vec<u8>, T)],
        tell: impl Fn(T) -> Result<Option<W>>,
    ) -> Result<Page<(T, W)>> {
        let mark = Mark::named(list);
        let bound = self.bound(&mark)?;
        let start = |at: &Vec<u8>, equal: bool| {
            places.partition_point(|(place, _)| place < at || equal && place == at)
        };
        let (before, after) = match &bound {
            None => (&places[..0], places),
            Some((at, back)) => (&places[..start(at, !*back)], &places[start(at, !*back)..]),
        };
        let back = bound.as_ref().is_some_and(|(_, back)| *back);
        let mut found: Vec<(&Vec<u8>, (T, W))> = Vec::new();
        let look = |row: &(Vec<u8>, T)| tell(row.1);
        let mut rows: Box<dyn Iterator<Item = &(Vec<u8>, T)>> = match back {
            true => Box::new(before.iter().rev()),
            false => Box::new(after.iter()),
        };
        while found.len() <= self.limit
            && let Some(row) = rows.next()
        {
            if let Some(words) = look(row)? {
                found.push((&row.0, (row.1, words)));
            }
        }
        let more = found.len() > self.limit;
        found.truncate(self.limit);
        let mut other = false;
        let rest: Box<dyn Iterator<Item = &(Vec<u8>, T)>> = match back {
            true => Box::new(after.iter()),
            false => Box::new(before.iter().rev()),
        };
        for row in rest {
            if look(row)?.is_some() {
                other = true;
                break;
            }
        }
        if back {
            found.reverse();
        }
        let (earlier, later) = if back { (more, other) } else { (other, more) };
        let cursor = |row: Option<&(&Vec<u8>, (T, W))>, there: bool| {
            row.filter(|_| there).map(|(place, _)| mark.cursor(place))
        };
        Ok(Page {
            next: cursor(found.last(), later),
            previous: cursor(found.first(), earlier),
            rows: found.into_iter().map(|(_, row)| row).collect(),
        })
    }

    /// The number at which a page of a list begins that is walked by numbers, one way (the journal).
    pub fn number(&self, list: &str) -> Result<Option<u64>> {
        if let Start::Before(_) = self.start {
            return match self.forgiving {
                true => Ok(None),
                false => Err(Error::field(
                    "before",
                    "This list is walked one way: with after.",
                )),
            };
        }
        let place = self.bound(&Mark::named(list))?;
        Ok(place.and_then(|(at, _)| at.try_into().ok().map(u64::from_be_bytes)))
    }

    /// The cursor of that number.
    pub fn cursor(list: &str, number: u64) -> String {
        Mark::named(list).cursor(&number.to_be_bytes())
    }

    /// The place that the cursor names, and whether the rows before it are asked for.
    pub(super) fn bound(&self, mark: &Mark) -> Result<Option<(Vec<u8>, bool)>> {
        let (name, cursor, back) = match &self.start {
            Start::First => return Ok(None),
            Start::After(cursor) => ("after", cursor, false),
            Start::Before(cursor) => ("before", cursor, true),
        };
        match mark.place(cursor) {
            Some(place) => Ok(Some((place, back))),
            None if self.forgiving => Ok(None),
            None => Err(Error::field(
                name,
                format!(
                    "{name} should be the next or previous of an answer to this very list, asked for with the same filters."
                ),
            )),
        }
    }
}

/// Which list a cursor belongs to.
pub(super) struct Mark([u8; MARK]);

impl Mark {
    pub fn of(hasher: &blake3::Hasher) -> Mark {
        let mut mark = [0; MARK];
        mark.copy_from_slice(&hasher.finalize().as_bytes()[..MARK]);
        Mark(mark)
    }

    fn named(list: &str) -> Mark {
        Mark::of(blake3::Hasher::new().update(list.as_bytes()))
    }

    pub fn cursor(&self, place: &[u8]) -> String {
        BASE64URL_NOPAD.encode(&[&self.0, place].concat())
    }

    fn place(&self, cursor: &str) -> Option<Vec<u8>> {
        let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).ok()?;
        let (mark, place) = bytes.split_first_chunk::<MARK>()?;
        (*mark == self.0).then(|| place.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(rows: &[u64], limit: usize, descending: bool) -> Vec<u64> {
        let (mut seen, mut paging) = (Vec::new(), Paging::first(limit));
        loop {
            let key = |row: &u64| Key::new().number(*row);
            let page = paging.page("rows", rows.to_vec(), key, descending).unwrap();
            assert!(page.next.is_none() || page.rows.len() == limit);
            if !seen.is_empty() {
                let back = Paging::first(1000).before(page.previous.unwrap());
                let before = back.page("rows", rows.to_vec(), key, descending).unwrap();
                assert_eq!(before.rows, seen);
            }
            seen.extend(page.rows);
            match page.next {
                Some(next) => paging = Paging::first(limit).after(next),
                None => return seen,
            }
        }
    }

    #[test]
    fn rows_in_memory_are_walked_both_ways() {
        let rows = [5, 1, 9, 300, 2];
        for limit in 1..7 {
            assert_eq!(walk(&rows, limit, false), [1, 2, 5, 9, 300]);
            assert_eq!(walk(&rows, limit, true), [300, 9, 5, 2, 1]);
        }
        assert!(walk(&[], 3, false).is_empty());
    }

    #[test]
    fn a_cursor_of_another_list_is_refused_or_starts_over() {
        let key = |row: &u64| Key::new().number(*row);
        let next = Paging::first(1)
            .page("one", vec![1, 2], key, false)
            .unwrap()
            .next
            .unwrap();
        for wrong in [next.as_str(), "", "garbage", "%%%"] {
            let asked = Paging::first(1).after(wrong);
            assert!(
                asked.page("other", vec![1, 2], key, false).is_err(),
                "{wrong}"
            );
            let page = asked
                .forgiving()
                .page("other", vec![1, 2], key, false)
                .unwrap();
            assert_eq!(page.rows, [1]);
        }
    }
}
