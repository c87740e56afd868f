//! The last stage: the result tables are read back from their files, so that the report shows what they say, and are
//! drawn and printed.

use std::collections::BTreeMap;

use super::pipeline::Output;
use super::{Pipeline, answers};
use crate::bias::ANALYSES;
use crate::error::{Error, Result};
use crate::report::{self, Results};
use crate::table::Table;

/// The result tables that the report reads, below `results/<name>/`, beside those of the analyses of bias.
const TABLES: &[&str] = &[
    "corpus/summary",
    "corpus/validation",
    "profile/summary",
    "profile/comparison",
    "profile/findings",
    "profile/rank_frequency",
    "profile/fits",
    "profile/growth",
    "profile/keyness",
    "profile/placebo",
    "evaluate/summary",
    "bias/placebo",
];

impl Pipeline<'_> {
    /// What the experiment found, in sentences: the verdicts on bias, what closeness explains, how the sources use words,
    /// the state of the data, then the notes of all stages.
    ///
    /// # Errors
    /// Where the verdicts or a table cannot be read.
    pub fn sentences(&self) -> Result<Vec<String>> {
        let path = self.paths.verdicts();
        let mut sentences: Vec<String> = match std::fs::read_to_string(&path) {
            Ok(text) => text.lines().map(str::to_string).collect(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(Error::io(&path, "read", error)),
        };
        let [correlation, conditional] = ["bias/correlation", "bias/conditional"].map(|key| self.table(key));
        if let (Some(correlation), Some(conditional)) = (correlation?, conditional?) {
            sentences.extend(answers::closeness(&correlation, &conditional)?);
        }
        if let Some(findings) = self.table("profile/findings")? {
            sentences.extend(answers::words(&findings)?);
        }
        if let Some(validation) = self.table("corpus/validation")? {
            sentences.extend(report::state_of_data(&validation)?);
        }
        sentences.extend(self.notes());
        Ok(sentences)
    }

    /// A result table, where it was written.
    fn table(&self, key: &str) -> Result<Option<Table>> {
        let path = self.paths.csv(key);
        if path.exists() { Table::read_csv(&path).map(Some) } else { Ok(None) }
    }

    pub(super) fn report_stage(&self, output: &mut Output) -> Result<()> {
        let mut tables = BTreeMap::new();
        for key in TABLES.iter().copied().chain(ANALYSES.iter().map(|analysis| analysis.about().key)) {
            if let Some(table) = self.table(key)? {
                tables.insert(key.to_string(), table);
            }
        }
        let results = Results {
            experiment: self.experiment.name.clone(),
            tables,
            planted: self.table("planted")?,
            configuration: self.experiment.to_toml(),
            facts: self.facts()?,
            command: format!("sourcebias run results/{}/experiment.toml", self.experiment.name),
            sentences: self.sentences()?,
        };
        for (name, bytes) in report::report_figures(&results, &self.experiment.report.figures)?.files {
            output.write(output.paths.figure(&name), &bytes)?;
        }
        let (path, sums) = output.paths.sums(&output.files)?;
        output.write(path, sums.as_bytes())
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
