//! Query expansion by feedback: a query and the documents that a first search put on top in, a weighted query out.

mod bo1;
mod rm3;

pub use bo1::Bo1;
pub use rm3::{DocumentWeight, Rm3};

pub(super) use bo1::WRAPPER as BO1;
pub(super) use rm3::WRAPPER as RM3;

use std::collections::BTreeMap;

use super::model::CollectionStatistics;
use crate::registry::{Kind, Parameter};

/// What an expansion may know: the query, the documents on top, and the collection.
///
/// Terms have numbers that rise with their bytes, so that ties between terms fall alike whatever the documents' order.
#[non_exhaustive]
pub struct Feedback<'a> {
    /// The query's distinct terms that occur in the collection, with their weights, above 0, by number.
    pub query: &'a [(u32, f64)],
    /// The documents on top, in any order: nothing that an expansion gives may depend on it.
    pub documents: &'a [FeedbackDocument<'a>],
    /// The document frequency and the collection frequency of a term, in all documents.
    pub statistics: &'a dyn Fn(u32) -> (u64, u64),
    /// The figures of all documents.
    pub collection: CollectionStatistics,
}

impl<'a> Feedback<'a> {
    /// This query and these documents on top of this collection, with the frequencies of its terms.
    pub fn new(
        query: &'a [(u32, f64)],
        documents: &'a [FeedbackDocument<'a>],
        collection: CollectionStatistics,
        statistics: &'a dyn Fn(u32) -> (u64, u64),
    ) -> Self {
        Feedback { query, documents, statistics, collection }
    }
}

/// One of the documents on top.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct FeedbackDocument<'a> {
    /// Its distinct terms by number, with their frequencies.
    pub terms: &'a [(u32, u32)],
    /// Its length in tokens.
    pub length: u32,
    /// Its score.
    pub score: f64,
    /// How much of it counts, above 0 and at most 1: below 1 where it ties with others for the last places, which each of
    /// them then has (places) / (documents of the tie group) of, so that no order decides between them.
    pub share: f64,
}

impl<'a> FeedbackDocument<'a> {
    /// A document of these terms and frequencies with this score, all of which counts.
    pub fn new(terms: &'a [(u32, u32)], score: f64) -> Self {
        let length = terms.iter().map(|(_, frequency)| frequency).sum();
        FeedbackDocument { terms, length, score, share: 1.0 }
    }

    /// The same document, of which so much counts.
    pub fn with_share(self, share: f64) -> Self {
        FeedbackDocument { share, ..self }
    }
}

/// A way to expand a query by the documents on top.
pub trait Expansion: Send + Sync {
    /// How many documents it asks for.
    fn documents(&self) -> usize;

    /// The new query: terms by number with their weights, all finite and above 0; the old one where there is nothing to
    /// add.
    fn expand(&self, feedback: &Feedback<'_>) -> Vec<(u32, f64)>;
}

/// The parameter of every expansion that says how many documents it asks for.
const fn documents(default: &'static str) -> Parameter {
    Parameter {
        name: "documents",
        kind: Kind::Integer { low: 1, high: 1_000 },
        default,
        meaning: "how many documents of the first search are taken for relevant",
    }
}

/// The parameter of every expansion that says how many terms it takes.
const TERMS: Parameter = Parameter {
    name: "terms",
    kind: Kind::Integer { low: 1, high: 10_000 },
    default: "10",
    meaning: "how many terms are taken from them, those of the query among them",
};

/// What several documents give each term.
#[derive(Default)]
struct Gathered(BTreeMap<u32, Vec<f64>>);

impl Gathered {
    fn add(&mut self, term: u32, part: f64) {
        self.0.entry(term).or_default().push(part);
    }

    /// Each term with the sum of its parts, by number.
    fn sums(self) -> impl Iterator<Item = (u32, f64)> {
        self.0.into_iter().map(|(term, parts)| (term, ordered_sum(parts)))
    }
}

/// A sum that does not depend, to the last bit, on the order in which its parts came.
fn ordered_sum(mut parts: Vec<f64>) -> f64 {
    parts.sort_by(f64::total_cmp);
    parts.iter().sum()
}

/// The `count` terms of most weight, by number; of equal ones those of the lower numbers.
fn heaviest(mut terms: Vec<(u32, f64)>, count: usize) -> Vec<(u32, f64)> {
    terms.sort_by(|(one, mine), (other, theirs)| theirs.total_cmp(mine).then(one.cmp(other)));
    terms.truncate(count);
    terms.sort_by_key(|(term, _)| *term);
    terms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_terms_come_by_number_and_ties_go_to_the_lower() {
        assert_eq!(heaviest(vec![(9, 1.0), (4, 2.0), (7, 1.0), (8, 0.5)], 2), [(4, 2.0), (7, 1.0)]);
        assert_eq!(heaviest(vec![(9, 1.0)], 2), [(9, 1.0)]);
    }

    #[test]
    fn sums_do_not_know_the_order_of_their_parts() {
        let sum = |parts: &[f64]| {
            let mut gathered = Gathered::default();
            parts.iter().for_each(|part| gathered.add(3, *part));
            gathered.sums().next().unwrap().1.to_bits()
        };
        assert_eq!(sum(&[0.1, 0.2, 0.3, 1e9]), sum(&[1e9, 0.3, 0.1, 0.2]));
    }
}
