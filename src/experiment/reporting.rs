//! The last stage: the result tables are read back from their files, so that the report shows what they say, and are
//! drawn and printed.

use std::collections::BTreeMap;

use super::Pipeline;
use super::pipeline::Output;
use crate::error::{Error, Result};
use crate::report::{self, Results};
use crate::table::Table;

/// The result tables that the report reads, below `results/<name>/`.
const TABLES: &[&str] = &[
    "corpus/summary",
    "profile/summary",
    "profile/comparison",
    "profile/rank_frequency",
    "evaluate/summary",
    "bias/relative_delta",
    "bias/exposure",
    "bias/ties",
    "bias/tie_rules",
    "bias/correlation",
    "bias/conditional",
    "bias/rank_similarity",
];

impl Pipeline<'_> {
    /// What the experiment found, in sentences: the verdicts of the bias stage, then the notes of all stages.
    ///
    /// # Errors
    /// Where the verdicts cannot be read.
    pub fn sentences(&self) -> Result<Vec<String>> {
        let path = self.paths.verdicts();
        let mut sentences: Vec<String> = match std::fs::read_to_string(&path) {
            Ok(text) => text.lines().map(str::to_string).collect(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error::io(&path, "read", error)),
        };
        sentences.extend(self.notes());
        Ok(sentences)
    }

    pub(super) fn report_stage(&self, output: &mut Output) -> Result<()> {
        let mut tables = BTreeMap::new();
        for key in TABLES {
            let path = self.paths.csv(key);
            if path.exists() {
                tables.insert((*key).to_string(), Table::read_csv(&path)?);
            }
        }
        let planted = self.paths.csv("planted");
        let results = Results {
            experiment: self.experiment.name.clone(),
            tables,
            planted: if planted.exists() { Some(Table::read_csv(&planted)?) } else { None },
            configuration: self.experiment.to_toml(),
            facts: self.facts()?,
            command: format!("sourcebias run results/{}/experiment.toml", self.experiment.name),
            sentences: self.sentences()?,
        };
        for (name, bytes) in report::report_figures(&results, &self.experiment.report.figures)?.files {
            output.write(self.paths.figure(&name), &bytes)?;
        }
        Ok(())
    }

    fn facts(&self) -> Result<Vec<(String, String)>> {
        let fact = |what: &str, value: String| (what.to_string(), value);
        let mut facts = vec![
            fact("Program", format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))),
            fact("Seed", self.experiment.seed.to_string()),
            fact("Analyser", self.analyzer.spec()),
        ];
        for (file, hash) in &self.inputs {
            let name = std::path::Path::new(file).file_name().unwrap_or_default().to_string_lossy();
            facts.push(fact("Input", format!("{name} (SHA-256 {hash})")));
        }
        Ok(facts)
    }
}
