//! The best of what answers: among what fits alike, what is new and what the person has to do with.
//!
//! A word that everybody uses has as many answers as there are posts, of which some hundred are looked at. How well the
//! words fit and how new it is says of almost all the others that they can't be among those, and then nothing more is
//! read of them.

use std::cmp::Ordering;

use tantivy::{
    DocAddress, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::Column,
};

/// A hit of today counts more than twice one of years ago.
const OLD: f64 = 0.6;
const NEW: f64 = 0.9;
/// Days after which half of being new is gone.
const FADES: f64 = 45.0;
const OWN: f64 = 1.3;
/// What is shown beneath another.
const BENEATH: f64 = 0.8;
const DAY: f64 = 86_400_000.0;

/// Days between two moments, in milliseconds since 1970.
pub(super) fn age(now: i64, at: i64) -> f64 {
    now.saturating_sub(at) as f64 / DAY
}

fn recent(age: f64) -> f64 {
    OLD + NEW / (1.0 + age.max(0.0) / FADES)
}

/// What a hit counts in the end.
pub(super) fn weigh(score: f64, age: f64, own: bool, beneath: bool) -> f64 {
    let own = if own { OWN } else { 1.0 };
    let beneath = if beneath { BENEATH } else { 1.0 };
    score * recent(age) * own * beneath
}

/// What it counts at most, whoever has to do with it.
fn weighs_at_most(score: f64, age: f64) -> f64 {
    score * recent(age) * OWN
}

/// The `most` that count most, whatever segment they are in: the best first, and of those that count alike the first.
pub(super) struct Best {
    pub most: usize,
    /// The newest first, whatever fits best.
    pub newest: bool,
    /// Raw id of who looks.
    pub person: u64,
    /// Milliseconds since 1970.
    pub now: i64,
}

type Counted<D> = (f64, D);

fn better<D: Ord>(a: &Counted<D>, b: &Counted<D>) -> Ordering {
    b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1))
}

/// The best so far. Twice as many are gathered before those that are too many go.
struct Leading<D> {
    most: usize,
    held: Vec<Counted<D>>,
    /// What one has to count more than, once there are enough.
    floor: f64,
}

impl<D: Ord> Leading<D> {
    fn of(most: usize) -> Leading<D> {
        Leading {
            most: most.max(1),
            held: Vec::new(),
            floor: f64::NEG_INFINITY,
        }
    }

    /// Whether what counts so much is none of them. They come in their order, so the later of two that count alike isn't.
    fn is_behind(&self, count: f64) -> bool {
        count <= self.floor
    }

    fn take(&mut self, count: f64, which: D) {
        self.held.push((count, which));
        if self.held.len() >= 2 * self.most {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.held.len() > self.most {
            let (_, last, _) = self.held.select_nth_unstable_by(self.most - 1, better);
            self.floor = last.0;
            self.held.truncate(self.most);
        }
    }

    fn done(mut self) -> Vec<Counted<D>> {
        self.cut();
        self.held.sort_unstable_by(better);
        self.held
    }
}

impl Collector for Best {
    type Fruit = Vec<Counted<DocAddress>>;
    type Child = BestOfSegment;

    fn for_segment(
        &self,
        number: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<BestOfSegment> {
        let columns = segment.fast_fields();
        Ok(BestOfSegment {
            number,
            newest: self.newest,
            person: self.person,
            now: self.now,
            at: columns.i64("at")?,
            people: columns.u64("person")?,
            kind: columns.u64("kind")?,
            group: columns.u64("group_kind")?,
            leading: Leading::of(self.most),
        })
    }

    fn requires_scoring(&self) -> bool {
        !self.newest
    }

    fn merge_fruits(
        &self,
        segments: Vec<Vec<Counted<DocAddress>>>,
    ) -> tantivy::Result<Vec<Counted<DocAddress>>> {
        let mut all = segments.concat();
        all.sort_unstable_by(better);
        all.truncate(self.most);
        Ok(all)
    }
}

pub(super) struct BestOfSegment {
    number: SegmentOrdinal,
    newest: bool,
    person: u64,
    now: i64,
    at: Column<i64>,
    people: Column<u64>,
    kind: Column<u64>,
    group: Column<u64>,
    leading: Leading<DocId>,
}

impl SegmentCollector for BestOfSegment {
    type Fruit = Vec<Counted<DocAddress>>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let at = self.at.first(doc).unwrap_or_default();
        if self.newest {
            if !self.leading.is_behind(at as f64) {
                self.leading.take(at as f64, doc);
            }
            return;
        }
        let (score, age) = (f64::from(score), age(self.now, at));
        if self.leading.is_behind(weighs_at_most(score, age)) {
            return;
        }
        let mut people = self.people.values_for_doc(doc);
        let own = people.any(|id| id == self.person);
        let beneath = self.kind.first(doc) != self.group.first(doc);
        let count = weigh(score, age, own, beneath);
        if !self.leading.is_behind(count) {
            self.leading.take(count, doc);
        }
    }

    fn harvest(self) -> Vec<Counted<DocAddress>> {
        let number = self.number;
        let best = self.leading.done().into_iter();
        best.map(|(count, doc)| (count, DocAddress::new(number, doc)))
            .collect()
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

    #[test]
    fn nothing_counts_more_than_it_can_at_most() {
        for age in [-5.0, 0.0, 10.0, 3000.0] {
            for (own, beneath) in [(false, false), (true, false), (false, true), (true, true)] {
                assert!(weigh(2.5, age, own, beneath) <= weighs_at_most(2.5, age));
            }
        }
    }

    #[test]
    fn the_leading_are_those_that_all_of_them_in_order_begin_with() {
        // Few counts, so that many are alike.
        let counts: Vec<f64> = (0..5_000u64).map(|n| (n * 7_919 % 61) as f64).collect();
        for most in [1, 2, 60, 400, 5_000, 9_000] {
            let mut leading = Leading::of(most);
            for (which, count) in (0u32..).zip(&counts) {
                if !leading.is_behind(*count) {
                    leading.take(*count, which);
                }
            }
            let mut all: Vec<(f64, u32)> = counts.iter().copied().zip(0u32..).collect();
            all.sort_by(better);
            all.truncate(most);
            assert_eq!(leading.done(), all, "{most}");
        }
    }
}
