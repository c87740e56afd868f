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
        /// The number of its cluster: queries that name one cluster, or have the same relevant contents, and those that these join.
        cluster: u64;
        /// Who wrote the query; empty where nobody says so.
        author: String;
    }
}

/// Why queries stand together.
#[derive(Debug, PartialEq, Eq, Hash)]
enum Bond<'a> {
    /// They name the same cluster.
    Named(&'a str),
    /// They have the same relevant contents, sorted; never none.
    Relevant(Vec<&'a str>),
}

impl<'a> Bond<'a> {
    /// The bonds of a query; none where it stands alone.
    fn of(query: &'a Query, qrels: &'a Qrels) -> impl Iterator<Item = Bond<'a>> {
        let relevant = qrels.of(&query.id).filter(|(_, grade)| *grade > 0);
        let relevant: Vec<&str> = relevant.map(|(base, _)| base).collect();
        let relevant = (!relevant.is_empty()).then_some(Bond::Relevant(relevant));
        query.cluster.as_deref().map(Bond::Named).into_iter().chain(relevant)
    }
}

/// The number of each query's cluster, by the query's id.
///
/// Queries that name the same cluster ([`Query::cluster`]) are one, queries with the same relevant contents (every content
/// of grade above 0, and at least one) are one, and so is what these bonds chain together: who names the clusters of some
/// queries need not name those of all, and none is split. Every other query is a cluster of its own. Clusters are numbered
/// from 0 in the order of their first query id, so that the order of `queries` does not matter.
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
    let (mut joined, mut first) = (Joined::new(ordered.len()), FxHashMap::default());
    for (place, query) in ordered.iter().enumerate() {
        for bond in Bond::of(query, qrels) {
            joined.join(*first.entry(bond).or_insert(place), place);
        }
    }
    let (numbers, _) = joined.numbers();
    ordered.into_iter().map(|query| query.id.clone()).zip(numbers).collect()
}

/// Things that are joined step by step; the root of those joined is the least of them.
pub(crate) struct Joined(Vec<usize>);

impl Joined {
    /// So many things, each by itself.
    pub fn new(count: usize) -> Self {
        Joined((0..count).collect())
    }

    /// The least of those that it is joined with.
    pub fn root(&mut self, mut one: usize) -> usize {
        while self.0[one] != one {
            self.0[one] = self.0[self.0[one]];
            one = self.0[one];
        }
        one
    }

    /// Joins two, and all that they are joined with.
    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.0[one.max(other)] = one.min(other);
    }

    /// The number of what each is joined to, from 0 in the order of roots, and how many there are.
    pub fn numbers(&mut self) -> (Vec<u32>, u32) {
        let mut count = 0;
        let mut numbers: Vec<u32> = Vec::with_capacity(self.0.len());
        for one in 0..self.0.len() {
            let root = self.root(one);
            numbers.push(if root == one { count } else { numbers[root] });
            count += u32::from(root == one);
        }
        (numbers, count)
    }
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
    fn names_and_judgements_join_and_nothing_splits() {
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
            // d has them too, and brings b, which names the same cluster; e has one more.
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
        let expected = [("a", 0), ("b", 0), ("c", 0), ("d", 0), ("e", 1), ("f", 2), ("g", 3), ("h", 4)];
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
