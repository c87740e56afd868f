//! LGD: the information that a log-logistic law gives a term's frequency at the mean length.

use super::normalisation_2::{C, normalised_frequency};
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "lgd",
    summary: "information-based: how surprising a frequency is by a log-logistic law",
    reference: "Clinchant & Gaussier (2010), Information-Based Models for Ad Hoc IR, SIGIR: the log-logistic model, with df/N for the mean of a term",
    parameters: &[C],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(Lgd { c: given.number("c") })),
};

/// LGD: per query term t, −ln of the probability that a frequency is at least as high,
///
/// qtf · ln((λ + tfn) / λ), with λ = df / N and tfn = tf · log₂(1 + c · avgdl / |d|)
///
/// with qtf, tf the frequencies of t in query and document, df its document frequency, N the number of documents, |d| the
/// document's length and avgdl the mean length, in tokens; ln is natural. Lucene's λ is (df + 1) / (N + 1). Rises with tf
/// and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lgd {
    /// How little the document's length counts, above 0.
    pub c: f64,
}

impl RetrievalModel for Lgd {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let mean = term.document_frequency as f64 / collection.documents as f64;
        let (weight, mean_length, c) = (term.query_frequency, collection.mean_length(), self.c);
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            weight * (normalised_frequency(tf, length, mean_length, c) / mean).ln_1p()
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
        // λ = 2/10. Twice at the mean length: tfn = 2, 2.2 / 0.2 = 11; c = 3: tfn = tf · log₂ 4.
        assert_close(score("lgd", 2, 20), 11.0_f64.ln());
        assert_close(score("lgd(c=3)", 2, 20), 21.0_f64.ln());
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("lgd");
    }
}
