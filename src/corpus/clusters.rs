//! Queries and judgements in; which queries stand together out. Queries of one cluster ask for the same thing: they are no
//! independent draws, and whoever resamples queries draws such a cluster as one.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{Qrels, Query};
use crate::table::FileKind;

crate::table! {
    /// which queries stand together and are one unit of tests
    pub struct QueryClusterRow("corpus/query_clusters", FileKind::Csv, None) {
        /// The query.
        query: String;
        /// The number of its cluster: queries that name one cluster, or have the same relevant contents.
        cluster: u64;
    }
}

/// Why queries stand together.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Bond<'a> {
    /// They name the same cluster.
    Named(&'a str),
    /// They have the same relevant contents, sorted; never none.
    Relevant(Vec<&'a str>),
    /// Nothing: this query by its id.
    Alone(&'a str),
}

impl<'a> Bond<'a> {
    fn of(query: &'a Query, qrels: &'a Qrels) -> Self {
        if let Some(name) = &query.cluster {
            return Bond::Named(name);
        }
        let relevant = qrels.of(&query.id).filter(|(_, grade)| *grade > 0);
        let relevant: Vec<&str> = relevant.map(|(base, _)| base).collect();
        if relevant.is_empty() { Bond::Alone(&query.id) } else { Bond::Relevant(relevant) }
    }
}

/// The number of each query's cluster, by the query's id.
///
/// Queries that name the same cluster ([`Query::cluster`]) are one. Of those that name none, queries with the same
/// relevant contents (every content of grade above 0, and at least one) are one. Every other query is a cluster of its
/// own; one that names a cluster never joins one that names none. Clusters are numbered from 0 in the order of their
/// first query id, so that the order of `queries` does not matter.
///
/// ```
/// use sourcebias::corpus::{Qrels, Query, query_clusters};
/// let queries = ["a", "b", "c"].map(|id| Query::new(id, "apples"));
/// let mut qrels = Qrels::default();
/// for (query, base, grade) in [("a", "x", 1), ("b", "y", 1), ("c", "x", 2), ("c", "y", 0)] {
///     qrels.insert(query, base, grade);
/// }
/// let clusters = query_clusters(&queries, &qrels);
/// assert_eq!(clusters.into_values().collect::<Vec<_>>(), [0, 1, 0]);
/// ```
pub fn query_clusters(queries: &[Query], qrels: &Qrels) -> BTreeMap<String, u32> {
    let mut ordered: Vec<&Query> = queries.iter().collect();
    ordered.sort_by(|left, right| left.id.cmp(&right.id));
    let (mut numbers, mut clusters) = (FxHashMap::default(), BTreeMap::new());
    for query in ordered {
        let next = numbers.len() as u32;
        let number = *numbers.entry(Bond::of(query, qrels)).or_insert(next);
        clusters.insert(query.id.clone(), number);
    }
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(id: &str, cluster: Option<&str>) -> Query {
        Query { cluster: cluster.map(str::to_string), ..Query::new(id, id) }
    }

    fn qrels(judgements: &[(&str, &str, i32)]) -> Qrels {
        let mut qrels = Qrels::default();
        for (query, base, grade) in judgements {
            qrels.insert(query, base, *grade);
        }
        qrels
    }

    fn numbers(clusters: &BTreeMap<String, u32>) -> Vec<(&str, u32)> {
        clusters.iter().map(|(id, number)| (id.as_str(), *number)).collect()
    }

    #[test]
    fn a_name_comes_before_judgements_and_judgements_before_nothing() {
        let queries = [
            named("f", None),
            named("e", None),
            named("d", Some("x")),
            named("c", None),
            named("b", Some("x")),
            named("a", None),
            named("g", None),
            named("h", None),
        ];
        let qrels = qrels(&[
            // a and c: x and y, whatever their grades are and what is not relevant.
            ("a", "x", 1),
            ("a", "y", 3),
            ("c", "y", 1),
            ("c", "x", 1),
            ("c", "z", 0),
            // d has them too, but names its cluster; e has one more.
            ("d", "x", 1),
            ("d", "y", 1),
            ("e", "x", 1),
            ("e", "y", 1),
            ("e", "z", 1),
            // f and g have nothing relevant, h no judgement: each is alone.
            ("f", "x", 0),
            ("g", "x", 0),
        ]);
        let clusters = query_clusters(&queries, &qrels);
        let expected = [("a", 0), ("b", 1), ("c", 0), ("d", 1), ("e", 2), ("f", 3), ("g", 4), ("h", 5)];
        assert_eq!(numbers(&clusters), expected);
        let mut reversed = queries;
        reversed.reverse();
        assert_eq!(query_clusters(&reversed, &qrels), clusters);
    }

    #[test]
    fn a_name_is_no_content_and_no_id() {
        let queries = [named("a", None), named("b", Some("a")), named("c", Some("x")), named("d", None)];
        let clusters = query_clusters(&queries, &qrels(&[("d", "x", 1)]));
        assert_eq!(numbers(&clusters), [("a", 0), ("b", 1), ("c", 2), ("d", 3)]);
    }
}
