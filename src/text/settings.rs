//! What the text stage is told: the section `[text]` of an experiment.

use serde::{Deserialize, Serialize};

/// How text becomes terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TextSettings {
    /// The analyser of profile, index and similarity, as [`Analyzer::parse`](super::Analyzer::parse) reads it.
    pub analyzer: String,
}

impl Default for TextSettings {
    fn default() -> Self {
        TextSettings { analyzer: "english".to_string() }
    }
}
