//! Within bins: what Murphy's three parts leave of the Brier score.

use super::brier::Brier;
use super::reliability::Reliability;
use super::resolution::Resolution;
use super::uncertainty::Uncertainty;
use super::{BINS, CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// Brier − (reliability − resolution + uncertainty): 0 where all confidences of a bin are one. `None` of nothing. (Stephenson, Coelho &
/// Jolliffe 2008, Two extra components in the Brier score decomposition)
struct WithinBins {
    pub(super) bins: usize,
}

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "within_bins",
    summary: "what reliability − resolution + uncertainty leaves of the Brier score",
    reference: "Stephenson, Coelho & Jolliffe 2008, Two extra components in the Brier score decomposition",
    parameters: &[BINS],
    cutoff: Cutoff::Never,
    build: |arguments| Ok(Box::new(WithinBins { bins: arguments.integer(BINS.name) })),
};

impl CalibrationMeasure for WithinBins {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        let (brier, uncertainty) = (Brier.value(outcomes)?, Uncertainty.value(outcomes)?);
        let reliability = Reliability { bins: self.bins }.value(outcomes)?;
        let resolution = Resolution { bins: self.bins }.value(outcomes)?;
        let left = brier - (reliability - resolution + uncertainty);
        // What sums have rounded is nothing.
        Some(if left.abs() < 1e-12 { 0.0 } else { left })
    }
}
