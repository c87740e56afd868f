//! Bias-corrected and accelerated intervals: an estimate, its bootstrap replicates and its jackknife values in, an
//! interval out that is of second order accuracy where the percentile interval is of first.

use statrs::distribution::{ContinuousCDF, Normal};

use super::interval::{Interval, order_statistics, tail_count};
use super::mean;

/// The BCa interval of `estimate`.
///
/// z₀ = Φ⁻¹(share of replicates below the estimate, equal ones by half); a is the [`acceleration`] of the `jackknife`
/// values θ₍ᵢ₎ (the statistic without unit i); the ends are the order statistics at the level of the
/// [`adjusted_quantile`]s. `None` without replicates, or where all of them lie on one side of the estimate.
/// (Efron 1987, JASA 82, eqs. 2.3, 6.6)
pub fn bca(estimate: f64, mut replicates: Vec<f64>, jackknife: &[f64], confidence: f64) -> Option<Interval> {
    replicates.sort_unstable_by(f64::total_cmp);
    let below = replicates.partition_point(|value| *value < estimate);
    let above = replicates.len() - replicates.partition_point(|value| *value <= estimate);
    if below == replicates.len() || above == replicates.len() {
        return None;
    }
    let standard = Normal::standard();
    // Both quantiles are taken in the lower tail: the result is then negated exactly with the replicates.
    let quantile = |side: usize, other: usize| {
        let equal = replicates.len() - side - other;
        standard.inverse_cdf((side as f64 + equal as f64 / 2.0) / replicates.len() as f64)
    };
    let correction = match below.cmp(&above) {
        std::cmp::Ordering::Less => quantile(below, above),
        std::cmp::Ordering::Equal => 0.0,
        std::cmp::Ordering::Greater => -quantile(above, below),
    };
    let acceleration = acceleration(jackknife);
    let z = standard.inverse_cdf((1.0 - confidence) / 2.0).abs();
    // The part of the replicates to leave out beyond the end on the side of `sign`.
    let tail = |sign: f64| standard.cdf(-sign * adjusted_quantile(correction, acceleration, sign * z));
    let count = |sign| tail_count(replicates.len(), tail(sign));
    order_statistics(&replicates, count(-1.0), count(1.0))
}

/// z₀ + (z₀ + z) ÷ (1 − a(z₀ + z)): the standard normal quantile whose level is read off the replicates in place of `z`'s.
pub fn adjusted_quantile(correction: f64, acceleration: f64, z: f64) -> f64 {
    let shifted = correction + z;
    correction + shifted / (1.0 - acceleration * shifted)
}

/// The acceleration a = Σ(m − θ₍ᵢ₎)³ ÷ 6(Σ(m − θ₍ᵢ₎)²)^{3/2} of jackknife values with mean m; 0 where they are constant.
pub fn acceleration(jackknife: &[f64]) -> f64 {
    let Some(middle) = mean(jackknife) else { return 0.0 };
    let (mut squares, mut cubes) = (0.0, 0.0);
    for value in jackknife {
        let deviation = middle - value;
        squares += deviation * deviation;
        cubes += deviation * deviation * deviation;
    }
    if squares == 0.0 { 0.0 } else { cubes / (6.0 * f64::powf(squares, 1.5)) }
}

#[cfg(test)]
mod tests {
    use super::super::Bootstrap;
    use super::*;

    fn leave_one_out(values: &[f64]) -> Vec<f64> {
        let total: f64 = values.iter().sum();
        values.iter().map(|value| (total - value) / (values.len() - 1) as f64).collect()
    }

    #[test]
    fn without_skew_it_is_the_percentile_interval() {
        let replicates: Vec<f64> = (-500..=500).map(f64::from).collect();
        let jackknife = [-1.0, 0.0, 1.0];
        assert_eq!(bca(0.0, replicates.clone(), &jackknife, 0.9), Interval::percentile(replicates, 0.9));
    }

    #[test]
    fn the_acceleration_of_three_values_by_hand() {
        // mean 2; deviations 2, 1, −3: squares 14, cubes 8 + 1 − 27 = −18
        let expected = -18.0 / (6.0 * f64::powf(14.0, 1.5));
        assert!((acceleration(&[0.0, 1.0, 5.0]) - expected).abs() < 1e-15);
    }

    #[test]
    fn skewed_data_shift_it_to_the_long_side_and_negation_mirrors_it() {
        let values: Vec<f64> = (0..40).map(|i| f64::from(i % 8).exp() / 100.0).collect();
        let run = |values: &[f64]| {
            let count = values.len() as f64;
            let of = |drawn: &[u32]| drawn.iter().map(|i| values[*i as usize]).sum::<f64>() / count;
            let replicates =
                Bootstrap { replicates: 2000, ..Bootstrap::default() }.replicate(values.len(), of);
            let plain = Interval::percentile(replicates.clone(), 0.95).unwrap();
            (bca(mean(values).unwrap(), replicates, &leave_one_out(values), 0.95).unwrap(), plain)
        };
        let (there, plain) = run(&values);
        assert!(there.low > plain.low && there.high > plain.high, "{there:?} {plain:?}");
        let (back, _) = run(&values.iter().map(|value| -value).collect::<Vec<_>>());
        assert_eq!((back.low, back.high), (-there.high, -there.low));
    }

    #[test]
    fn where_all_replicates_lie_on_one_side_it_is_undefined() {
        assert_eq!(bca(5.0, vec![1.0, 2.0], &[1.0, 2.0], 0.95), None);
        assert_eq!(bca(5.0, Vec::new(), &[], 0.95), None);
    }
}
