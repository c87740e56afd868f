//! A ranking: documents by falling score, with the groups of equal scores kept whole.

/// A document and its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScoredDocument {
    /// The document number in the catalogue.
    pub document: u32,
    /// The score; higher is better; never NaN.
    pub score: f64,
}

/// Documents by falling score; equal scores form one tie group and stand in catalogue order within it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ranking {
    documents: Vec<ScoredDocument>,
    beyond_depth: usize,
}

impl Ranking {
    /// The ranking of `scored` to `depth` documents; the tie group at the edge is kept whole, so that the ranking
    /// may be longer than `depth`.
    ///
    /// ```
    /// use sourcebias::retrieve::{Ranking, ScoredDocument};
    /// let scored = |document, score| ScoredDocument { document, score };
    /// let ranking = Ranking::new(vec![scored(0, 1.0), scored(1, 2.0), scored(2, 1.0)], 2);
    /// let order: Vec<u32> = ranking.documents().iter().map(|d| d.document).collect();
    /// assert_eq!(order, [1, 0, 2]);
    /// assert_eq!(ranking.beyond_depth(), 1);
    /// ```
    pub fn new(mut scored: Vec<ScoredDocument>, depth: usize) -> Self {
        for entry in &mut scored {
            // Negative zero would sort apart from zero and split a tie.
            entry.score += 0.0;
        }
        scored.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then(a.document.cmp(&b.document)));
        let mut end = scored.len().min(depth);
        while end > 0 && end < scored.len() && scored[end].score == scored[end - 1].score {
            end += 1;
        }
        scored.truncate(end);
        let beyond_depth = end.saturating_sub(depth);
        Ranking { documents: scored, beyond_depth }
    }

    /// The documents, best first.
    pub fn documents(&self) -> &[ScoredDocument] {
        &self.documents
    }

    /// How many documents the tie group at the edge has added beyond the depth.
    pub fn beyond_depth(&self) -> usize {
        self.beyond_depth
    }

    /// The tie groups, best first.
    pub fn groups(&self) -> impl Iterator<Item = &[ScoredDocument]> {
        self.documents.chunk_by(|a, b| a.score == b.score)
    }
}
