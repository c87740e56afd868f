//! Aggregation: how many samples have a meaning that is frequent enough.

use super::{ConfidenceMeasure, of_samples};
use crate::labels::Answer;
use crate::registry::{Cutoff, Entry, Kind, Parameter};

/// The share of the samples in clusters that each hold a share of at least τ: several right answers then do not count against
/// each other. With τ = 2 ÷ M it is Good–Turing's coverage. `None` without clusters. (arXiv 2602.07842, semantic confidence
/// aggregation, in the form of frequencies)
struct Aggregation {
    threshold: f64,
}

pub(super) const ROW: Entry<dyn ConfidenceMeasure> = Entry {
    name: "sca",
    summary: "the share of the samples in clusters with a share of at least τ",
    reference: "arXiv 2602.07842, Evaluating and calibrating LLM confidence on questions with multiple correct answers",
    parameters: &[Parameter {
        name: "threshold",
        kind: Kind::Number { low: 0.0, high: 1.0 },
        default: "0.1",
        meaning: "τ, the share of the samples from which on a cluster counts",
    }],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(Aggregation { threshold: arguments.number("threshold") })),
};

impl ConfidenceMeasure for Aggregation {
    fn value(&self, answer: &Answer) -> Option<f64> {
        // In whole samples, so that rounding does not decide whether a cluster counts.
        let least = (self.threshold * answer.samples as f64 - 1e-9).ceil().max(0.0) as usize;
        let counted = answer.clusters.as_ref()?.iter().filter(|size| **size >= least).sum();
        of_samples(answer, counted)
    }
}
