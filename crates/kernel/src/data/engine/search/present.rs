//! One way of several in which a record may answer. A segment that has nothing that way is told so before it is read, so
//! that a word that only texts have is read from these alone, and not from names and numbers beside them.

use tantivy::{
    DocId, DocSet, Score, SeekDangerResult, SegmentReader, TERMINATED,
    query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight},
};

#[derive(Debug)]
pub struct Present(pub Box<dyn Query>);

impl Clone for Present {
    fn clone(&self) -> Self {
        Present(self.0.box_clone())
    }
}

impl Query for Present {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(OfPresent(self.0.weight(scoring)?)))
    }
}

struct OfPresent(Box<dyn Weight>);

impl Weight for OfPresent {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let scorer = self.0.scorer(segment, boost)?;
        Ok(match scorer.doc() {
            TERMINATED => Box::new(EmptyScorer),
            _ => scorer,
        })
    }

    fn scorer_danger(
        &self,
        segment: &SegmentReader,
        from: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        self.0.scorer_danger(segment, from, boost)
    }

    fn explain(&self, segment: &SegmentReader, document: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(segment, document)
    }
}
