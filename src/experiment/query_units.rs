//! Queries of several experiments and the clusters that they stand in, in; the units that a test of their differences draws,
//! out. Queries of one cluster, in whichever experiment, are one unit.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::corpus::Joined;

/// The cluster of each query of one experiment.
pub(super) type Clusters = BTreeMap<Arc<str>, u64>;

/// The units of the queries of some experiments, numbered from 0 by their first query.
pub(super) struct QueryUnits {
    numbers: Vec<BTreeMap<Arc<str>, u32>>,
    count: usize,
}

impl QueryUnits {
    /// The units of these experiments. `same` says whether two of them ask the queries of one collection: then a query has
    /// one id in both, and elsewhere the same id means another query.
    pub fn new(experiments: &[Clusters], same: impl Fn(usize, usize) -> bool) -> Self {
        let mut collections = Joined::new(experiments.len());
        for one in 0..experiments.len() {
            (0..one).filter(|other| same(*other, one)).for_each(|other| collections.join(other, one));
        }
        let collection: Vec<usize> = (0..experiments.len()).map(|one| collections.root(one)).collect();
        let mut queries: BTreeMap<(usize, &Arc<str>), usize> = BTreeMap::new();
        for (clusters, collection) in experiments.iter().zip(&collection) {
            queries.extend(clusters.keys().map(|query| ((*collection, query), 0)));
        }
        queries.values_mut().zip(0..).for_each(|(place, next)| *place = next);
        let mut joined = Joined::new(queries.len());
        for (clusters, collection) in experiments.iter().zip(&collection) {
            let mut first: BTreeMap<u64, usize> = BTreeMap::new();
            for (query, cluster) in clusters {
                let place = queries[&(*collection, query)];
                joined.join(*first.entry(*cluster).or_insert(place), place);
            }
        }
        // The root of what is joined is its first query.
        let (units, count) = joined.numbers();
        let of = |(clusters, collection): (&Clusters, &usize)| {
            let unit = |query: &Arc<str>| (Arc::clone(query), units[queries[&(*collection, query)]]);
            clusters.keys().map(unit).collect()
        };
        let numbers = experiments.iter().zip(&collection).map(of).collect();
        QueryUnits { numbers, count: count as usize }
    }

    /// How many units there are.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The unit of a query of an experiment; `None` where that has no such query.
    pub fn of(&self, experiment: usize, query: &str) -> Option<u32> {
        self.numbers[experiment].get(query).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clusters(of: &[(&str, u64)]) -> Clusters {
        of.iter().map(|(query, cluster)| (Arc::from(*query), *cluster)).collect()
    }

    fn units(experiments: &[Clusters], same: bool) -> (Vec<Vec<u32>>, usize) {
        let units = QueryUnits::new(experiments, |_, _| same);
        let of = |(place, clusters): (usize, &Clusters)| {
            clusters.keys().map(|query| units.of(place, query).unwrap()).collect()
        };
        (experiments.iter().enumerate().map(of).collect(), units.count())
    }

    #[test]
    fn queries_of_one_cluster_in_either_experiment_are_one_unit() {
        let one = clusters(&[("a", 5), ("b", 3), ("c", 5), ("d", 4)]);
        let other = clusters(&[("b", 0), ("d", 0), ("e", 1)]);
        assert_eq!(units(std::slice::from_ref(&one), true), (vec![vec![0, 1, 0, 2]], 3));
        // b and d stand together in the second: so they do in both.
        let together = (vec![vec![0, 1, 0, 1], vec![1, 1, 2]], 3);
        assert_eq!(units(&[one.clone(), other.clone()], true), together);
        // Ids of another collection are other queries.
        assert_eq!(units(&[one, other], false), (vec![vec![0, 1, 0, 2], vec![3, 3, 4]], 5));
        assert_eq!(QueryUnits::new(&[clusters(&[("a", 0)])], |_, _| true).of(0, "z"), None);
    }
}
