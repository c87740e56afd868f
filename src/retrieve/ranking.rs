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
    left_out: usize,
}

/// A tie group at the edge of the depth is kept whole where the ranking then has at most so many documents, or so many times
/// the depth, whichever is more.
const EDGE_DOCUMENTS: usize = 10_000;
const EDGE_DEPTHS: usize = 10;

impl Ranking {
    /// The ranking of `scored` to `depth` documents; the tie group at the edge is kept whole, so that the ranking
    /// may be longer than `depth`. A group that would make it longer than ten times the depth and than 10,000 documents is
    /// left out as a whole instead, unless it is the first: no order decides between documents that tie.
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
        let mut left_out = 0;
        if end > depth && end > EDGE_DOCUMENTS.max(depth.saturating_mul(EDGE_DEPTHS)) {
            let edge = scored[end - 1].score;
            let start = scored.partition_point(|entry| entry.score > edge);
            if start > 0 {
                (left_out, end) = (end - start, start);
            }
        }
        scored.truncate(end);
        let beyond_depth = end.saturating_sub(depth);
        Ranking { documents: scored, beyond_depth, left_out }
    }

    /// The documents, best first.
    pub fn documents(&self) -> &[ScoredDocument] {
        &self.documents
    }

    /// How many documents the tie group at the edge has added beyond the depth.
    pub fn beyond_depth(&self) -> usize {
        self.beyond_depth
    }

    /// How many documents were left out although they tie with one within the depth: all of a group that was too large.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The tie groups, best first.
    pub fn groups(&self) -> impl Iterator<Item = &[ScoredDocument]> {
        self.documents.chunk_by(|a, b| a.score == b.score)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ranking of groups of these sizes.
    fn ranking(groups: &[usize], depth: usize) -> Ranking {
        let of_group = |(place, size): (usize, &usize)| vec![-(place as f64); *size];
        let scores = groups.iter().enumerate().flat_map(of_group);
        Ranking::new(
            scores.zip(0..).map(|(score, document)| ScoredDocument { document, score }).collect(),
            depth,
        )
    }

    #[test]
    fn a_group_at_the_edge_is_whole_or_not_there() {
        let told = |groups: &[usize], depth| {
            let found = ranking(groups, depth);
            (found.documents().len(), found.beyond_depth(), found.left_out())
        };
        assert_eq!(told(&[2, 9_998, 5], 5), (10_000, 9_995, 0));
        assert_eq!(told(&[2, 9_999, 5], 5), (2, 0, 9_999));
        assert_eq!(told(&[2, 9_999, 5], 2), (2, 0, 0));
        assert_eq!(told(&[20_000, 1], 5), (20_000, 19_995, 0));
        assert_eq!(told(&[2, 20_000], 2_001), (20_002, 18_001, 0));
        assert_eq!(told(&[2, 20_000], usize::MAX), (20_002, 0, 0));
    }
}
