//! Ranks and frequencies from independent halves of a source: frequencies of terms in; out come the frequencies in one
//! half by rank in the other, free of the bias of ranking by what is fitted.

use rand::{Rng, RngExt};

use super::RankedFrequencies;
use crate::statistics::stream;

/// A source whose tokens were dealt to two halves at random: f(r), the frequency in one half of the term of rank r in
/// the other, falling with r only on average.
///
/// A term of frequency f has Binomial(f, ½) tokens in the first half, the rest in the second. Where f itself is Poisson,
/// as of independent tokens, the two are independent, so that chance does not lift the terms that rank first. Terms of equal frequency in the
/// ranking half stand in random order. (Piantadosi 2014, "Zipf's word frequency law in natural language: a critical
/// review and future directions", Psychonomic Bulletin & Review 21, "An alternative plot")
#[derive(Debug, Clone, PartialEq)]
pub struct Halves {
    /// Of each term, its frequency in the first half and in the second.
    pairs: Vec<(u32, u32)>,
    /// The order of terms that are tied.
    order: Vec<u32>,
}

impl Halves {
    /// Splits the frequencies, with draws of `seed`.
    pub fn split(frequencies: &RankedFrequencies, seed: u64) -> Halves {
        let mut generator = stream(seed, 0);
        let pair = |frequency: &u32| {
            let first = fair_binomial(*frequency, &mut generator);
            (first, frequency - first)
        };
        let pairs = frequencies.frequencies().iter().map(pair).collect();
        let order = (0..frequencies.types()).map(|_| generator.random()).collect();
        Halves { pairs, order }
    }

    /// By rank in the first half, from the most frequent term to those that have `minimum` tokens there, the
    /// frequencies in the second half.
    pub fn ranked_by_first(&self, minimum: u32) -> Vec<u32> {
        self.ranked(minimum, |pair| pair)
    }

    /// The same with the halves exchanged.
    pub fn ranked_by_second(&self, minimum: u32) -> Vec<u32> {
        self.ranked(minimum, |(first, second)| (second, first))
    }

    fn ranked(&self, minimum: u32, turned: impl Fn((u32, u32)) -> (u32, u32)) -> Vec<u32> {
        let keys = self.pairs.iter().zip(&self.order).map(|(pair, order)| (turned(*pair), *order));
        let mut keys: Vec<(u32, u32, u32)> = keys
            .filter(|((ranking, _), _)| *ranking >= minimum)
            .map(|((ranking, counted), order)| (ranking, order, counted))
            .collect();
        keys.sort_unstable_by(|left, right| right.cmp(left));
        keys.into_iter().map(|(_, _, counted)| counted).collect()
    }
}

/// How many of `tokens` fair coins fall on one side, by counting the bits of random words.
fn fair_binomial(tokens: u32, generator: &mut impl Rng) -> u32 {
    let whole: u32 = (0..tokens / 64).map(|_| generator.next_u64().count_ones()).sum();
    match tokens % 64 {
        0 => whole,
        rest => whole + (generator.next_u64() >> (64 - rest)).count_ones(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_add_up_and_rank_each_other() {
        let frequencies = RankedFrequencies::new(&[1000, 300, 129, 64, 5, 5, 1]);
        let halves = Halves::split(&frequencies, 3);
        for ((first, second), whole) in halves.pairs.iter().zip(frequencies.frequencies()) {
            assert_eq!(first + second, *whole);
        }
        assert_eq!(halves, Halves::split(&frequencies, 3));
        let known = Halves { pairs: vec![(5, 4), (4, 6), (4, 1), (0, 2)], order: vec![0, 1, 2, 3] };
        // Ranks by the first half: 5, the tied 4s with the higher draw first, and 0 left out.
        assert_eq!(known.ranked_by_first(1), [4, 1, 6]);
        assert_eq!(known.ranked_by_second(2), [4, 5, 0]);
        assert!(Halves::split(&RankedFrequencies::new(&[]), 1).ranked_by_first(0).is_empty());
    }

    #[test]
    fn coins_are_fair() {
        let mut generator = stream(9, 0);
        for tokens in [1, 63, 64, 65, 1000] {
            let draws: Vec<f64> =
                (0..4000).map(|_| f64::from(fair_binomial(tokens, &mut generator))).collect();
            let mean = draws.iter().sum::<f64>() / 4000.0;
            let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 4000.0;
            let expected = f64::from(tokens) / 4.0;
            assert!((mean - 2.0 * expected).abs() < 4.0 * (expected / 4000.0).sqrt(), "{tokens}: {mean}");
            assert!((variance / expected - 1.0).abs() < 0.12, "{tokens}: {variance}");
        }
    }
}
