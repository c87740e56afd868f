//! DFRee: the bits that one more token of a term would cost, in the document and in the collection; no parameter.

use std::f64::consts::LOG2_E;

use super::{CollectionStatistics, DocumentStatistics, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "dfree",
    summary: "divergence from randomness: bits for one more token of the term, free of parameters",
    reference: "Amati (2006), Frequentist and Bayesian Approach to Information Retrieval, ECIR; the formula of Terrier 5, DFRee",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(DfRee)),
};

/// DFRee: per query term t, with p = tf / |d|, p₊ = (tf + 1) / (|d| + 1) and P(t|C) = cf / tokens,
///
/// qtf · tf · log₂(p₊ / p) · ((tf + 1) · log₂(p₊ / P(t|C)) − tf · log₂(p / P(t|C)) + ½ · log₂(p₊ / p))
///
/// with qtf, tf the frequencies of t in query and document, cf its collection frequency, tokens the number of tokens in
/// the collection, |d| the document's length in tokens. A document of nothing but t gets 0; a one-byte length below tf is
/// taken as tf. May be below 0 and is not monotone in tf or |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DfRee;

impl RetrievalModel for DfRee {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let share = term.collection_frequency as f64 / collection.tokens as f64;
        let weight = term.query_frequency;
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            let (tf, length) = (f64::from(tf), f64::from(length.max(tf)));
            // p₊ / p − 1 in one piece, and the two sums of bits as one: as they stand above, small differences of large
            // logarithms lose digits.
            let gain = ((length - tf) / (tf * (length + 1.0))).ln_1p() * LOG2_E;
            let bits = (tf + 0.5) * gain + ((tf + 1.0) / ((length + 1.0) * share)).log2();
            weight * tf * gain * bits
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;

    #[test]
    fn scores_worked_by_hand() {
        // Once in 20 tokens, P(t|C) = 1/50: p = 1/20, p₊ = 2/21, p₊/p = 40/21, p₊/P = 100/21, p/P = 5/2.
        let gain = (40.0f64 / 21.0).log2();
        let bits = 2.0 * (100.0f64 / 21.0).log2() - 2.5f64.log2() + 0.5 * gain;
        assert_close(score("dfree", 1, 20), gain * bits);
        assert_eq!(score("dfree", 20, 20), 0.0);
        assert_eq!(score("dfree", 43, 42), 0.0);
    }
}
