//! Authors of queries exchanged: the values of the queries of two authors in; how often the difference between the authors
//! comes out as large where who wrote a query means nothing, out.

use rand::RngExt;
use rayon::prelude::*;

use super::relative_delta::relative_delta_percent;
use crate::statistics::{Exchanges, MaxT, stream};

/// A query of one of two authors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AuthoredQuery {
    /// The number of its cluster.
    pub cluster: u32,
    /// Whether it is by the first of the two.
    pub first: bool,
}

/// One comparison of two authors: by query, the measure with the reference as target and with the source; 0 where it is
/// undefined.
pub(super) type Sides = Vec<[f64; 2]>;

/// The p-values of one comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct AuthorTest {
    /// By itself; `None` where the difference is undefined.
    pub p: Option<f64>,
    /// Adjusted for its family by step-down maxT.
    pub adjusted: Option<f64>,
}

/// What may be exchanged: queries in one cluster, and whole clusters that hold one author's queries alone.
struct Exchangeable {
    /// The places of the queries of each cluster that holds both.
    within: Vec<Vec<usize>>,
    /// The places of the queries of each other cluster.
    between: Vec<Vec<usize>>,
}

impl Exchangeable {
    fn new(queries: &[AuthoredQuery]) -> Self {
        let mut clusters: std::collections::BTreeMap<u32, Vec<usize>> = std::collections::BTreeMap::new();
        for (place, query) in queries.iter().enumerate() {
            clusters.entry(query.cluster).or_default().push(place);
        }
        let both = |places: &Vec<usize>| {
            places.iter().any(|place| queries[*place].first != queries[places[0]].first)
        };
        let (within, between) = clusters.into_values().partition(both);
        Exchangeable { within, between }
    }

    /// Who wrote each query after an exchange: every order of the authors within a cluster, and among the other clusters, is
    /// equally likely. Which queries change does not depend on which author is the first.
    fn exchanged(&self, queries: &[AuthoredQuery], seed: u64, number: usize) -> Vec<bool> {
        let mut generator = stream(seed, number as u64);
        let mut first: Vec<bool> = queries.iter().map(|query| query.first).collect();
        for places in &self.within {
            for at in (1..places.len()).rev() {
                first.swap(places[at], places[generator.random_range(0..=at)]);
            }
        }
        let mut authors: Vec<bool> = self.between.iter().map(|places| queries[places[0]].first).collect();
        for at in (1..authors.len()).rev() {
            authors.swap(at, generator.random_range(0..=at));
        }
        for (places, author) in self.between.iter().zip(authors) {
            places.iter().for_each(|place| first[*place] = author);
        }
        first
    }
}

/// What the seed is combined with.
const AUTHORS: u64 = 0x6175_7468_6f72_7300;
/// The exchanges that the standard deviations of maxT are taken from.
const FOR_DEVIATION: usize = 999;
/// Differences in percentage points that are equal but for rounding.
const ROUNDING: f64 = 1e-9;

/// Tests Relative Δ of the first author's queries less that of the other's, for each of `comparisons`, of which comparison
/// i belongs to the family `families[i]`; all of them see the same exchanges.
///
/// Under the hypothesis that it means nothing who wrote a query, the authors of a cluster's queries may change places, and
/// so may those of clusters that are one author's alone. p = (1 + #(|difference| at least the real one)) ÷ (B + 1) holds its
/// level exactly under that hypothesis; an exchange that leaves Relative Δ undefined counts as reaching it. Texts and
/// rankings are taken as they are.
pub(super) fn author_tests(
    queries: &[AuthoredQuery],
    comparisons: &[Sides],
    families: &[usize],
    exchanges: Exchanges,
) -> Vec<AuthorTest> {
    let exchangeable = Exchangeable::new(queries);
    // The values of a query stand together: H and L of each comparison.
    let rows: Vec<Vec<f64>> =
        (0..queries.len()).map(|query| comparisons.iter().flat_map(|sides| sides[query]).collect()).collect();
    let differences = |first: &[bool]| -> Vec<Option<f64>> {
        let mut sums = [vec![0.0; 2 * comparisons.len()], vec![0.0; 2 * comparisons.len()]];
        for (row, first) in rows.iter().zip(first) {
            let sums = &mut sums[usize::from(!first)];
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
        let [one, other] = sums;
        let of = |(one, other): (&[f64], &[f64])| {
            Some(relative_delta_percent(one[0], one[1])? - relative_delta_percent(other[0], other[1])?)
        };
        one.chunks_exact(2).zip(other.chunks_exact(2)).map(of).collect()
    };
    let seed = exchanges.seed ^ AUTHORS;
    let exchanged = |number: usize| differences(&exchangeable.exchanged(queries, seed, number));
    let real = differences(&queries.iter().map(|query| query.first).collect::<Vec<_>>());

    let some: Vec<Vec<Option<f64>>> =
        (0..exchanges.count.min(FOR_DEVIATION)).into_par_iter().map(exchanged).collect();
    let deviation = |place: usize| {
        let known = || some.iter().filter_map(|row| row[place]);
        (known().map(|value| value * value).sum::<f64>() / known().count().max(1) as f64).sqrt()
    };
    let deviations: Vec<f64> = (0..comparisons.len()).map(deviation).collect();
    let standard = |place: usize, value: Option<f64>| match (value, deviations[place]) {
        (None, _) => f64::INFINITY,
        (Some(_), 0.0) => 0.0,
        (Some(value), deviation) => value.abs() / deviation,
    };
    let mut names = families.to_vec();
    names.sort_unstable();
    names.dedup();
    let family = |name: &usize| {
        let of = |place: usize| {
            (families[place] == *name && real[place].is_some()).then(|| standard(place, real[place]))
        };
        MaxT::new(&(0..comparisons.len()).map(of).collect::<Vec<_>>())
    };
    type Counts = (Vec<u64>, Vec<MaxT>);
    let start = || -> Counts { (vec![0; comparisons.len()], names.iter().map(family).collect()) };
    let count = |(mut counts, mut families): Counts, number: usize| {
        let found = exchanged(number);
        for ((count, found), real) in counts.iter_mut().zip(&found).zip(&real) {
            let reached = found.zip(*real).is_none_or(|(found, real)| found.abs() >= real.abs() - ROUNDING);
            *count += u64::from(reached);
        }
        families.iter_mut().for_each(|family| family.add(|place| standard(place, found[place])));
        (counts, families)
    };
    // Counts are whole numbers, so the order in which threads add them does not matter.
    let merge = |mut left: Counts, right: Counts| {
        left.0.iter_mut().zip(right.0).for_each(|(sum, count)| *sum += count);
        left.1.iter_mut().zip(&right.1).for_each(|(sum, counts)| sum.merge(counts));
        left
    };
    let (counts, families) = (0..exchanges.count).into_par_iter().fold(start, count).reduce(start, merge);
    let mut tests: Vec<AuthorTest> = (counts.iter().zip(&real))
        .map(|(count, real)| AuthorTest {
            p: real.map(|_| (1 + count) as f64 / (1 + exchanges.count) as f64),
            adjusted: None,
        })
        .collect();
    for family in &families {
        let adjusted = family.p_values(tests.len());
        for (test, adjusted) in tests.iter_mut().zip(adjusted).filter(|(_, adjusted)| adjusted.is_some()) {
            test.adjusted = test.p.zip(adjusted).map(|(p, adjusted)| p.max(adjusted));
        }
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXCHANGES: Exchanges = Exchanges { count: 4_999, seed: 3 };

    fn queries(of: &[(u32, bool)]) -> Vec<AuthoredQuery> {
        of.iter().map(|(cluster, first)| AuthoredQuery { cluster: *cluster, first: *first }).collect()
    }

    fn p(of: &[(u32, bool)], sides: &[[f64; 2]]) -> Option<f64> {
        author_tests(&queries(of), &[sides.to_vec()], &[0], EXCHANGES)[0].p
    }

    /// Three clusters with a query by each: the first author's favour the reference, the other's the source.
    const PAIRED: [(u32, bool); 6] = [(0, true), (0, false), (1, true), (1, false), (2, true), (2, false)];
    const APART: [[f64; 2]; 6] = [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]];

    #[test]
    fn pairs_by_hand() {
        // Of 8 exchanges of three pairs, all kept and all turned reach 400 points.
        let found = p(&PAIRED, &APART).unwrap();
        assert!((found - 0.25).abs() < 0.03, "{found}");
    }

    #[test]
    fn clusters_of_one_author_change_as_a_whole() {
        // Clusters 0 and 1 by the first, 2 and 3 by the other, each of two queries: of the 6 ways to deal them 2 reach it.
        let of: Vec<(u32, bool)> = (0..8).map(|place| (place / 2, place < 4)).collect();
        let sides: Vec<[f64; 2]> =
            (0..8).map(|place| if place < 4 { [1.0, 0.0] } else { [0.0, 1.0] }).collect();
        let found = p(&of, &sides).unwrap();
        assert!((found - 1.0 / 3.0).abs() < 0.03, "{found}");
        // Queries by both in one cluster are never dealt to another.
        let exchangeable = Exchangeable::new(&queries(&[(0, true), (0, false), (1, true), (2, false)]));
        assert_eq!((exchangeable.within, exchangeable.between), (vec![vec![0, 1]], vec![vec![2], vec![3]]));
    }

    #[test]
    fn the_other_author_first_gives_the_same_p() {
        let sides: Vec<[f64; 2]> =
            (0..6_u32).map(|i| [f64::from(i * 7 % 5) / 3.0, f64::from(i * 3 % 7) / 7.0]).collect();
        let turned = PAIRED.map(|(cluster, first)| (cluster, !first));
        assert_eq!(p(&PAIRED, &sides), p(&turned, &sides));
    }

    #[test]
    fn equal_texts_differ_in_nothing() {
        assert_eq!(p(&PAIRED, &[[0.5, 0.5]; 6]), Some(1.0));
        assert_eq!(p(&PAIRED, &[[0.0, 0.0]; 6]), None);
    }

    #[test]
    fn a_family_is_adjusted_for_and_undefined_ones_take_no_part() {
        let none = vec![[0.0, 0.0]; 6];
        let slight: Sides = (0..6_u32).map(|i| [f64::from(i * 7 % 5), f64::from(i * 3 % 7)]).collect();
        let found = author_tests(&queries(&PAIRED), &[APART.to_vec(), slight, none], &[0, 0, 0], EXCHANGES);
        assert!(found[1].adjusted >= found[1].p && found[0].adjusted >= found[0].p);
        assert_eq!(found[2], AuthorTest::default());
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let alone = pool.install(|| p(&PAIRED, &APART));
        assert_eq!(found[0].p, alone);
    }

    #[test]
    fn authors_dealt_by_coin_are_found_out_five_times_in_a_hundred() {
        // 600 collections of 30 clusters, of which every third holds one author's query alone; values that queries of a
        // cluster have in common, and 199 exchanges. The standard error of 5 % is 0.9 points.
        let found = (0..600_u64).into_par_iter().filter(|seed| {
            let mut generator = stream(*seed, 11);
            let (mut of, mut sides) = (Vec::new(), Vec::new());
            for cluster in 0..30 {
                let common = generator.random::<f64>();
                let first = generator.random::<bool>();
                for author in if cluster % 3 == 0 { vec![first] } else { vec![first, !first] } {
                    of.push((cluster, author));
                    sides
                        .push([common + generator.random::<f64>(), 1.0 + generator.random::<f64>() * common]);
                }
            }
            let exchanges = Exchanges { count: 199, seed: *seed };
            author_tests(&queries(&of), &[sides], &[0], exchanges)[0].p.is_some_and(|p| p < 0.0501)
        });
        let found = found.count();
        assert!((14..=46).contains(&found), "{found} of 600");
    }
}
