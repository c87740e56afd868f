//! The sections of an experiment file, one struct each, with their defaults.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::defaults;
use crate::bias::BiasSettings;
use crate::evaluate::{Queries, Ties};
use crate::profile::{KeynessSettings, Pairs, ProfileSettings};
use crate::statistics::Adjustment;

/// `[text]`: how text becomes terms.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TextSection {
    /// The analyser of profile, index and similarity.
    #[serde(default = "defaults::analyzer")]
    pub analyzer: String,
}

/// `[profile]`: how the use of words is measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileSection {
    /// The lexical measures.
    #[serde(default = "defaults::lexical_measures")]
    pub measures: Vec<String>,
    /// Replicates of intervals, and exchanges of labels; 0 for no intervals and no tests.
    #[serde(default = "defaults::profile_bootstrap")]
    pub bootstrap: usize,
    /// Confidence of the intervals.
    #[serde(default = "defaults::confidence")]
    pub confidence: f64,
    /// Which sources are compared: `"reference"`, each with the reference, or `"all"` pairs.
    #[serde(default)]
    pub pairs: Pairs,
    /// How p-values are adjusted for the tests of one control: `"max_t"`, `"holm"` or `"benjamini_hochberg"`.
    #[serde(default)]
    pub adjustment: Adjustment,
    /// How often equal token budgets are drawn; the draws share the replicates. 0 leaves that control out.
    #[serde(default = "defaults::budget_draws")]
    pub budget_draws: usize,
    /// How often the labels of twins are dealt anew, to show what every test finds where there is nothing; 0 for never.
    #[serde(default)]
    pub placebo: usize,
    /// The words that a source adds or drops.
    #[serde(default)]
    pub keyness: KeynessSection,
}

impl ProfileSection {
    /// The settings of the profile.
    pub fn settings(&self, seed: u64) -> ProfileSettings {
        let KeynessSection { top, minimum_documents, maximum_dispersion, level, exchanges } = self.keyness;
        ProfileSettings {
            bootstrap: self.bootstrap,
            seed,
            confidence: self.confidence,
            pairs: self.pairs,
            budget_draws: self.budget_draws,
            adjustment: self.adjustment,
            keyness: KeynessSettings { top, minimum_documents, maximum_dispersion, level, exchanges },
        }
    }
}

/// `keyness` in `[profile]`: what makes a keyword.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeynessSection {
    /// How many keywords are kept in each direction.
    #[serde(default = "defaults::keyness_top")]
    pub top: usize,
    /// In how many documents a keyword must stand, in the source that uses it more.
    #[serde(default = "defaults::keyness_minimum_documents")]
    pub minimum_documents: u64,
    /// The greatest deviation of proportions over documents that it may have there, in 0..=1.
    #[serde(default = "defaults::keyness_maximum_dispersion")]
    pub maximum_dispersion: f64,
    /// Below which adjusted p-value a term is a keyword.
    #[serde(default = "defaults::keyness_level")]
    pub level: f64,
    /// How often labels are exchanged within contents, for the p-values.
    #[serde(default = "defaults::keyness_exchanges")]
    pub exchanges: usize,
}

/// `[retrieve]`: how documents are ranked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetrieveSection {
    /// The retrieval models.
    #[serde(default = "defaults::models")]
    pub models: Vec<String>,
    /// How many documents a ranking has; the tie group at the edge is kept whole.
    #[serde(default = "defaults::depth")]
    pub depth: usize,
    /// TREC run files of other engines, judged beside the models.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<PathBuf>,
    /// The map of `document base source` lines for those runs; without it documents are named `<base>-<source>`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub documents: Option<PathBuf>,
}

/// `[evaluate]`: how rankings are judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvaluateSection {
    /// The evaluation measures.
    #[serde(default = "defaults::measures")]
    pub measures: Vec<String>,
    /// What is done with documents of equal score.
    #[serde(default)]
    pub ties: Ties,
    /// Which queries means are over.
    #[serde(default)]
    pub queries: Queries,
    /// Bootstrap replicates over queries.
    #[serde(default = "defaults::bootstrap")]
    pub bootstrap: usize,
    /// Confidence of the intervals.
    #[serde(default = "defaults::confidence")]
    pub confidence: f64,
}

/// `[bias]`: how source bias is told and explained.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BiasSection {
    /// The similarities of query and document.
    #[serde(default = "defaults::similarities")]
    pub similarities: Vec<String>,
    /// Bootstrap replicates and random flips over queries.
    #[serde(default = "defaults::bootstrap")]
    pub bootstrap: usize,
    /// Confidence of the intervals.
    #[serde(default = "defaults::confidence")]
    pub confidence: f64,
    /// How large a Relative Δ, in percent, still counts as no bias when equivalence is tested.
    #[serde(default = "defaults::margin_percent")]
    pub margin_percent: f64,
    /// What share of the variance of score differences, in percent, a source may explain beside similarity and length and
    /// still count as without an effect.
    #[serde(default = "defaults::margin_variance_percent")]
    pub margin_variance_percent: f64,
    /// How p-values are adjusted for their family: `"max_t"`, `"holm"` or `"benjamini_hochberg"`.
    #[serde(default)]
    pub adjustment: Adjustment,
    /// How often the labels of twins are dealt anew, to show what every test finds where there is nothing; 0 for never.
    #[serde(default)]
    pub placebo: usize,
    /// To which rank documents enter correlation and regression; without it the whole ranking.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depth: Option<usize>,
    /// The measures for which Relative Δ is shown under every tie rule.
    #[serde(default = "defaults::tie_rule_measures")]
    pub tie_rule_measures: Vec<String>,
    /// How many further seeds of a simulated collection give the planted Relative Δ.
    #[serde(default = "defaults::planted_replicates")]
    pub planted_replicates: usize,
}

impl BiasSection {
    /// The settings of the bias stage.
    pub fn settings(&self, seed: u64) -> BiasSettings {
        BiasSettings {
            bootstrap: self.bootstrap,
            seed,
            confidence: self.confidence,
            margin_percent: self.margin_percent,
            margin_variance_percent: self.margin_variance_percent,
            adjustment: self.adjustment,
            depth: self.depth,
        }
    }
}

/// `[report]`: what is drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSection {
    /// The figures; none named means all.
    #[serde(default)]
    pub figures: Vec<String>,
}

/// A section without any key takes every default.
macro_rules! default_from_empty {
    ($($section:ty),+) => {$(
        impl Default for $section {
            fn default() -> Self {
                toml::from_str("").expect("every key of the section has a default")
            }
        }
    )+};
}
default_from_empty!(
    TextSection,
    ProfileSection,
    KeynessSection,
    RetrieveSection,
    EvaluateSection,
    BiasSection
);
