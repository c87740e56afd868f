//! Query likelihood with Jelinek–Mercer smoothing: text and collection mixed in a fixed proportion.

use super::{CollectionStatistics, DocumentStatistics, Needs, RetrievalModel, TermScorer, TermStatistics};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "jelinek_mercer",
    summary: "query likelihood with a fixed share of the collection's language model",
    reference: "Zhai & Lafferty (2001), A Study of Smoothing Methods for Language Models Applied to Ad Hoc IR, section 3; Lucene, LMJelinekMercerSimilarity",
    parameters: &[Parameter {
        name: "lambda",
        kind: Kind::Number { low: 1e-9, high: 1.0 },
        default: "0.1",
        meaning: "share of the collection's model: 0.1 suits short queries, 0.7 long ones",
    }],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(JelinekMercer { lambda: given.number("lambda") })),
};

/// Query likelihood with Jelinek–Mercer smoothing, P(t|d) = (1 − λ) · tf / |d| + λ · P(t|C), without the part that is the
/// same for all documents: per query term
///
/// qtf · ln(1 + (1 − λ) · tf / (|d| · λ · P(t|C)))
///
/// with qtf, tf the frequencies of t in query and document, P(t|C) its share of all tokens, |d| the document's length in
/// tokens, λ the share of the collection's model, above 0 and at most 1 (where all scores are 0); ln is natural. The sum
/// is ln P(q|d) − Σ_t qtf · ln(λ · P(t|C)), so it ranks as the likelihood does and absent terms add 0. Lucene has this form
/// too, with P(t|C) = (cf + 1) / (tokens + 1). Rises with tf and falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JelinekMercer {
    /// Share of the collection's model, above 0, at most 1.
    pub lambda: f64,
}

impl RetrievalModel for JelinekMercer {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let share = term.collection_frequency as f64 / collection.tokens as f64;
        let odds = (1.0 - self.lambda) / (self.lambda * share);
        let weight = term.query_frequency;
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            // The quotient first: documents of one tf/|d| then tie to the last bit, as they do by the formula.
            weight * (odds * (f64::from(tf) / f64::from(length))).ln_1p()
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
        // P(t|C) = 4/200 = 0.02. λ = 1/2, tf = 2 in 20 tokens: P(t|d) = 0.05 + 0.01 = 0.06, and ln 0.06 − ln 0.01 = ln 6.
        assert_close(score("jelinek_mercer(lambda=0.5)", 2, 20), 6.0f64.ln());
        // λ = 0.1: ln(1 + 0.9 · 0.1 / 0.002) = ln 46.
        assert_close(score("jelinek_mercer", 2, 20), 46.0f64.ln());
        assert_eq!(score("jelinek_mercer(lambda=1)", 2, 20), 0.0);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("jelinek_mercer");
    }
}
