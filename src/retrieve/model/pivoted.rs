//! TF–IDF with pivoted length normalisation: the norm is 1 at the mean length and tilts around it.

use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "pivoted",
    summary: "tf–idf with pivoted length normalisation",
    reference: "Singhal, Buckley & Mitra (1996), Pivoted Document Length Normalization, SIGIR; the form of Singhal (2001), Modern Information Retrieval: A Brief Overview, table 1",
    parameters: &[Parameter {
        name: "s",
        kind: Kind::Number { low: 0.0, high: 1.0 },
        default: "0.2",
        meaning: "slope: how much the document's length counts",
    }],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(Pivoted { s: given.number("s") })),
};

/// TF–IDF with pivoted length normalisation: per query term t
///
/// qtf · (1 + ln(1 + ln tf)) / (1 − s + s · |d| / avgdl) · ln((N + 1) / df)
///
/// with qtf, tf the frequencies of t in query and document, df its document frequency, N the number of documents, |d| the
/// document's length and avgdl the mean length, in tokens, s the slope, 0..=1; ln is natural. The paper of 1996 also
/// pivots other norms (cosine, number of distinct terms), with another weight of tf; this is the form that was compared
/// with since. Rises with tf and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pivoted {
    /// How much the document's length counts, 0..=1.
    pub s: f64,
}

impl RetrievalModel for Pivoted {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let idf = ((collection.documents as f64 + 1.0) / term.document_frequency as f64).ln();
        let weight = term.query_frequency * idf;
        let (s, mean_length) = (self.s, collection.mean_length());
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            weight * (1.0 + f64::from(tf).ln().ln_1p()) / (1.0 - s + s * f64::from(length) / mean_length)
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
        // idf = ln(11/2). Once, at the mean length: the idf itself; at three times it with s = 1/4: divided by 1.5.
        assert_close(score("pivoted", 1, 20), 5.5f64.ln());
        assert_close(score("pivoted(s=0.25)", 1, 60), 5.5f64.ln() / 1.5);
        assert_close(score("pivoted", 2, 20), 5.5f64.ln() * (1.0 + (1.0 + 2.0f64.ln()).ln()));
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("pivoted");
    }
}
