//! Similarity along the ranking: observations of each query in; the mean similarity of each source's documents in bins of
//! ranks out, for a figure.

use super::observation::Observations;
use crate::bias::analysis::{About, Analysis, Question};
use crate::bias::estimate::{Estimate, QueryValues, estimates_of_first};
use crate::bias::shared::Shared;
use crate::corpus::SourceId;
use crate::statistics::KeptDraws;
use crate::table::{FileKind, Table, TableRow};

/// The bins of ranks, twice as wide each: 1, 2–3, 4–7, …, to the longest ranking.
pub(in crate::bias) fn bins(longest: usize) -> Vec<(usize, usize)> {
    let starts = (0..usize::BITS).map(|power| 1_usize << power).take_while(|start| *start <= longest);
    starts.map(|start| (start, (2 * start - 1).min(longest))).collect()
}

/// The mean of similarity number `similarity` over the documents of each of `scopes`, a source or all with `None`, in each bin.
/// A tied document is in a bin by the share of its group's places that the bin has; `None` for a bin without documents.
pub(in crate::bias) fn bin_means(
    observations: &Observations,
    similarity: usize,
    scopes: &[Option<SourceId>],
    bins: &[(usize, usize)],
) -> Vec<Vec<Option<f64>>> {
    let mut sums = vec![vec![(0.0, 0.0); bins.len()]; scopes.len()];
    for (one, value) in observations.known(similarity) {
        let (first, last) = (one.above + 1, one.above + one.tied);
        // Bin i starts at rank 2^i.
        let touched = first.ilog2() as usize..(last.ilog2() as usize + 1).min(bins.len());
        for bin in touched {
            let (low, high) = bins[bin];
            let shared = (last.min(high) + 1).saturating_sub(first.max(low));
            let weight = shared as f64 / one.tied as f64;
            for (sums, _) in sums
                .iter_mut()
                .zip(scopes)
                .filter(|(_, scope)| scope.is_none_or(|source| one.source == source))
            {
                let (sum, weights) = &mut sums[bin];
                *sum += weight * value;
                *weights += weight;
            }
        }
    }
    let mean = |(sum, weights): (f64, f64)| (weights > 0.0).then(|| sum / weights);
    sums.into_iter().map(|of_scope| of_scope.into_iter().map(mean).collect()).collect()
}

/// The means of one model, similarity and source, query by query and bin by bin.
pub(in crate::bias) struct RankSimilarity {
    pub model: String,
    pub similarity: String,
    /// A source's name, or "pooled".
    pub source: String,
    pub values: Vec<(u32, Vec<Option<f64>>)>,
}

/// The most replicates of an interval here: it is a band of a figure, of which there are hundreds.
const MOST_REPLICATES: usize = 1000;

crate::table! {
    /// mean similarity of query and document by rank
    pub struct RankSimilarityRow("bias/rank_similarity", FileKind::Csv, None) {
        /// The model, or the name of a run that came as a file.
        model: String;
        /// The similarity of query and document.
        similarity: String;
        /// Whose documents; `pooled`: those of all sources together.
        source: String;
        /// The first rank of the bin, from 1.
        rank_low: u64;
        /// The last rank of the bin.
        rank_high: u64;
        /// The mean over queries of the mean similarity of the documents in the bin.
        mean: Option<f64>;
        /// Lower end of its interval over queries.
        low: Option<f64>;
        /// Upper end of that interval.
        high: Option<f64>;
        /// The queries with documents in the bin.
        n: u64;
    }
}

pub(in crate::bias) struct SimilarityByRank;

impl Analysis for SimilarityByRank {
    fn about(&self) -> About {
        About {
            schema: RankSimilarityRow::SCHEMA,
            question: Question::BecauseOf,
            tests: None,
            needs_texts: true,
        }
    }

    fn table(&self, shared: &Shared<'_>) -> Table {
        let observed = shared.observed();
        rank_similarity_table(&observed.ranks, &observed.bins, shared.draws())
    }
}

/// The table `bias/rank_similarity`: means over the queries (`n`) with documents in a bin, with bootstrap intervals of at
/// most a thousand replicates.
pub(in crate::bias) fn rank_similarity_table(
    found: &[RankSimilarity],
    bins: &[(usize, usize)],
    draws: &KeptDraws,
) -> Table {
    let places = || found.iter().flat_map(|one| (0..bins.len()).map(move |bin| (one, bin)));
    let column = |(one, bin): (&RankSimilarity, usize)| {
        one.values.iter().filter_map(|(query, row)| Some((*query, row[bin]?))).collect()
    };
    let columns: Vec<QueryValues> = places().map(column).collect();
    let found: Vec<Estimate> = estimates_of_first(&columns, draws, MOST_REPLICATES);
    let row = |((one, bin), estimate): ((&RankSimilarity, usize), Estimate)| RankSimilarityRow {
        model: one.model.clone(),
        similarity: one.similarity.clone(),
        source: one.source.clone(),
        rank_low: bins[bin].0 as u64,
        rank_high: bins[bin].1 as u64,
        mean: estimate.value,
        low: estimate.low(),
        high: estimate.high(),
        n: estimate.queries,
    };
    RankSimilarityRow::to_table(places().zip(found).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bias::fixture::observations;

    #[test]
    fn tied_documents_are_in_a_bin_by_their_share_of_its_places() {
        // Rank 1, then ranks 2–4 tie: bin 2–3 has two of their three places, bin 4–4 one.
        let found = observations(&[(0, 9.0, 5.0, 1), (0, 1.0, 2.0, 1), (1, 1.0, 4.0, 1), (0, 1.0, 3.0, 1)]);
        let means = |source| bin_means(&found, 0, &[source], &bins(4)).remove(0);
        let human = [Some(5.0), Some(2.5), Some(2.5)];
        for (found, expected) in means(Some(SourceId(0))).into_iter().zip(human) {
            assert!((found.unwrap() - expected.unwrap()).abs() < 1e-15);
        }
        assert_eq!(means(Some(SourceId(1))), [None, Some(4.0), Some(4.0)]);
        let pooled = means(None);
        assert!((pooled[1].unwrap() - 3.0).abs() < 1e-15);
        let scopes = [None, Some(SourceId(1)), Some(SourceId(0))];
        assert_eq!(bin_means(&found, 0, &scopes, &bins(4)), scopes.map(means));
    }

    #[test]
    fn bins_double_to_the_longest_ranking() {
        assert_eq!(bins(10), [(1, 1), (2, 3), (4, 7), (8, 10)]);
        assert_eq!(bins(1), [(1, 1)]);
        assert!(bins(0).is_empty());
    }
}
