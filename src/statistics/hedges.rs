//! Hedges' g: two samples in, their standardised mean difference out.

use super::{mean, sample_variance};

/// Hedges' g = J·(x̄ − ȳ) ÷ s with s² the pooled variance and J = 1 − 3 ÷ (4(n₁ + n₂) − 9), the correction for small
/// samples. `None` where a sample has fewer than two values or both are constant. (Hedges 1981)
pub fn hedges_g(x: &[f64], y: &[f64]) -> Option<f64> {
    let (x_freedom, y_freedom) = (x.len() as f64 - 1.0, y.len() as f64 - 1.0);
    let squares = sample_variance(x)? * x_freedom + sample_variance(y)? * y_freedom;
    let pooled = (squares / (x_freedom + y_freedom)).sqrt();
    let correction = 1.0 - 3.0 / (4.0 * (x.len() + y.len()) as f64 - 9.0);
    // What is left of equal values is their rounding.
    let size = x.iter().chain(y).fold(0.0, |size: f64, value| size.max(value.abs()));
    (pooled > 1e-12 * size).then_some(correction * (mean(x)? - mean(y)?) / pooled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rounding_of_equal_values_is_no_spread() {
        let x: Vec<f64> = (1..=7).map(|i| (0.1 * f64::from(i)) / f64::from(i)).collect();
        assert_eq!(hedges_g(&x, &[0.3; 7]), None);
        assert_eq!(hedges_g(&[0.0, 0.0], &[0.0, 0.0]), None);
    }

    #[test]
    fn two_samples_of_three_by_hand() {
        // variances 1 and 1, means 3 and 2, J = 1 − 3/15
        assert_eq!(hedges_g(&[2.0, 3.0, 4.0], &[1.0, 2.0, 3.0]), Some(0.8));
        assert_eq!(hedges_g(&[2.0, 2.0], &[1.0, 1.0]), None);
        assert_eq!(hedges_g(&[2.0], &[1.0, 3.0]), None);
    }
}
