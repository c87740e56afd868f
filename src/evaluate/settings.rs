//! What the evaluation is told: the section `[evaluate]` of an experiment.

use serde::{Deserialize, Serialize};

use super::Ties;
use crate::error::Result;
use crate::statistics::Bootstrap;

/// Over which queries means are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Queries {
    /// Every judged query; one without results counts as 0.
    #[default]
    Judged,
    /// Judged queries for which the model retrieved at least one document.
    WithResults,
}

impl Queries {
    /// The name, as in experiment files.
    pub fn name(self) -> &'static str {
        match self {
            Queries::Judged => "judged",
            Queries::WithResults => "with_results",
        }
    }
}

/// How rankings are judged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EvaluateSettings {
    /// The evaluation measures of an experiment, which parses them; [`evaluate`](super::evaluate()) takes them parsed.
    pub measures: Vec<String>,
    /// What is done with documents of equal score.
    pub ties: Ties,
    /// Over which queries means are taken.
    pub queries: Queries,
    /// Bootstrap replicates over queries; 0 for no intervals.
    pub bootstrap: usize,
    /// The seed of the bootstrap. In an experiment file this is the experiment's seed.
    #[serde(skip)]
    pub seed: u64,
    /// The coverage of intervals, in 0..1.
    pub confidence: f64,
}

impl Default for EvaluateSettings {
    fn default() -> Self {
        let Bootstrap { replicates, seed, confidence } = Bootstrap::default();
        let measures = ["nDCG@1", "nDCG@3", "nDCG@5", "nDCG@10", "AP", "P@10", "R@100", "RR@10"];
        EvaluateSettings {
            measures: measures.map(str::to_string).to_vec(),
            ties: Ties::default(),
            queries: Queries::default(),
            bootstrap: replicates,
            seed,
            confidence,
        }
    }
}

impl EvaluateSettings {
    pub(super) fn resampling(&self) -> Bootstrap {
        Bootstrap { replicates: self.bootstrap, seed: self.seed, confidence: self.confidence }
    }

    /// Checks what the types do not: ranges.
    ///
    /// # Errors
    /// [`Error::BadExperiment`](crate::Error::BadExperiment) that names the setting and what it must be.
    pub fn check(&self) -> Result<()> {
        self.resampling().check("[evaluate]")
    }
}
