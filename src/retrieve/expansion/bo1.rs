//! Bo1: the documents on top in; out the query with the terms that diverge most from the collection there.

use std::collections::BTreeMap;

use super::{Expansion, Feedback, Gathered, TERMS, documents, heaviest, ordered_sum};
use crate::registry::{Kind, Parameter, Wrapper};
use crate::retrieve::model::{RetrievalModel, Wrapped};

pub(in crate::retrieve) const WRAPPER: Wrapper<dyn RetrievalModel> = Wrapper {
    name: "bo1",
    summary: "expands the query by the terms that are most surprising in the documents on top, and searches again",
    reference: "Amati (2003), Probability Models for Information Retrieval Based on Divergence from Randomness, PhD thesis; Terrier, Bo1 without parameters",
    parameters: &[
        documents("3"),
        TERMS,
        Parameter {
            name: "at_least",
            kind: Kind::Integer { low: 1, high: 1_000 },
            default: "2",
            meaning: "in how many of these documents a term that is not the query's must be",
        },
    ],
    build: |model, given| {
        let bo1 = Bo1 {
            documents: given.integer("documents"),
            terms: given.integer("terms"),
            at_least: given.integer("at_least"),
        };
        Wrapped::expanding(model, WRAPPER.name, Box::new(bo1))
    },
};

/// Bo1: the weight of term t in the new query is
///
/// qtf / qtf_max + w(F) / n, with w(F) = F · log₂((1 + P) / P) + log₂(1 + P), P = cf / N
///
/// with qtf the frequency of t in the query, qtf_max the largest there, F how often t occurs in the documents on top, each
/// counted by its share, cf how often in all N documents, and n = w(F_max) at P = F_max / N, F_max being the F of the term
/// of largest w. The second part is that of the heaviest terms alone: as many as are taken, or as the query has.
///
/// As Terrier's, where it has no parameters of its own (the default). Where fewer documents are on top than a term must be
/// in, one is enough, as there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bo1 {
    /// How many documents are taken, from 1.
    pub documents: usize,
    /// How many terms are taken, from 1.
    pub terms: usize,
    /// In how many of the documents a term that is not the query's must be, from 1.
    pub at_least: usize,
}

/// F · log₂((1 + P) / P) + log₂(1 + P): the bits that F occurrences are worth where P are expected, by Bose–Einstein.
fn surprise(frequency: f64, expected: f64) -> f64 {
    frequency * (1.0 / expected).ln_1p() / std::f64::consts::LN_2 + expected.ln_1p() / std::f64::consts::LN_2
}

impl Expansion for Bo1 {
    fn documents(&self) -> usize {
        self.documents
    }

    fn expand(&self, feedback: &Feedback<'_>) -> Vec<(u32, f64)> {
        let (mut frequencies, mut shares) = (Gathered::default(), Gathered::default());
        for document in feedback.documents {
            for (term, tf) in document.terms {
                frequencies.add(*term, document.share * f64::from(*tf));
                shares.add(*term, document.share);
            }
        }
        let on_top = ordered_sum(feedback.documents.iter().map(|document| document.share).collect());
        // Shares of thirds and the like may miss a whole number by their last bits.
        let enough = |sum: f64| sum + 1e-9 >= self.at_least as f64;
        let asked = |term: &u32| feedback.query.iter().any(|(known, _)| known == term);
        let documents = feedback.collection.documents.max(1) as f64;
        let frequencies: BTreeMap<u32, f64> = frequencies.sums().collect();
        let weighed = shares.sums().filter(|(term, share)| !enough(on_top) || enough(*share) || asked(term));
        let weighed = weighed.map(|(term, _)| {
            let (_, in_all) = (feedback.statistics)(term);
            (term, surprise(frequencies[&term], in_all.max(1) as f64 / documents))
        });
        let taken = heaviest(weighed.collect(), self.terms.max(feedback.query.len()));
        let largest = taken.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        let first = taken.iter().find(|(_, weight)| *weight == largest);
        let norm = first.map_or(1.0, |(term, _)| surprise(frequencies[term], frequencies[term] / documents));
        let most = feedback.query.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
        let mut mixed = Gathered::default();
        feedback.query.iter().for_each(|(term, weight)| mixed.add(*term, weight / most));
        taken.iter().for_each(|(term, weight)| mixed.add(*term, weight / norm));
        mixed.sums().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::FeedbackDocument;
    use super::*;
    use crate::retrieve::MODELS;
    use crate::retrieve::model::CollectionStatistics;

    fn document(terms: &[(u32, u32)], share: f64) -> FeedbackDocument<'_> {
        FeedbackDocument::new(terms, 1.0).with_share(share)
    }

    /// The query 1 1 2 expanded, among 10 documents in which each term occurs as often as there are documents.
    fn expanded(parameters: &str, documents: &[FeedbackDocument<'_>]) -> Vec<(u32, f64)> {
        let model = MODELS.parse(&format!("bm25|bo1({parameters})")).unwrap().object;
        let collection = CollectionStatistics::new(10, 100, 3.0);
        let (query, statistics) = ([(1, 2.0), (2, 1.0)], |_| (5, 10));
        let feedback = Feedback::new(&query, documents, collection, &statistics);
        model.expansion().unwrap().expand(&feedback)
    }

    fn assert_close(found: &[(u32, f64)], expected: &[(u32, f64)]) {
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for ((term, found), (other, expected)) in found.iter().zip(expected) {
            assert!(term == other && (found - expected).abs() < 1e-14, "{found} is not {expected}");
        }
    }

    const ONE: &[(u32, u32)] = &[(1, 3), (5, 4), (7, 9)];
    const TWO: &[(u32, u32)] = &[(1, 1), (5, 6)];

    /// n where the heaviest term occurs so often: P = F / 10.
    fn norm(frequency: f64) -> f64 {
        let expected = frequency / 10.0;
        frequency * ((1.0 + expected) / expected).log2() + (1.0 + expected).log2()
    }

    #[test]
    fn weights_worked_by_hand() {
        // P = 1: w = F + 1. 5 occurs 10 times (w 11), 1 4 times (w 5), 7 in one document only; n = 10 · 1 + 1 = 11.
        assert_eq!(norm(10.0), 11.0);
        let both = [document(ONE, 1.0), document(TWO, 1.0)];
        assert_close(&expanded("", &both), &[(1, 1.0 + 5.0 / 11.0), (2, 0.5), (5, 1.0)]);
        let expected = [(1, 1.0 + 5.0 / 11.0), (2, 0.5), (5, 1.0), (7, 10.0 / 11.0)];
        assert_close(&expanded("at_least=1", &both), &expected);
        // As many terms as the query has: 5 and 7, then 5 and 1.
        assert_close(
            &expanded("at_least=1,terms=1", &both),
            &[(1, 1.0), (2, 0.5), (5, 1.0), (7, 10.0 / 11.0)],
        );
        assert_close(&expanded("terms=1", &both), &[(1, 1.0 + 5.0 / 11.0), (2, 0.5), (5, 1.0)]);
        // One document: one is enough. 7 has w = 10, 5 has 5, 1 has 4.
        let expected = [(1, 1.0 + 4.0 / norm(9.0)), (2, 0.5), (5, 5.0 / norm(9.0)), (7, 10.0 / norm(9.0))];
        assert_close(&expanded("", &[document(ONE, 1.0)]), &expected);
        assert_close(&expanded("", &[]), &[(1, 1.0), (2, 0.5)]);
    }

    #[test]
    fn documents_that_tie_count_by_their_share_in_any_order() {
        // Three of a third each: 5 is in one document's worth, which is not two; together they are one document.
        let third = 1.0 / 3.0;
        let tied = [document(ONE, third), document(TWO, third), document(TWO, third)];
        let (one, five) = (5.0 / 3.0 + 1.0, 16.0 / 3.0 + 1.0);
        let n = norm(16.0 / 3.0);
        assert_close(&expanded("", &tied), &[(1, 1.0 + one / n), (2, 0.5), (5, five / n), (7, 4.0 / n)]);
        let turned = [tied[2], tied[0], tied[1]];
        assert_eq!(expanded("", &tied), expanded("", &turned));
        // Two of three places: 7 is in two thirds of a document, 5 in two.
        let tied = tied.map(|document| document.with_share(2.0 * third));
        let n = norm(32.0 / 3.0);
        let expected = [(1, 1.0 + (10.0 / 3.0 + 1.0) / n), (2, 0.5), (5, (32.0 / 3.0 + 1.0) / n)];
        assert_close(&expanded("", &tied), &expected);
    }
}
