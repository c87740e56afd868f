//! The manifest: what an experiment was run with, and when its stages were finished, beside their results.

use std::collections::BTreeMap;

use super::fingerprint;
use super::pipeline::names;
use super::{Pipeline, Stage};
use crate::error::Result;
use crate::write::write;

/// What the manifest is recorded as, beside the stages.
const MANIFEST: &str = "manifest";

impl Pipeline<'_> {
    /// Writes the manifest and the experiment with all its settings, of the stages that are finished.
    pub(super) fn write_manifest(&self) -> Result<()> {
        let stages: BTreeMap<&str, serde_json::Value> = Stage::ALL
            .into_iter()
            .filter_map(|stage| {
                let record = self.paths.recorded(stage.name(), self.key(stage))?;
                let value = serde_json::json!({ "key": record.key, "seconds": record.seconds, "notes": record.notes });
                Some((stage.name(), value))
            })
            .collect();
        let manifest = serde_json::json!({
            "program": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "seed": self.experiment.seed,
            "experiment": self.experiment,
            "analyzer": self.analyzer.spec(),
            "lexical_measures": names(&self.lexical_measures),
            "models": names(&self.models),
            "measures": names(&self.measures),
            "similarities": names(&self.similarities),
            "inputs": self.inputs,
            "runs": self.run_inputs,
            "stages": stages,
        });
        let text = serde_json::to_string_pretty(&manifest).expect("a manifest has string keys");
        let making = self.paths.making();
        let files = [making.experiment(), making.manifest()];
        write(&files[0], self.experiment.to_toml().as_bytes())?;
        write(&files[1], text.as_bytes())?;
        let key = fingerprint::of_settings(MANIFEST, &(), &[]);
        self.paths.exchange(MANIFEST, &key, &files, (0.0, Vec::new()), self.redo.adopt)
    }
}
