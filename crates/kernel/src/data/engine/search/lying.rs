//! Whether what is proposed lies where somebody may see something. Records lie in far fewer sets of places than there are
//! records: whether one of these is open is found out once a question and segment, and then known for all that lie there.

use std::{collections::BTreeSet, sync::Arc};

use tantivy::{
    DocId, SegmentReader, Term,
    columnar::BytesColumn,
    query::{
        AllScorer,
        doc_predicate_query::{ConstOrVariableSegmentPredicate, DocPredicate, SegmentDocPredicate},
    },
    schema::IndexRecordOption,
};
use tantivy_common::BitSet;

use super::entry::Place;

#[derive(Debug)]
pub(super) struct Lying {
    pub places: Arc<BTreeSet<Place>>,
    /// What lies within one of these is open as well.
    pub within: Vec<Term>,
}

pub(super) struct LyingOf {
    column: Option<BytesColumn>,
    places: Arc<BTreeSet<Place>>,
    /// Of each set of places, once that was asked.
    known: Vec<Option<bool>>,
    within: BitSet,
    set: Vec<u8>,
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
        let sets = column.as_ref().map_or(0, BytesColumn::num_terms);
        Ok(ConstOrVariableSegmentPredicate::Variable {
            predicate: LyingOf {
                column,
                places: self.places.clone(),
                known: vec![None; sets],
                within,
                set: Vec::new(),
            },
            necessary_condition: Box::new(AllScorer::new(segment.max_doc())),
        })
    }
}

impl LyingOf {
    fn is_open(&mut self, doc: DocId) -> Option<bool> {
        let column = self.column.as_ref()?;
        let set = column.term_ords(doc).next()?;
        let known = self.known.get_mut(usize::try_from(set).ok()?)?;
        if known.is_none() {
            self.set.clear();
            // One that can't be read is found out where the segment is read.
            let read = column.ord_to_bytes(set, &mut self.set).unwrap_or(false);
            *known = Some(read && any_of(&self.set, &self.places));
        }
        *known
    }
}

/// Places stand one behind the other.
fn any_of(set: &[u8], open: &BTreeSet<Place>) -> bool {
    let (places, _) = set.as_chunks::<{ size_of::<Place>() }>();
    places.iter().any(|place| open.contains(place))
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
        let set = |all: &[u8]| all.iter().flat_map(|n| place(*n)).collect::<Vec<u8>>();
        assert!(any_of(&set(&[1, 2]), &open) && any_of(&set(&[5]), &open));
        assert!(!any_of(&set(&[1, 3]), &open) && !any_of(&[], &open));
        // Bytes of two that stand beside one another are none.
        let mut apart = set(&[1, 1]);
        apart[5..15].copy_from_slice(&place(2));
        assert!(!any_of(&apart, &open));
    }
}
