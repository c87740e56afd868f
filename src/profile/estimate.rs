//! Estimates of a whole source: the value of the sample and its bootstrap replicates in, a value and an interval out.

use crate::statistics::{Interval, mean, signless_zero};

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
        let defined: Vec<f64> = replicates.iter().copied().flatten().collect();
        let (Some(sample), Some(middle)) = (value, mean(&defined)) else {
            return Estimate { value, interval: None };
        };
        let moved = |place: &dyn Fn(f64) -> f64| {
            let enough = 2 * defined.len() >= replicates.len();
            let moved = defined.iter().map(|replicate| place(*replicate)).collect();
            Interval::percentile(moved, confidence).filter(|_| enough)
        };
        match self {
            IntervalKind::Percentile => Estimate { value, interval: moved(&|replicate| replicate) },
            IntervalKind::Centred => {
                Estimate { value, interval: moved(&|replicate| sample + (replicate - middle)) }
            }
            IntervalKind::Corrected => Estimate {
                value: Some(signless_zero(sample + (sample - middle))),
                interval: moved(&|replicate| sample + (sample - replicate)),
            },
        }
    }
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
    }

    #[test]
    fn without_enough_replicates_there_is_no_interval() {
        for replicates in [vec![], vec![None; 4], vec![Some(1.0), None, None]] {
            let estimate = IntervalKind::Percentile.estimate(Some(2.0), &replicates, 0.95);
            assert_eq!(estimate, Estimate { value: Some(2.0), interval: None });
        }
    }
}
