//! What changed in a list: the rows that were taken out, and those that came in their place. The journal keeps these
//! instead of the list twice, where that is less.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{engine::pack, journal::Raw};
use crate::base::Result;

/// Longer lists are compared row by row, and no longer for rows that moved.
const COMPARED: usize = 1 << 16;
/// What each splice, and all of them, cost in an entry beside the rows.
const SPLICE: usize = 16;
const ROWS: usize = 34;
/// Bytes of the hash by which a list is known again.
const MARK: usize = 16;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Rows {
    #[serde(rename = "s")]
    splices: Vec<Splice>,
    /// How many rows there were in the end.
    #[serde(rename = "l")]
    length: u32,
    /// The beginning of the hash of the list as it was in the end.
    #[serde(rename = "h")]
    mark: Raw,
}

/// Rows at one place of a list; lists as they are stored, empty where there were none.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Splice {
    /// Where they were in the list before.
    #[serde(rename = "i")]
    at: u32,
    #[serde(rename = "b", default, skip_serializing_if = "Raw::is_empty")]
    before: Raw,
    #[serde(rename = "a", default, skip_serializing_if = "Raw::is_empty")]
    after: Raw,
}

fn mark(list: &[u8]) -> Raw {
    Raw(blake3::hash(list).as_bytes()[..MARK].to_vec())
}

/// The rows of a list that is stored so; none when it is no list.
fn rows_of(list: &[u8]) -> Result<Vec<&[u8]>> {
    Ok(pack::items(list)?.unwrap_or_default())
}

impl Rows {
    /// None when one of the two is no list, or when keeping both is less.
    pub fn between(before: &[u8], after: &[u8]) -> Result<Option<Rows>> {
        let (Some(was), Some(is)) = (pack::items(before)?, pack::items(after)?) else {
            return Ok(None);
        };
        let Ok(length) = u32::try_from(is.len()) else {
            return Ok(None);
        };
        let mut splices = Vec::new();
        let mut cost = ROWS;
        let mut add = |was: &[&[u8]], is: &[&[u8]], at: usize| -> Result<()> {
            let splice = Splice {
                at: u32::try_from(at).unwrap_or(u32::MAX),
                before: list(was)?,
                after: list(is)?,
            };
            cost += SPLICE + splice.before.0.len() + splice.after.0.len();
            splices.push(splice);
            Ok(())
        };
        let (mut i, mut j) = (0, 0);
        for (same_i, same_j) in kept(&was, &is).into_iter().chain([(was.len(), is.len())]) {
            if (i, j) != (same_i, same_j) {
                add(&was[i..same_i], &is[j..same_j], i)?;
            }
            (i, j) = (same_i + 1, same_j + 1);
        }
        let less = cost < before.len() + after.len();
        Ok(less.then(|| Rows {
            splices,
            length,
            mark: mark(after),
        }))
    }

    pub fn length(&self) -> usize {
        self.length as usize
    }

    /// Whether this is the list that the change left.
    pub fn left(&self, list: &[u8]) -> bool {
        mark(list) == self.mark
    }

    /// The rows that were taken out, and those that came.
    pub fn before(&self) -> Value {
        joined(self.splices.iter().map(|splice| &splice.before))
    }

    pub fn after(&self) -> Value {
        joined(self.splices.iter().map(|splice| &splice.after))
    }

    /// The list as it was before. Of one that changed again since it is what can be said without what came later: the
    /// rows that came are out of it, and those that were taken out are in it.
    pub fn back(&self, list: &[u8]) -> Result<Vec<u8>> {
        let now = rows_of(list)?;
        let was = match self.left(list) {
            true => self.back_exactly(&now)?,
            false => self.back_by_and_large(now)?,
        };
        pack::list(&was)
    }

    fn back_exactly<'r>(&'r self, now: &[&'r [u8]]) -> Result<Vec<&'r [u8]>> {
        let mut was = Vec::with_capacity(now.len());
        let mut from = 0;
        for splice in &self.splices {
            // What is the same before a splice, there are as many of it before and after.
            let same = (splice.at as usize).saturating_sub(was.len());
            was.extend(now.iter().skip(from).take(same));
            was.extend(rows_of(&splice.before.0)?);
            from += same + rows_of(&splice.after.0)?.len();
        }
        was.extend(now.iter().skip(from));
        Ok(was)
    }

    fn back_by_and_large<'r>(&'r self, mut now: Vec<&'r [u8]>) -> Result<Vec<&'r [u8]>> {
        for splice in &self.splices {
            for came in rows_of(&splice.after.0)? {
                if let Some(at) = now.iter().position(|row| *row == came) {
                    now.remove(at);
                }
            }
        }
        for splice in &self.splices {
            now.extend(rows_of(&splice.before.0)?);
        }
        Ok(now)
    }
}

fn list(rows: &[&[u8]]) -> Result<Raw> {
    match rows {
        [] => Ok(Raw::default()),
        rows => pack::list(rows).map(Raw),
    }
}

fn joined<'r>(lists: impl Iterator<Item = &'r Raw>) -> Value {
    let rows = lists.flat_map(|list| match list.value() {
        Value::Array(rows) => rows,
        _ => Vec::new(),
    });
    rows.collect()
}

/// The rows that stay, by their places before and after.
fn kept(was: &[&[u8]], is: &[&[u8]]) -> Vec<(usize, usize)> {
    let begin = was.iter().zip(is).take_while(|(a, b)| a == b).count();
    let most = was.len().min(is.len()) - begin;
    let pairs_from_end = was.iter().rev().zip(is.iter().rev());
    let end = pairs_from_end
        .take(most)
        .take_while(|(a, b)| a == b)
        .count();
    let (m, n) = (was.len() - begin - end, is.len() - begin - end);
    let (was_within, is_within) = (&was[begin..begin + m], &is[begin..begin + n]);
    let mut kept: Vec<(usize, usize)> = (0..begin).map(|at| (at, at)).collect();
    let within = within(was_within, is_within);
    kept.extend(within.into_iter().map(|(i, j)| (begin + i, begin + j)));
    kept.extend((0..end).map(|at| (begin + m + at, begin + n + at)));
    kept
}

fn within(was: &[&[u8]], is: &[&[u8]]) -> Vec<(usize, usize)> {
    let in_place = || {
        let pairs = was.iter().zip(is).enumerate();
        let same: Vec<_> = pairs.filter(|(_, (a, b))| a == b).collect();
        same.into_iter().map(|(at, _)| (at, at)).collect::<Vec<_>>()
    };
    let large = was.len().saturating_mul(is.len()) > COMPARED;
    let as_many = was.len() == is.len();
    match (large, as_many) {
        (true, false) => Vec::new(),
        (true, true) => in_place(),
        (false, _) => {
            // A tick or two are found without looking for rows that moved.
            let found = if as_many { in_place() } else { Vec::new() };
            match as_many && was.len() - found.len() <= 2 {
                true => found,
                false => longest(was, is),
            }
        }
    }
}

/// The longest sequence of rows that both have in the same order.
fn longest(was: &[&[u8]], is: &[&[u8]]) -> Vec<(usize, usize)> {
    let width = is.len() + 1;
    // How many rows can stay of those from (i, j) on; COMPARED keeps it within a u16.
    let mut stay = vec![0u16; (was.len() + 1) * width];
    for i in (0..was.len()).rev() {
        for j in (0..is.len()).rev() {
            stay[i * width + j] = match was[i] == is[j] {
                true => stay[(i + 1) * width + j + 1].saturating_add(1),
                false => stay[(i + 1) * width + j].max(stay[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut found) = (0, 0, Vec::new());
    while i < was.len() && j < is.len() {
        if was[i] == is[j] {
            found.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if stay[(i + 1) * width + j] >= stay[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn stored<T: Serialize>(list: &[T]) -> Vec<u8> {
        rmp_serde::to_vec_named(list).unwrap()
    }

    fn text_list(list: &[u8]) -> Vec<String> {
        rmp_serde::from_slice(list).unwrap()
    }

    /// The other way, worked out by itself.
    fn forth(rows: &Rows, before: &[u8]) -> Vec<u8> {
        let mut out = text_list(before);
        let strings = |raw: &Raw| match raw.is_empty() {
            true => Vec::new(),
            false => text_list(&raw.0),
        };
        for splice in rows.splices.iter().rev() {
            let (at, gone) = (splice.at as usize, strings(&splice.before));
            assert_eq!(out[at..at + gone.len()], gone);
            out.splice(at..at + gone.len(), strings(&splice.after));
        }
        stored(&out)
    }

    /// A list and what became of it: rows taken out, put in, changed and moved.
    fn lists() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
        let row = || "[a-d]{20,40}|a{30}";
        let deed = (
            0..4u8,
            any::<prop::sample::Index>(),
            any::<prop::sample::Index>(),
            row(),
        );
        (
            prop::collection::vec(row(), 0..40),
            prop::collection::vec(deed, 0..6),
        )
            .prop_map(|(before, deeds)| {
                let mut after = before.clone();
                for (what, at, to, row) in deeds {
                    let place =
                        |after: &[String], index: prop::sample::Index| index.index(after.len() + 1);
                    match what {
                        0 => after.insert(place(&after, at), row),
                        _ if after.is_empty() => {}
                        1 => drop(after.remove(at.index(after.len()))),
                        2 => {
                            let at = at.index(after.len());
                            after[at] = row;
                        }
                        _ => {
                            let moved = after.remove(at.index(after.len()));
                            after.insert(place(&after, to), moved);
                        }
                    }
                }
                (before, after)
            })
    }

    proptest! {
        #[test]
        fn a_change_leads_from_one_list_to_the_other_and_back((before, after) in lists()) {
            let (was, is) = (stored(&before), stored(&after));
            let Some(rows) = Rows::between(&was, &is).unwrap() else {
                return Ok(());
            };
            prop_assert_eq!(forth(&rows, &was), is.clone());
            prop_assert_eq!(rows.back(&is).unwrap(), was.clone());
            prop_assert!(rows.left(&is));
            prop_assert_eq!(rows.left(&was), was == is);
            prop_assert_eq!(rows.length(), after.len());
            let bytes = rmp_serde::to_vec_named(&rows).unwrap();
            prop_assert!(bytes.len() <= was.len() + is.len(), "{} bytes", bytes.len());
            let read: Rows = rmp_serde::from_slice(&bytes).unwrap();
            prop_assert_eq!(read.back(&is).unwrap(), was);
        }

        #[test]
        fn of_a_list_that_changed_since_the_rows_are_put_back((before, after) in lists(), later in "e{20}") {
            let Some(rows) = Rows::between(&stored(&before), &stored(&after)).unwrap() else {
                return Ok(());
            };
            let mut changed = after.clone();
            changed.push(later.clone());
            let mut back = text_list(&rows.back(&stored(&changed)).unwrap());
            let mut expected = before.clone();
            expected.push(later);
            back.sort();
            expected.sort();
            prop_assert_eq!(back, expected);
        }
    }

    #[test]
    fn a_tick_is_one_row() {
        let item = |n: u32, done: bool| (format!("A thing to look after, number {n}"), done);
        let mut list: Vec<_> = (0..400).map(|n| item(n, false)).collect();
        let before = stored(&list);
        list[170].1 = true;
        let rows = Rows::between(&before, &stored(&list)).unwrap().unwrap();
        assert_eq!(rows.splices.len(), 1);
        assert_eq!(rows.before(), serde_json::json!([item(170, false)]));
        assert_eq!(rows.after(), serde_json::json!([item(170, true)]));
        assert!(rmp_serde::to_vec_named(&rows).unwrap().len() < 150);
    }

    #[test]
    fn what_is_short_or_no_list_is_kept_whole() {
        let none = |before: &[u8], after: &[u8]| Rows::between(before, after).unwrap().is_none();
        assert!(none(&stored(&[1, 2]), &stored(&[1, 2, 3])));
        assert!(none(
            &stored(&["x".repeat(200)]),
            &rmp_serde::to_vec(&7).unwrap()
        ));
        assert!(none(&[], &stored(&["x".repeat(200)])));
    }
}
