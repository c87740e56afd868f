//! Means over clusters of unlike size: the sum and the number of values of each cluster in; replicates and the interval of the mean of
//! all values out, whole clusters being drawn.

use super::{Bootstrap, Interval, KeptDraws};

impl KeptDraws {
    /// The first `most` replicates of the ratio Σ sums ÷ Σ counts of each column over clusters that are drawn with replacement; of each column
    /// the sum and the count of every cluster, in the same order. As in [`Bootstrap::mean_replicates`], none for too few clusters.
    pub(crate) fn first_ratio_replicates(
        &self,
        sums: Vec<Vec<f64>>,
        counts: Vec<Vec<f64>>,
        most: usize,
    ) -> Vec<Vec<f64>> {
        if counts.iter().flatten().all(|count| *count == 1.0) {
            return self.first_mean_replicates(&sums, most);
        }
        // Columns mostly are of the same queries.
        let mut distinct: Vec<Vec<f64>> = Vec::new();
        let place = |counts: Vec<f64>| {
            if distinct.last() != Some(&counts) {
                distinct.push(counts);
            }
            distinct.len() - 1
        };
        let places: Vec<usize> = counts.into_iter().map(place).collect();
        // Drawn together: of one number of clusters once for all.
        let drawn: Vec<&Vec<f64>> = sums.iter().chain(&distinct).collect();
        let mut of_sums = self.first_mean_replicates(&drawn, most);
        let of_counts = of_sums.split_off(sums.len());
        for (sums, place) in of_sums.iter_mut().zip(places) {
            sums.iter_mut().zip(&of_counts[place]).for_each(|(sum, count)| *sum /= count);
        }
        of_sums
    }
}

impl Bootstrap {
    /// The interval of each ratio Σ sums ÷ Σ counts over clusters, its ends put further from the ratio for few clusters, as
    /// in [`Bootstrap::mean_intervals`].
    pub(crate) fn ratio_intervals(
        &self,
        sums: Vec<Vec<f64>>,
        counts: Vec<Vec<f64>>,
    ) -> Vec<Option<Interval>> {
        let total = |values: &Vec<f64>| values.iter().sum::<f64>();
        let known: Vec<(f64, usize)> = sums
            .iter()
            .zip(&counts)
            .map(|(sums, counts)| (total(sums) / total(counts), sums.len()))
            .collect();
        let of = |((ratio, clusters), replicates): ((f64, usize), Vec<f64>)| {
            let interval = Interval::percentile(replicates, self.confidence)?;
            interval.widened_for(ratio, clusters, self.confidence)
        };
        let replicates = KeptDraws::new(*self).first_ratio_replicates(sums, counts, self.replicates);
        known.into_iter().zip(replicates).map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_clusters_of_one_value_each_it_is_the_interval_of_the_mean() {
        let bootstrap = Bootstrap { replicates: 199, seed: 3, confidence: 0.9 };
        let values: Vec<f64> = (0..12).map(|place| f64::from(place * place % 7)).collect();
        let plain = bootstrap.mean_intervals(&[&values]);
        assert_eq!(bootstrap.ratio_intervals(vec![values.clone()], vec![vec![1.0; 12]]), plain);
        // Of clusters of one value thrice, the same again; of four clusters there is none at this confidence.
        let thrice = bootstrap
            .ratio_intervals(vec![values.iter().map(|value| 3.0 * value).collect()], vec![vec![3.0; 12]]);
        let near = |one: f64, other: f64| (one - other).abs() < 1e-12;
        let (thrice, plain) = (thrice[0].unwrap(), plain[0].unwrap());
        assert!(near(thrice.low, plain.low) && near(thrice.high, plain.high));
        assert_eq!(bootstrap.ratio_intervals(vec![vec![1.0, 2.0, 3.0, 9.0]], vec![vec![2.0; 4]]), [None]);
    }
}
