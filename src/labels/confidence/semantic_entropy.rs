//! Semantic entropy: how few meanings the samples have.

use super::ConfidenceMeasure;
use crate::labels::Answer;
use crate::registry::{Cutoff, Entry};

/// exp(Σ p ln p) over clusters with share p of the samples: 1 over the number of equally frequent meanings. In 0..=1. It is summed from
/// the largest cluster on, so that equal clusters give equal bits. `None` without clusters. (Kuhn, Gal & Farquhar 2023, Semantic
/// uncertainty)
struct SemanticEntropy;

pub(super) const ROW: Entry<dyn ConfidenceMeasure> = Entry {
    name: "semantic_entropy",
    summary: "one over the effective number of meanings: exp(Σ p ln p) over clusters",
    reference: "Kuhn, Gal & Farquhar 2023, Semantic uncertainty",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(SemanticEntropy)),
};

impl ConfidenceMeasure for SemanticEntropy {
    fn value(&self, answer: &Answer) -> Option<f64> {
        let all = answer.samples as f64;
        let term = |size: &usize| (*size as f64 / all) * (*size as f64 / all).ln();
        let clusters = answer.clusters.as_ref().filter(|clusters| !clusters.is_empty())?;
        Some(clusters.iter().map(term).sum::<f64>().exp())
    }
}
