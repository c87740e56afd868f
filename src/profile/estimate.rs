//! Estimates of a whole source: the value of the sample and its bootstrap replicates in, a value and an interval out.

use crate::statistics::{Interval, signless_zero};

/// How a value of a whole source gets its interval from bootstrap replicates over documents.
///
/// What counts types or ranks them is biased: ranks are taken from the sample that they are fitted on, and a
/// resampled source has fewer types than the source. A plain percentile interval has that bias twice and can miss both
/// the truth and the value itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalKind {
    /// The percentile interval around the value of the sample.
    Percentile,
    /// The value of the sample, and the spread of the replicates moved to it: θ̂ + (q − mean θ*). It says how much the
    /// value varies between samples of this size, and nothing of what a larger sample would give.
    Centred,
    /// Bias taken off: the value is 2θ̂ − mean θ*, and the interval the basic one, from 2θ̂ − q(1 − α/2) to
    /// 2θ̂ − q(α/2). For estimates of something outside the sample. (Efron & Tibshirani 1993, §10.6; Davison & Hinkley
    /// 1997, "Bootstrap Methods and their Application", eq. 5.6)
    Corrected,
    /// No interval and no test: where replicates do not vary as the value does between samples.
    Withheld,
}

/// A value with its interval.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Estimate {
    pub(super) value: Option<f64>,
    pub(super) interval: Option<Interval>,
}

impl IntervalKind {
    /// The estimate from the value of the sample and those replicates that have one; no interval where fewer than half
    /// of the replicates have one, or there are none.
    pub(super) fn estimate(
        self,
        value: Option<f64>,
        replicates: &[Option<f64>],
        confidence: f64,
    ) -> Estimate {
        let Some((sample, middle, places)) = self.places(value, replicates) else {
            return Estimate { value, interval: None };
        };
        let value = match self {
            IntervalKind::Corrected => signless_zero(sample + (sample - middle)),
            _ => sample,
        };
        Estimate { value: Some(value), interval: Interval::percentile(places, confidence) }
    }

    /// The two-sided p-value of a difference being 0, by turning its interval round: twice the smaller share of the
    /// interval's places on either side of 0, p = 2 (1 + count) ÷ (B + 1), at most 1. So p is at most α where the
    /// interval of confidence 1 − α leaves 0 out. `None` where there is no interval. (Davison & Hinkley 1997, §4.4)
    pub(super) fn p_value(self, difference: Option<f64>, replicates: &[Option<f64>]) -> Option<f64> {
        let (_, _, places) = self.places(difference, replicates)?;
        let below = places.iter().filter(|place| **place <= 0.0).count();
        let above = places.iter().filter(|place| **place >= 0.0).count();
        let share = (1 + below.min(above)) as f64 / (1 + places.len()) as f64;
        Some((2.0 * share).min(1.0))
    }

    /// The value of the sample, the mean of the replicates, and where each replicate puts the truth.
    fn places(self, value: Option<f64>, replicates: &[Option<f64>]) -> Option<(f64, f64, Vec<f64>)> {
        let defined: Vec<f64> = replicates.iter().copied().flatten().collect();
        let (sample, middle) = (value?, balanced_mean(&defined)?);
        let place = |replicate: f64| match self {
            IntervalKind::Percentile => Some(replicate),
            IntervalKind::Centred => Some(sample + (replicate - middle)),
            IntervalKind::Corrected => Some(sample + (sample - replicate)),
            IntervalKind::Withheld => None,
        };
        let places = defined.iter().map(|replicate| place(*replicate)).collect::<Option<_>>()?;
        (2 * defined.len() >= replicates.len()).then_some((sample, middle, places))
    }
}

/// The mean, from the sum of the values above 0 and that of those below, each in order of size: it does not depend on the
/// order of the values, turns its sign exactly when all of them do, and is exactly 0 of values symmetric around 0.
fn balanced_mean(values: &[f64]) -> Option<f64> {
    let sum = |sign: f64| {
        let mut sizes: Vec<f64> =
            values.iter().map(|value| sign * value).filter(|value| *value > 0.0).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        sizes.iter().sum::<f64>()
    };
    (!values.is_empty()).then(|| (sum(1.0) - sum(-1.0)) / values.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_kinds_of_a_biased_value() {
        // Replicates 1..=39 around 20, the sample at 30: 95 % of 39 are their extremes.
        let replicates: Vec<Option<f64>> = (1..=39).map(|value| Some(f64::from(value))).collect();
        let of = |kind: IntervalKind| {
            let Estimate { value, interval } = kind.estimate(Some(30.0), &replicates, 0.95);
            let interval = interval.unwrap();
            (value.unwrap(), interval.low, interval.high)
        };
        assert_eq!(of(IntervalKind::Percentile), (30.0, 1.0, 39.0));
        assert_eq!(of(IntervalKind::Centred), (30.0, 11.0, 49.0));
        assert_eq!(of(IntervalKind::Corrected), (40.0, 21.0, 59.0));
        let withheld = IntervalKind::Withheld.estimate(Some(30.0), &replicates, 0.95);
        assert_eq!(withheld, Estimate { value: Some(30.0), interval: None });
        assert_eq!(IntervalKind::Withheld.p_value(Some(30.0), &replicates), None);
    }

    #[test]
    fn a_p_value_agrees_with_its_interval() {
        let replicates: Vec<Option<f64>> = (1..=39).map(|value| Some(f64::from(value))).collect();
        let p = |kind: IntervalKind, difference| kind.p_value(Some(difference), &replicates);
        // No place at or below 0: 2 · 1/40. Corrected from 10, places run from −19 to 19, 20 of them on either side.
        assert_eq!(p(IntervalKind::Percentile, 20.0), Some(0.05));
        assert_eq!(p(IntervalKind::Corrected, 10.0), Some(1.0));
        assert_eq!(p(IntervalKind::Corrected, 20.0), Some(0.05));
        assert_eq!(IntervalKind::Corrected.p_value(Some(0.0), &[Some(0.0); 9]), Some(1.0));
        assert_eq!(IntervalKind::Corrected.p_value(Some(1.0), &[]), None);
    }

    #[test]
    fn a_mean_knows_neither_order_nor_sign() {
        let values: Vec<f64> = (0..50).map(|i| f64::from(i * i % 37) / 7.0 - 2.0).collect();
        let turned: Vec<f64> = values.iter().rev().map(|value| -value).collect();
        let middle = balanced_mean(&values).unwrap();
        assert!((middle - values.iter().sum::<f64>() / 50.0).abs() < 1e-14);
        assert_eq!(balanced_mean(&turned), Some(-middle));
        assert_eq!(balanced_mean(&[values, turned].concat()), Some(0.0));
        assert_eq!(balanced_mean(&[]), None);
    }

    #[test]
    fn without_enough_replicates_there_is_no_interval() {
        for replicates in [vec![], vec![None; 4], vec![Some(1.0), None, None]] {
            let estimate = IntervalKind::Percentile.estimate(Some(2.0), &replicates, 0.95);
            assert_eq!(estimate, Estimate { value: Some(2.0), interval: None });
        }
    }
}
