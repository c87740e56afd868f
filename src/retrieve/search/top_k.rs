//! The best documents so far: scores in; those that can still be within the depth, tie groups whole, out.

use crate::retrieve::{Ranking, ScoredDocument};

/// To so small a depth the best scores are kept in order, so that the threshold is at once what it can be.
const FEW: usize = 128;

/// Keeps every document whose score is at least that of the document at the depth.
///
/// Documents come by their numbers. They are gathered until there are twice as many as the depth, and then cut down by
/// selection: each document costs a constant time, and all that tie with the one at the depth stay.
pub(super) struct TopK {
    depth: usize,
    /// How many are gathered: the depth, or that of a sample.
    gathered: usize,
    room: usize,
    threshold: f64,
    documents: Vec<ScoredDocument>,
    /// The best scores, where few are gathered, by falling score.
    best: Vec<f64>,
    /// What the selection works on.
    scores: Vec<f64>,
}

impl TopK {
    /// An empty list for `depth` documents.
    pub fn new(depth: usize) -> Self {
        TopK {
            depth,
            gathered: depth,
            room: room(depth),
            threshold: f64::NEG_INFINITY,
            documents: Vec::new(),
            best: Vec::new(),
            scores: Vec::new(),
        }
    }

    /// How many documents are wanted.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Gathers from here on the best documents of a sample, to another depth.
    pub fn begin_sample(&mut self, depth: usize) {
        self.begin_with(depth, f64::NEG_INFINITY);
    }

    /// Gathers from here on the best of all documents: those that are at least as good as the last of the sample, where there
    /// was one that had so many.
    pub fn begin(&mut self) {
        let sampled = self.gathered;
        if sampled > 0 && self.documents.len() >= sampled {
            self.cut();
            self.begin_with(self.depth, self.threshold);
        } else {
            self.begin_with(self.depth, f64::NEG_INFINITY);
        }
    }

    /// Whether there are fewer documents than the depth, for having begun with a score that too few reach.
    pub fn is_short(&self) -> bool {
        self.documents.len() < self.depth && self.threshold > f64::NEG_INFINITY
    }

    /// Gathers the best documents anew, where too few were found without a score to begin with, else with the score at the
    /// depth.
    pub fn begin_again(&mut self) {
        let short = self.is_short();
        if self.documents.len() >= self.depth {
            self.cut();
        }
        self.begin_with(self.depth, if short { f64::NEG_INFINITY } else { self.threshold });
    }

    fn begin_with(&mut self, gathered: usize, threshold: f64) {
        self.documents.clear();
        self.best.clear();
        (self.gathered, self.room, self.threshold) = (gathered, room(gathered), threshold);
    }

    /// A score below this is of no use.
    #[inline]
    pub fn threshold(&self) -> f64 {
        self.threshold
    }

    /// Takes a document, whose score is at least the threshold.
    #[inline]
    pub fn push(&mut self, document: u32, score: f64) {
        self.documents.push(ScoredDocument { document, score });
        if self.gathered <= FEW {
            self.raise(score);
        }
        if self.documents.len() >= self.room {
            self.cut();
        }
    }

    /// Puts a score among the best, and raises the threshold where there are enough.
    fn raise(&mut self, score: f64) {
        let place = self.best.partition_point(|other| *other >= score);
        if place < self.gathered {
            self.best.truncate(self.gathered - 1);
            self.best.insert(place, score);
        }
        if let Some(last) = self.best.get(self.gathered.wrapping_sub(1)) {
            self.threshold = self.threshold.max(*last);
        }
    }

    #[cold]
    fn cut(&mut self) {
        if let Some(last) = self.gathered.checked_sub(1) {
            self.scores.clear();
            self.scores.extend(self.documents.iter().map(|entry| entry.score));
            let (_, edge, _) = self.scores.select_nth_unstable_by(last, |a, b| b.total_cmp(a));
            self.threshold = *edge;
        } else {
            self.threshold = f64::INFINITY;
        }
        let threshold = self.threshold;
        self.documents.retain(|entry| entry.score >= threshold);
        // A large tie group at the depth must not be cut down again with every document.
        self.room = room(self.documents.len());
    }

    /// The ranking; nothing is left here but the memory.
    pub fn take(&mut self) -> Ranking {
        let ranking = Ranking::of_ascending(&mut self.documents, self.depth);
        self.begin_with(self.depth, f64::NEG_INFINITY);
        ranking
    }
}

/// How many documents are gathered before they are cut down to so many.
fn room(kept: usize) -> usize {
    kept.saturating_mul(2).saturating_add(64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn keeps_what_sorting_all_keeps(scores in prop::collection::vec(-3i32..40, 0..2000), depth in 0_usize..90) {
            let scored = |(document, score): (usize, &i32)| ScoredDocument { document: document as u32, score: f64::from(*score) };
            let all: Vec<ScoredDocument> = scores.iter().enumerate().map(scored).collect();
            let mut top = TopK::new(depth);
            for entry in &all {
                if entry.score >= top.threshold() {
                    top.push(entry.document, entry.score);
                }
            }
            prop_assert_eq!(top.take(), Ranking::new(all, depth));
            prop_assert_eq!(top.take(), Ranking::default());
        }
    }

    #[test]
    fn begins_with_the_edge_of_a_sample_and_again_where_that_was_too_high() {
        let scores = [5.0, 9.0, 1.0, 7.0, 3.0, 7.0];
        let fill = |top: &mut TopK| {
            for (document, score) in scores.into_iter().enumerate() {
                if score >= top.threshold() {
                    top.push(document as u32, score);
                }
            }
        };
        let all = |depth| {
            let mut top = TopK::new(depth);
            fill(&mut top);
            top.take()
        };
        let mut top = TopK::new(3);
        // Of the sample the second best scores 7, which three reach of all; at the first, 9, two are missing.
        for (sample_depth, threshold, short) in
            [(2, 7.0, false), (1, 9.0, true), (7, f64::NEG_INFINITY, false)]
        {
            top.begin_sample(sample_depth);
            fill(&mut top);
            top.begin();
            assert_eq!(top.threshold(), threshold);
            fill(&mut top);
            assert_eq!(top.is_short(), short);
            top.begin_again();
            assert_eq!(top.threshold(), if short { f64::NEG_INFINITY } else { 7.0 });
            fill(&mut top);
            assert!(!top.is_short());
            assert_eq!(top.take(), all(3));
        }
    }
}
