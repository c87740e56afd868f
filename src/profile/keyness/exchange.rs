//! Could labels dealt by coin have made these differences? Two sources in; for each term, the p-value of exchanging labels
//! within contents out, by itself and adjusted for all terms.

use rayon::prelude::*;

use super::KeynessSettings;
use super::contents::Differences;
use super::usages::Usages;
use crate::corpus::SourceId;
use crate::statistics::exchange::ExchangeColumn;
use crate::statistics::{Exchanges, MaxT};
use crate::text::{AnalyzedCorpus, TermId};

/// Statistics that are equal but for rounding count as equal.
const ROUNDING: f64 = 1e-9;

/// The p-values of one term.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct PValues {
    /// Of this term alone.
    pub(super) contents: f64,
    /// Adjusted for all terms that were tested, by step-down maxT.
    pub(super) adjusted: f64,
}

/// The p-values of all terms that are tested, by term; none where a source has no token or nothing is exchanged.
///
/// With f the frequency of a term in a content's text, L the tokens of that text, F and N those of both sources together,
/// a content contributes x = (f − F L ÷ N) of the source less that of the reference. Here it is taken N times, so that
/// it is a whole number: N·d − F·l with d and l the differences of f and L. Their sum under signs s is N Σ s·d − F Σ s·l: only
/// the contents that have the term count in the first one, and the second one serves all terms.
pub(super) fn p_values(
    corpus: &AnalyzedCorpus,
    reference: (SourceId, &Usages),
    source: (SourceId, &Usages),
    settings: &KeynessSettings,
    seed: u64,
) -> Vec<(TermId, PValues)> {
    if reference.1.tokens == 0 || source.1.tokens == 0 || settings.exchanges == 0 {
        return Vec::new();
    }
    let differences = Differences::of(corpus, source.0, reference.0, settings.minimum_documents);
    let tokens = (reference.1.tokens + source.1.tokens) as f64;
    let frequency =
        |term: TermId| (reference.1.usage(term).frequency + source.1.usage(term).frequency) as f64;
    let tests = Tests::new(&differences, tokens, frequency);
    let found = tests.exchange(&differences, Exchanges { count: settings.exchanges, seed });
    differences.terms.iter().copied().zip(found).collect()
}

/// The statistics of all terms.
struct Tests {
    /// N.
    tokens: f64,
    terms: Vec<Test>,
}

/// The statistic of one term, t = |Σ x| ÷ √(Σ x²), 0 where all x are.
struct Test {
    /// F.
    frequency: f64,
    /// 1 ÷ √(Σ x²), 0 where all x are.
    scale: f64,
    /// The observed t.
    observed: f64,
}

impl Test {
    /// t for the sums of differences of frequencies and of lengths, under one pattern of signs.
    fn statistic(&self, tokens: f64, frequencies: f64, lengths: f64) -> f64 {
        (tokens * frequencies - self.frequency * lengths).abs() * self.scale
    }
}

/// What is counted over exchanges.
#[derive(Clone)]
struct Counted {
    family: MaxT,
    /// For each term, how many exchanges reach its observed statistic.
    reached: Vec<u64>,
    statistics: Vec<f64>,
}

impl Tests {
    fn new(differences: &Differences, tokens: f64, frequency: impl Fn(TermId) -> f64 + Sync) -> Self {
        let length = |content: &u32| differences.lengths[*content as usize];
        let square = |length: i64| u128::from(length.unsigned_abs()).pow(2);
        let squares: u128 = differences.lengths.iter().map(|length| square(*length)).sum();
        let lengths = differences.lengths.iter().sum::<i64>() as f64;
        let test = |(place, term): (usize, &TermId)| {
            let (frequency, column) = (frequency(*term), differences.frequencies(place));
            let contribution =
                |(content, difference): &(u32, f64)| tokens * difference - frequency * length(content) as f64;
            let here: f64 = column.iter().map(|entry| contribution(entry).powi(2)).sum();
            let elsewhere = squares - column.iter().map(|(content, _)| square(length(content))).sum::<u128>();
            let whole = here + frequency.powi(2) * elsewhere as f64;
            let scale = if whole > 0.0 { 1.0 / whole.sqrt() } else { 0.0 };
            let mut test = Test { frequency, scale, observed: 0.0 };
            let sum: f64 = column.iter().map(|(_, difference)| difference).sum();
            test.observed = test.statistic(tokens, sum, lengths);
            test
        };
        Tests { tokens, terms: differences.terms.par_iter().enumerate().map(test).collect() }
    }

    fn exchange(&self, differences: &Differences, exchanges: Exchanges) -> Vec<PValues> {
        let observed: Vec<Option<f64>> = self.terms.iter().map(|test| Some(test.observed)).collect();
        let lengths: Vec<(u32, f64)> =
            (0..).zip(differences.lengths.iter().map(|length| *length as f64)).collect();
        let columns: Vec<&ExchangeColumn> =
            (0..self.terms.len()).map(|place| differences.frequencies(place)).chain([&lengths[..]]).collect();
        let nothing = Counted {
            family: MaxT::new(&observed),
            reached: vec![0; observed.len()],
            statistics: vec![0.0; observed.len()],
        };
        let each = |counted: &mut Counted, sums: &[f64]| {
            let (lengths, frequencies) = sums.split_last().expect("lengths are a column");
            let Counted { family, reached, statistics } = counted;
            for (place, test) in self.terms.iter().enumerate() {
                let statistic = test.statistic(self.tokens, frequencies[place], *lengths);
                reached[place] += u64::from(statistic >= test.observed * (1.0 - ROUNDING));
                statistics[place] = statistic;
            }
            family.add(|place| statistics[place]);
        };
        let merge = |mut left: Counted, right: Counted| {
            left.family.merge(&right.family);
            left.reached.iter_mut().zip(&right.reached).for_each(|(sum, count)| *sum += count);
            left
        };
        let counted = exchanges.fold(&columns, || nothing.clone(), each, merge);
        let adjusted = counted.family.p_values(observed.len());
        let of = |(reached, adjusted): (u64, Option<f64>)| PValues {
            contents: (1 + reached) as f64 / (1 + exchanges.count) as f64,
            adjusted: adjusted.expect("every statistic is defined, and something was exchanged"),
        };
        counted.reached.into_iter().zip(adjusted).map(of).collect()
    }
}
