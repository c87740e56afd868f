//! Brier score: the mean squared distance of confidence from what came.

use super::{CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// Brier = mean (confidence − \[right\])². In 0..=1, 0 at best. `None` of nothing. (Brier 1950, Verification of forecasts expressed
/// in terms of probability)
pub(super) struct Brier;

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "brier",
    summary: "Brier score: the mean squared distance of confidence from outcome",
    reference: "Brier 1950, Verification of forecasts expressed in terms of probability",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Brier)),
};

impl CalibrationMeasure for Brier {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        outcomes.mean(|confidence, right| (confidence - f64::from(u8::from(right))).powi(2))
    }
}
