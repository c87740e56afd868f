//! Uncertainty: the part of the Brier score that no confidence can change.

use super::{CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// p(1 − p) with p the share that is right. In 0..=0.25. `None` of nothing. (Murphy 1973)
pub(super) struct Uncertainty;

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "uncertainty",
    summary: "uncertainty, the third part of the Brier score: the variance of being right",
    reference: "Murphy 1973, A new vector partition of the probability score",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Uncertainty)),
};

impl CalibrationMeasure for Uncertainty {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        outcomes.share(|_, right| right).map(|share| share * (1.0 - share))
    }
}
