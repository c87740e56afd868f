//! What retrieval is told: the section `[retrieve]` of an experiment.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::error::{Result, require};

/// How documents are ranked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetrieveSettings {
    /// The retrieval models, as [`MODELS`](super::MODELS) parses them.
    pub models: Vec<String>,
    /// How many documents a ranking has; the tie group at the edge is kept whole.
    pub depth: usize,
    /// Whether each run is written as a TREC file too, `runs/MODEL.run` beside `runs/MODEL.parquet`.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub trec_runs: bool,
    /// Run files of other engines, TREC or Parquet, judged beside the models.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<PathBuf>,
    /// The map of `document content source` lines for those runs; without it documents are named `<base>-<source>`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documents: Option<PathBuf>,
}

impl Default for RetrieveSettings {
    fn default() -> Self {
        let models = ["bm25", "tf_idf", "dirichlet"].map(str::to_string).to_vec();
        RetrieveSettings { models, depth: 1_000, trec_runs: false, runs: Vec::new(), documents: None }
    }
}

impl RetrieveSettings {
    /// Checks what the types do not: that something is ranked, and that the map has a run to read.
    ///
    /// # Errors
    /// [`Error::BadExperiment`](crate::Error::BadExperiment) that names the setting and what it must be.
    pub fn check(&self) -> Result<()> {
        let section = "[retrieve]";
        let used = self.documents.is_none() || !self.runs.is_empty();
        let unused =
            "has a map of documents (`documents`, --documents) but no run to read with it (`runs`, --run)";
        require(used, section, unused)?;
        require(self.depth > 0, section, "`depth` must be at least 1")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_range_is_named() {
        RetrieveSettings::default().check().unwrap();
        for (toml, words) in [("depth = 0", "`depth` must be"), ("documents = 'map'", "no run to read")] {
            let settings: RetrieveSettings = toml::from_str(toml).unwrap();
            let error = settings.check().unwrap_err().to_string();
            assert!(error.starts_with("[retrieve]: ") && error.contains(words), "{toml}: {error}");
        }
        toml::from_str::<RetrieveSettings>("documents = 'map'\nruns = ['x.run']").unwrap().check().unwrap();
    }
}
