//! Means over queries with their uncertainty: one value per query in, mean, interval and p-values out.

use std::borrow::{Borrow, Cow};

use super::BiasSettings;
use crate::statistics::{
    Cell, Contributions, CrossedTest, Interval, KeptDraws, SignFlip, Variances, mean, signless_zero,
};

/// A mean over queries.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// The mean; `None` over no queries.
    pub value: Option<f64>,
    /// Its percentile interval over resampled queries, widened where they are few and where contents are a sample too; `None` for
    /// fewer clusters of queries, or contents, than [`fewest_units`](crate::statistics::fewest_units).
    pub interval: Option<Interval>,
    /// Two-sided p-values of "the mean is 0"; all `None` over no queries, or where that is no question.
    pub test: CrossedTest,
    /// The number of queries.
    pub queries: u64,
}

impl Estimate {
    /// The lower end of the interval.
    pub fn low(&self) -> Option<f64> {
        self.interval.map(|interval| interval.low)
    }

    /// The upper end of the interval.
    pub fn high(&self) -> Option<f64> {
        self.interval.map(|interval| interval.high)
    }

    /// The estimate of the negated values.
    pub fn negated(&self) -> Estimate {
        Estimate {
            value: self.value.map(|value| signless_zero(-value)),
            interval: self.interval.map(Interval::negated),
            ..*self
        }
    }
}

/// A value per query, each with the cluster that its query belongs to.
pub(crate) type QueryValues = Vec<(u32, f64)>;

/// The mean of each column with its percentile interval over clusters of queries, before it is widened.
pub(super) fn estimates(columns: &[QueryValues], draws: &KeptDraws) -> Vec<Estimate> {
    estimates_of_first(columns, draws, draws.bootstrap().replicates)
}

/// [`estimates`] by the first `most` draws.
pub(super) fn estimates_of_first(columns: &[QueryValues], draws: &KeptDraws, most: usize) -> Vec<Estimate> {
    let (sums, counts) = sums_and_counts(columns);
    let replicates = draws.first_ratio_replicates(sums, counts, most);
    let confidence = draws.bootstrap().confidence;
    let estimate = |(values, replicates): (&QueryValues, Vec<f64>)| {
        let value = mean_of(values).filter(|value| value.is_finite()).map(signless_zero);
        Estimate {
            value,
            interval: value.and_then(|_| Interval::percentile(replicates, confidence)),
            test: CrossedTest::default(),
            queries: values.len() as u64,
        }
    };
    columns.iter().zip(replicates).map(estimate).collect()
}

/// [`estimates`] with the sign-flip test over clusters of queries: for figures that do not rest on who wrote what.
pub(crate) fn tested_over_queries(columns: &[QueryValues], draws: &KeptDraws) -> Vec<Estimate> {
    let sums: Vec<Vec<f64>> = columns.iter().map(|column| clusters(column).1).collect();
    let test = SignFlip { flips: draws.bootstrap().replicates, seed: draws.bootstrap().seed };
    let p_values = test.p_values(&sums);
    let confidence = draws.bootstrap().confidence;
    let estimated = estimates(columns, draws).into_iter().zip(p_values).zip(&sums);
    let tested = |((estimate, p_value), sums): ((Estimate, Option<f64>), &Vec<f64>)| {
        let spread = |interval: Interval| interval.widened_for(estimate.value?, sums.len(), confidence);
        Estimate {
            test: CrossedTest { queries: p_value, crossed: p_value, ..CrossedTest::default() },
            interval: estimate.interval.and_then(spread),
            ..estimate
        }
    };
    estimated.map(tested).collect()
}

fn mean_of(values: &QueryValues) -> Option<f64> {
    mean(&values.iter().map(|(_, value)| *value).collect::<Vec<_>>())
}

/// The clusters of some values, with the sum of values and their number in each.
fn clusters(values: &QueryValues) -> (Vec<u32>, Vec<f64>, Vec<f64>) {
    // They mostly come by cluster. A sort keeps the order within one.
    let mut sorted = Cow::Borrowed(values);
    if !values.is_sorted_by_key(|(cluster, _)| *cluster) {
        sorted.to_mut().sort_by_key(|(cluster, _)| *cluster);
    }
    let mut found = (Vec::new(), Vec::new(), Vec::new());
    for of_cluster in sorted.chunk_by(|left, right| left.0 == right.0) {
        found.0.push(of_cluster[0].0);
        found.1.push(of_cluster.iter().fold(0.0, |sum, (_, value)| sum + value));
        found.2.push(of_cluster.len() as f64);
    }
    found
}

/// The sum of values in each cluster, by cluster.
pub(crate) fn by_cluster(values: &QueryValues) -> Vec<(u32, f64)> {
    let (names, sums, _) = clusters(values);
    names.into_iter().zip(sums).collect()
}

/// The replicates of each column's mean: whole clusters are drawn with replacement, and the mean is over their queries.
pub(super) fn mean_replicates(columns: &[impl Borrow<QueryValues>], draws: &KeptDraws) -> Vec<Vec<f64>> {
    let (sums, counts) = sums_and_counts(columns);
    draws.first_ratio_replicates(sums, counts, draws.bootstrap().replicates)
}

/// Of each column the sum of the values of every cluster, and their number.
fn sums_and_counts(columns: &[impl Borrow<QueryValues>]) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
    columns.iter().map(|column| clusters(column.borrow())).map(|(_, sums, counts)| (sums, counts)).unzip()
}

/// A figure that rests on queries and contents: the mean over some queries, its contributions, and their variances about
/// the mean.
pub(super) struct Crossed {
    /// The value of each query, or of each cell, whose mean the figure is.
    pub values: QueryValues,
    /// What queries and contents contribute.
    pub contributions: Contributions,
    /// The variances about the mean, which say how wide an interval is.
    pub about_mean: Variances,
}

impl Crossed {
    /// A mean over queries of sums of cells, `values` having one for every query that counts.
    pub fn over_queries(values: QueryValues, cells: Vec<Cell>) -> Self {
        let queries: Vec<u32> = values.iter().map(|(query, _)| *query).collect();
        let (contributions, about_mean) = Contributions::over_queries(cells, &queries);
        Crossed { values, contributions, about_mean }
    }

    /// A mean over cells.
    pub fn over_cells(cells: Vec<Cell>) -> Self {
        let values = cells.iter().map(|cell| (cell.query, cell.value)).collect();
        let about_mean = crate::statistics::variances_over_cells(&cells);
        Crossed { values, contributions: Contributions::new(cells), about_mean }
    }

    /// The same interval, widened where units are few and for contents that are a sample too; none where they are too few.
    pub fn widened(
        &self,
        interval: Option<Interval>,
        value: Option<f64>,
        confidence: f64,
    ) -> Option<Interval> {
        Some(interval?.spread_about(value?, self.about_mean.widening(confidence)?))
    }
}

/// The crossed tests of `figures` within families. Where `scores_know_sources`, exchanged labels would have made other
/// rankings: such a figure has the test over queries alone, which no sentence may use.
pub(super) fn tested(
    figures: &[&Crossed],
    families: &[usize],
    scores_know_sources: &[bool],
    settings: &BiasSettings,
) -> Vec<CrossedTest> {
    let contributions: Vec<&Contributions> = figures.iter().map(|one| &one.contributions).collect();
    tested_contributions(&contributions, families, scores_know_sources, settings)
}

/// [`tested`] for contributions alone.
pub(super) fn tested_contributions(
    contributions: &[&Contributions],
    families: &[usize],
    scores_know_sources: &[bool],
    settings: &BiasSettings,
) -> Vec<CrossedTest> {
    // Where scores know sources, a family of its own, so that it dilutes none.
    let apart = families.iter().max().map_or(0, |last| last + 1);
    let families: Vec<usize> = families
        .iter()
        .zip(scores_know_sources)
        .map(|(family, knows)| if *knows { apart } else { *family })
        .collect();
    let mut tests = settings.crossed().test(contributions, &families);
    for (test, _) in tests.iter_mut().zip(scores_know_sources).filter(|(_, knows)| **knows) {
        *test = CrossedTest { queries: test.queries, ..CrossedTest::default() };
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(values: &[f64]) -> QueryValues {
        (0..).zip(values.iter().copied()).collect()
    }

    #[test]
    fn of_three_queries() {
        let columns =
            [alone(&[1.0, 2.0, 3.0]), Vec::new(), alone(&[0.0; 6]), alone(&[1.0, 2.0, 3.0, 3.0, 2.0, 1.0])];
        let found = tested_over_queries(&columns, &BiasSettings::default().draws());
        assert_eq!((found[0].value, found[0].test.crossed, found[0].queries), (Some(2.0), Some(0.25), 3));
        assert_eq!(found[1], Estimate::default());
        assert_eq!((found[2].value, found[2].low(), found[2].high()), (Some(0.0), Some(0.0), Some(0.0)));
        assert_eq!(found[2].test.crossed, Some(1.0));
        // Three are too few for an interval.
        assert!(found[0].interval.is_none() && found[3].interval.is_some());
        let negated = found[3].negated();
        assert_eq!((negated.value, negated.low()), (Some(-2.0), found[3].high().map(|high| -high)));
    }

    #[test]
    fn queries_of_one_cluster_are_drawn_together() {
        // Clusters {1, 3} and {5}: the samples of two clusters have the means 2, 3 (twice) and 5.
        let values = vec![(0, 1.0), (7, 5.0), (0, 3.0)];
        // At a confidence of ½ two clusters may have an interval.
        let settings = BiasSettings { bootstrap: 200, confidence: 0.5, ..BiasSettings::default() };
        let mut found = mean_replicates(std::slice::from_ref(&values), &settings.draws()).remove(0);
        found.sort_by(f64::total_cmp);
        found.dedup();
        assert_eq!(found, [2.0, 3.0, 5.0]);
        let estimate = tested_over_queries(&[values], &settings.draws())[0];
        assert_eq!((estimate.value, estimate.queries), (Some(3.0), 3));
        // Sums 4 and 5: of four patterns ++ and −− reach 9.
        assert_eq!(estimate.test.queries, Some(0.5));
    }
}
