//! What of the index is told of the best of what answers (`best`), and how a record counts that isn't filed yet.

use std::collections::{BTreeMap, btree_map::Entry};

use tantivy::{DocAddress, Searcher, SegmentReader, columnar::Column};

use super::{
    ask::{Ask, Candidate, For, compile},
    best::{Best, age, weigh},
    failed,
    generation::Generation,
    lying::Lying,
    words::Words,
};
use crate::{base::Result, data::Ref};

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

    fn candidate(&self, address: DocAddress, score: f64) -> Candidate {
        let doc = address.doc_id;
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
        let seen = Lying::of(who, &self.fields, &self.sets);
        let query = compile(ask, seen, &self.fields, words);
        let best = Best {
            most: after + most,
            newest: ask.newest,
            person: who.person,
            now: who.now,
        };
        let found = searcher.search(&*query, &best).map_err(failed)?;
        let found = found.into_iter().skip(after);
        let mut opened: BTreeMap<u32, Columns> = BTreeMap::new();
        let mut out = Vec::with_capacity(found.size_hint().0);
        for (score, address) in found {
            let columns = match opened.entry(address.segment_ord) {
                Entry::Occupied(opened) => opened.into_mut(),
                Entry::Vacant(free) => {
                    free.insert(Columns::of(searcher.segment_reader(address.segment_ord))?)
                }
            };
            out.push(columns.candidate(address, score));
        }
        Ok(out)
    }
}

/// The same of a record that isn't filed yet, by what it counts without an index.
pub fn weigh_entry(score: f64, entry: &super::entry::Entry, ask: &Ask, who: &For) -> Candidate {
    let own = entry.people.contains(&who.person);
    Candidate {
        of: entry.of,
        group: entry.group,
        score: match ask.newest {
            true => entry.at as f64,
            false => weigh(score, age(who.now, entry.at), own, entry.group != entry.of),
        },
        at: entry.at,
        people: entry.people.clone(),
        clients: entry.clients.clone(),
        departments: entry.departments.clone(),
    }
}
