//! Words that begin with some letters, as far as there aren't too many of them.

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TantivyError, Term,
    query::{BitSetDocSet, ConstScorer, EnableScoring, Explanation, Query, Scorer, Weight},
    schema::IndexRecordOption,
};
use tantivy_common::BitSet;

/// Words of a segment whose postings are read, in their order. Every sheet brings a word of its own with each address and
/// number, and reading a hundred thousand postings takes longer than a person waits for a letter that they type; whoever
/// looks for one behind these types one letter more.
const MOST: usize = 4_000;

/// All that has a word with this beginning; what the whole word is doesn't count.
#[derive(Debug, Clone)]
pub struct Begins(pub Term);

impl Query for Begins {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Begins {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut documents = BitSet::with_max_value(segment.max_doc());
        let index = segment.inverted_index(self.0.field())?;
        let start = self.0.serialized_value_bytes();
        let mut words = index.terms().range().ge(start).into_stream()?;
        let mut read = 0;
        while words.advance() && words.key().starts_with(start) && read < MOST {
            read += 1;
            let mut postings =
                index.read_block_postings_from_terminfo(words.value(), IndexRecordOption::Basic)?;
            while !postings.docs().is_empty() {
                for document in postings.docs() {
                    documents.insert(*document);
                }
                postings.advance();
            }
        }
        let documents = BitSetDocSet::from(documents);
        Ok(Box::new(ConstScorer::new(documents, boost)))
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        match self.scorer(segment, 1.0)?.seek(document) == document {
            true => Ok(Explanation::new("Begins", 1.0)),
            false => Err(TantivyError::InvalidArgument("it has no such word".into())),
        }
    }
}
