//! Means over queries with their uncertainty: one value per query in, mean, interval and p-value out.

use super::BiasSettings;
use crate::statistics::{Interval, mean, signless_zero};

/// A mean over queries.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// The mean; `None` over no queries.
    pub value: Option<f64>,
    /// Its percentile interval over resampled queries; `None` for fewer than two.
    pub interval: Option<Interval>,
    /// Two-sided p of "the mean is 0", by flipping signs; `None` over no queries, or where that is no question.
    pub p_value: Option<f64>,
    /// The number of queries.
    pub queries: u64,
}

impl Estimate {
    /// The lower end of the interval.
    pub fn low(&self) -> Option<f64> {
        self.interval.map(|interval| interval.low)
    }

    /// The upper end of the interval.
    pub fn high(&self) -> Option<f64> {
        self.interval.map(|interval| interval.high)
    }

    /// The estimate of the negated values.
    pub fn negated(&self) -> Estimate {
        let negated = |value: f64| signless_zero(-value);
        let interval = self.interval.map(|one| Interval { low: negated(one.high), high: negated(one.low) });
        Estimate { value: self.value.map(negated), interval, ..*self }
    }
}

/// The estimate of each column of values per query.
pub(super) fn estimates(columns: &[Vec<f64>], settings: &BiasSettings) -> Vec<Estimate> {
    let p_values = settings.test().p_values(columns);
    let untested = untested_estimates(columns, settings);
    untested.into_iter().zip(p_values).map(|(estimate, p_value)| Estimate { p_value, ..estimate }).collect()
}

/// [`estimates`] without tests, for means of which nobody expects that they are 0.
pub(super) fn untested_estimates(columns: &[Vec<f64>], settings: &BiasSettings) -> Vec<Estimate> {
    let intervals = settings.resampling().mean_intervals(columns);
    let estimate = |(values, interval): (&Vec<f64>, Option<Interval>)| Estimate {
        value: mean(values).map(signless_zero),
        interval,
        p_value: None,
        queries: values.len() as u64,
    };
    columns.iter().zip(intervals).map(estimate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_three_queries() {
        let found = estimates(&[vec![1.0, 2.0, 3.0], Vec::new(), vec![0.0, 0.0]], &BiasSettings::default());
        assert_eq!((found[0].value, found[0].p_value, found[0].queries), (Some(2.0), Some(0.25), 3));
        assert_eq!(found[1], Estimate::default());
        assert_eq!((found[2].value, found[2].low(), found[2].high()), (Some(0.0), Some(0.0), Some(0.0)));
        assert_eq!(found[2].p_value, Some(1.0));
        let negated = found[0].negated();
        assert_eq!((negated.value, negated.low()), (Some(-2.0), found[0].high().map(|high| -high)));
    }
}
