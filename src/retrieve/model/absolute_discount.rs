//! Query likelihood with absolute discounting: each seen frequency gives up a constant, which goes to the collection's model.

use super::{
    CollectionStatistics, DocumentScorer, DocumentStatistics, Needs, RetrievalModel, TermScorer,
    TermStatistics,
};
use crate::registry::{Cutoff, Entry, Kind, Parameter};

pub(super) const ENTRY: Entry<dyn RetrievalModel> = Entry {
    name: "absolute_discount",
    summary: "query likelihood with a constant taken off each frequency and given to the collection's model",
    reference: "Zhai & Lafferty (2004), A Study of Smoothing Methods for Language Models Applied to IR, table I and eq. 6",
    parameters: &[Parameter {
        name: "delta",
        kind: Kind::Number { low: 1e-9, high: 1.0 },
        default: "0.7",
        meaning: "what is taken off the frequency of each distinct term of a document",
    }],
    cutoff: Cutoff::Never,
    build: |given| Ok(Box::new(AbsoluteDiscount { delta: given.number("delta") })),
};

/// Query likelihood with absolute discounting,
///
/// P(t|d) = max(tf − δ, 0) / |d| + α · P(t|C) with α = δ · u / |d|,
///
/// without the part that is the same for all documents:
///
/// Σ_t qtf · ln(1 + (tf − δ) / (δ · u · P(t|C))) + |q| · ln(δ · u / |d|) = ln P(q|d) − Σ_t qtf · ln P(t|C)
///
/// with qtf, tf the frequencies of t in query and document, P(t|C) its share of all tokens, |q| the number of query tokens
/// that occur in the collection, |d| the document's length in tokens, u its number of distinct terms, δ above 0 and at most
/// 1; ln is natural. Documents with no query term are not ranked. Rises with tf; the length counts by way of |q| · ln α
/// alone, so at equal u a longer document loses, and at equal length one of more distinct terms is smoothed more.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AbsoluteDiscount {
    /// What is taken off the frequency of each distinct term, above 0, at most 1.
    pub delta: f64,
}

impl RetrievalModel for AbsoluteDiscount {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        let share = term.collection_frequency as f64 / collection.tokens as f64;
        let (weight, delta) = (term.query_frequency, self.delta);
        Box::new(move |tf, DocumentStatistics { distinct, .. }| {
            weight * ((f64::from(tf) - delta) / (delta * f64::from(distinct) * share)).ln_1p()
        })
    }

    fn document(&self, collection: &CollectionStatistics) -> Option<DocumentScorer> {
        let (delta, weight) = (self.delta, collection.query_length);
        Some(Box::new(move |DocumentStatistics { length, distinct, .. }| {
            weight * (delta * f64::from(distinct) / f64::from(length)).ln()
        }))
    }

    fn needs(&self) -> Needs {
        Needs::length().distinct_terms()
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;

    #[test]
    fn scores_worked_by_hand() {
        // P(t|C) = 0.02. Twice among 20 tokens, 19 of them distinct: (2 − ½) / 20 + ½ · 19 / 20 · 0.02 = 0.0845.
        let document = std::iter::once(2).chain(std::iter::repeat_n(1, 18));
        assert_close(score_in("absolute_discount(delta=0.5)", document), 4.225_f64.ln());
        // Nothing but the term, 8 times: (8 − 0.7) / 8 + 0.7 / 8 · 0.02 = 0.91425.
        assert_close(score_in("absolute_discount", [8].into_iter()), (0.91425_f64 / 0.02).ln());
        // All of a frequency of 1 is given up: ten distinct terms once each have the collection's model.
        assert_close(score_in("absolute_discount(delta=1)", std::iter::repeat_n(1, 10)), 0.0);
    }

    #[test]
    fn rises_with_tf_and_falls_with_length_at_equal_distinct_terms() {
        for spec in ["absolute_discount", "absolute_discount(delta=1)", "absolute_discount(delta=1e-9)"] {
            for tf in 1..40 {
                let of = |tf: u32, other: u32| score_in(spec, [tf, other, 3, 1].into_iter());
                assert!(of(tf + 1, 41 - tf) > of(tf, 42 - tf), "{spec}: tf {tf} and one more");
                assert!(of(tf, 8) < of(tf, 7), "{spec}: tf {tf}, one token longer");
            }
        }
    }
}
