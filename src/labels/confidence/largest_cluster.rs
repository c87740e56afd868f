//! Largest cluster: how many samples have the most frequent meaning.

use super::{ConfidenceMeasure, of_samples};
use crate::labels::Answer;
use crate::registry::{Cutoff, Entry};

/// The share of the samples in the largest cluster. `None` without clusters.
struct LargestCluster;

pub(super) const ROW: Entry<dyn ConfidenceMeasure> = Entry {
    name: "largest_cluster",
    summary: "the share of the samples in the largest cluster",
    reference: "arXiv 2602.07842, Evaluating and calibrating LLM confidence on questions with multiple correct answers",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(LargestCluster)),
};

impl ConfidenceMeasure for LargestCluster {
    fn value(&self, answer: &Answer) -> Option<f64> {
        of_samples(answer, *answer.clusters.as_ref()?.first()?)
    }
}
