//! What is known of one finished experiment: its result folder in; the rows of the tables that claims are tested by out.

use std::path::Path;

use super::super::folders::finished;
use super::super::{Experiment, Stage, answer};
use crate::bias::{
    ConditionalRow, CorrelationRow, DecompositionRow, MatchRow, MediationRow, PlantedRow, QueryAuthorRow,
    RelativeDeltaRow, StratifiedRow, TieRulesRow, evidence,
};
use crate::corpus::QueryClusterRow;
use crate::corpus::validate::{InputRow, SourceSummaryRow};
use crate::digest::sha256;
use crate::error::{Error, Result};
use crate::evaluate::{MEASURES, Ties};
use crate::profile::{ComparisonRow, FindingRow};
use crate::results::ResultPaths;
use crate::table::TableRow;

/// The tables of one experiment, with the settings that its verdicts depend on.
#[derive(Default)]
pub struct Known {
    /// The name of its folder.
    pub name: String,
    /// The source that the others are compared with; empty where there is no document.
    pub reference: String,
    /// 1 − confidence of the bias stage.
    pub level: f64,
    /// The margin of Relative Δ, in percent.
    pub margin_percent: f64,
    /// The rule for ties that the evaluation follows.
    pub ties: Ties,
    /// Which queries the evaluation counts, by their name in tables.
    pub counted: &'static str,
    /// The measure that Relative Δ is told of.
    pub measure: String,
    /// Why nothing of retrieval is known; `None` where it is.
    pub without_retrieval: Option<&'static str>,
    /// Queries.
    pub queries: usize,
    /// Those of them that Relative Δ is over.
    pub evaluated: u64,
    /// Whether the collection is simulated.
    pub simulated: bool,
    /// The seed of the experiment.
    pub seed: u64,
    /// The version of the program that wrote the results.
    pub version: String,
    /// The key of its data.
    pub data: String,
    /// Its sources.
    pub sources: Vec<SourceSummaryRow>,
    /// Of the profile.
    pub findings: Vec<FindingRow>,
    /// Of the profile.
    pub comparisons: Vec<ComparisonRow>,
    /// Of bias, like all that follow; none where it was not written.
    pub relative_deltas: Vec<RelativeDeltaRow>,
    /// Relative Δ by the rule for ties.
    pub tie_rules: Vec<TieRulesRow>,
    /// Relative Δ by the author of queries.
    pub query_authors: Vec<QueryAuthorRow>,
    /// Of score and closeness.
    pub correlations: Vec<CorrelationRow>,
    /// Of the gap between twins.
    pub decompositions: Vec<DecompositionRow>,
    /// What is left to the source beside closeness and length.
    pub conditionals: Vec<ConditionalRow>,
    /// What twins differ in.
    pub matches: Vec<MatchRow>,
    /// Which of two twins stands higher.
    /// Within strata of equal match.
    pub stratified: Vec<StratifiedRow>,
    /// The ways to the score.
    pub mediations: Vec<MediationRow>,
    /// What a simulation was told.
    pub planted: Vec<PlantedRow>,
}

impl Known {
    /// Reads the results in `folder`.
    ///
    /// # Errors
    /// Where profile or bias is not finished there, and where a table is missing or of an earlier version.
    pub fn read(name: &str, folder: &Path) -> Result<Known> {
        let paths = finished(folder, Stage::Profile)?;
        let clusters: Vec<QueryClusterRow> = rows(&paths, folder)?;
        let ranked = paths.any_record(Stage::Bias.name()).is_some_and(|record| !record.files.is_empty());
        let without_retrieval = match (clusters.is_empty(), ranked) {
            (true, _) => Some("no queries"),
            (false, _) => {
                finished(folder, Stage::Bias)?;
                None
            }
        };
        let experiment = Experiment::read(&paths.experiment()).map_err(|error| older(folder, &error))?;
        let measures = MEASURES.parse_all(&experiment.evaluate.measures)?;
        let sources: Vec<SourceSummaryRow> = rows(&paths, folder)?;
        let findings: Vec<FindingRow> = rows(&paths, folder)?;
        if findings.is_empty() && sources.len() > 1 {
            return Err(Error::file(folder, "its profile has no findings", ADVICE));
        }
        let (version, corpus_key) = manifest(&paths);
        let inputs: Vec<InputRow> = rows(&paths, folder)?;
        let relative_deltas: Vec<RelativeDeltaRow> = rows(&paths, folder)?;
        Ok(Known {
            name: name.to_string(),
            reference: sources
                .iter()
                .find(|row| row.reference)
                .map_or(String::new(), |row| row.source.clone()),
            level: 1.0 - experiment.bias.confidence,
            margin_percent: experiment.bias.margin_percent,
            ties: experiment.evaluate.ties,
            counted: experiment.evaluate.queries.name(),
            measure: evidence::headline(&measures).unwrap_or(evidence::HEADLINE).to_string(),
            without_retrieval,
            queries: clusters.len(),
            simulated: experiment.simulate.is_some(),
            seed: experiment.seed,
            version,
            data: key_of_data(inputs, corpus_key),
            findings,
            comparisons: rows(&paths, folder)?,
            evaluated: relative_deltas.iter().map(|row| row.queries).max().unwrap_or(0),
            relative_deltas,
            tie_rules: rows(&paths, folder)?,
            query_authors: rows(&paths, folder)?,
            correlations: rows(&paths, folder)?,
            decompositions: rows(&paths, folder)?,
            conditionals: rows(&paths, folder)?,
            matches: rows(&paths, folder)?,
            stratified: rows(&paths, folder)?,
            mediations: rows(&paths, folder)?,
            planted: rows(&paths, folder)?,
            sources,
        })
    }

    /// The sources that are compared with the reference.
    pub fn others(&self) -> Vec<&str> {
        self.sources.iter().filter(|row| !row.reference).map(|row| row.source.as_str()).collect()
    }

    /// How many documents of a source are versions of the reference's contents.
    pub fn twins(&self, source: &str) -> u64 {
        self.sources.iter().find(|row| row.source == source).map_or(0, |row| row.twins)
    }
}

const ADVICE: &str = "it is of an earlier version; run `sourcebias run` on its experiment again";

/// The rows of a table; none where it was not written.
fn rows<R: TableRow>(paths: &ResultPaths, folder: &Path) -> Result<Vec<R>> {
    match answer::table(paths, R::SCHEMA) {
        Ok(None) => Ok(Vec::new()),
        Ok(Some(table)) => R::from_table(&table).map_err(|error| older(folder, &error)),
        Err(error) => Err(error),
    }
}

/// A folder that this version cannot read.
fn older(folder: &Path, error: &Error) -> Error {
    Error::file(folder, error.to_string(), ADVICE)
}

/// The version that wrote the results, and the key of the corpus.
fn manifest(paths: &ResultPaths) -> (String, String) {
    let text = std::fs::read_to_string(paths.manifest()).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let word = |value: Option<&serde_json::Value>| {
        value.and_then(|value| value.as_str()).unwrap_or_default().to_string()
    };
    let version = word(manifest.get("version"));
    let key = paths.any_record(Stage::Corpus.name()).map_or(String::new(), |record| record.key);
    (version, key)
}

/// The first digits of the SHA-256 over the sums of the files, sorted, so that it does not matter where they were; of a
/// simulated collection, of the key of its settings.
fn key_of_data(inputs: Vec<InputRow>, corpus_key: String) -> String {
    let mut sums: Vec<String> = inputs.into_iter().map(|row| row.sha256).collect();
    sums.sort();
    let whole = match sums.is_empty() {
        true => corpus_key,
        false => sha256(sums.join("\n").as_bytes()).expect("bytes in memory can be read"),
    };
    whole.chars().take(16).collect()
}
