//! Reliability: the part of the Brier score that calibration would take away.

use super::{BINS, CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// Σ n(b) ÷ n · (mean confidence − share right)² over equal bins: 0 at best. `None` of nothing. (Murphy 1973, A new vector
/// partition of the probability score)
pub(super) struct Reliability {
    pub(super) bins: usize,
}

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "reliability",
    summary: "reliability, the first part of the Brier score: 0 where bins are calibrated",
    reference: "Murphy 1973, A new vector partition of the probability score",
    parameters: &[BINS],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Reliability { bins: arguments.integer(BINS.name) })),
};

impl CalibrationMeasure for Reliability {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        outcomes.over_bins(self.bins, |bin| bin.gap().map(|gap| gap * gap))
    }
}
