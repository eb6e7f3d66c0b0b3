//! The best of what answers: among what fits alike, what is new and what the person has to do with.

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
        let mut out = Vec::with_capacity(found.len());
        for (score, address) in found {
            let columns = searcher.segment_reader(address.segment_ord).fast_fields();
            let all = |name: &str| -> Result<Vec<u64>> {
                let column = columns.u64(name).map_err(failed)?;
                Ok(column.values_for_doc(address.doc_id).collect())
            };
            let one = |name: &str| -> Result<u64> {
                let column = columns.u64(name).map_err(failed)?;
                Ok(column.first(address.doc_id).unwrap_or_default())
            };
            let at = columns.i64("at").map_err(failed)?;
            out.push(Candidate {
                of: Ref {
                    kind: one("kind")? as u8,
                    id: one("id")?,
                },
                group: Ref {
                    kind: one("group_kind")? as u8,
                    id: one("group_id")?,
                },
                score,
                at: at.first(address.doc_id).unwrap_or_default(),
                people: all("person")?,
                clients: all("client")?,
                departments: all("department")?,
            });
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
