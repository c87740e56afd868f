//! Rank-biased overlap: how much the tops of two orders have in common.

use super::OrderMeasure;
use crate::registry::{Cutoff, Entry, Kind, Parameter};

/// RBO = A(n)·pⁿ + (1 − p) ÷ p · Σ A(d)·p^d over depths d to the n systems, A(d) the share of the first d that both orders
/// have. In 0..=1; of two orders of the same systems it is above 0 whatever they are. Averaged over the orders of tied systems:
/// a system counts with the chance that it is among the first d of either. `None` for fewer than two systems. (Webber, Moffat &
/// Zobel 2010, A similarity measure for indefinite rankings, extrapolated; ties: Corsi & Urbano 2024)
struct RankBiasedOverlap {
    p: f64,
}

pub(super) const ROW: Entry<dyn OrderMeasure> = Entry {
    name: "rbo",
    summary: "rank-biased overlap: what the tops of two orders have in common",
    reference: "Webber, Moffat & Zobel 2010, A similarity measure for indefinite rankings, extrapolated",
    parameters: &[Parameter {
        name: "p",
        kind: Kind::Number { low: 0.01, high: 0.999 },
        default: "0.9",
        meaning: "the chance to look at the next rank",
    }],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(RankBiasedOverlap { p: arguments.number("p") })),
};

/// Of each system how many have a higher value, and how many the same, itself among them.
fn places(values: &[f64]) -> Vec<(f64, f64)> {
    let count = |wanted: &dyn Fn(&f64) -> bool| values.iter().filter(|value| wanted(value)).count() as f64;
    values.iter().map(|value| (count(&|other| other > value), count(&|other| other == value))).collect()
}

impl OrderMeasure for RankBiasedOverlap {
    fn value(&self, one: &[f64], other: &[f64]) -> Option<f64> {
        let systems = one.len();
        if systems < 2 || other.len() != systems {
            return None;
        }
        let (one, other) = (places(one), places(other));
        let among = |(before, size): (f64, f64), depth: f64| ((depth - before) / size).clamp(0.0, 1.0);
        let overlap = |depth: usize| {
            let depth = depth as f64;
            let both = one.iter().zip(&other).map(|(a, b)| among(*a, depth) * among(*b, depth));
            both.sum::<f64>() / depth
        };
        let (mut sum, mut weight) = (0.0, 1.0);
        for depth in 1..=systems {
            weight *= self.p;
            sum += overlap(depth) * weight;
        }
        Some(overlap(systems) * weight + (1.0 - self.p) / self.p * sum)
    }
}
