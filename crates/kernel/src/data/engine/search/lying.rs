//! Whether what is proposed lies where somebody may see something. Records lie in fewer sets of places than there are
//! records: whether one of these is open is found out once a question and segment, and then known for all that lie there.
//! The sets themselves are read once a segment: finding one in its dictionary costs more than all else of a document.

use std::{
    collections::{BTreeSet, HashMap},
    fmt, io,
    sync::{Arc, Mutex, PoisonError},
};

use tantivy::{
    DocId, SegmentReader, Term,
    columnar::{BytesColumn, Column},
    index::SegmentId,
    query::{
        AllScorer,
        doc_predicate_query::{ConstOrVariableSegmentPredicate, DocPredicate, SegmentDocPredicate},
    },
    schema::IndexRecordOption,
};
use tantivy_common::BitSet;

use super::{
    ask::For,
    entry::{Fields, Place, number_of},
};

/// Segments whose sets are kept: more than an index has while nothing is merged. Those that are gone go with the rest.
const KEPT: usize = 200;

/// The sets of places of a segment, by their numbers in its dictionary.
pub(super) struct Sets {
    /// Where each ends among the places of all.
    ends: Vec<u32>,
    places: Vec<Place>,
}

impl Sets {
    fn read(column: &BytesColumn) -> io::Result<Sets> {
        let mut sets = Sets {
            ends: Vec::with_capacity(column.num_terms()),
            places: Vec::new(),
        };
        let mut all = column.dictionary().stream()?;
        while all.advance() {
            // Places stand one behind the other.
            let (places, _) = all.key().as_chunks::<{ size_of::<Place>() }>();
            sets.places.extend_from_slice(places);
            let end = u32::try_from(sets.places.len()).map_err(io::Error::other)?;
            sets.ends.push(end);
        }
        sets.places.shrink_to_fit();
        Ok(sets)
    }

    fn of(&self, number: usize) -> &[Place] {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let start = number.checked_sub(1).map_or(0, end);
        self.places.get(start..end(number)).unwrap_or_default()
    }
}

/// The sets of the segments that were asked, which never change.
#[derive(Clone, Default)]
pub(super) struct SetsOfSegments(Arc<Mutex<HashMap<SegmentId, Arc<Sets>>>>);

impl fmt::Debug for SetsOfSegments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetsOfSegments")
    }
}

impl SetsOfSegments {
    fn of(&self, segment: &SegmentReader, column: &BytesColumn) -> io::Result<Arc<Sets>> {
        let held = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = held().get(&segment.segment_id()) {
            return Ok(known.clone());
        }
        let read = Arc::new(Sets::read(column)?);
        let mut held = held();
        if held.len() >= KEPT {
            held.clear();
        }
        held.insert(segment.segment_id(), read.clone());
        Ok(read)
    }
}

#[derive(Debug)]
pub(super) struct Lying {
    sets: SetsOfSegments,
    places: Arc<BTreeSet<Place>>,
    /// What lies within one of these is open as well.
    within: Vec<Term>,
}

pub(super) struct LyingOf {
    /// Of each document, the number of its set; and the sets.
    lies: Option<(Column<u64>, Arc<Sets>)>,
    places: Arc<BTreeSet<Place>>,
    /// Of each set of places, once that was asked.
    known: Vec<Option<bool>>,
    within: BitSet,
}

impl Lying {
    /// Where somebody sees something; None where that is everywhere.
    pub fn of(who: &For, fields: &Fields, sets: &SetsOfSegments) -> Option<Lying> {
        let places = who.places.clone()?;
        let within = who.shared.iter().map(|of| number_of(*of));
        Some(Lying {
            sets: sets.clone(),
            places: Arc::new(places),
            within: within
                .map(|number| Term::from_field_u64(fields.under, number))
                .collect(),
        })
    }
}

impl DocPredicate for Lying {
    type SegmentDocPredicate = LyingOf;

    fn doc_predicate(
        &self,
        segment: &SegmentReader,
    ) -> tantivy::Result<ConstOrVariableSegmentPredicate<LyingOf>> {
        let mut within = BitSet::with_max_value(segment.max_doc());
        for term in &self.within {
            let index = segment.inverted_index(term.field())?;
            let Some(mut postings) = index.read_block_postings(term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            while !postings.docs().is_empty() {
                for document in postings.docs() {
                    within.insert(*document);
                }
                postings.advance();
            }
        }
        let column = segment.fast_fields().bytes("place")?;
        let lies = match column {
            Some(column) => {
                let sets = self.sets.of(segment, &column)?;
                Some((column.ords().clone(), sets))
            }
            None => None,
        };
        let sets = lies.as_ref().map_or(0, |(_, sets)| sets.ends.len());
        Ok(ConstOrVariableSegmentPredicate::Variable {
            predicate: LyingOf {
                lies,
                places: self.places.clone(),
                known: vec![None; sets],
                within,
            },
            necessary_condition: Box::new(AllScorer::new(segment.max_doc())),
        })
    }
}

impl LyingOf {
    fn is_open(&mut self, doc: DocId) -> Option<bool> {
        let (numbers, sets) = self.lies.as_ref()?;
        let number = usize::try_from(numbers.first(doc)?).ok()?;
        let known = self.known.get_mut(number)?;
        let places = &self.places;
        Some(*known.get_or_insert_with(|| any_of(sets.of(number), places)))
    }
}

fn any_of(set: &[Place], open: &BTreeSet<Place>) -> bool {
    set.iter().any(|place| open.contains(place))
}

impl SegmentDocPredicate for LyingOf {
    fn eval(&mut self, doc: DocId) -> bool {
        self.is_open(doc) == Some(true) || self.within.contains(doc)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_places_is_open_where_one_of_them_is() {
        let place = |n: u8| [n; size_of::<Place>()];
        let open = BTreeSet::from([place(2), place(5)]);
        let sets = Sets {
            ends: vec![2, 3, 3, 5],
            places: [1, 2, 5, 1, 3].map(place).to_vec(),
        };
        let is_open = |number: usize| any_of(sets.of(number), &open);
        assert!(is_open(0) && is_open(1));
        assert!(!is_open(2) && !is_open(3), "an empty one, and another");
        assert!(!is_open(4), "none of the sets");
    }
}
