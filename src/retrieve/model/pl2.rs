//! PL2: how far a frequency diverges from a Poisson process, with Laplace's after-effect and normalisation 2.

use std::f64::consts::{LOG2_E, TAU};

use super::normalisation_2::{C, normalised_frequency};
use super::{CollectionStatistics, DocumentStatistics, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "pl2",
    summary: "divergence from randomness: Poisson, Laplace's after-effect, normalisation 2",
    reference: "Amati & van Rijsbergen (2002), Probabilistic Models of IR Based on Measuring the Divergence from Randomness, model P, L, H2; Terrier 5, PL2",
    parameters: &[
        C,
        Parameter {
            name: "stirling",
            kind: Kind::Choice(&["short", "full"]),
            default: "short",
            meaning: "ln n! without the term 1/(12 n), as Terrier has it, or with it, as the paper has it",
        },
    ],
    cutoff: Cutoff::Never,
    build: |given| {
        let (c, full) = (given.number("c"), given.text("stirling") == "full");
        Ok(Box::new(Pl2 { c, full }))
    },
};

/// PL2: per query term t
///
/// qtf / (tfn + 1) · (tfn · log₂(tfn / λ) + (λ + r − tfn) · log₂ e + ½ · log₂(2π · tfn))
///
/// with tfn = tf · log₂(1 + c · avgdl / |d|), λ = cf / N the mean frequency per document, cf the term's collection
/// frequency, N the number of documents, qtf and tf the frequencies of t in query and document, |d| the document's length
/// and avgdl the mean length, in tokens; r = 0 (`stirling=short`) or 1 / (12 · tfn) (`full`). The bracket is Stirling's
/// −log₂ of the Poisson probability of tfn, so its logarithms are to base 2 and e enters as log₂ e = 1.4427; programs
/// with ln 2 in that place are wrong. May be below 0, and neither rises with tf nor falls with |d| everywhere: a frequency
/// under λ is a divergence too. With `full` it grows without bound as tfn → 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pl2 {
    /// How little the document's length counts, above 0.
    pub c: f64,
    /// Whether Stirling's formula has its term 1 / (12 · tfn).
    pub full: bool,
}

impl RetrievalModel for Pl2 {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let rate = term.collection_frequency as f64 / collection.documents as f64;
        let (weight, mean_length) = (term.query_frequency, collection.mean_length());
        let Pl2 { c, full, .. } = *self;
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            let tfn = normalised_frequency(tf, length, mean_length, c);
            let rest = if full { 1.0 / (12.0 * tfn) } else { 0.0 };
            let surprise =
                tfn * (tfn / rate).log2() + (rate + rest - tfn) * LOG2_E + 0.5 * (TAU * tfn).log2();
            weight * surprise / (tfn + 1.0)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;
    use super::*;

    #[test]
    fn scores_worked_by_hand() {
        // λ = 4/10. Twice at the mean length: tfn = 2; (2 · log₂ 5 − 1.6 · log₂ e + ½ · log₂ 4π) / 3.
        let expected = 2.0 * 5.0f64.log2() - 1.6 * LOG2_E + 0.5 * (2.0 * TAU).log2();
        assert_close(score("pl2", 2, 20), expected / 3.0);
        // c = 3: tfn = tf · log₂ 4.
        assert_close(score("pl2(c=3)", 1, 20), expected / 3.0);
        assert_close(score("pl2(stirling=full)", 2, 20), (expected + LOG2_E / 24.0) / 3.0);
    }

    #[test]
    fn the_bracket_is_the_poisson_surprise() {
        // tfn = 20, λ = 0.4: −log₂(e^−λ · λ^20 / 20!).
        let factorial: f64 = (1..=20).map(|n| f64::from(n).log2()).sum();
        let surprise = 0.4 * LOG2_E - 20.0 * 0.4f64.log2() + factorial;
        assert!((score("pl2(stirling=full)", 20, 20) * 21.0 - surprise).abs() < 1e-5);
        assert!((score("pl2", 20, 20) * 21.0 - surprise).abs() < 0.01);
    }
}
