//! Whether frequencies may come from a power law: frequencies and their fitted law in, the share of samples of the law
//! that lie as far from their own fits out.

use rand::{Rng, RngExt};
use rayon::prelude::*;

use super::discrete_power_law::Spectrum;
use super::power_sums::unbounded_power_sums;
use super::{DiscretePowerLaw, RankedFrequencies};
use crate::statistics::stream;

/// The p-value of the power law with the f_min of least distance: p = (1 + count) ÷ (B + 1), where count is how many of
/// B samples lie at least as far from their own fit. A small p speaks against the law; the authors rule it out at
/// p ≤ 0.1. `None` without replicates or without a law.
///
/// Each sample has as many terms as the source: with probability n/V one from the fitted law (n of the V terms have at
/// least f_min), otherwise one of the rarer terms, drawn with replacement; f_min and α are fitted again. (Clauset,
/// Shalizi & Newman 2009, §4.1; their p is count ÷ B)
pub fn goodness_of_fit(frequencies: &RankedFrequencies, replicates: u32, seed: u64) -> Option<f64> {
    let law = DiscretePowerLaw::fit(frequencies).filter(|_| replicates > 0)?;
    let sampler = Sampler::new(frequencies.frequencies(), law);
    let as_far = |replicate: &u32| {
        let mut generator = stream(seed, u64::from(*replicate));
        let mut sample: Vec<u32> = (0..frequencies.types()).map(|_| sampler.draw(&mut generator)).collect();
        sample.sort_unstable_by(|left, right| right.cmp(left));
        Spectrum::new(&sample).fit().is_some_and(|fit| fit.distance >= law.distance)
    };
    let count = (0..replicates).into_par_iter().filter(as_far).count();
    Some((1 + count) as f64 / (f64::from(replicates) + 1.0))
}

/// Frequencies up to this multiple of f_min, and at least so many, have their share tabulated.
const TABULATED: u32 = 4096;

struct Sampler<'a> {
    frequencies: &'a [u32],
    law: DiscretePowerLaw,
    origin: f64,
    total: f64,
    /// The law's share at or above f_min, f_min + 1, …
    shares: Vec<f64>,
}

impl<'a> Sampler<'a> {
    fn new(frequencies: &'a [u32], law: DiscretePowerLaw) -> Self {
        let origin = f64::from(law.minimum).ln();
        let total = unbounded_power_sums(law.exponent, origin, law.minimum)[0];
        let mut sampler = Sampler { frequencies, law, origin, total, shares: Vec::new() };
        let last = law.minimum.saturating_add(TABULATED);
        sampler.shares = (law.minimum..=last).map(|frequency| sampler.share(frequency)).collect();
        sampler
    }

    /// The law's share at or above a frequency.
    fn share(&self, frequency: u32) -> f64 {
        unbounded_power_sums(self.law.exponent, self.origin, frequency)[0] / self.total
    }

    fn draw(&self, generator: &mut impl Rng) -> u32 {
        // Any term of the source: one of the law's stands for the law, a rarer one for itself.
        let term = self.frequencies[generator.random_range(0..self.frequencies.len())];
        if term < self.law.minimum { term } else { self.of_law(1.0 - generator.random::<f64>()) }
    }

    /// The greatest frequency with a share of at least `uniform`, in 0..1: ends are doubled, then halved.
    fn of_law(&self, uniform: f64) -> u32 {
        let place = self.shares.partition_point(|share| *share >= uniform);
        if place < self.shares.len() {
            return self.law.minimum + (place.max(1) - 1) as u32;
        }
        let mut low = self.law.minimum.saturating_add(TABULATED);
        let mut high = low.saturating_mul(2);
        while high < u32::MAX && self.share(high) >= uniform {
            (low, high) = (high, high.saturating_mul(2));
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if self.share(middle) >= uniform { low = middle } else { high = middle }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `terms` frequencies of a power law from `minimum` on.
    fn sample(exponent: f64, minimum: u32, terms: usize, seed: u64) -> Vec<u32> {
        let law = DiscretePowerLaw { exponent, minimum, terms: 0, distance: 0.0, log_likelihood: 0.0 };
        let sampler = Sampler::new(&[u32::MAX], law);
        let mut generator = stream(seed, 0);
        (0..terms).map(|_| sampler.draw(&mut generator)).collect()
    }

    #[test]
    fn draws_follow_the_law() {
        let drawn = sample(1.6, 3, 40_000, 1);
        let total = unbounded_power_sums(1.6, 0.0, 3)[0];
        for frequency in [3, 4, 10, 100, 5000, 30_000] {
            let share = drawn.iter().filter(|one| **one >= frequency).count() as f64 / 40_000.0;
            let law = unbounded_power_sums(1.6, 0.0, frequency)[0] / total;
            let error = (law * (1.0 - law) / 40_000.0).sqrt();
            assert!((share - law).abs() <= 4.0 * error, "{frequency}: {share} {law}");
        }
        let found = DiscretePowerLaw::fit_at(&RankedFrequencies::new(&drawn), 3).unwrap();
        assert!((found.exponent - 1.6).abs() < 0.015, "{found:?}");
    }

    #[test]
    fn the_law_is_kept_and_another_ruled_out() {
        let lawful = RankedFrequencies::new(&sample(2.2, 2, 2000, 5));
        let p = goodness_of_fit(&lawful, 99, 7).unwrap();
        assert!(p > 0.1, "{p}");
        assert_eq!(goodness_of_fit(&lawful, 99, 7), Some(p));
        // Three frequencies alike: no law is near, whatever its minimum.
        let other = RankedFrequencies::new(&[[10; 500], [20; 500], [30; 500]].concat());
        assert_eq!(goodness_of_fit(&other, 99, 7), Some(0.01));
        assert_eq!(goodness_of_fit(&other, 0, 7), None);
        assert_eq!(goodness_of_fit(&RankedFrequencies::new(&[]), 9, 7), None);
    }
}
