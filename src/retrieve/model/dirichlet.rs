//! Query likelihood with Dirichlet smoothing: a term part and the document part that makes it exact.

use super::{
    CollectionStatistics, DocumentScorer, DocumentStatistics, Needs, RetrievalModel, TermScorer,
    TermStatistics,
};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "dirichlet",
    summary: "query likelihood with Dirichlet prior smoothing; of a query only the terms that the collection has count, in \
              |q| too",
    reference: "Zhai & Lafferty (2004), A Study of Smoothing Methods for Language Models Applied to IR, table I and eq. 6",
    parameters: &[Parameter {
        name: "mu",
        kind: Kind::Number { low: 1e-9, high: 1e9 },
        default: "1000",
        meaning: "how many tokens of the collection's text are mixed into each document",
    }],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(Dirichlet { mu: given.number("mu") })),
};

/// Query likelihood with Dirichlet smoothing, without the part that is the same for all documents:
///
/// Σ_t qtf · ln(1 + tf / (μ · P(t|C))) + |q| · ln(μ / (|d| + μ)) = ln P(q|d) − Σ_t qtf · ln P(t|C)
///
/// with P(t|C) the term's share of all tokens, |q| the number of query tokens that occur in the collection, |d| the
/// document's length in tokens, natural logarithms. A query term that the collection does not have counts nowhere, in |q|
/// neither: it has P(t|C) = 0, and would take every document's likelihood to 0. A library that counts all tokens of the
/// query in |q| weighs length more. Documents with no query term are not ranked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dirichlet {
    /// How many tokens of the collection's text are mixed into each document, above 0.
    pub mu: f64,
}

impl RetrievalModel for Dirichlet {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let share = term.collection_frequency as f64 / collection.tokens as f64;
        let (weight, scale) = (term.query_frequency, self.mu * share);
        Box::new(move |tf, _| weight * (f64::from(tf) / scale).ln_1p())
    }

    fn document(&self, collection: &CollectionStatistics) -> Option<DocumentScorer> {
        let (mu, weight) = (self.mu, collection.query_length);
        Some(Box::new(move |DocumentStatistics { length, .. }| weight * (mu / (f64::from(length) + mu)).ln()))
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
        // A collection of 10 tokens, the term 2 of them: P = 0.2; μ = 5; a document of 5 tokens with the term once:
        // P(t|d) = (1 + 5 · 0.2) / (5 + 5) = 0.2, as in the collection, so the score is ln 0.2 − ln 0.2 = 0.
        let term =
            TermStatistics { document_frequency: 2, collection_frequency: 2, query_frequency: 1.0, ..TERM };
        let collection = CollectionStatistics::new(2, 10, 1.0);
        let model = Dirichlet { mu: 5.0 };
        let score = model.term(&term, &collection)(1, DocumentStatistics::of_length(5))
            + model.document(&collection).unwrap()(DocumentStatistics::of_length(5));
        assert!(score.abs() < 1e-15, "{score}");
        // Twice the term: ln(0.3 / 0.2).
        let score = model.term(&term, &collection)(2, DocumentStatistics::of_length(5))
            + model.document(&collection).unwrap()(DocumentStatistics::of_length(5));
        assert!((score - 1.5f64.ln()).abs() < 1e-15, "{score}");
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("dirichlet");
    }
}
