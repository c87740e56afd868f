//! Coverage: how much of what the model would say the samples have seen.

use super::{ConfidenceMeasure, of_samples};
use crate::labels::Answer;
use crate::registry::{Cutoff, Entry};

/// 1 − f₁ ÷ M: f₁ samples of M have a meaning that no other has. `None` without clusters. (Good 1953, The population frequencies of
/// species and the estimation of population parameters)
struct GoodTuring;

pub(super) const ROW: Entry<dyn ConfidenceMeasure> = Entry {
    name: "good_turing",
    summary: "Good–Turing coverage: the share of the samples whose meaning came again",
    reference: "Good 1953, The population frequencies of species and the estimation of population parameters",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(GoodTuring)),
};

impl ConfidenceMeasure for GoodTuring {
    fn value(&self, answer: &Answer) -> Option<f64> {
        of_samples(answer, answer.clusters.as_ref()?.iter().filter(|size| **size > 1).sum())
    }
}
