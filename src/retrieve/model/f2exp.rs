//! F2-EXP: the retrieval function that the axioms of term frequency and length lead to, with a power of N/df.

use super::length_norm::LengthNorm;
use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "f2exp",
    summary: "axiomatic retrieval function F2-EXP",
    reference: "Fang & Zhai (2005), An Exploration of Axiomatic Approaches to Information Retrieval, SIGIR, F2-EXP; (N + 1)/df as in Lucene's AxiomaticF2EXP",
    parameters: &[
        Parameter {
            name: "k",
            kind: Kind::Number { low: 0.0, high: 10.0 },
            default: "0.35",
            meaning: "power of (N + 1)/df",
        },
        Parameter {
            name: "s",
            kind: Kind::Number { low: 0.0, high: 1.0 },
            default: "0.5",
            meaning: "how much the document's length counts",
        },
    ],
    cutoff: Cutoff::Never,
    build: |given| {
        let (k, s) = (given.number("k"), given.number("s"));
        Ok(Box::new(F2Exp { k, s }))
    },
};

/// F2-EXP: per query term t
///
/// qtf · ((N + 1) / df)^k · tf / (tf + s + s · |d| / avgdl)
///
/// with qtf, tf the frequencies of t in query and document, df its document frequency, N the number of documents, |d| the
/// document's length and avgdl the mean length, in tokens. Above 0, rises with tf and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct F2Exp {
    /// Power of (N + 1)/df, from 0.
    pub k: f64,
    /// How much the document's length counts, 0..=1.
    pub s: f64,
}

impl RetrievalModel for F2Exp {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let rarity = (collection.documents as f64 + 1.0) / term.document_frequency as f64;
        let weight = term.query_frequency * rarity.powf(self.k);
        let norm = LengthNorm::linear(self.s, self.s / collection.mean_length());
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

    #[test]
    fn scores_worked_by_hand() {
        // (11/2)^k. Twice at twice the mean length, s = 1/2: 2 / (2 + 0.5 + 1) = 4/7; k = 1 and s = 0: 5.5.
        assert_close(score("f2exp", 2, 40), 5.5f64.powf(0.35) * 4.0 / 7.0);
        assert_close(score("f2exp(k=1,s=0)", 2, 40), 5.5);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("f2exp");
    }
}
