//! SPL: the information that a smoothed power law gives a term's frequency at the mean length.

use super::normalisation_2::{C, normalised_frequency};
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "spl",
    summary: "information-based: how surprising a frequency is by a smoothed power law",
    reference: "Clinchant & Gaussier (2010), Information-Based Models for Ad Hoc IR, SIGIR: the smoothed power law, with df/N for the mean of a term",
    parameters: &[C],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(Spl { c: given.number("c") })),
};

/// SPL: per query term t, −ln of the probability that a frequency is at least as high,
///
/// −qtf · ln((λ^(tfn / (tfn + 1)) − λ) / (1 − λ)), with λ = df / N and tfn = tf · log₂(1 + c · avgdl / |d|)
///
/// with qtf, tf the frequencies of t in query and document, df its document frequency, N the number of documents, |d| the
/// document's length and avgdl the mean length, in tokens; ln is natural. At λ = 1, a term of all documents, it is the
/// limit qtf · ln(tfn + 1). Lucene's λ is (df + 1) / (N + 1). Rises with tf and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spl {
    /// How little the document's length counts, above 0.
    pub c: f64,
}

impl RetrievalModel for Spl {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let mean = term.document_frequency as f64 / collection.documents as f64;
        let (weight, mean_length, c) = (term.query_frequency, collection.mean_length(), self.c);
        if mean >= 1.0 {
            return Box::new(move |tf, DocumentStatistics { length, .. }| {
                weight * normalised_frequency(tf, length, mean_length, c).ln_1p()
            });
        }
        // λ^(x / (x + 1)) − λ = λ · (λ^(−1 / (x + 1)) − 1), which does not cancel where x is large.
        let (log, odds) = (-mean.ln(), mean / (1.0 - mean));
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            let above = normalised_frequency(tf, length, mean_length, c) + 1.0;
            -weight * (odds * (log / above).exp_m1()).ln()
        })
    }

    fn needs(&self) -> Needs {
        Needs::length().monotone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::TermStatistics;
    use super::super::checks::*;

    #[test]
    fn scores_worked_by_hand() {
        let term = TermStatistics { document_frequency: 5, ..TERM };
        let of =
            |df: u64, tf: u32| score_of("spl", &TermStatistics { document_frequency: df, ..term }, tf, 20);
        // 5 of 10: λ = 1/2; once: (√½ − ½) / ½ = √2 − 1.
        assert_close(of(5, 1), -(2.0_f64.sqrt() - 1.0).ln());
        // c = 7 at the mean length: tfn = 3, λ^(3/4).
        assert_close(score_of("spl(c=7)", &term, 1, 20), -(2.0_f64.powf(0.25) - 1.0).ln());
        // In all documents: the limit, which the law comes close to.
        assert_close(of(10, 3), 4.0_f64.ln());
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("spl");
    }
}
