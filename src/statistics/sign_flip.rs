//! The paired sign-flip test: differences of pairs in, a two-sided p-value of their mean out.

use std::ops::Range;

use rayon::prelude::*;

use super::kept_draws::by_length;
use super::signed_sums::{Tables, WORD, draw, patterns_at_once};
use super::stream;

/// The sign-flip (paired randomisation) test. Under the hypothesis that the two members of each pair are exchangeable,
/// every pattern of signs of the differences is equally likely; p is the share of patterns whose |mean| is at least
/// the observed one.
///
/// Zero differences carry no sign and are left out. With up to 20 others all patterns are gone through and p is exact;
/// beyond that p = (1 + count) ÷ (B + 1) over B random patterns. Sums that are equal but for rounding count as equal.
/// (Fisher 1935; Smucker, Allan & Carterette 2007; Phipson & Smyth 2010 for the added 1)
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SignFlip {
    /// How many random patterns, B, where they are not all gone through.
    pub flips: usize,
    /// The seed of all patterns.
    pub seed: u64,
}

/// Up to this many differences every pattern is gone through.
pub(super) const EXACT: usize = 20;
/// How many columns are summed with the same coins: more take fewer of them, fewer need less memory.
const COLUMNS_AT_ONCE: usize = 256;

impl SignFlip {
    /// The p-value of each column of differences; 1 where all are zero, `None` where there are none, one is infinite or NaN, or
    /// random patterns would be needed and there are none.
    ///
    /// ```
    /// use sourcebias::statistics::SignFlip;
    /// // Of the 8 patterns of signs only +++ and −−− reach |1 + 2 + 3|.
    /// let test = SignFlip { flips: 10_000, seed: 42 };
    /// assert_eq!(test.p_values(&[[1.0, 2.0, 3.0]]), [Some(0.25)]);
    /// ```
    pub fn p_values<V: AsRef<[f64]>>(&self, columns: &[V]) -> Vec<Option<f64>> {
        // No sum reaches NaN, and counting them would give the least p-value of all.
        let defined = |column: &V| column.as_ref().iter().all(|value| value.is_finite());
        let signed = |column: &V| match defined(column) {
            true => column.as_ref().iter().copied().filter(|value| *value != 0.0).collect(),
            false => Vec::new(),
        };
        let differences: Vec<Vec<f64>> = columns.iter().map(signed).collect();
        let mut p_values = vec![None; columns.len()];
        for (pairs, places) in by_length(&differences) {
            for places in places.chunks(COLUMNS_AT_ONCE) {
                if pairs > EXACT && self.flips == 0 {
                    continue;
                }
                let found: Vec<f64> = if pairs <= EXACT {
                    let exact = |place: &usize| {
                        share_of_patterns(&differences[*place], threshold(&differences[*place]))
                    };
                    places.par_iter().map(exact).collect()
                } else {
                    self.sampled(&differences, places, pairs)
                };
                let asked = |place: usize| !columns[place].as_ref().is_empty() && defined(&columns[place]);
                let known = places.iter().zip(found).filter(|(place, _)| asked(**place));
                known.for_each(|(place, p)| p_values[*place] = Some(p));
            }
        }
        p_values
    }

    /// p-values of the columns at `places`, all of `pairs` differences, from the same random patterns.
    fn sampled(&self, differences: &[Vec<f64>], places: &[usize], pairs: usize) -> Vec<f64> {
        let columns: Vec<&[f64]> = places.iter().map(|place| &differences[*place][..]).collect();
        let thresholds: Vec<f64> = columns.iter().map(|column| threshold(column)).collect();
        let at_once = patterns_at_once(self.flips, columns.len());
        let reached = |mut counts: Vec<u64>, block: usize| {
            let first = block * at_once;
            let patterns = at_once.min(self.flips - first);
            let sums = self.sums(&columns, pairs, first..first + patterns);
            for ((count, least), sums) in counts.iter_mut().zip(&thresholds).zip(sums.chunks_exact(patterns))
            {
                *count += sums.iter().filter(|sum| sum.abs() >= *least).count() as u64;
            }
            counts
        };
        // Counts are whole numbers, so the order in which threads add them does not matter.
        let none = || vec![0_u64; places.len()];
        let add = |mut left: Vec<u64>, right: Vec<u64>| {
            left.iter_mut().zip(right).for_each(|(sum, count)| *sum += count);
            left
        };
        let blocks = (0..self.flips.div_ceil(at_once)).into_par_iter();
        let counts = blocks.fold(none, reached).reduce(none, add);
        counts.into_iter().map(|count| (1 + count) as f64 / (self.flips + 1) as f64).collect()
    }

    /// The sums of columns of `pairs` differences under some patterns, those of one column after the other: bit i of a
    /// pattern's stream turns the sign of pair i.
    fn sums(&self, columns: &[&[f64]], pairs: usize, patterns: Range<usize>) -> Vec<f64> {
        let mut generators: Vec<_> = patterns.map(|number| stream(self.seed, number as u64)).collect();
        let mut coins = vec![0; generators.len()];
        let mut sums = vec![0.0; columns.len() * coins.len()];
        let (mut tables, mut nothing) = (Tables::new(), vec![0.0; coins.len()]);
        for start in (0..pairs).step_by(WORD) {
            draw(&mut generators, &mut coins);
            for (sums, columns) in sums.chunks_mut(2 * coins.len()).zip(columns.chunks(2)) {
                let mut values = [[0.0; 2]; WORD];
                for (side, column) in columns.iter().enumerate() {
                    let some = &column[start..pairs.min(start + WORD)];
                    values.iter_mut().zip(some).for_each(|(values, value)| values[side] = *value);
                }
                let (left, right) = sums.split_at_mut(coins.len());
                let right = if columns.len() > 1 { right } else { &mut nothing[..] };
                tables.add(&values, &coins, [left, right]);
            }
        }
        sums
    }
}

/// The least |sum| that counts as reaching the observed one: rounding moves a sum of n numbers by up to n·ε·Σ|x|.
fn threshold(differences: &[f64]) -> f64 {
    let (sum, size) =
        differences.iter().fold((0.0, 0.0), |(sum, size), value| (sum + value, size + value.abs()));
    f64::abs(sum) - differences.len() as f64 * f64::EPSILON * size
}

/// The share of all patterns of signs whose |sum| is at least `least`: sums of either half, then all pairs of them.
pub(super) fn share_of_patterns(differences: &[f64], least: f64) -> f64 {
    let (left, right) = differences.split_at(differences.len() / 2);
    let (left, right) = (signed_sums(left), signed_sums(right));
    let reached = |first: &f64| right.iter().filter(|second| (first + **second).abs() >= least).count();
    let count: usize = left.iter().map(reached).sum();
    count as f64 / (left.len() * right.len()) as f64
}

/// The sums under all patterns of signs.
fn signed_sums(values: &[f64]) -> Vec<f64> {
    values
        .iter()
        .fold(vec![0.0], |sums, value| sums.iter().flat_map(|sum| [sum + value, sum - value]).collect())
}

#[cfg(test)]
mod tests {
    use rand::Rng;

    use super::*;

    const TEST: SignFlip = SignFlip { flips: 2000, seed: 5 };

    fn p_value(differences: &[f64]) -> Option<f64> {
        TEST.p_values(&[differences])[0]
    }

    #[test]
    fn equal_sums_count_in_spite_of_rounding() {
        // ±0.1 ± 0.2 ± 0.3: observed 0.0 as (0.1 + 0.2 − 0.3) is not exactly 0, yet every pattern reaches it.
        assert_eq!(p_value(&[0.1, 0.2, -0.3]), Some(1.0));
        // |0.1 + 0.2 + 0.3| is reached by two of eight patterns, in whatever order they are added.
        assert_eq!(p_value(&[0.3, 0.1, 0.2]), Some(0.25));
    }

    #[test]
    fn zeros_say_nothing() {
        assert_eq!(p_value(&[0.0; 40]), Some(1.0));
        assert_eq!(p_value(&[]), None);
        assert_eq!(p_value(&[1.0, 0.0, 2.0, -0.0, 3.0]), Some(0.25));
    }

    #[test]
    fn what_is_undefined_has_no_p_value() {
        for off in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for count in [3, 40] {
                let mut differences = vec![1.0; count];
                differences[1] = off;
                assert_eq!(TEST.p_values(&[differences, vec![1.0; 3]]), [None, Some(0.25)]);
            }
        }
    }

    #[test]
    fn sampling_comes_near_the_exact_value_and_never_to_zero() {
        let differences: Vec<f64> = (1..=20).map(|i| f64::from(i % 7) - 2.0).collect();
        let exact = p_value(&differences).unwrap();
        // Two further differences that hardly matter make the test sample.
        let longer: Vec<f64> = differences.iter().copied().chain([1e-9; 4]).collect();
        let sampled = p_value(&longer).unwrap();
        assert!((exact - sampled).abs() < 0.05, "{exact} {sampled}");
        assert_eq!(p_value(&[1.0; 60]), Some(1.0 / 2001.0));
    }

    /// The sum of a column under each pattern by its definition, pair by pair.
    fn plain_sums(column: &[f64], patterns: Range<usize>) -> Vec<f64> {
        let sum = |pattern: usize| {
            let (mut generator, mut sum, mut bits) = (stream(TEST.seed, pattern as u64), 0.0, 0);
            for (pair, difference) in column.iter().enumerate() {
                if pair % 64 == 0 {
                    bits = generator.next_u64();
                }
                sum += if bits >> (pair % 64) & 1 == 0 { *difference } else { -difference };
            }
            sum
        };
        patterns.map(sum).collect()
    }

    #[test]
    fn sums_are_those_of_adding_pair_by_pair() {
        // Whole numbers are added exactly in any order.
        let whole =
            |step: u32| -> Vec<f64> { (0..150_u32).map(|i| f64::from(i * step % 101) - 50.0).collect() };
        let third = |step: u32| -> Vec<f64> { whole(step).iter().map(|value| value / 3.0).collect() };
        let columns = [whole(37), whole(5), third(11)];
        let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        for patterns in [0..1, 0..24, 999_999..1_000_020] {
            let found = TEST.sums(&views, 150, patterns.clone());
            let mut found = found.chunks_exact(patterns.len());
            for column in &columns[..2] {
                assert_eq!(found.next().unwrap(), plain_sums(column, patterns.clone()));
            }
            for (found, plain) in found.next().unwrap().iter().zip(plain_sums(&columns[2], patterns)) {
                assert!((found - plain).abs() < 1e-11);
            }
        }
    }

    #[test]
    fn p_values_count_the_patterns_that_reach_the_observed_sum() {
        // More patterns than are summed together, and no multiple of how many these are; sums of few distinct differences,
        // many of which are equal to the observed one but for rounding.
        for flips in [21, 2 * 1024 + 5] {
            for divisor in [1.0, 3.0, 7.0] {
                let differences: Vec<f64> = (0..40).map(|i| (f64::from(i * i % 7) - 2.5) / divisor).collect();
                let plain = plain_sums(&differences, 0..flips);
                let reached = plain.iter().filter(|sum| sum.abs() >= threshold(&differences)).count();
                let test = SignFlip { flips, ..TEST };
                assert_eq!(test.p_values(&[differences]), [Some((1 + reached) as f64 / (flips + 1) as f64)]);
            }
        }
    }

    #[test]
    fn the_sign_of_all_differences_does_not_matter() {
        for count in [12_i32, 50] {
            let differences: Vec<f64> = (0..count).map(|i| f64::from((i * 37) % 11) - 4.3).collect();
            let negated: Vec<f64> = differences.iter().map(|value| -value).collect();
            assert_eq!(p_value(&differences), p_value(&negated));
        }
    }

    #[test]
    fn many_columns_at_once_are_as_one_by_one_on_any_threads() {
        let column = |count: i32| (0..count).map(|i| f64::from((i * i) % 13) - 5.0).collect::<Vec<f64>>();
        let columns = [column(50), column(8), column(50), Vec::new(), column(31)];
        let run = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| TEST.p_values(&columns))
        };
        let single: Vec<_> = columns.iter().map(|column| p_value(column)).collect();
        assert_eq!(run(1), single);
        assert_eq!(run(2), single);
    }
}
