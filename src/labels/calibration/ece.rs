//! Expected calibration error: how far confidence lies from accuracy, bin by bin.

use super::{BINS, Bin, CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// ECE = Σ n(b) ÷ n · |mean confidence − share right| over equal bins b. In 0..=1. `None` of nothing. (Naeini, Cooper &
/// Hauskrecht 2015, Obtaining well calibrated probabilities using Bayesian binning)
struct Ece {
    pub(super) bins: usize,
}

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "ece",
    summary: "expected calibration error: the mean gap of confidence and accuracy over bins",
    reference: "Naeini, Cooper & Hauskrecht 2015, Obtaining well calibrated probabilities using Bayesian binning",
    parameters: &[BINS],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Ece { bins: arguments.integer(BINS.name) })),
};

impl CalibrationMeasure for Ece {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        outcomes.over_bins(self.bins, Bin::gap)
    }
}
