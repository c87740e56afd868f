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
        Self::of_sorted(&scored, depth)
    }

    /// As [`Ranking::new`], for documents that stand by their numbers; they are put in order.
    pub(super) fn of_ascending(scored: &mut [ScoredDocument], depth: usize) -> Self {
        debug_assert!(scored.is_sorted_by_key(|entry| entry.document));
        for entry in &mut *scored {
            entry.score += 0.0;
        }
        by_falling_score(scored);
        Self::of_sorted(scored, depth)
    }

    /// The first of some documents that stand in the order of a ranking.
    fn of_sorted(scored: &[ScoredDocument], depth: usize) -> Self {
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
        let beyond_depth = end.saturating_sub(depth);
        Ranking { documents: scored[..end].to_vec(), beyond_depth, left_out }
    }

    /// The documents, best first.
    pub fn documents(&self) -> &[ScoredDocument] {
        &self.documents
    }

    /// How many documents the tie group at the edge has added beyond the depth.
    pub fn beyond_depth(&self) -> usize {
        self.beyond_depth
    }

    /// The same ranking, where so many documents that tie at its edge are known to be left out of it.
    pub(super) fn lacking(self, left_out: usize) -> Self {
        Ranking { left_out, ..self }
    }

    /// Whether some document that stands before rank `cutoff` may be left out; all that there are where there is no cutoff.
    pub fn lacks_before(&self, cutoff: Option<usize>) -> bool {
        self.left_out > 0 && cutoff.is_none_or(|cutoff| cutoff > self.documents.len())
    }

    /// How many documents were left out although they tie with one within the depth: all of a group that was too large.
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// The documents, best first, each with the mean rank of its tie group, from 1.
    pub fn ranked(&self) -> impl Iterator<Item = (f64, &ScoredDocument)> {
        let mut above = 0;
        self.groups().flat_map(move |group| {
            let rank = above as f64 + (group.len() as f64 + 1.0) / 2.0;
            above += group.len();
            group.iter().map(move |one| (rank, one))
        })
    }

    /// The tie groups, best first.
    pub fn groups(&self) -> impl Iterator<Item = &[ScoredDocument]> {
        self.documents.chunk_by(|a, b| a.score == b.score)
    }
}

/// Sorts by falling score; equal scores stay in their order.
///
/// First by the steps of equal height that the scores fall into, and then what shares a step with another score.
fn by_falling_score(scored: &mut [ScoredDocument]) {
    let (low, high) = scored.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), entry| {
        (low.min(entry.score), high.max(entry.score))
    });
    let steps = f64::from(u16::MAX) / (high - low);
    // Rises or stays with the score; 0 for all where they are equal, or too far apart for their difference.
    let step = |entry: &ScoredDocument| ((entry.score - low) * steps) as u16;
    radsort::sort_by_key(scored, |entry| u16::MAX - step(entry));
    let mut sorted = 0;
    while let Some(risen) =
        scored[sorted..].windows(2).position(|pair| pair[0].score < pair[1].score).map(|at| sorted + at)
    {
        let shared = step(&scored[risen]);
        let before = scored[..risen].iter().rev().take_while(|entry| step(entry) == shared).count();
        let after = scored[risen..].iter().take_while(|entry| step(entry) == shared).count();
        scored[risen - before..risen + after].sort_by(|a, b| b.score.total_cmp(&a.score));
        sorted = risen + after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Scores of any size, close ones and equal ones among them.
        #[test]
        fn documents_by_number_are_ranked_like_any(
            scores in prop::collection::vec(prop_oneof![
                any::<f64>().prop_filter("finite", |score| score.is_finite()),
                (-3_i32..3).prop_map(f64::from),
                (0_u32..1000).prop_map(|step| 7.0 + f64::from(step) * 1e-9),
                0.0..20.0_f64,
            ], 0..300),
            depth in 0_usize..400,
        ) {
            let mut scored: Vec<ScoredDocument> =
                scores.into_iter().zip(0..).map(|(score, document)| ScoredDocument { document, score }).collect();
            let expected = Ranking::new(scored.clone(), depth);
            prop_assert_eq!(Ranking::of_ascending(&mut scored, depth), expected);
        }
    }

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

    #[test]
    fn what_stands_before_the_gap_is_known() {
        let found = ranking(&[2, 9_999, 5], 5);
        assert_eq!(
            [Some(1), Some(2), Some(3), None].map(|cutoff| found.lacks_before(cutoff)),
            [false, false, true, true]
        );
        assert!(!ranking(&[2, 5], 5).lacks_before(None));
    }
}
