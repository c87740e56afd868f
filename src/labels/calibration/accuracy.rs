//! Accuracy: how often what was said is right.

use super::{CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// The share that is right, in 0..=1. `None` of nothing.
struct Accuracy;

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "accuracy",
    summary: "the share that is right",
    reference: "",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Accuracy)),
};

impl CalibrationMeasure for Accuracy {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        outcomes.share(|_, right| right)
    }
}
