//! Weighted consistency: how much of the samples' own confidence belongs to the answer.

use super::ConfidenceMeasure;
use crate::labels::Answer;
use crate::registry::{Cutoff, Entry};

/// Σ w over samples that are the greedy answer ÷ Σ w over all, with `weights` w as the answer's line gives them. `None` without weights.
/// (Xiong et al. 2024, Can LLMs express their uncertainty?, average confidence)
struct WeightedConsistency;

pub(super) const ROW: Entry<dyn ConfidenceMeasure> = Entry {
    name: "weighted_consistency",
    summary: "the same, each sample weighing as sure as it was",
    reference: "Xiong et al. 2024, Can LLMs express their uncertainty?",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(WeightedConsistency)),
};

impl ConfidenceMeasure for WeightedConsistency {
    fn value(&self, answer: &Answer) -> Option<f64> {
        answer.weighted
    }
}
