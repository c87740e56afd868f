//! Mean confidence: how sure was said to be on average.

use super::{CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// The mean confidence, in 0..=1. Above the accuracy it is too sure. `None` of nothing.
struct MeanConfidence;

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "mean_confidence",
    summary: "the mean confidence",
    reference: "",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(MeanConfidence)),
};

impl CalibrationMeasure for MeanConfidence {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        outcomes.mean(|confidence, _| confidence)
    }
}
