//! Seeded draws: a seed and the purpose of the draws go in; numbers come out that are the same on every machine.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

/// A stream of draws of its own for each purpose, so that one more draw here changes nothing there.
#[derive(Clone)]
pub(super) struct Random(Pcg64);

impl Random {
    /// The stream of `purpose` under `seed`.
    pub(super) fn new(seed: u64, purpose: u64) -> Self {
        let mut generator = Pcg64::seed_from_u64(seed);
        let key = generator.next_u64();
        Random(Pcg64::seed_from_u64(key ^ purpose.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
    }

    /// A number of [0, 1), of 53 random bits.
    pub(super) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True with this probability.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// A whole number below `end`, which is above 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.0.next_u64()) * end as u128) >> 64) as usize
    }

    /// A standard normal deviate (Box and Muller 1958).
    pub(super) fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.unit()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.unit()).cos()
    }

    /// Puts items in random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.below(end + 1));
        }
    }
}

/// Draws positions with given weights.
pub(super) struct CumulativeTable(Vec<f64>);

impl CumulativeTable {
    /// A table of weights, none below 0; `None` where their sum is 0.
    pub(super) fn new(weights: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sum = 0.0;
        let cumulative: Vec<f64> = weights
            .into_iter()
            .map(|weight| {
                sum += weight;
                sum
            })
            .collect();
        (sum > 0.0).then_some(CumulativeTable(cumulative))
    }

    /// The sum of the weights.
    pub(super) fn total(&self) -> f64 {
        self.0.last().copied().unwrap_or(0.0)
    }

    /// A position, with probability weight ÷ sum.
    pub(super) fn draw(&self, random: &mut Random) -> usize {
        let point = random.unit() * self.total();
        self.0.partition_point(|cumulative| *cumulative <= point).min(self.0.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_depend_on_seed_and_purpose_and_never_change() {
        let first = |seed, purpose| Random::new(seed, purpose).below(1_000_000);
        assert_eq!(first(42, 1), first(42, 1));
        assert_ne!(first(42, 1), first(42, 2));
        assert_ne!(first(42, 1), first(43, 1));
    }

    #[test]
    fn draws_have_their_moments() {
        let mut random = Random::new(7, 0);
        let n = 100_000;
        let normal: Vec<f64> = (0..n).map(|_| random.normal()).collect();
        let mean = normal.iter().sum::<f64>() / n as f64;
        let variance = normal.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n as f64;
        assert!(mean.abs() < 0.015 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
        let table = CumulativeTable::new([1.0, 0.0, 3.0]).unwrap();
        let drawn: Vec<usize> = (0..n).map(|_| table.draw(&mut random)).collect();
        let share = |of| drawn.iter().filter(|position| **position == of).count() as f64 / n as f64;
        assert!((share(0) - 0.25).abs() < 0.01 && share(1) == 0.0, "{}", share(0));
        assert!(CumulativeTable::new([0.0]).is_none());
        let mut items: Vec<usize> = (0..10).collect();
        random.shuffle(&mut items);
        items.sort_unstable();
        assert_eq!(items, (0..10).collect::<Vec<_>>());
    }
}
