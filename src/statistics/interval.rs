//! Intervals from replicates: bootstrap replicates in, two of their order statistics out.

use std::cmp::Ordering;

use super::{expansion, signless_zero};

/// An interval; `low <= high`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// The percentile interval: with B sorted replicates, α = 1 − `confidence` and k = ⌊(B + 1)·α/2⌋ (at least 1), the
    /// k-th smallest and the k-th largest of them. Without interpolation, so that negating every replicate negates
    /// and exchanges the ends exactly. `None` without replicates. (Efron & Tibshirani 1993, ch. 13)
    pub fn percentile(mut replicates: Vec<f64>, confidence: f64) -> Option<Interval> {
        let count = replicates.len();
        // The small addend keeps products such as 1000·0.025 from falling below the whole number that they are.
        let tail = ((count + 1) as f64 * ((1.0 - confidence) / 2.0) + 1e-9).floor() as usize;
        let tail = tail.clamp(1, count.max(1));
        if count == 0 {
            return None;
        }
        // Two places of the sorted replicates are all that is asked for.
        let (below, last) = (tail - 1, count - tail);
        let (smaller, last, larger) = replicates.select_nth_unstable_by(last, f64::total_cmp);
        let (at, last) = (smaller.len(), *last);
        let first = match below.cmp(&at) {
            Ordering::Less => *smaller.select_nth_unstable_by(below, f64::total_cmp).1,
            Ordering::Equal => last,
            Ordering::Greater => *larger.select_nth_unstable_by(below - at - 1, f64::total_cmp).1,
        };
        // Fewer than two replicates per tail can cross.
        Some(Interval { low: signless_zero(first.min(last)), high: signless_zero(first.max(last)) })
    }

    /// [`Interval::percentile`] of replicates of which some have no value. These could lie anywhere, and so each counts as beyond
    /// either end, which moves both ends outwards; `None` where they fill a tail.
    pub fn of_some(replicates: &[Option<f64>], confidence: f64) -> Option<Interval> {
        let mut known: Vec<f64> = replicates.iter().copied().flatten().collect();
        if known.is_empty() {
            return None;
        }
        let unknown = replicates.len() - known.len();
        known.extend(std::iter::repeat_n(f64::INFINITY, unknown));
        let high = Interval::percentile(known.clone(), confidence)?.high;
        known
            .iter_mut()
            .for_each(|value| *value = if value.is_finite() { *value } else { f64::NEG_INFINITY });
        let low = Interval::percentile(known, confidence)?.low;
        (low.is_finite() && high.is_finite()).then_some(Interval { low, high })
    }

    /// The interval of the negated quantity.
    pub fn negated(self) -> Interval {
        Interval { low: signless_zero(-self.high), high: signless_zero(-self.low) }
    }

    /// The same interval with the distances of its ends from `value` times `factor`. An end that differs from the value by
    /// the rounding of sums alone is the value, so that where nothing varies the value does not lie outside.
    pub fn spread_about(self, value: f64, factor: f64) -> Interval {
        let rounding = 1e-12 * self.low.abs().max(self.high.abs()).max(value.abs());
        let moved = |end: f64| match end {
            end if (end - value).abs() <= rounding => value,
            end if factor == 1.0 => end,
            end => signless_zero(value + (end - value) * factor),
        };
        Interval { low: moved(self.low), high: moved(self.high) }
    }

    /// The same interval with its ends put further from `value` by the [`expansion`] for so many units; `None` where they are too few.
    pub fn widened_for(self, value: f64, units: usize, confidence: f64) -> Option<Interval> {
        Some(self.spread_about(value, expansion(units, confidence)?))
    }

    /// Whether the whole interval lies strictly between `-margin` and `margin`.
    pub fn lies_within(&self, margin: f64) -> bool {
        self.low > -margin && self.high < margin
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ends_are_those_of_the_sorted_replicates(values in prop::collection::vec(-9_i32..9, 1..70), level in 1_u32..100) {
            let replicates: Vec<f64> = values.iter().map(|value| f64::from(*value) / 7.0).collect();
            let confidence = f64::from(level) / 100.0;
            let mut sorted = replicates.clone();
            sorted.sort_by(f64::total_cmp);
            let tail = ((sorted.len() + 1) as f64 * ((1.0 - confidence) / 2.0) + 1e-9).floor() as usize;
            let tail = tail.clamp(1, sorted.len());
            let ends = [sorted[tail - 1], sorted[sorted.len() - tail]];
            let plain = Interval { low: ends[0].min(ends[1]), high: ends[0].max(ends[1]) };
            prop_assert_eq!(Interval::percentile(replicates, confidence), Some(plain));
        }
    }

    #[test]
    fn of_39_replicates_95_percent_is_the_extremes() {
        // k = ⌊40 · 0.025⌋ = 1
        let replicates: Vec<f64> = (1..=39).map(f64::from).collect();
        assert_eq!(Interval::percentile(replicates, 0.95), Some(Interval { low: 1.0, high: 39.0 }));
    }

    #[test]
    fn of_9999_replicates_95_percent_leaves_249_on_either_side() {
        let replicates: Vec<f64> = (1..=9999).rev().map(f64::from).collect();
        assert_eq!(Interval::percentile(replicates, 0.95), Some(Interval { low: 250.0, high: 9750.0 }));
    }

    #[test]
    fn negating_the_replicates_negates_the_interval() {
        let replicates: Vec<f64> = (0..1000).map(|i| f64::from(i * i % 977) / 7.0 - 31.0).collect();
        let there = Interval::percentile(replicates.clone(), 0.9).unwrap();
        let back = Interval::percentile(replicates.iter().map(|value| -value).collect(), 0.9).unwrap();
        assert_eq!((back.low, back.high), (-there.high, -there.low));
    }

    #[test]
    fn what_has_no_value_counts_as_beyond_either_end() {
        // Of 79 the second of either end is at 95 %; one without a value makes it the first, two leave none.
        let replicates = |unknown: usize| -> Vec<Option<f64>> {
            (0..79).map(|place| (place >= unknown).then_some(place as f64)).collect()
        };
        let ends =
            |unknown| Interval::of_some(&replicates(unknown), 0.95).map(|found| (found.low, found.high));
        assert_eq!([0, 1, 2, 79].map(ends), [Some((1.0, 77.0)), Some((1.0, 78.0)), None, None]);
        assert_eq!(Interval::of_some(&[], 0.95), None);
    }

    #[test]
    fn of_nothing_is_undefined() {
        assert_eq!(Interval::percentile(Vec::new(), 0.95), None);
    }
}
