//! What the bias stage is told: how to resample, what margin counts as no bias, how deep to correlate.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

use crate::error::{Result, require};
use crate::profile::MOST_RELABELINGS;
use crate::statistics::{Adjustment, Bootstrap, CrossedSettings, Exchanges, KeptDraws};

/// How source bias is told and explained: the section `[bias]` of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct BiasSettings {
    /// The similarities of query and document of an experiment, which parses them; [`Evidence`](super::Evidence) has them
    /// parsed.
    pub similarities: Vec<String>,
    /// Bootstrap replicates over queries, and exchanges of the signs of queries and of the labels of contents.
    pub bootstrap: usize,
    /// The seed of both. In an experiment file this is the experiment's seed.
    #[serde(skip)]
    pub seed: u64,
    /// The coverage of intervals, in 0..1; a p-value is called significant below 1 − this.
    pub confidence: f64,
    /// How large a Relative Δ, in percent, still counts as no bias.
    pub margin_percent: f64,
    /// What share of the variance of score differences, in percent, a source may explain beside similarity and length and
    /// still count as without an effect.
    pub margin_variance_percent: f64,
    /// How p-values are adjusted for their family: `"max_t"`, `"holm"` or `"benjamini_hochberg"`.
    pub adjustment: Adjustment,
    /// How often an experiment deals the labels of twins anew, to show what every test finds where there is nothing; 0 for
    /// never.
    pub placebo: usize,
    /// To which rank documents enter correlation, regression and rank bins; `None` for the whole ranking.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub depth: Option<usize>,
    /// The measures for which an experiment shows Relative Δ under every tie rule; [`Evidence`](super::Evidence) has them
    /// parsed.
    pub tie_rule_measures: Vec<String>,
    /// How many further seeds of a simulated collection give the planted Relative Δ of an experiment.
    pub planted_replicates: usize,
}

impl Default for BiasSettings {
    fn default() -> Self {
        let Bootstrap { replicates, seed, confidence } = Bootstrap::default();
        let similarities = ["kl(smoothing=dirichlet)", "jensen_shannon", "cosine(weight=tf_idf)"];
        BiasSettings {
            similarities: similarities.map(str::to_string).to_vec(),
            bootstrap: replicates,
            seed,
            confidence,
            margin_percent: 5.0,
            margin_variance_percent: 1.0,
            adjustment: Adjustment::default(),
            placebo: 0,
            depth: None,
            tie_rule_measures: ["nDCG@1", "nDCG@10"].map(str::to_string).to_vec(),
            planted_replicates: 20,
        }
    }
}

impl BiasSettings {
    /// Checks what the types do not: ranges.
    ///
    /// # Errors
    /// [`Error::BadExperiment`](crate::Error::BadExperiment) that names the setting and what it must be.
    pub fn check(&self) -> Result<()> {
        let section = "[bias]";
        self.resampling().check(section)?;
        let above = self.margin_percent > 0.0 && self.margin_percent.is_finite();
        require(above, section, "`margin_percent` must be above 0, as in 5.0")?;
        let share = self.margin_variance_percent > 0.0 && self.margin_variance_percent <= 100.0;
        require(share, section, "`margin_variance_percent` must be above 0 and at most 100, as in 1.0")?;
        require(self.placebo <= MOST_RELABELINGS, section, "`placebo` must be at most 100000")?;
        require(self.planted_replicates <= 1_000, section, "`planted_replicates` must be at most 1000")
    }

    pub(super) fn resampling(&self) -> Bootstrap {
        Bootstrap { replicates: self.bootstrap, seed: self.seed, confidence: self.confidence }
    }

    /// Draws of queries, for all tables that are made of one collection.
    pub(crate) fn draws(&self) -> KeptDraws {
        KeptDraws::new(self.resampling())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_named() {
        BiasSettings::default().check().unwrap();
        for (toml, words) in [
            ("bootstrap = 1", "`bootstrap` must be 0, or from 99"),
            ("confidence = 1.0", "`confidence` must lie between 0 and 1"),
            ("margin_percent = inf", "`margin_percent` must be above 0"),
            ("margin_variance_percent = 101.0", "`margin_variance_percent` must be above 0 and at most 100"),
            ("placebo = 100001", "`placebo` must be at most 100000"),
            ("planted_replicates = 1001", "`planted_replicates` must be at most 1000"),
        ] {
            let settings: BiasSettings = toml::from_str(toml).unwrap();
            let error = settings.check().unwrap_err().to_string();
            assert!(error.starts_with("[bias]: ") && error.contains(words), "{toml}: {error}");
        }
        assert!(toml::from_str::<BiasSettings>("margin = 5.0").is_err());
    }
}
