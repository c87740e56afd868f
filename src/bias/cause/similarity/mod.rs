//! Similarities of query and document: term counts in, a number out that is higher the more alike the two term
//! distributions are. One file and one row each.

mod cosine;
mod jensen_shannon;
mod kl;

use crate::registry::{Aliases, Entry, Family};
use crate::text::{CollectionCounts, TermId};

/// What a similarity may know of a document, given a query.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Overlap<'a> {
    /// How often each distinct query term occurs in the document, in the order of the query's terms.
    pub frequencies: &'a [u32],
    /// The document's length in tokens.
    pub length: u32,
    /// What [`Similarity::document`] gave for the document.
    pub document: f64,
}

/// The similarity of documents to one query; `None` where it is undefined, as for a document without terms.
pub type QuerySimilarity<'a> = Box<dyn Fn(&Overlap<'_>) -> Option<f64> + Send + Sync + 'a>;

/// How alike the terms of a query and of a document are; higher is always more alike.
///
/// Counts come sorted by term, and terms are numbered in lexicographic order: sums in that order do not depend on the
/// order of documents in any bit.
pub trait Similarity: Send + Sync {
    /// What the similarity needs of the document alone, computed once for each: a norm.
    fn document(&self, _document: &[(TermId, u32)], _collection: &CollectionCounts) -> f64 {
        0.0
    }

    /// The similarity to a query of at least one term that occurs in the collection; terms that do not are left out.
    fn query<'a>(&self, query: &[(TermId, u32)], collection: &CollectionCounts) -> QuerySimilarity<'a>;
}

/// All similarities.
pub const SIMILARITIES: Family<dyn Similarity> =
    Family { name: "similarity", entries: ROWS, wrappers: &[], former: &[], aliases: ALIASES, short: false };

const ALIASES: &[Aliases] = &[
    Aliases { row: "kl", names: &["kullback_leibler"] },
    Aliases { row: "jensen_shannon", names: &["js", "jsd"] },
];

static ROWS: &[Entry<dyn Similarity>] = &[kl::ROW, jensen_shannon::ROW, cosine::ROW];

/// The similarity of one query and one document, both as distinct terms with frequencies, sorted by term; `None` where
/// it is undefined.
pub fn similarity(
    measure: &dyn Similarity,
    query: &[(TermId, u32)],
    document: &[(TermId, u32)],
    collection: &CollectionCounts,
) -> Option<f64> {
    if query.is_empty() {
        return None;
    }
    measure.query(query, collection)(&Overlap {
        frequencies: &frequencies(query, document).collect::<Vec<u32>>(),
        length: document.iter().map(|(_, frequency)| frequency).sum(),
        document: measure.document(document, collection),
    })
}

/// How often each term of `query` occurs in `document`; both sorted by term.
pub(in crate::bias) fn frequencies(
    query: &[(TermId, u32)],
    document: &[(TermId, u32)],
) -> impl Iterator<Item = u32> {
    let of = |term: &TermId| {
        document.binary_search_by_key(term, |(known, _)| *known).map_or(0, |at| document[at].1)
    };
    query.iter().map(move |(term, _)| of(term))
}

/// The share of each term in counts: the maximum-likelihood distribution.
fn shares(counts: &[(TermId, u32)]) -> Vec<f64> {
    let tokens: u64 = counts.iter().map(|(_, frequency)| u64::from(*frequency)).sum();
    counts.iter().map(|(_, frequency)| f64::from(*frequency) / tokens as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// The value of the similarity of that name for counts of terms 0, 1, …
    pub fn value(name: &str, query: &[u32], document: &[u32], collection: &[u64]) -> Option<f64> {
        let measure = SIMILARITIES.parse(name).unwrap().object;
        let counts = |frequencies: &[u32]| -> Vec<(TermId, u32)> {
            let terms = (0..).map(TermId).zip(frequencies.iter().copied());
            terms.filter(|(_, frequency)| *frequency > 0).collect()
        };
        let statistics = CollectionCounts {
            documents: 4,
            tokens: collection.iter().sum(),
            document_frequency: collection.iter().map(|frequency| (*frequency).min(3) as u32).collect(),
            collection_frequency: collection.to_vec(),
        };
        similarity(&*measure, &counts(query), &counts(document), &statistics)
    }

    #[test]
    fn divergences_and_cosine_are_scipys() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/statistics.json");
        let golden: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let known = [
            ("kl(smoothing=dirichlet,mu=10)", "kullback_leibler_dirichlet_10", -1.0),
            ("kl(smoothing=dirichlet,mu=1000)", "kullback_leibler_dirichlet_1000", -1.0),
            ("kl(smoothing=jelinek_mercer,lambda=0.5)", "kullback_leibler_jelinek_mercer_0.5", -1.0),
            ("jensen_shannon", "jensen_shannon", -1.0),
            ("cosine(weight=tf)", "cosine", 1.0),
        ];
        for case in golden["divergence"].as_array().unwrap() {
            let counts = |key: &str| -> Vec<u32> {
                case[key].as_array().unwrap().iter().map(|count| count.as_u64().unwrap() as u32).collect()
            };
            let collection: Vec<u64> = counts("collection").into_iter().map(u64::from).collect();
            for (name, key, sign) in known {
                let found = value(name, &counts("p"), &counts("q"), &collection).unwrap();
                let expected = sign * case[key].as_f64().unwrap();
                assert!((found - expected).abs() < 1e-12, "{name}: {found} is not {expected}");
            }
        }
    }

    #[test]
    fn of_nothing_is_undefined() {
        for entry in SIMILARITIES.entries {
            assert_eq!(value(entry.name, &[0, 0], &[1, 1], &[5, 5]), None, "{}", entry.name);
            assert_eq!(value(entry.name, &[1, 0], &[0, 0], &[5, 5]), None, "{}", entry.name);
        }
    }
}
