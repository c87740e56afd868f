//! Resolution: the part of the Brier score that telling right from wrong takes away.

use super::{BINS, CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// Σ n(b) ÷ n · (share right of the bin − share right)² over equal bins: higher is better. `None` of nothing. (Murphy 1973)
pub(super) struct Resolution {
    pub(super) bins: usize,
}

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "resolution",
    summary: "resolution, the second part of the Brier score: how far accuracy varies over bins",
    reference: "Murphy 1973, A new vector partition of the probability score",
    parameters: &[BINS],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Resolution { bins: arguments.integer(BINS.name) })),
};

impl CalibrationMeasure for Resolution {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        let all = outcomes.share(|_, right| right)?;
        outcomes.over_bins(self.bins, |bin| bin.accuracy().map(|accuracy| (accuracy - all).powi(2)))
    }
}
