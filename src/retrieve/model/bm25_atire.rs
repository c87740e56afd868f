//! BM25 as the search engine ATIRE has it: the idf ln(N/df), never negative, and the factor k1 + 1.

use super::bm25::{B, K1};
use super::length_norm::LengthNorm;
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "bm25_atire",
    summary: "BM25 with idf ln(N/df), 0 for a term in every document",
    reference: "Trotman, Jia & Crane (2012), Towards an Efficient and Effective Search Engine; Kamphuis et al. (2020), Which BM25 Do You Mean?, table 1",
    parameters: &[K1, B],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(Bm25Atire { k1: given.number("k1"), b: given.number("b") })),
};

/// ATIRE's BM25: per query term t
///
/// qtf · ln(N / df) · (k1 + 1) · tf / (tf + k1 · (1 − b + b · |d| / avgdl))
///
/// with qtf, tf the frequencies of t in query and document, df its document frequency, N the number of documents, |d| the
/// document's length and avgdl the mean length, in tokens; ln is natural. A term in every document weighs 0. Rises with
/// tf and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25Atire {
    /// How slowly repetition of a term saturates, from 0.
    pub k1: f64,
    /// How much the document's length counts, 0..=1.
    pub b: f64,
}

impl RetrievalModel for Bm25Atire {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let idf = (collection.documents as f64 / term.document_frequency as f64).ln();
        let weight = term.query_frequency * idf * (self.k1 + 1.0);
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
    use super::super::checks::*;
    use super::*;

    #[test]
    fn scores_worked_by_hand() {
        // N = 10, df = 2: idf = ln 5. tf = 2 at twice the mean length: 2.2 · 2 / (2 + 1.2 · 1.75) = 4.4/4.1.
        assert_close(score("bm25_atire", 2, 40), 5.0f64.ln() * 4.4 / 4.1);
        // At the mean length a term that occurs once has exactly its idf.
        assert_close(score("bm25_atire(k1=0.9,b=0.4)", 1, 20), 5.0f64.ln());
        let everywhere = TermStatistics { document_frequency: 10, collection_frequency: 10, ..TERM };
        assert_eq!(score_of("bm25_atire", &everywhere, 2, 40), 0.0);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("bm25_atire");
    }
}
