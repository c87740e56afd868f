//! DPH: divergence from a hypergeometric model with Popper's normalisation; no parameter to tune.

use std::f64::consts::TAU;

use super::{CollectionStatistics, DocumentStatistics, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "dph",
    summary: "divergence from randomness: hypergeometric, Popper's normalisation, free of parameters",
    reference: "Amati (2006), Frequentist and Bayesian Approach to Information Retrieval, ECIR; Amati et al. (2008), FUB at TREC 2007 Blog Track; Terrier 5, DPH",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Dph)),
};

/// DPH: per query term t, with f = tf / |d|,
///
/// qtf · (1 − f)² / (tf + 1) · (tf · log₂(tf · avgdl / |d| · N / cf) + ½ · log₂(2π · tf · (1 − f)))
///
/// with qtf, tf the frequencies of t in query and document, cf its collection frequency, N the number of documents, |d|
/// the document's length and avgdl the mean length, in tokens. A document of nothing but t gets 0, the limit as f → 1
/// (Terrier sets f to 0.99999 there); a one-byte length below tf is taken as tf. May be below 0 and is not monotone in tf
/// or |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dph;

impl RetrievalModel for Dph {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let rarity = collection.documents as f64 / term.collection_frequency as f64;
        let (weight, scale) = (term.query_frequency, collection.mean_length() * rarity);
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            if tf >= length {
                return 0.0;
            }
            let (tf, length) = (f64::from(tf), f64::from(length));
            let others = 1.0 - tf / length;
            let surprise = tf * (tf * scale / length).log2() + 0.5 * (TAU * tf * others).log2();
            weight * others * others / (tf + 1.0) * surprise
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;
    use super::*;

    #[test]
    fn scores_worked_by_hand() {
        // Twice in 20 tokens, the mean length: f = 0.1; 0.81/3 · (2 · log₂(2 · 10/4) + ½ · log₂(2π · 2 · 0.9)).
        let surprise = 2.0 * 5.0f64.log2() + 0.5 * (TAU * 1.8).log2();
        assert_close(score("dph", 2, 20), 0.27 * surprise);
        // A document of nothing but the term, and one whose stored length is less than its frequency.
        assert_eq!(score("dph", 20, 20), 0.0);
        assert_eq!(score("dph", 43, 42), 0.0);
    }
}
