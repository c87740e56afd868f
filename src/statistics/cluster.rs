//! Regression on clustered rows: one [`Moments`] per cluster in; coefficients with intervals from resampled clusters and
//! cluster-robust errors out.

use super::regression::two_sided_t;
use super::{Bootstrap, Coefficient, Interval, Moments};

/// A regression whose rows come in clusters (the documents of a query), within which they need not be independent.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterRegression {
    /// One coefficient per term, in the order of the moments, with its interval from resampled clusters.
    pub coefficients: Vec<(Coefficient, Option<Interval>)>,
    /// The number of rows.
    pub observations: u64,
    /// The number of clusters.
    pub clusters: usize,
}

/// Least squares over all clusters. Standard errors are the sandwich (XᵀX)⁻¹·Σ_g u_g u_gᵀ·(XᵀX)⁻¹ with u_g = X_gᵀe_g, times
/// G/(G − 1)·(n − 1)/(n − k) for G clusters, n rows and k terms; p from Student's t with G − 1 degrees of freedom; intervals
/// are percentiles over `bootstrap` replicates of whole clusters. `None` for fewer than two clusters, for n ≤ k or for
/// a column that others make. (Cameron & Miller 2015, eqs. 10–12)
///
/// # Panics
/// Where the clusters differ in their number of terms: an error in the program.
pub fn cluster_regression(clusters: &[Moments], bootstrap: &Bootstrap) -> Option<ClusterRegression> {
    let terms = clusters.first()?.terms();
    assert!(clusters.iter().all(|cluster| cluster.terms() == terms), "the same terms in every cluster");
    let sum = |parts: &mut dyn Iterator<Item = &Moments>| {
        let mut whole = Moments::new(terms);
        parts.for_each(|part| whole.merge(part));
        whole
    };
    let whole = sum(&mut clusters.iter());
    let (count, rows) = (clusters.len() as f64, whole.rows() as f64);
    if clusters.len() < 2 || whole.rows() <= terms as u64 {
        return None;
    }
    let (estimates, inverse) = (whole.solve()?, whole.inverse()?);
    let correction = count / (count - 1.0) * (rows - 1.0) / (rows - terms as f64);
    let scores: Vec<Vec<f64>> = clusters.iter().map(|cluster| cluster.score(&estimates)).collect();
    let drawn = |units: &[u32]| sum(&mut units.iter().map(|unit| &clusters[*unit as usize])).solve();
    let replicates: Vec<Vec<f64>> =
        bootstrap.replicate(clusters.len(), drawn).into_iter().flatten().collect();
    let coefficient = |(term, estimate): (usize, f64)| {
        // Row `term` of (XᵀX)⁻¹ times each cluster's score: the sandwich's diagonal is the sum of their squares.
        let influence = |score: &Vec<f64>| inverse[term].iter().zip(score).map(|(a, b)| a * b).sum::<f64>();
        let variance: f64 = scores.iter().map(influence).map(|value| value * value).sum();
        let standard_error = (correction * variance).sqrt();
        let p_value = two_sided_t(estimate, standard_error, count - 1.0);
        let estimate = super::signless_zero(estimate);
        let values = replicates.iter().map(|replicate| replicate[term]).collect();
        (
            Coefficient { estimate, standard_error, p_value },
            Interval::percentile(values, bootstrap.confidence),
        )
    };
    let coefficients = estimates.into_iter().enumerate().map(coefficient).collect();
    Some(ClusterRegression { coefficients, observations: whole.rows(), clusters: clusters.len() })
}

#[cfg(test)]
mod tests {
    use super::super::least_squares;
    use super::*;
    use rand::RngExt;

    #[test]
    fn a_mean_of_two_clusters_by_hand() {
        // Clusters {0, 2} and {5}: mean 7/3; scores −8/3 and 8/3; (1/3)²·2·64/9 · (2/1)·(2/2)
        let cluster = |values: &[f64]| {
            let mut moments = Moments::new(1);
            values.iter().for_each(|value| moments.add(&[1.0], *value));
            moments
        };
        let found =
            cluster_regression(&[cluster(&[0.0, 2.0]), cluster(&[5.0])], &Bootstrap::default()).unwrap();
        let (coefficient, interval) = found.coefficients[0];
        assert!((coefficient.estimate - 7.0 / 3.0).abs() < 1e-15);
        assert!((coefficient.standard_error - f64::sqrt(256.0 / 81.0)).abs() < 1e-14);
        let interval = interval.unwrap();
        assert!((interval.low - 1.0).abs() < 1e-14 && (interval.high - 5.0).abs() < 1e-14);
        assert_eq!((found.observations, found.clusters), (3, 2));
        assert!(cluster_regression(&[cluster(&[0.0, 2.0])], &Bootstrap::default()).is_none());
    }

    #[test]
    fn estimates_are_those_of_the_plain_regression() {
        let mut generator = super::super::stream(1, 0);
        let rows: Vec<[f64; 3]> =
            (0..200).map(|_| std::array::from_fn(|_| generator.random::<f64>())).collect();
        let column = |place: usize| rows.iter().map(|row| row[place]).collect::<Vec<_>>();
        let plain = least_squares(&[&column(0), &column(1)], &column(2)).unwrap();
        let clusters: Vec<Moments> = rows
            .chunks(10)
            .map(|rows| {
                let mut moments = Moments::new(3);
                rows.iter().for_each(|row| moments.add(&[1.0, row[0], row[1]], row[2]));
                moments
            })
            .collect();
        let bootstrap = Bootstrap { replicates: 200, ..Bootstrap::default() };
        let found = cluster_regression(&clusters, &bootstrap).unwrap();
        let plain = [plain.intercept, plain.slopes[0], plain.slopes[1]];
        for ((coefficient, interval), plain) in found.coefficients.iter().zip(plain) {
            assert!((coefficient.estimate - plain.estimate).abs() < 1e-12);
            // Rows are independent here, so both errors estimate the same.
            let ratio = coefficient.standard_error / plain.standard_error;
            assert!((0.6..1.6).contains(&ratio), "{ratio}");
            let interval = interval.unwrap();
            assert!(interval.low < coefficient.estimate && coefficient.estimate < interval.high);
        }
    }
}
