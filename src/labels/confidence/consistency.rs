//! Consistency: how many samples are the answer.

use super::{ConfidenceMeasure, of_samples};
use crate::labels::Answer;
use crate::registry::{Cutoff, Entry};

/// The share of the samples that have the words of the greedy answer (case and a full stop at the end apart), or are in one cluster
/// with one that has. `None` where the greedy answer is not known. (Wang et al. 2023, Self-consistency improves chain of thought
/// reasoning in language models)
struct Consistency;

pub(super) const ROW: Entry<dyn ConfidenceMeasure> = Entry {
    name: "consistency",
    summary: "the share of the samples that are the greedy answer",
    reference: "Wang et al. 2023, Self-consistency improves chain of thought reasoning in language models",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Consistency)),
};

impl ConfidenceMeasure for Consistency {
    fn value(&self, answer: &Answer) -> Option<f64> {
        of_samples(answer, answer.matching?)
    }
}
