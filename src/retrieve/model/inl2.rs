//! InL2: how far a frequency diverges from the inverse document frequency, with Laplace's after-effect, normalisation 2.

use super::normalisation_2::{C, normalised_frequency};
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "inl2",
    summary: "divergence from randomness: inverse document frequency, Laplace's after-effect, normalisation 2",
    reference: "Amati & van Rijsbergen (2002), Probabilistic Models of IR Based on Measuring the Divergence from Randomness, model I(n), L, H2; Lucene, DFRSimilarity",
    parameters: &[C],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(InL2 { c: given.number("c") })),
};

/// InL2: per query term t
///
/// qtf · tfn / (tfn + 1) · log₂((N + 1) / (df + ½))
///
/// with tfn = tf · log₂(1 + c · avgdl / |d|), qtf, tf the frequencies of t in query and document, df its document
/// frequency, N the number of documents, |d| the document's length and avgdl the mean length, in tokens. Above 0, rises
/// with tf and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InL2 {
    /// How little the document's length counts, above 0.
    pub c: f64,
}

impl RetrievalModel for InL2 {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let information =
            ((collection.documents as f64 + 1.0) / (term.document_frequency as f64 + 0.5)).log2();
        let weight = term.query_frequency * information;
        let (c, mean_length) = (self.c, collection.mean_length());
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            let tfn = normalised_frequency(tf, length, mean_length, c);
            weight * tfn / (tfn + 1.0)
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
        // log₂(11/2.5). Twice at the mean length: tfn = 2, 2/3 of it; once with c = 7: tfn = 3, 3/4 of it.
        assert_close(score("inl2", 2, 20), 4.4f64.log2() * 2.0 / 3.0);
        assert_close(score("inl2(c=7)", 1, 20), 4.4f64.log2() * 0.75);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("inl2");
    }
}
