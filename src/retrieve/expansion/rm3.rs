//! RM3: a relevance model of the documents on top in, its mixture with the query out.

use std::collections::BTreeSet;

use super::{Expansion, Feedback, FeedbackDocument, Gathered, TERMS, documents, heaviest};
use crate::registry::{Kind, Parameter, Wrapper};
use crate::retrieve::model::{RetrievalModel, Wrapped};

pub(in crate::retrieve) const WRAPPER: Wrapper<dyn RetrievalModel> = Wrapper {
    name: "rm3",
    summary: "expands the query by a relevance model of the documents on top, and searches again",
    reference: "Lavrenko & Croft (2001), Relevance-Based Language Models, SIGIR, method 1; mixed with the query as by Abdul-Jaleel et al. (2004), UMass at TREC 2004; Anserini, Rm3Reranker",
    parameters: &[
        documents("10"),
        TERMS,
        Parameter {
            name: "original",
            kind: Kind::Number { low: 0.0, high: 1.0 },
            default: "0.5",
            meaning: "share of the old query in the new one",
        },
        Parameter {
            name: "common",
            kind: Kind::Number { low: 0.0, high: 1.0 },
            default: "0.1",
            meaning: "terms in more than this share of all documents are not taken; 1 takes all",
        },
        Parameter {
            name: "per_document",
            kind: Kind::Choice(&["terms", "all"]),
            default: "terms",
            meaning: "which terms of each document count: as many as are taken, its most frequent ones, or all",
        },
        Parameter {
            name: "weight",
            kind: Kind::Choice(&["score", "likelihood"]),
            default: "score",
            meaning: "what each document counts: its score, or e to its score, for models of query likelihood",
        },
    ],
    build: |model, given| {
        let weight = match given.text("weight") {
            "score" => DocumentWeight::Score,
            _ => DocumentWeight::Likelihood,
        };
        let rm3 = Rm3 {
            documents: given.integer("documents"),
            terms: given.integer("terms"),
            original: given.number("original"),
            common: given.number("common"),
            all: given.text("per_document") == "all",
            weight,
        };
        Wrapped::expanding(model, WRAPPER.name, Box::new(rm3))
    },
};

/// What a document on top counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentWeight {
    /// Its score, 0 where that is negative; where no score is above 0, all documents count the same.
    Score,
    /// e to the score, which is the query likelihood but for a factor where the score is a log-likelihood.
    Likelihood,
}

/// RM3: the weight of term t in the new query is
///
/// λ · qtf / |q| + (1 − λ) · P(t|R), with P(t|R) ∝ Σ_d s(d) · w(d) · tf / Σ_u tf_u
///
/// over the documents d on top, with qtf, tf the frequencies of t in query and document, |q| the sum of the qtf, w(d) what
/// the document counts, s(d) its share where it ties for the last places, and tf_u the frequencies of the document's terms
/// that count. P(t|R) is of the heaviest terms alone, which sum to 1, so the new weights do.
///
/// As in Anserini 0.25, but for: its terms must be of 2 to 20 letters a–z and digits (no term is dropped for its letters
/// here), query terms that no document has take a part of its |q|, it breaks ties between documents by their order, and
/// counts in single precision. The sources count all terms of a document (`per_document=all`), take all terms
/// (`common=1`), weight by the query likelihood (`weight=likelihood`), and smooth tf / |d|. Where no term can be taken the
/// new query is qtf / |q|.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rm3 {
    /// How many documents are taken, from 1.
    pub documents: usize,
    /// How many terms are taken, from 1.
    pub terms: usize,
    /// Share of the old query, λ, 0..=1.
    pub original: f64,
    /// Largest share of all documents that a term taken may be in, 0..=1.
    pub common: f64,
    /// Whether all terms of a document count, or only its `terms` most frequent ones.
    pub all: bool,
    /// What a document counts.
    pub weight: DocumentWeight,
}

impl Rm3 {
    /// What each document counts, its share included; not all are 0.
    fn weights(&self, documents: &[FeedbackDocument<'_>]) -> Vec<f64> {
        let highest = documents.iter().map(|document| document.score).fold(f64::NEG_INFINITY, f64::max);
        let weight = |document: &FeedbackDocument<'_>| {
            let weight = match self.weight {
                DocumentWeight::Likelihood => (document.score - highest).exp(),
                DocumentWeight::Score if highest > 0.0 => document.score.max(0.0) / highest,
                DocumentWeight::Score => 1.0,
            };
            weight * document.share
        };
        documents.iter().map(weight).collect()
    }

    /// The terms that are not too common.
    fn candidates(&self, feedback: &Feedback<'_>) -> BTreeSet<u32> {
        let terms = feedback.documents.iter().flat_map(|document| document.terms).map(|(term, _)| *term);
        let documents = feedback.collection.documents.max(1) as f64;
        let mut found: BTreeSet<u32> = terms.collect();
        found.retain(|term| (feedback.statistics)(*term).0 as f64 / documents <= self.common);
        found
    }

    /// P(t|R) by number, empty where no term can be taken.
    fn relevance_model(&self, feedback: &Feedback<'_>) -> Vec<(u32, f64)> {
        let candidates = self.candidates(feedback);
        let mut gathered = Gathered::default();
        for (document, weight) in feedback.documents.iter().zip(self.weights(feedback.documents)) {
            let known = document.terms.iter().filter(|(term, _)| candidates.contains(term));
            let mut counted: Vec<(u32, f64)> = known.map(|(term, tf)| (*term, f64::from(*tf))).collect();
            if !self.all {
                counted = heaviest(counted, self.terms);
            }
            // Whole numbers: the sum is exact.
            let sum: f64 = counted.iter().map(|(_, tf)| tf).sum();
            counted.iter().for_each(|(term, tf)| gathered.add(*term, weight * (tf / sum)));
        }
        let mut model = heaviest(gathered.sums().filter(|(_, sum)| *sum > 0.0).collect(), self.terms);
        let sum: f64 = model.iter().map(|(_, weight)| weight).sum();
        model.iter_mut().for_each(|(_, weight)| *weight /= sum);
        model
    }
}

impl Expansion for Rm3 {
    fn documents(&self) -> usize {
        self.documents
    }

    fn expand(&self, feedback: &Feedback<'_>) -> Vec<(u32, f64)> {
        let length: f64 = feedback.query.iter().map(|(_, weight)| weight).sum();
        let query = feedback.query.iter().map(|(term, weight)| (*term, weight / length));
        let model = self.relevance_model(feedback);
        if model.is_empty() {
            return query.collect();
        }
        let mut mixed = Gathered::default();
        query.for_each(|(term, weight)| mixed.add(term, self.original * weight));
        model.iter().for_each(|(term, weight)| mixed.add(*term, (1.0 - self.original) * weight));
        mixed.sums().filter(|(_, weight)| *weight > 0.0).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retrieve::MODELS;
    use crate::retrieve::model::CollectionStatistics;

    const COLLECTION: CollectionStatistics = CollectionStatistics::new(100, 1000, 2.0);

    fn document(terms: &[(u32, u32)], score: f64, share: f64) -> FeedbackDocument<'_> {
        FeedbackDocument::new(terms, score).with_share(share)
    }

    /// The query 1 1 2 expanded; terms from 50 on are in half of the documents.
    fn expanded(parameters: &str, documents: &[FeedbackDocument<'_>]) -> Vec<(u32, f64)> {
        let model = MODELS.parse(&format!("bm25|rm3({parameters})")).unwrap().object;
        let statistics = |term: u32| if term < 50 { (10, 20) } else { (50, 90) };
        let query = [(1, 2.0), (2, 1.0)];
        let feedback = Feedback::new(&query, documents, COLLECTION, &statistics);
        model.expansion().unwrap().expand(&feedback)
    }

    fn assert_close(found: &[(u32, f64)], expected: &[(u32, f64)]) {
        let terms = |weights: &[(u32, f64)]| weights.iter().map(|(term, _)| *term).collect::<Vec<_>>();
        assert_eq!(terms(found), terms(expected));
        for ((_, found), (_, expected)) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-15, "{found} is not {expected}");
        }
    }

    const ONE: &[(u32, u32)] = &[(1, 3), (5, 1), (60, 4)];
    const TWO: &[(u32, u32)] = &[(5, 1), (6, 1)];

    #[test]
    fn weights_worked_by_hand() {
        // 60 is too common. Scores 6 and 2: 1 has 6 · 3/4, 5 has 6 · 1/4 + 2 · 1/2, 6 has 2 · 1/2: 4.5, 2.5, 1 of 8.
        let both = [document(ONE, 6.0, 1.0), document(TWO, 2.0, 1.0)];
        let third = 1.0 / 3.0;
        let expected = [(1, third + 4.5 / 16.0), (2, third / 2.0), (5, 2.5 / 16.0), (6, 1.0 / 16.0)];
        assert_close(&expanded("", &both), &expected);
        // Two terms: 4.5 and 2.5 of 7, of each document the two most frequent.
        assert_close(&expanded("terms=2,original=0", &both), &[(1, 4.5 / 7.0), (5, 2.5 / 7.0)]);
        // One term of each document: 1 of the first, 5 of the second, which comes before 6.
        assert_close(&expanded("terms=1,original=0", &both), &[(1, 1.0)]);
        assert_close(&expanded("terms=1,per_document=all,original=0", &both), &[(1, 1.0)]);
        // All terms: 60 has 6 · 4/8.
        let expected = [(1, 2.25 / 8.0), (5, 1.75 / 8.0), (6, 1.0 / 8.0), (60, 3.0 / 8.0)];
        assert_close(&expanded("common=1,original=0", &both), &expected);
        assert_close(&expanded("original=1", &both), &[(1, 2.0 * third), (2, third)]);
    }

    #[test]
    fn documents_that_tie_count_by_their_share_in_any_order() {
        let (first, second) = (document(ONE, 6.0, 0.5), document(TWO, 6.0, 0.5));
        // 1 has 3/4, 5 has 1/4 + 1/2, 6 has 1/2, of 2.
        let expected = [(1, 0.375), (5, 0.375), (6, 0.25)];
        assert_close(&expanded("original=0", &[first, second]), &expected);
        assert_eq!(expanded("", &[first, second]), expanded("", &[second, first]));
        // A document of half a share, beside a whole one of half the score.
        let (first, second) = (document(ONE, 2.0, 1.0), document(TWO, 4.0, 0.5));
        assert_close(&expanded("original=0", &[first, second]), &expected);
    }

    #[test]
    fn scores_below_zero_count_nothing_or_their_likelihood() {
        let both = [document(ONE, 1.0, 1.0), document(TWO, -5.0, 1.0)];
        assert_close(&expanded("original=0", &both), &[(1, 0.75), (5, 0.25)]);
        // None above 0: all count the same.
        for score in [-1.0, 0.0] {
            let both = [document(ONE, score, 1.0), document(TWO, -5.0, 1.0)];
            assert_close(&expanded("original=0", &both), &[(1, 0.375), (5, 0.375), (6, 0.25)]);
        }
        // Likelihoods of 3 to 1, and ones that are too small for a number.
        for level in [0.0, -5000.0, 5000.0] {
            let both = [document(TWO, level + 3f64.ln(), 1.0), document(ONE, level, 1.0)];
            let found = expanded("original=0,weight=likelihood", &both);
            let expected = [(1, 0.75 / 4.0), (5, 1.75 / 4.0), (6, 1.5 / 4.0)];
            for ((term, weight), (other, expected)) in found.iter().zip(expected) {
                assert!(*term == other && (weight - expected).abs() < 1e-12, "{found:?}");
            }
        }
        let far = [document(ONE, 0.0, 1.0), document(TWO, -1e6, 1.0)];
        assert_close(&expanded("original=0,weight=likelihood", &far), &[(1, 0.75), (5, 0.25)]);
    }

    #[test]
    fn nothing_to_take_leaves_the_query() {
        let old = [(1, 2.0 / 3.0), (2, 1.0 / 3.0)];
        assert_close(&expanded("", &[]), &old);
        assert_close(&expanded("original=0", &[document(&[(60, 4)], 1.0, 1.0)]), &old);
    }
}
