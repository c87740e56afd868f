//! The best documents so far: scores in; those that can still be within the depth, tie groups whole, out.

use crate::retrieve::{Ranking, ScoredDocument};

/// Keeps every document whose score is at least that of the document at the depth.
///
/// Documents are gathered until there are twice as many as the depth, and then cut down by selection: each document costs
/// a constant time, and all that tie with the one at the depth stay.
pub(super) struct Top {
    depth: usize,
    room: usize,
    threshold: f64,
    documents: Vec<ScoredDocument>,
}

impl Top {
    /// An empty list for `depth` documents.
    pub fn new(depth: usize) -> Self {
        Top { depth, room: room(depth), threshold: f64::NEG_INFINITY, documents: Vec::new() }
    }

    /// How many documents are wanted.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// Makes `floor` the least score that is of use: so many documents as the depth are known to reach it.
    pub fn begin(&mut self, floor: f64) {
        self.threshold = floor;
    }

    /// The score of the document at the depth, where there are so many; nothing is left here.
    pub fn edge(&mut self) -> Option<f64> {
        let edge = (self.depth > 0 && self.documents.len() >= self.depth).then(|| {
            self.cut();
            self.threshold
        });
        *self = Top::new(self.depth);
        edge
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
        if self.documents.len() >= self.room {
            self.cut();
        }
    }

    #[cold]
    fn cut(&mut self) {
        if let Some(last) = self.depth.checked_sub(1) {
            let (_, edge, _) =
                self.documents.select_nth_unstable_by(last, |a, b| b.score.total_cmp(&a.score));
            self.threshold = edge.score;
        } else {
            self.threshold = f64::INFINITY;
        }
        let threshold = self.threshold;
        self.documents.retain(|entry| entry.score >= threshold);
        // A large tie group at the depth must not be cut down again with every document.
        self.room = room(self.documents.len());
    }

    /// The ranking; nothing is left here.
    pub fn take(&mut self) -> Ranking {
        let ranking = Ranking::new(std::mem::take(&mut self.documents), self.depth);
        *self = Top::new(self.depth);
        ranking
    }
}

/// How many documents are gathered before they are cut down to so many.
fn room(kept: usize) -> usize {
    kept.saturating_add(kept / 2).saturating_add(64)
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
            let mut top = Top::new(depth);
            for entry in &all {
                if entry.score >= top.threshold() {
                    top.push(entry.document, entry.score);
                }
            }
            prop_assert_eq!(top.take(), Ranking::new(all, depth));
            prop_assert_eq!(top.take(), Ranking::default());
        }
    }
}
