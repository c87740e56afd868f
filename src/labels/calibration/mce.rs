//! Maximum calibration error: the bin in which confidence lies furthest from accuracy.

use super::{BINS, Bin, CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// MCE = max |mean confidence − share right| over equal bins that are not empty. In 0..=1. `None` of nothing. (Naeini, Cooper &
/// Hauskrecht 2015)
struct Mce {
    pub(super) bins: usize,
}

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "mce",
    summary: "maximum calibration error: the largest gap of a bin",
    reference: "Naeini, Cooper & Hauskrecht 2015, Obtaining well calibrated probabilities using Bayesian binning",
    parameters: &[BINS],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Mce { bins: arguments.integer(BINS.name) })),
};

impl CalibrationMeasure for Mce {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        outcomes.bins(self.bins).iter().filter_map(Bin::gap).max_by(f64::total_cmp)
    }
}
