//! Query likelihood with two-stage smoothing: a Dirichlet prior on the document, then a mixture with the users' words.

use super::{
    CollectionStatistics, DocumentScorer, DocumentStatistics, Needs, RetrievalModel, TermScorer,
    TermStatistics,
};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "two_stage",
    summary: "query likelihood with a Dirichlet prior, mixed with a fixed share of the collection's model",
    reference: "Zhai & Lafferty (2002), Two-Stage Language Models for Information Retrieval, SIGIR, section 3, with p(w|U) = p(w|C)",
    parameters: &[
        Parameter {
            name: "mu",
            kind: Kind::Number { low: 1e-9, high: 1e9 },
            default: "1000",
            meaning: "how many tokens of the collection's text are mixed into each document",
        },
        Parameter {
            name: "lambda",
            kind: Kind::Number { low: 0.0, high: 1.0 },
            default: "0.1",
            meaning: "share of the users' background model, taken to be the collection's; 0 is `dirichlet`",
        },
    ],
    cutoff: Cutoff::Never,
    build: |given| {
        let (mu, lambda) = (given.number("mu"), given.number("lambda"));
        Ok(Box::new(TwoStage { mu, lambda }))
    },
};

/// Query likelihood with two-stage smoothing,
///
/// P(t|d) = (1 − λ) · (tf + μ · P(t|C)) / (|d| + μ) + λ · P(t|C),
///
/// without the part that is the same for all documents:
///
/// Σ_t qtf · ln(1 + (1 − λ) · tf / (P(t|C) · (μ + λ · |d|))) + |q| · ln((μ + λ · |d|) / (|d| + μ))
///   = ln P(q|d) − Σ_t qtf · ln P(t|C)
///
/// with qtf, tf the frequencies of t in query and document, P(t|C) its share of all tokens, |q| the number of query tokens
/// that occur in the collection, |d| the document's length in tokens; ln is natural. λ = 0 gives `dirichlet`, μ → 0
/// `jelinek_mercer` (but for a constant), λ = 1 gives 0 for all. The source estimates μ and λ from the data; here they
/// are given. Documents with no query term are not ranked. Rises with tf and
/// falls with |d|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoStage {
    /// How many tokens of the collection's text are mixed into each document, above 0.
    pub mu: f64,
    /// Share of the users' background model, 0..=1.
    pub lambda: f64,
}

impl RetrievalModel for TwoStage {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let share = term.collection_frequency as f64 / collection.tokens as f64;
        let weight = term.query_frequency;
        let TwoStage { mu, lambda, .. } = *self;
        Box::new(move |tf, DocumentStatistics { length, .. }| {
            let absent = share * (mu + lambda * f64::from(length));
            weight * ((1.0 - lambda) * f64::from(tf) / absent).ln_1p()
        })
    }

    fn document(&self, collection: &CollectionStatistics) -> Option<DocumentScorer> {
        let (TwoStage { mu, lambda, .. }, weight) = (*self, collection.query_length);
        Some(Box::new(move |DocumentStatistics { length, .. }| {
            let length = f64::from(length);
            weight * ((mu + lambda * length) / (length + mu)).ln()
        }))
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
        // P(t|C) = 0.02, μ = 20, λ = 1/2, tf = 2 in 20 tokens: P(t|d) = (2 + 0.4) / 80 + 0.01 = 0.04; ln(0.04 / 0.02) = ln 2.
        assert_close(score("two_stage(mu=20,lambda=0.5)", 2, 20), 2.0f64.ln());
        assert_eq!(score("two_stage(lambda=1)", 2, 20), 0.0);
        for (tf, length) in [(1, 7), (2, 40), (30, 500)] {
            assert_close(
                score("two_stage(mu=50,lambda=0)", tf, length),
                score("dirichlet(mu=50)", tf, length),
            );
        }
    }

    #[test]
    fn is_jelinek_mercer_where_the_prior_vanishes() {
        // Ours leaves out Σ ln(P(t|C)), Jelinek–Mercer's form Σ ln(λ · P(t|C)).
        let gap = score("jelinek_mercer(lambda=0.3)", 2, 40) - score("two_stage(mu=1e-9,lambda=0.3)", 2, 40);
        assert!((gap + 0.3f64.ln()).abs() < 1e-8, "{gap}");
    }

    #[test]
    fn rises_with_tf_and_falls_with_length() {
        assert_rises_with_tf_and_falls_with_length("two_stage");
    }
}
