//! Kendall's τ: how many pairs of systems both orders put the same way.

use super::OrderMeasure;
use crate::registry::{Cutoff, Entry};
use crate::statistics;

/// Kendall's τ-b of the values, in −1..=1. `None` for fewer than two systems, or where one list holds one value alone. (Kendall
/// 1945)
struct Kendall;

pub(super) const ROW: Entry<dyn OrderMeasure> = Entry {
    name: "kendall",
    summary: "Kendall's τ-b of the systems' values",
    reference: "Kendall 1945, The treatment of ties in ranking problems",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Kendall)),
};

impl OrderMeasure for Kendall {
    fn value(&self, one: &[f64], other: &[f64]) -> Option<f64> {
        statistics::kendall(one, other)
    }
}
