//! BM25+: BM25 with a lower bound on what one occurrence of a term is worth, however long the document.

use super::bm25::{B, K1};
use super::length_norm::LengthNorm;
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "bm25_plus",
    summary: "BM25+: an occurrence is worth at least delta times the idf, however long the document",
    reference: "Lv & Zhai (2011), Lower-Bounding Term Frequency Normalization, CIKM, BM25+; Kamphuis et al. (2020), Which BM25 Do You Mean?, table 1",
    parameters: &[
        K1,
        B,
        Parameter {
            name: "delta",
            kind: Kind::Number { low: 0.0, high: 1000.0 },
            default: "1",
            meaning: "what a term that occurs is worth at least, in units of its idf",
        },
    ],
    cutoff: Cutoff::Never,
    build: |given| {
        let (k1, b, delta) = (given.number("k1"), given.number("b"), given.number("delta"));
        Ok(Box::new(Bm25Plus { k1, b, delta }))
    },
};

/// BM25+: per query term t that occurs in the document
///
/// qtf · ln((N + 1) / df) · ((k1 + 1) · tf / (tf + k1 · (1 − b + b · |d| / avgdl)) + δ)
///
/// with qtf, tf the frequencies of t in query and document, df its document frequency, N the number of documents, |d| the
/// document's length and avgdl the mean length, in tokens; ln is natural. A term that does not occur gives 0: δ for all
/// terms of the query would add the same to every document and change no ranking. qtf stands for the source's
/// (k3 + 1) · qtf / (k3 + qtf) at k3 → ∞, as in all models here. Rises with tf and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25Plus {
    /// How slowly repetition of a term saturates, from 0.
    pub k1: f64,
    /// How much the document's length counts, 0..=1.
    pub b: f64,
    /// What a term that occurs is worth at least, in units of its idf, from 0.
    pub delta: f64,
}

impl RetrievalModel for Bm25Plus {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let idf = ((collection.documents as f64 + 1.0) / term.document_frequency as f64).ln();
        let weight = term.query_frequency * idf;
        let Bm25Plus { k1, b, delta } = *self;
        let norm = LengthNorm::new(k1, b, collection.mean_length());
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            weight * ((k1 + 1.0) / (1.0 + norm.per_occurrence(tf, length)) + delta)
        })
    }

    fn needs(&self) -> Needs {
        Needs::length().monotone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;

    #[test]
    fn scores_worked_by_hand() {
        // N = 10, df = 2: idf = ln 5.5. tf = 2 at twice the mean length: 4.4/4.1 + 1.
        assert_close(score("bm25_plus", 2, 40), 5.5f64.ln() * (4.4 / 4.1 + 1.0));
        // In a document without end, an occurrence is still worth δ.
        let endless = score("bm25_plus(delta=0.5)", 1, u32::MAX);
        assert!((endless - 5.5f64.ln() * 0.5).abs() < 1e-6, "{endless}");
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("bm25_plus");
    }
}
