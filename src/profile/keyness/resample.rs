//! Intervals of log ratios that know that a document's words go together: terms in, percentile intervals of a bootstrap
//! over documents out.

use rayon::prelude::*;

use super::{Share, log_ratio};
use crate::corpus::SourceId;
use crate::profile::IntervalKind;
use crate::statistics::{Bootstrap, Interval};
use crate::text::{AnalyzedCorpus, TermId};

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
/// `None` for fewer than two contents, and where fewer than half of the replicates have a value.
pub(super) fn intervals(
    corpus: &AnalyzedCorpus,
    (reference, source): (SourceId, SourceId),
    terms: &[TermId],
    bootstrap: &Bootstrap,
) -> Vec<Option<Interval>> {
    let sample = Sample::of(corpus, [source, reference], terms);
    if sample.lengths.len() < 2 || terms.is_empty() {
        return vec![None; terms.len()];
    }
    let all = vec![1; sample.lengths.len()];
    let values = sample.log_ratios(&all);
    let replicates = bootstrap.replicate(sample.lengths.len(), |drawn| {
        let mut weights = vec![0_u32; sample.lengths.len()];
        drawn.iter().for_each(|content| weights[*content as usize] += 1);
        sample.log_ratios(&weights)
    });
    let interval = |(place, value): (usize, Option<f64>)| {
        let column: Vec<Option<f64>> = replicates.iter().map(|values| values[place]).collect();
        IntervalKind::Percentile.estimate(value, &column, bootstrap.confidence).interval
    };
    values.into_par_iter().enumerate().map(interval).collect()
}

impl Sample {
    fn of(corpus: &AnalyzedCorpus, sources: [SourceId; 2], terms: &[TermId]) -> Self {
        let catalogue = corpus.catalogue();
        let side = |number: u32| sources.iter().position(|source| *source == catalogue.id(number).source);
        let mut documents: Vec<(u32, usize)> =
            (0..corpus.len() as u32).filter_map(|number| Some((number, side(number)?))).collect();
        // By content, so that the order of documents does not matter.
        let base = |number: u32| &catalogue.id(number).base;
        documents.par_sort_by(|left, right| (base(left.0), left.1).cmp(&(base(right.0), right.1)));
        let mut places = vec![None; corpus.vocabulary().len()];
        terms.iter().enumerate().for_each(|(place, term)| places[term.index()] = Some(place));
        let mut sample = Sample { lengths: Vec::new(), postings: vec![Default::default(); terms.len()] };
        for versions in documents.chunk_by(|left, right| base(left.0) == base(right.0)) {
            let content = sample.lengths.len() as u32;
            let mut lengths = [0; 2];
            for (number, side) in versions {
                lengths[*side] += corpus.length(*number);
                for place in corpus.tokens(*number).iter().filter_map(|token| places[token.index()]) {
                    match sample.postings[place][*side].last_mut() {
                        Some((last, frequency)) if *last == content => *frequency += 1,
                        _ => sample.postings[place][*side].push((content, 1)),
                    }
                }
            }
            sample.lengths.push(lengths);
        }
        sample
    }

    /// The log ratio of each term, with each content taken as often as `weights` says.
    fn log_ratios(&self, weights: &[u32]) -> Vec<Option<f64>> {
        let mut tokens = [0_u64; 2];
        for (lengths, weight) in self.lengths.iter().zip(weights) {
            tokens.iter_mut().zip(lengths).for_each(|(sum, length)| *sum += u64::from(length * weight));
        }
        let of_term = |postings: &[Vec<(u32, u32)>; 2]| {
            let share = |side: usize| {
                let weighted =
                    |(content, frequency): &(u32, u32)| u64::from(weights[*content as usize] * frequency);
                Share { frequency: postings[side].iter().map(weighted).sum(), tokens: tokens[side] }
            };
            log_ratio(share(0), share(1))
        };
        self.postings.iter().map(of_term).collect()
    }
}
