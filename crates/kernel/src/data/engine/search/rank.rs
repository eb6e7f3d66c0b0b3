//! The best of what answers: among what fits alike, what is new and what the person has to do with.

use std::collections::{BTreeMap, btree_map::Entry};

use tantivy::{DocId, Score, Searcher, SegmentReader, collector::TopDocs, columnar::Column};

use super::{
    ask::{Ask, Candidate, For, compile},
    failed,
    generation::Generation,
    words::Words,
};
use crate::{base::Result, data::Ref};

/// A hit of today counts more than twice one of years ago.
const OLD: f64 = 0.6;
const NEW: f64 = 0.9;
/// Days after which half of being new is gone.
const FADES: f64 = 45.0;
const OWN: f64 = 1.3;
/// What is shown beneath another.
const BENEATH: f64 = 0.8;
const DAY: f64 = 86_400_000.0;

/// What a hit counts in the end.
fn weigh(score: f64, age: f64, own: bool, beneath: bool) -> f64 {
    let recent = OLD + NEW / (1.0 + age.max(0.0) / FADES);
    let own = if own { OWN } else { 1.0 };
    let beneath = if beneath { BENEATH } else { 1.0 };
    score * recent * own * beneath
}

/// What is told of the documents of a segment. Opening a column costs more than reading from it.
struct Columns {
    kind: Column<u64>,
    id: Column<u64>,
    group_kind: Column<u64>,
    group_id: Column<u64>,
    at: Column<i64>,
    people: Column<u64>,
    clients: Column<u64>,
    departments: Column<u64>,
}

impl Columns {
    fn of(segment: &SegmentReader) -> Result<Columns> {
        let columns = segment.fast_fields();
        let numbers = |name: &str| columns.u64(name).map_err(failed);
        Ok(Columns {
            kind: numbers("kind")?,
            id: numbers("id")?,
            group_kind: numbers("group_kind")?,
            group_id: numbers("group_id")?,
            at: columns.i64("at").map_err(failed)?,
            people: numbers("person")?,
            clients: numbers("client")?,
            departments: numbers("department")?,
        })
    }

    fn candidate(&self, doc: DocId, score: f64) -> Candidate {
        let one = |column: &Column<u64>| column.first(doc).unwrap_or_default();
        let all = |column: &Column<u64>| column.values_for_doc(doc).collect();
        Candidate {
            of: Ref {
                kind: one(&self.kind) as u8,
                id: one(&self.id),
            },
            group: Ref {
                kind: one(&self.group_kind) as u8,
                id: one(&self.group_id),
            },
            score,
            at: self.at.first(doc).unwrap_or_default(),
            people: all(&self.people),
            clients: all(&self.clients),
            departments: all(&self.departments),
        }
    }
}

impl Generation {
    /// The best that answer, `most` of them after the first `after`.
    pub fn answers(
        &self,
        searcher: &Searcher,
        ask: &Ask,
        who: &For,
        words: &mut Words,
        (after, most): (usize, usize),
    ) -> Result<Vec<Candidate>> {
        let query = compile(ask, who, &self.fields, words);
        let (newest, person, now) = (ask.newest, who.person, who.now);
        let weighing = move |segment: &SegmentReader| {
            let columns = segment.fast_fields();
            let at = columns.i64("at").ok();
            let people = columns.u64("person").ok();
            let kind = columns.u64("kind").ok();
            let group = columns.u64("group_kind").ok();
            move |doc: DocId, score: Score| -> f64 {
                let at = at.as_ref().and_then(|at| at.first(doc)).unwrap_or_default();
                if newest {
                    return at as f64;
                }
                let own = people
                    .as_ref()
                    .is_some_and(|people| people.values_for_doc(doc).any(|id| id == person));
                let first = |column: &Option<Column<u64>>| {
                    column.as_ref().and_then(|column| column.first(doc))
                };
                let beneath = first(&kind) != first(&group);
                weigh(f64::from(score), (now - at) as f64 / DAY, own, beneath)
            }
        };
        let collector = TopDocs::with_limit(most)
            .and_offset(after)
            .tweak_score(weighing);
        let found = searcher.search(&*query, &collector).map_err(failed)?;
        let mut opened: BTreeMap<u32, Columns> = BTreeMap::new();
        let mut out = Vec::with_capacity(found.len());
        for (score, address) in found {
            let columns = match opened.entry(address.segment_ord) {
                Entry::Occupied(opened) => opened.into_mut(),
                Entry::Vacant(free) => {
                    free.insert(Columns::of(searcher.segment_reader(address.segment_ord))?)
                }
            };
            out.push(columns.candidate(address.doc_id, score));
        }
        Ok(out)
    }
}

/// The same of a record that isn't filed yet, by what it counts without an index.
pub fn weigh_entry(score: f64, entry: &super::entry::Entry, ask: &Ask, who: &For) -> Candidate {
    let own = entry.people.contains(&who.person);
    let age = (who.now - entry.at) as f64 / DAY;
    Candidate {
        of: entry.of,
        group: entry.group,
        score: match ask.newest {
            true => entry.at as f64,
            false => weigh(score, age, own, entry.group != entry.of),
        },
        at: entry.at,
        people: entry.people.clone(),
        clients: entry.clients.clone(),
        departments: entry.departments.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_new_and_own_counts_more() {
        assert!(weigh(1.0, 0.0, false, false) > 2.0 * weigh(1.0, 3000.0, false, false));
        assert!(weigh(1.0, 10.0, true, false) > weigh(1.0, 0.0, false, false));
        assert!(weigh(1.0, 0.0, false, true) < weigh(1.0, 0.0, false, false));
        // A clock that was set back since.
        assert_eq!(
            weigh(1.0, -5.0, false, false),
            weigh(1.0, 0.0, false, false)
        );
    }
}
