//! Intervals of log ratios that know that a document's words go together: terms in, percentile intervals of a bootstrap
//! over documents out.

use rayon::prelude::*;

use super::contents::{by_content, versions};
use super::{Share, log_ratio};
use crate::corpus::SourceId;
use crate::profile::IntervalKind;
use crate::statistics::{Bootstrap, Interval, enough_units};
use crate::text::{AnalyzedCorpus, TermId};

/// How many replicates are summed side by side: the counts are read once for all of them.
const TOGETHER: usize = 8;

/// How often each content was drawn by each of the replicates that are summed side by side. As many contents are drawn as
/// there are: of fewer than 256, none can be drawn more often than a byte holds, and of more, the chance is below 10⁻⁵⁰⁰.
type Weights = [u8; TOGETHER];

/// The counts of a few terms in the documents of two sources, by content: twins are drawn together.
struct Sample {
    /// The tokens of each content by either source.
    lengths: Vec<[u32; 2]>,
    /// For each term, the contents that have it with its frequency in them, by source.
    postings: Vec<[Vec<(u32, u32)>; 2]>,
}

/// The interval of the log ratio of each of `terms`, source against reference.
///
/// A replicate draws as many contents (base ids) as there are, with replacement, and each brings its documents by both
/// sources; so it keeps together the words of a document and, where there are twins, the documents of a content.
/// `None` for fewer contents than [`fewest_units`](crate::statistics::fewest_units), where fewer than half of the replicates have a value, and for a term that one
/// source lacks: it lacks it in every replicate, which would make the interval far too narrow.
pub(super) fn intervals(
    corpus: &AnalyzedCorpus,
    (reference, source): (SourceId, SourceId),
    terms: &[TermId],
    bootstrap: &Bootstrap,
) -> Vec<Option<Interval>> {
    if terms.is_empty() || bootstrap.replicates == 0 {
        return vec![None; terms.len()];
    }
    let sample = Sample::of(corpus, [source, reference], terms);
    if !enough_units(sample.lengths.len(), bootstrap.confidence) {
        return vec![None; terms.len()];
    }
    let replicates = sample.replicates(bootstrap);
    let interval = |(place, value): (usize, Option<f64>)| {
        if sample.postings[place].iter().any(Vec::is_empty) {
            return None;
        }
        let column: Vec<Option<f64>> = replicates.iter().map(|values| values[place]).collect();
        IntervalKind::Percentile.estimate(value, &column, bootstrap.confidence).interval
    };
    sample.whole().into_par_iter().enumerate().map(interval).collect()
}

impl Sample {
    fn of(corpus: &AnalyzedCorpus, sources: [SourceId; 2], terms: &[TermId]) -> Self {
        let mut places = vec![None; corpus.vocabulary().len()];
        terms.iter().enumerate().for_each(|(place, term)| places[term.index()] = Some(place as u32));
        let mut sample = Sample { lengths: Vec::new(), postings: vec![Default::default(); terms.len()] };
        for versions in by_content(corpus, &versions(corpus, sources)) {
            let content = sample.lengths.len() as u32;
            let mut lengths = [0; 2];
            for (number, side) in versions {
                lengths[*side] += corpus.length(*number);
                for place in corpus.tokens(*number).iter().filter_map(|token| places[token.index()]) {
                    let postings = &mut sample.postings[place as usize][*side];
                    match postings.last_mut() {
                        Some((last, frequency)) if *last == content => *frequency += 1,
                        _ => postings.push((content, 1)),
                    }
                }
            }
            sample.lengths.push(lengths);
        }
        sample
    }

    /// The log ratio of each term in the sample as it is.
    fn whole(&self) -> Vec<Option<f64>> {
        self.log_ratios(&vec![[1; TOGETHER]; self.lengths.len()]).swap_remove(0)
    }

    /// The log ratio of each term in each replicate; the draws are those of [`Bootstrap::draw`].
    fn replicates(&self, bootstrap: &Bootstrap) -> Vec<Vec<Option<f64>>> {
        let contents = self.lengths.len();
        let batch = |weights: &mut Vec<Weights>, batch: usize| {
            let first = batch * TOGETHER;
            let count = TOGETHER.min(bootstrap.replicates - first);
            weights.clear();
            weights.resize(contents, [0; TOGETHER]);
            for (lane, replicate) in (first..first + count).enumerate() {
                bootstrap.draw(contents, replicate, |content| {
                    let times = &mut weights[content][lane];
                    *times = times.saturating_add(1);
                });
            }
            let mut values = self.log_ratios(weights);
            values.truncate(count);
            values
        };
        let batches = (0..bootstrap.replicates.div_ceil(TOGETHER)).into_par_iter();
        batches.map_init(Vec::new, batch).flatten_iter().collect()
    }

    /// For each lane of `weights`, the log ratio of each term with every content taken so many times.
    fn log_ratios(&self, weights: &[Weights]) -> Vec<Vec<Option<f64>>> {
        let mut tokens = [[0_u64; TOGETHER]; 2];
        for (lengths, weights) in self.lengths.iter().zip(weights) {
            for (sums, length) in tokens.iter_mut().zip(lengths) {
                sums.iter_mut()
                    .zip(weights)
                    .for_each(|(sum, weight)| *sum += u64::from(length * u32::from(*weight)));
            }
        }
        let mut values = vec![Vec::new(); TOGETHER];
        for [here, there] in &self.postings {
            let (here, there) = (weighted(here, weights), weighted(there, weights));
            for (lane, values) in values.iter_mut().enumerate() {
                let here = Share { frequency: here[lane], tokens: tokens[0][lane] };
                let there = Share { frequency: there[lane], tokens: tokens[1][lane] };
                values.push(log_ratio(here, there));
            }
        }
        values
    }
}

/// The frequency of a term in each lane.
fn weighted(postings: &[(u32, u32)], weights: &[Weights]) -> [u64; TOGETHER] {
    let mut sums = [0; TOGETHER];
    for (content, frequency) in postings {
        let weights = &weights[*content as usize];
        sums.iter_mut()
            .zip(weights)
            .for_each(|(sum, weight)| *sum += u64::from(frequency * u32::from(*weight)));
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn side_by_side_is_as_one_by_one() {
        let lengths: Vec<[u32; 2]> = (0..30).map(|content| [20 + content % 7, 30 - content % 4]).collect();
        let here: Vec<(u32, u32)> = (0..30).step_by(3).map(|content| (content, 1 + content % 2)).collect();
        let there = vec![(2, 1), (4, 3)];
        let sample = Sample { lengths: lengths.clone(), postings: vec![[here, there]] };
        let bootstrap = Bootstrap { replicates: 21, seed: 5, confidence: 0.9 };
        let plain = bootstrap.replicate(lengths.len(), |drawn| {
            let sum =
                |value: &dyn Fn(u32) -> u32| drawn.iter().map(|content| u64::from(value(*content))).sum();
            let share = |side: usize| {
                let frequency = |content| {
                    let found = sample.postings[0][side].iter().find(|posting| posting.0 == content);
                    found.map_or(0, |posting| posting.1)
                };
                Share { frequency: sum(&frequency), tokens: sum(&|content| lengths[content as usize][side]) }
            };
            vec![log_ratio(share(0), share(1))]
        });
        assert_eq!(sample.replicates(&bootstrap), plain);
    }
}
