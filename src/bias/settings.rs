//! What the bias stage is told: how to resample, what margin counts as no bias, how deep to correlate.

use statrs::distribution::{ContinuousCDF, Normal};

use crate::statistics::{Adjustment, Bootstrap, CrossedSettings, Exchanges, SignFlip};

/// How source bias is told and explained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BiasSettings {
    /// Bootstrap replicates over queries, and exchanges of the signs of queries and of the labels of contents.
    pub bootstrap: usize,
    /// The seed of both.
    pub seed: u64,
    /// The coverage of intervals, in 0..1; a p-value is called significant below 1 − this.
    pub confidence: f64,
    /// How large a Relative Δ, in percent, still counts as no bias.
    pub margin_percent: f64,
    /// What share of the variance of score differences, in percent, a source may explain beside similarity and length and
    /// still count as without an effect.
    pub margin_variance_percent: f64,
    /// How p-values are adjusted for their family.
    pub adjustment: Adjustment,
    /// To which rank documents enter correlation, regression and rank bins; `None` for the whole ranking.
    pub depth: Option<usize>,
}

impl Default for BiasSettings {
    fn default() -> Self {
        let Bootstrap { replicates, seed, confidence } = Bootstrap::default();
        BiasSettings {
            bootstrap: replicates,
            seed,
            confidence,
            margin_percent: 5.0,
            margin_variance_percent: 1.0,
            adjustment: Adjustment::default(),
            depth: None,
        }
    }
}

impl BiasSettings {
    pub(super) fn resampling(&self) -> Bootstrap {
        Bootstrap { replicates: self.bootstrap, seed: self.seed, confidence: self.confidence }
    }

    pub(super) fn test(&self) -> SignFlip {
        SignFlip { flips: self.bootstrap, seed: self.seed }
    }

    pub(super) fn crossed(&self) -> CrossedSettings {
        let exchanges = Exchanges { count: self.bootstrap, seed: self.seed };
        CrossedSettings { exchanges, adjustment: self.adjustment }
    }

    /// The size of a figure with this standard deviation that four of five samples show at the level of the tests:
    /// (z₁₋α⁄₂ + z₀.₈)·deviation, with z the normal quantile and α = 1 − confidence.
    pub(super) fn detectable(&self, deviation: f64) -> f64 {
        (self.normal_quantile() + Normal::standard().inverse_cdf(0.8)) * deviation
    }

    /// z₁₋α⁄₂: 1.96 at a confidence of 95 %.
    pub(super) fn normal_quantile(&self) -> f64 {
        Normal::standard().inverse_cdf(0.5 + self.confidence / 2.0)
    }
}
