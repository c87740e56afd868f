//! Could labels dealt by coin have made these differences? Two sources in; for each term, the p-value of exchanging labels
//! within contents out, by itself and adjusted for all terms.

use super::KeynessSettings;
use super::contents::{Version, by_content, each_difference, versions};
use super::usages::Usages;
use crate::corpus::SourceId;
use crate::profile::labelled::{Label, Labelled};
use crate::profile::recount::Lanes;
use crate::profile::texts::Texts;
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
/// it is a whole number: N·d − F·l with d and l the differences of f and L. Their sum under signs s is N Σ s·d − F Σ s·l, and
/// Σ s·d is the term's frequency in the texts that the source then has, twice, less F, as Σ s·l is twice their tokens less N.
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
    let versions = versions(corpus, [source.0, reference.0]);
    let tokens = (reference.1.tokens + source.1.tokens) as f64;
    let frequency =
        |term: TermId| (reference.1.usage(term).frequency + source.1.usage(term).frequency) as f64;
    let tests = Tests::new(corpus, &versions, settings.minimum_documents, tokens, frequency);
    let contents = (0..).zip(by_content(corpus, &versions));
    let labels = contents.flat_map(|(content, versions)| {
        versions.iter().map(move |(_, side)| (Label::OfUnit(content), *side == 0))
    });
    let numbers: Vec<u32> = versions.iter().map(|(number, _)| *number).collect();
    let labelled = Labelled::new(corpus, &Texts::whole(corpus, &numbers), labels.collect());
    let found = tests.exchange(&labelled, Exchanges { count: settings.exchanges, seed });
    tests.terms.iter().map(|test| test.term).zip(found).collect()
}

/// The statistics of all terms.
struct Tests {
    /// N.
    tokens: f64,
    terms: Vec<Test>,
}

/// The statistic of one term, t = |Σ x| ÷ √(Σ x²), 0 where all x are.
struct Test {
    term: TermId,
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
    /// For each term, its statistic in some exchanges side by side.
    statistics: Vec<[f64; TOGETHER]>,
}

/// The statistics of so many exchanges are found together, since their counts stand side by side.
const TOGETHER: usize = 8;

/// What the differences of one term come to over contents.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    /// In how many contents it stands.
    contents: u64,
    /// Σ x² over the contents in which its frequencies differ.
    squares: f64,
    /// Σ l² over the same.
    squared_lengths: u128,
    /// Σ d.
    difference: i64,
}

impl Tests {
    /// Of the terms that stand in at least `minimum` contents (one at least), by whichever of the two. No exchange of labels changes
    /// which terms these are.
    fn new(
        corpus: &AnalyzedCorpus,
        versions: &[Version],
        minimum: u64,
        tokens: f64,
        frequency: impl Fn(TermId) -> f64,
    ) -> Self {
        let terms = (0..corpus.vocabulary().len() as u32).map(TermId);
        let frequencies: Vec<f64> = terms.clone().map(frequency).collect();
        let mut sums = vec![Sums::default(); frequencies.len()];
        let count = |_, term: TermId, _| sums[term.index()].contents += 1;
        let lengths = each_difference(corpus, versions, count);
        let square = |length: i64| u128::from(length.unsigned_abs()).pow(2);
        each_difference(corpus, versions, |content, term, difference| {
            if difference != 0 {
                let (sums, length) = (&mut sums[term.index()], lengths[content as usize]);
                let contribution = tokens * difference as f64 - frequencies[term.index()] * length as f64;
                sums.squares += contribution.powi(2);
                sums.squared_lengths += square(length);
                sums.difference += difference;
            }
        });
        let all: u128 = lengths.iter().map(|length| square(*length)).sum();
        let longer = lengths.iter().sum::<i64>() as f64;
        let test = |term: TermId| {
            let (sums, frequency) = (sums[term.index()], frequencies[term.index()]);
            let elsewhere = all - sums.squared_lengths;
            let whole = sums.squares + frequency.powi(2) * elsewhere as f64;
            let scale = if whole > 0.0 { 1.0 / whole.sqrt() } else { 0.0 };
            let mut test = Test { term, frequency, scale, observed: 0.0 };
            test.observed = test.statistic(tokens, sums.difference as f64, longer);
            test
        };
        let enough = |term: &TermId| sums[term.index()].contents >= minimum.max(1);
        Tests { tokens, terms: terms.filter(enough).map(test).collect() }
    }

    fn exchange(&self, labelled: &Labelled, exchanges: Exchanges) -> Vec<PValues> {
        let observed: Vec<Option<f64>> = self.terms.iter().map(|test| Some(test.observed)).collect();
        let nothing = Counted {
            family: MaxT::new(&observed),
            reached: vec![0; observed.len()],
            statistics: vec![[0.0; TOGETHER]; observed.len()],
        };
        let each = |counted: &mut Counted, counts: &[Lanes], lanes: usize| {
            for first in (0..lanes).step_by(TOGETHER) {
                self.count(counted, counts, first..lanes.min(first + TOGETHER));
            }
        };
        let merge = |mut left: Counted, right: Counted| {
            left.family.merge(&right.family);
            left.reached.iter_mut().zip(&right.reached).for_each(|(sum, count)| *sum += count);
            left
        };
        let counted = labelled.fold(exchanges, || nothing.clone(), each, merge);
        let adjusted = counted.family.p_values(observed.len());
        let of = |(reached, adjusted): (u64, Option<f64>)| PValues {
            contents: (1 + reached) as f64 / (1 + exchanges.count) as f64,
            adjusted: adjusted.expect("every statistic is defined, and something was exchanged"),
        };
        counted.reached.into_iter().zip(adjusted).map(of).collect()
    }

    /// Counts the exchanges of at most [`TOGETHER`] lanes.
    fn count(&self, counted: &mut Counted, counts: &[Lanes], lanes: std::ops::Range<usize>) {
        // So many tokens the source has in each of them.
        let mut tokens = [0_u64; TOGETHER];
        for counts in counts {
            tokens.iter_mut().zip(&counts[lanes.clone()]).for_each(|(sum, count)| *sum += u64::from(*count));
        }
        let Counted { family, reached, statistics } = counted;
        for ((test, reached), statistics) in self.terms.iter().zip(reached).zip(statistics.iter_mut()) {
            let counts = &counts[test.term.index()][lanes.clone()];
            for ((statistic, here), tokens) in statistics.iter_mut().zip(counts).zip(&tokens) {
                let difference = 2.0 * f64::from(*here) - test.frequency;
                *statistic = test.statistic(self.tokens, difference, 2.0 * *tokens as f64 - self.tokens);
                *reached += u64::from(*statistic >= test.observed * (1.0 - ROUNDING));
            }
        }
        (0..lanes.len()).for_each(|lane| family.add(|place| statistics[place][lane]));
    }
}
