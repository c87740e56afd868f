//! BM25L: BM25 whose length-normalised frequency is raised by a constant, so that long documents are not over-punished.

use super::bm25::{B, K1};
use super::length_norm::LengthNorm;
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "bm25l",
    summary: "BM25 that does not punish very long documents too much",
    reference: "Lv & Zhai (2011), When Documents Are Very Long, BM25 Fails!, SIGIR, f'(q, D); Kamphuis et al. (2020), Which BM25 Do You Mean?, table 1",
    parameters: &[
        K1,
        B,
        Parameter {
            name: "delta",
            kind: Kind::Number { low: 0.0, high: 1000.0 },
            default: "0.5",
            meaning: "what is added to the normalised frequency of a term that occurs",
        },
    ],
    cutoff: Cutoff::Never,
    build: |given| {
        let (k1, b, delta) = (given.number("k1"), given.number("b"), given.number("delta"));
        Ok(Box::new(Bm25L { k1, b, delta }))
    },
};

/// BM25L: per query term t that occurs in the document, with c = tf / (1 − b + b · |d| / avgdl),
///
/// qtf · ln((N + 1) / (df + ½)) · (k1 + 1) · (c + δ) / (k1 + c + δ)
///
/// with qtf, tf the frequencies of t in query and document, df its document frequency, N the number of documents, |d| the
/// document's length and avgdl the mean length, in tokens; ln is natural. A term that does not occur gives 0, not the
/// value at c = 0: the step between is the model's point. qtf stands for the source's (k3 + 1) · qtf / (k3 + qtf) at
/// k3 → ∞, as in all models here. Rises with tf and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25L {
    /// How slowly repetition of a term saturates, from 0.
    pub k1: f64,
    /// How much the document's length counts, 0..=1.
    pub b: f64,
    /// What is added to the normalised frequency, from 0.
    pub delta: f64,
}

impl RetrievalModel for Bm25L {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let idf = ((collection.documents as f64 + 1.0) / (term.document_frequency as f64 + 0.5)).ln();
        let Bm25L { k1, b, delta, .. } = *self;
        let weight = term.query_frequency * idf * (k1 + 1.0);
        let norm = LengthNorm::new(1.0, b, collection.mean_length());
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            let raised = 1.0 / norm.per_occurrence(tf, length) + delta;
            weight / (1.0 + k1 / raised)
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
        // N = 10, df = 2: idf = ln(11/2.5). tf = 2 at twice the mean length: c = 2/1.75 = 8/7; with δ = 1/2, 23/14;
        // 2.2 · (23/14) / (1.2 + 23/14) = 50.6/39.8.
        assert_close(score("bm25l", 2, 40), 4.4f64.ln() * 50.6 / 39.8);
        // δ = 0: (k1 + 1) · tf / (tf + k1 · 1.75), as in ATIRE's form.
        assert_close(score("bm25l(delta=0)", 2, 40), 4.4f64.ln() * 4.4 / 4.1);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("bm25l");
    }
}
