//! BM25, as Lucene defines it, in f64.

use super::length_norm::LengthNorm;
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "bm25",
    summary: "BM25 with Lucene's never-negative idf",
    reference: "Robertson & Zaragoza (2009), The Probabilistic Relevance Framework, eq. 3.15; idf as in Lucene's BM25Similarity",
    parameters: &[K1, B],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(Bm25 { k1: given.number("k1"), b: given.number("b") })),
};

/// The parameter k1 of every model of this family.
pub(super) const K1: Parameter = Parameter {
    name: "k1",
    kind: Kind::Number { low: 0.0, high: 1000.0 },
    default: "1.2",
    meaning: "how slowly repetition of a term saturates",
};

/// The parameter b of every model of this family.
pub(super) const B: Parameter = Parameter {
    name: "b",
    kind: Kind::Number { low: 0.0, high: 1.0 },
    default: "0.75",
    meaning: "how much the document's length counts",
};

/// BM25: per query term t
///
/// qtf · ln(1 + (N − df + ½) / (df + ½)) · tf / (tf + k1 · (1 − b + b · |d| / avgdl))
///
/// with qtf, tf the frequencies of t in query and document, df its document frequency, N the number of documents, |d| the
/// document's length and avgdl the mean length, in tokens. Without the constant factor k1 + 1, as Lucene since 8.0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25 {
    /// How slowly repetition of a term saturates, from 0.
    pub k1: f64,
    /// How much the document's length counts, 0..=1.
    pub b: f64,
}

impl RetrievalModel for Bm25 {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let (n, df) = (collection.documents as f64, term.document_frequency as f64);
        let weight = term.query_frequency * (1.0 + (n - df + 0.5) / (df + 0.5)).ln();
        let norm = LengthNorm::new(self.k1, self.b, collection.mean_length());
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            weight / (1.0 + norm.per_occurrence(tf, length))
        })
    }

    fn needs(&self) -> Needs {
        Needs::length().monotone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::{TERM, assert_rises_with_tf_and_falls_with_length};
    use super::*;

    #[test]
    fn a_score_worked_by_hand() {
        // N = 3, df = 1: idf = ln(1 + 2.5/1.5) = ln(8/3). tf = 2 in a document of twice the mean length:
        // 2 / (2 + 1.2 · (0.25 + 0.75 · 2)) = 2 / 4.1.
        let term =
            TermStatistics { document_frequency: 1, collection_frequency: 2, query_frequency: 1.0, ..TERM };
        let collection = CollectionStatistics::new(3, 12, 1.0);
        let score = Bm25 { k1: 1.2, b: 0.75 }.term(&term, &collection)(2, DocumentStatistics::of_length(8));
        assert!((score - (8.0f64 / 3.0).ln() * 2.0 / 4.1).abs() < 1e-15);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("bm25");
    }
}
