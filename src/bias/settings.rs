//! What the bias stage is told: how to resample, what margin counts as no bias, how deep to correlate.

use crate::statistics::{Bootstrap, SignFlip};

/// How source bias is told and explained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BiasSettings {
    /// Bootstrap replicates, and random flips of the sign-flip test, over queries.
    pub bootstrap: usize,
    /// The seed of both.
    pub seed: u64,
    /// The coverage of intervals, in 0..1; a p-value is called significant below 1 − this.
    pub confidence: f64,
    /// How large a Relative Δ, in percent, still counts as no bias.
    pub margin_percent: f64,
    /// To which rank documents enter correlation, regression and rank bins; `None` for the whole ranking.
    pub depth: Option<usize>,
}

impl Default for BiasSettings {
    fn default() -> Self {
        let Bootstrap { replicates, seed, confidence } = Bootstrap::default();
        BiasSettings { bootstrap: replicates, seed, confidence, margin_percent: 5.0, depth: None }
    }
}

impl BiasSettings {
    pub(super) fn resampling(&self) -> Bootstrap {
        Bootstrap { replicates: self.bootstrap, seed: self.seed, confidence: self.confidence }
    }

    pub(super) fn test(&self) -> SignFlip {
        SignFlip { flips: self.bootstrap, seed: self.seed }
    }
}
