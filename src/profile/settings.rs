//! What the profile is told: what is measured, how estimates get their intervals and tests, what makes a keyword.

use serde::{Deserialize, Serialize};

use super::{KeynessSettings, MapSettings, Pairs, SeparabilitySettings};
use crate::error::{Result, require};
use crate::statistics::{Adjustment, Bootstrap};

/// How the use of words is measured: the section `[profile]` of an experiment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProfileSettings {
    /// The lexical measures of an experiment, which parses them; [`profile`](super::profile()) takes them parsed.
    pub measures: Vec<String>,
    /// Replicates of intervals, and exchanges of labels; 0 for no intervals and no tests.
    pub bootstrap: usize,
    /// The seed of all draws. In an experiment file this is the experiment's seed.
    #[serde(skip)]
    pub seed: u64,
    /// Confidence of the intervals, in 0..1.
    pub confidence: f64,
    /// Which sources are compared with which: `"reference"` or `"all"`.
    pub pairs: Pairs,
    /// How p-values are adjusted for the tests of one control: `"max_t"`, `"holm"` or `"benjamini_hochberg"`.
    pub adjustment: Adjustment,
    /// How often equal token budgets are drawn, which share the replicates; 0 leaves that control out.
    pub budget_draws: usize,
    /// How often an experiment deals the labels of twins anew, to show what every test finds where there is nothing; 0 for
    /// never.
    pub placebo: usize,
    /// What makes a keyword.
    pub keyness: KeynessSettings,
    /// The α of the rank-turbulence divergence, 0.01 to 1: the smaller, the more rare terms count.
    pub turbulence_alpha: f64,
    /// How a classifier tells the sources apart by their words.
    pub separability: SeparabilitySettings,
    /// The map of sources by the words that they use.
    pub map: MapSettings,
}

impl Default for ProfileSettings {
    fn default() -> Self {
        let Bootstrap { seed, confidence, .. } = Bootstrap::default();
        let measures = [
            "tokens",
            "types",
            "ttr",
            "mattr(window=50)",
            "mtld",
            "hdd",
            "zipf(estimator=least_squares,rank_break=300,minimum_frequency=1)",
            "zipf(estimator=mle)",
            "specificity",
            "specificity(versions=counted)",
        ];
        ProfileSettings {
            measures: measures.map(str::to_string).to_vec(),
            bootstrap: 999,
            seed,
            confidence,
            pairs: Pairs::default(),
            adjustment: Adjustment::default(),
            budget_draws: 10,
            placebo: 0,
            keyness: KeynessSettings::default(),
            turbulence_alpha: 1.0 / 3.0,
            separability: SeparabilitySettings::default(),
            map: MapSettings::default(),
        }
    }
}

/// The most relabelings of a placebo.
pub(crate) const MOST_RELABELINGS: usize = 100_000;

impl ProfileSettings {
    pub(super) fn resampling(&self) -> Bootstrap {
        Bootstrap { replicates: self.bootstrap, seed: self.seed, confidence: self.confidence }
    }

    /// Checks what the types do not: ranges.
    ///
    /// # Errors
    /// [`Error::BadExperiment`](crate::Error::BadExperiment) that names the setting and what it must be.
    pub fn check(&self) -> Result<()> {
        let section = "[profile]";
        self.resampling().check(section)?;
        require(self.budget_draws <= 1_000, section, "`budget_draws` must be at most 1000")?;
        require(self.placebo <= MOST_RELABELINGS, section, "`placebo` must be at most 100000")?;
        let some = (0.01..=1.0).contains(&self.turbulence_alpha);
        require(some, section, "`turbulence_alpha` must lie from 0.01 to 1, as in 0.333")?;
        self.separability.check()?;
        self.map.check()?;
        self.keyness.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_named() {
        ProfileSettings::default().check().unwrap();
        for (toml, words) in [
            ("bootstrap = 98", "[profile]: `bootstrap` must be 0, or from 99"),
            ("confidence = nan", "[profile]: `confidence` must lie between 0 and 1"),
            ("budget_draws = 1001", "[profile]: `budget_draws` must be at most 1000"),
            ("placebo = 100001", "[profile]: `placebo` must be at most 100000"),
            ("turbulence_alpha = 0.0", "[profile]: `turbulence_alpha` must lie from 0.01 to 1"),
            ("separability.words = 100001", "[profile.separability]: `words` must be at most 100000"),
            ("map.words = 100001", "[profile.map]: `words` must be at most 100000"),
            ("keyness.ngrams = 6", "[profile.keyness]: `ngrams` must be 1 for single terms, or from 2 to 5"),
            ("keyness.level = 1.0", "[profile.keyness]: `level` must lie between 0 and 1"),
            ("keyness.maximum_dispersion = nan", "`maximum_dispersion` must lie from 0 to 1"),
            // 1 / 20 is not below 0.05.
            ("keyness.exchanges = 19", "`exchanges` must be 0, or above 1 / level - 1"),
            ("keyness.exchanges = 1000001", "at most 1000000"),
        ] {
            let settings: ProfileSettings = toml::from_str(toml).unwrap();
            let error = settings.check().unwrap_err().to_string();
            assert!(error.contains(words), "{toml}: {error}");
        }
        for unknown in
            ["bootstraps = 99", "keyness.tops = 3", "separability.word = 3", "map.word = 3", "seed = 7"]
        {
            let error = toml::from_str::<ProfileSettings>(unknown).unwrap_err().to_string();
            assert!(error.contains("unknown field"), "{unknown}: {error}");
        }
    }
}
