//! BM25 with the idf of Robertson and Spärck Jones, which is negative for terms in more than half of the documents.

use super::bm25::{B, K1};
use super::length_norm::LengthNorm;
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "bm25_robertson",
    summary: "BM25 with the original idf, negative for terms in more than half of the documents",
    reference: "Robertson et al. (1994), Okapi at TREC-3; Kamphuis et al. (2020), Which BM25 Do You Mean?, table 1",
    parameters: &[
        K1,
        B,
        Parameter {
            name: "negative",
            kind: Kind::Choice(&["keep", "zero"]),
            default: "keep",
            meaning: "an idf below 0: kept, or taken as 0",
        },
    ],
    cutoff: Cutoff::Never,
    build: |given| {
        let (k1, b) = (given.number("k1"), given.number("b"));
        Ok(Box::new(Bm25Robertson { k1, b, zero: given.text("negative") == "zero" }))
    },
};

/// BM25 as first published: per query term t
///
/// qtf · ln((N − df + ½) / (df + ½)) · tf / (tf + k1 · (1 − b + b · |d| / avgdl))
///
/// with qtf, tf the frequencies of t in query and document, df its document frequency, N the number of documents, |d| the
/// document's length and avgdl the mean length, in tokens; ln is natural. The idf is below 0 where df > N/2: then having
/// the term *lowers* a score, and `negative=keep` leaves it so, as in the source; `negative=zero` takes such an idf as 0,
/// as many programs do, so that the term counts for nothing but its documents stay in the ranking. Rises with tf and
/// falls with |d| where the idf is not negative.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25Robertson {
    /// How slowly repetition of a term saturates, from 0.
    pub k1: f64,
    /// How much the document's length counts, 0..=1.
    pub b: f64,
    /// Whether an idf below 0 is taken as 0.
    pub zero: bool,
}

impl RetrievalModel for Bm25Robertson {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let (n, df) = (collection.documents as f64, term.document_frequency as f64);
        let idf = ((n - df + 0.5) / (df + 0.5)).ln();
        let weight = term.query_frequency * if self.zero { idf.max(0.0) } else { idf };
        let norm = LengthNorm::new(self.k1, self.b, collection.mean_length());
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            weight / (1.0 + norm.per_occurrence(tf, length))
        })
    }

    fn needs(&self) -> Needs {
        if self.zero { Needs::length().monotone() } else { Needs::length() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;
    use super::*;

    #[test]
    fn scores_worked_by_hand() {
        // N = 10, df = 2: idf = ln(8.5/2.5). tf = 2 at twice the mean length: 2 / (2 + 1.2 · 1.75) = 2/4.1.
        assert_close(score("bm25_robertson", 2, 40), 3.4f64.ln() * 2.0 / 4.1);
        // df = 9: idf = ln(1.5/9.5), negative.
        let common = TermStatistics { document_frequency: 9, ..TERM };
        assert_close(score_of("bm25_robertson", &common, 2, 40), (1.5f64 / 9.5).ln() * 2.0 / 4.1);
        assert_eq!(score_of("bm25_robertson(negative=zero)", &common, 2, 40), 0.0);
        // df = N/2: idf is 0 either way.
        let half = TermStatistics { document_frequency: 5, ..TERM };
        assert_eq!(score_of("bm25_robertson", &half, 2, 40), 0.0);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("bm25_robertson");
    }
}
