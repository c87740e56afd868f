//! Intervals of Relative Δ: its replicates in, the interval out where they can tell one.

use crate::statistics::Interval;

/// The percentile interval of replicates of Relative Δ, of which those without a value count as beyond either end. None where one
/// source gets all of every replicate: that the other one never gets anything is no proof that it never would.
pub(in crate::bias) fn interval_of_deltas(replicates: &[Option<f64>], confidence: f64) -> Option<Interval> {
    let interval = Interval::of_some(replicates, confidence)?;
    let one_sided = interval.low == interval.high && interval.low.abs() == 200.0;
    (!one_sided).then_some(interval)
}

/// An interval of Relative Δ with the distances of its ends from `value` times `factor`, and no end beyond what Relative Δ can be.
pub(in crate::bias) fn widened(interval: Interval, value: f64, factor: f64) -> Interval {
    let wide = interval.spread_about(value, factor);
    Interval { low: wide.low.max(-200.0), high: wide.high.min(200.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_needs_replicates_that_vary_and_have_a_value() {
        let replicates = |of: &dyn Fn(usize) -> Option<f64>| (0..199).map(of).collect::<Vec<_>>();
        // One source gets all, always; or in all replicates but one.
        assert_eq!(interval_of_deltas(&replicates(&|_| Some(-200.0)), 0.95), None);
        assert_eq!(
            interval_of_deltas(&replicates(&|_| Some(0.0)), 0.95),
            Some(Interval { low: 0.0, high: 0.0 })
        );
        let some = |place: usize| (place > 3).then_some(place as f64);
        // Four have no value: the fifth of either end becomes the first.
        assert_eq!(interval_of_deltas(&replicates(&some), 0.95), Some(Interval { low: 4.0, high: 198.0 }));
        assert_eq!(interval_of_deltas(&replicates(&|place| some(place).filter(|_| place > 4)), 0.95), None);
        let wide = Interval { low: -150.0, high: 100.0 };
        assert_eq!(widened(wide, 0.0, 1.5), Interval { low: -200.0, high: 150.0 });
    }
}
