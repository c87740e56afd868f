//! Sure and wrong: how often confidence is high where it should not be.

use super::{CalibrationMeasure, Outcomes, SURE};
use crate::registry::{Cutoff, Entry};

/// The share of all with a confidence of at least `at` that is wrong. In 0..=1. `None` of nothing. (Ni et al. 2025,
/// arXiv 2508.19111, on knowledge boundaries)
struct SureWrong {
    at: f64,
}

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "sure_wrong",
    summary: "the share that is sure, and wrong",
    reference: "arXiv 2508.19111",
    parameters: &[SURE],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(SureWrong { at: arguments.number(SURE.name) })),
};

impl CalibrationMeasure for SureWrong {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        outcomes.share(|confidence, right| confidence >= self.at && !right)
    }
}
