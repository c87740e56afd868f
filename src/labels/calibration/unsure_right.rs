//! Unsure and right: how often confidence is low where it could be high.

use super::{CalibrationMeasure, Outcomes, SURE};
use crate::registry::{Cutoff, Entry};

/// The share of all with a confidence below `at` that is right. In 0..=1. `None` of nothing. (arXiv 2508.19111, on knowledge
/// boundaries)
struct UnsureRight {
    at: f64,
}

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "unsure_right",
    summary: "the share that is unsure, and right",
    reference: "arXiv 2508.19111",
    parameters: &[SURE],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(UnsureRight { at: arguments.number(SURE.name) })),
};

impl CalibrationMeasure for UnsureRight {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        outcomes.share(|confidence, right| confidence < self.at && right)
    }
}
