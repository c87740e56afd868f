//! How many units an interval needs, since fewer can never be sure, and how much wider few units make it.

use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// The least number of units n with 2 ÷ 2ⁿ ≤ 1 − `confidence`, and never fewer than two: 6 for 0.95, 8 for 0.99.
///
/// 2 ÷ 2ⁿ is the least p-value of a two-sided sign test of n units, when all are on one side. Where even that is above
/// 1 − `confidence`, no order of the units is surprising enough to exclude a value, and a percentile interval, which fewer units
/// make ever narrower than it claims to be, is none.
///
/// ```
/// use sourcebias::statistics::fewest_units;
/// assert_eq!((fewest_units(0.9), fewest_units(0.95), fewest_units(0.99)), (5, 6, 8));
/// ```
pub fn fewest_units(confidence: f64) -> usize {
    let doubt = 1.0 - confidence;
    let mut units = 2;
    let mut least = 0.5;
    // Ends where `least` is 0 at the latest, even for a confidence of 1.
    while least > doubt && least > 0.0 {
        units += 1;
        least /= 2.0;
    }
    units
}

/// Whether so many units (queries, or clusters of them) are enough for an interval of this confidence, in 0..1: whether they are at
/// least [`fewest_units`].
///
/// ```
/// use sourcebias::statistics::enough_units;
/// assert!(enough_units(6, 0.95) && !enough_units(5, 0.95));
/// ```
pub fn enough_units(units: usize, confidence: f64) -> bool {
    units >= fewest_units(confidence)
}

/// By how much the ends of a percentile interval over n units are put further from the value: t₁₋α⁄₂ √(n ÷ (n − 1)) ÷ z₁₋α⁄₂, with
/// α = 1 − `confidence`, t the quantile of Student's law with n − 1 degrees of freedom and z the normal one; at least 1, and `None` for
/// fewer than [`fewest_units`].
///
/// Replicates of a mean vary as if the deviation were known and √((n − 1) ÷ n) as much, so that a percentile interval is too narrow
/// by this factor: 1.44 for 6 units at 0.95, 1.06 for 30, 1.01 for 200. (Hesterberg 2015, What teachers should know about the bootstrap,
/// §4.2, who widens by quantiles and not by distances)
///
/// ```
/// use sourcebias::statistics::expansion;
/// // t of 5 degrees of freedom is 2.5706, z is 1.9600.
/// assert!((expansion(6, 0.95).unwrap() - 2.570_582 / 1.959_964 * 1.2_f64.sqrt()).abs() < 1e-5);
/// assert_eq!(expansion(5, 0.95), None);
/// ```
pub fn expansion(units: usize, confidence: f64) -> Option<f64> {
    if !enough_units(units, confidence) {
        return None;
    }
    let (degrees, share) = ((units - 1) as f64, 0.5 + confidence / 2.0);
    let student = StudentsT::new(0.0, 1.0, degrees).ok()?.inverse_cdf(share);
    let factor = student / Normal::standard().inverse_cdf(share) * (units as f64 / degrees).sqrt();
    Some(if factor.is_finite() { factor.max(1.0) } else { 1.0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_least_number_at_which_a_sign_test_can_reach_the_level() {
        // By hand: 2 ÷ 2ⁿ is .5, .25, .125, .0625, .03125, .015625, .0078125, .00390625, .001953125 for n from 2 to 10.
        for (confidence, fewest) in [
            (0.5, 2),
            (0.51, 3),
            (0.75, 3),
            (0.8, 4),
            (0.9, 5),
            (0.93, 5),
            (0.95, 6),
            (0.97, 7),
            (0.99, 8),
            (0.998, 10),
        ] {
            assert_eq!(fewest_units(confidence), fewest, "{confidence}");
            assert!(enough_units(fewest, confidence) && !enough_units(fewest - 1, confidence));
        }
    }

    #[test]
    fn one_unit_is_never_enough_and_no_confidence_loops_for_ever() {
        for confidence in [0.0, 0.01, 0.3] {
            assert_eq!(fewest_units(confidence), 2);
        }
        for confidence in [1.0, 2.0, f64::NAN] {
            assert!(!enough_units(1, confidence));
        }
        assert!(!enough_units(1000, 1.0));
    }

    #[test]
    fn few_units_widen_and_many_do_not() {
        // scipy 1.17: stats.t.ppf(.975, n - 1) / stats.norm.ppf(.975) * sqrt(n / (n - 1)).
        for (units, factor) in [(6, 1.436_726), (10, 1.216_616), (30, 1.061_343), (323, 1.005_330)] {
            let found = expansion(units, 0.95).unwrap();
            assert!((found - factor).abs() < 1e-5, "{units}: {found}");
        }
        assert!(expansion(1_000_000, 0.95).unwrap() < 1.000_01);
        assert!(expansion(4, 0.8).unwrap() > expansion(5, 0.8).unwrap());
    }
}
