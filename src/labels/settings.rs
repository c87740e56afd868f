//! What the stage is told: measures, scale, threshold, how to resample.

use serde::{Deserialize, Serialize};

use super::{OffScale, Scale};
use crate::corpus::Grade;
use crate::error::{Result, require};
use crate::statistics::{Bootstrap, Exchanges, SignFlip};

/// How labels are judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LabelSettings {
    /// The measures of agreement, as [`AGREEMENT`](super::AGREEMENT) parses them; empty for all that are usual.
    pub measures: Vec<String>,
    /// The confidences of answers, as [`CONFIDENCES`](super::CONFIDENCES) parses them; empty for all that the answers allow.
    pub confidences: Vec<String>,
    /// The scale; `None` for that of the lines, or else that of the people's grades.
    pub scale: Option<Scale>,
    /// What becomes of a grade off the scale.
    pub off_scale: OffScale,
    /// The lowest grade that counts as relevant; `None` for the upper half of the scale.
    pub threshold: Option<Grade>,
    /// How many equal bins a reliability diagram has.
    pub bins: usize,
    /// Bootstrap replicates over queries; 0 for no intervals.
    pub bootstrap: usize,
    /// Exchanges of signs and of source labels, for the tests of what texts do to judges; 0 for no tests.
    pub exchanges: usize,
    /// How many bands of length texts are put into.
    pub bands: usize,
    /// The seed of the bootstrap and of exchanges.
    pub seed: u64,
    /// The coverage of intervals, in 0..1.
    pub confidence: f64,
}

impl Default for LabelSettings {
    fn default() -> Self {
        let Bootstrap { seed, confidence, .. } = Bootstrap::default();
        LabelSettings {
            measures: Vec::new(),
            confidences: Vec::new(),
            scale: None,
            off_scale: OffScale::default(),
            threshold: None,
            bins: 10,
            // Every two judges have their own tables: a tenth of the usual replicates would already do.
            bootstrap: 1_999,
            exchanges: 9_999,
            bands: 4,
            seed,
            confidence,
        }
    }
}

impl LabelSettings {
    pub(super) fn resampling(&self) -> Bootstrap {
        Bootstrap { replicates: self.bootstrap, seed: self.seed, confidence: self.confidence }
    }

    pub(super) fn sign_flip(&self) -> Option<SignFlip> {
        (self.exchanges > 0).then_some(SignFlip { flips: self.exchanges, seed: self.seed })
    }

    pub(super) fn exchanges(&self) -> Option<Exchanges> {
        (self.exchanges > 0).then_some(Exchanges { count: self.exchanges, seed: self.seed })
    }

    /// Checks what the types do not: ranges.
    ///
    /// # Errors
    /// [`Error::BadExperiment`](crate::Error::BadExperiment) that names the setting and what it must be.
    pub fn check(&self) -> Result<()> {
        self.resampling().check("the labels")?;
        require((1..=1000).contains(&self.bins), "the labels", "`bins` must be from 1 to 1000")?;
        let usable = self.exchanges == 0 || (99..=1_000_000).contains(&self.exchanges);
        require(usable, "the labels", "`exchanges` must be 0, or from 99 to 1000000")?;
        require((1..=100).contains(&self.bands), "the labels", "`bands` must be from 1 to 100")
    }
}
