//! The planted term distribution: two exponents and a rank break go in, the probability of each rank comes out; and
//! the length of documents, whose distribution is log-normal.

use statrs::distribution::{ContinuousCDF, Normal};

use super::random::Random;
use super::settings::SourceParameters;

/// p(r) = C r^−α₁ for r ≤ b and C b^(α₂−α₁) r^−α₂ for b < r ≤ V, with C such that the sum is 1.
///
/// Gerlach and Altmann (2013), Stochastic model for the vocabulary growth in natural languages, eq. 2.
pub(super) fn double_power_law(source: &SourceParameters, rank_break: usize, vocabulary: usize) -> Vec<f64> {
    let (head, tail) = (source.zipf_head, source.zipf_tail);
    let joint = (rank_break as f64).powf(tail - head);
    let weight = |rank: usize| match rank <= rank_break {
        true => (rank as f64).powf(-head),
        false => joint * (rank as f64).powf(-tail),
    };
    let weights: Vec<f64> = (1..=vocabulary).map(weight).collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}

/// How much of a content's length its versions share: the correlation of the logarithms of twins' lengths.
const SHARED_LENGTH: f64 = 0.8;

/// The length of one version: m exp(σ z − σ²/2), rounded, at least the minimum, where z = √ρ c + √(1 − ρ) n mixes
/// the content's deviate c with one of the version's own.
pub(super) fn length(source: &SourceParameters, content: f64, random: &mut Random) -> usize {
    let deviate = SHARED_LENGTH.sqrt() * content + (1.0 - SHARED_LENGTH).sqrt() * random.normal();
    let spread = source.length_spread;
    let length = source.mean_length * (spread * deviate - spread * spread / 2.0).exp();
    (length.round() as usize).max(source.minimum_length)
}

/// The mean of [`length`], rounding and minimum included: min + Σ_{n ≥ min} P(length > n).
pub(super) fn mean_length(source: &SourceParameters) -> f64 {
    let (mean, spread) = (source.mean_length, source.length_spread);
    if spread == 0.0 {
        return mean.round().max(source.minimum_length as f64);
    }
    let normal = Normal::standard();
    let above = |n: usize| normal.sf((((n as f64 + 0.5) / mean).ln() + spread * spread / 2.0) / spread);
    source.minimum_length as f64
        + (source.minimum_length..).map(above).take_while(|p| *p > 1e-12).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn the_law_by_hand() {
        // b = 2, α₁ = 1, α₂ = 2: weights 1, 1/2, 2/9, 2/16; sum 133/72.
        let source = SourceParameters { zipf_head: 1.0, zipf_tail: 2.0, ..Default::default() };
        let law = double_power_law(&source, 2, 4);
        for (p, by_hand) in law.iter().zip([72.0 / 133.0, 36.0 / 133.0, 16.0 / 133.0, 9.0 / 133.0]) {
            assert_relative_eq!(*p, by_hand, epsilon = 1e-15);
        }
    }

    #[test]
    fn the_mean_length_is_that_of_the_draws() {
        for minimum_length in [20, 110] {
            let source = SourceParameters { minimum_length, ..Default::default() };
            let mut random = Random::new(3, 0);
            let n = 40_000;
            let total: usize = (0..n)
                .map(|_| {
                    let content = random.normal();
                    length(&source, content, &mut random)
                })
                .sum();
            let error = source.mean_length * source.length_spread / f64::from(n).sqrt();
            assert!((total as f64 / f64::from(n) - mean_length(&source)).abs() < 4.0 * error);
        }
        let constant = SourceParameters { length_spread: 0.0, ..Default::default() };
        assert_eq!(mean_length(&constant), 120.0);
    }
}
