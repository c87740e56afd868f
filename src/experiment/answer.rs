//! What an experiment found: result tables are read back from their files; one answer out. Sentences are in no file of the
//! stages, so that none is older than the program that tells it.

use std::path::Path;

use super::{Experiment, Pipeline, Stage};
use crate::bias::evidence::headline;
use crate::bias::{Answer, AnswerTables, RelativeDeltaRow};
use crate::corpus::validate::{SourceSummaryRow, state_of_data};
use crate::digest::sha256;
use crate::error::{Error, Result};
use crate::evaluate::{MEASURES, Measure};
use crate::number::level;
use crate::profile::{self, FindingRow};
use crate::registry::Named;
use crate::results::{ResultPaths, StageRecord};
use crate::statement::{Statement, Topic};
use crate::table::{Schema, Table, TableRow};

/// The file of the answer, beside the page.
pub(super) const VERDICTS: &str = "verdicts.json";

impl Pipeline<'_> {
    /// What the experiment found, in the words of this program: the answer on bias, how the sources use words, the state of the data, then the notes of all
    /// stages.
    ///
    /// # Errors
    /// Where a table cannot be read.
    pub fn answer(&self) -> Result<Answer> {
        whole_answer(&self.paths, &self.measures, &self.experiment, self.notes())
    }

    /// Whether a finished report says what this build of the program says of the same results.
    pub(super) fn is_told_by(&self, report: &StageRecord) -> Result<bool> {
        let Some(told) = report.files.get(&format!("figures/{VERDICTS}")) else { return Ok(false) };
        let now = as_json(&self.answer()?);
        Ok(sha256(now.as_slice()).is_ok_and(|sum| sum == *told))
    }

    /// The rows of a result table; none where it was not written.
    pub(super) fn rows<R: TableRow>(&self) -> Result<Vec<R>> {
        rows(&self.paths)
    }
}

/// What the finished experiment found whose results are in `folder`, as in `results/demo`: [`Pipeline::answer`] without a pipeline,
/// which would look at the inputs.
///
/// # Errors
/// Where the folder holds no results, or its settings or a table cannot be read.
pub fn answer_of_folder(folder: &Path) -> Result<Answer> {
    let paths = ResultPaths::of_results(folder);
    if !paths.experiment().is_file() {
        let advice = "name a result folder of an experiment, as in `results/demo`";
        return Err(Error::file(folder, "holds no results: there is no experiment.toml", advice));
    }
    let experiment = Experiment::read(&paths.experiment())?;
    let measures = MEASURES.parse_all(&experiment.evaluate.measures)?;
    let records = Stage::ALL.into_iter().filter_map(|stage| paths.any_record(stage.name()));
    whole_answer(&paths, &measures, &experiment, records.flat_map(|record| record.notes).collect())
}

/// The answer on bias, how the sources use words, the state of the data, and `notes`.
fn whole_answer(
    paths: &ResultPaths,
    measures: &[Named<dyn Measure>],
    experiment: &Experiment,
    notes: Vec<String>,
) -> Result<Answer> {
    let mut answer = answer_on_bias(paths, measures, experiment)?;
    let findings: Vec<FindingRow> = rows(paths)?;
    answer.extend(profile::words_in_brief(&findings));
    answer.extend(profile::words(&findings).into_iter().map(Statement::in_detail));
    let level = level(experiment.profile.confidence);
    answer.extend(profile::separability_in_words(&rows(paths)?, level));
    answer.extend(profile::map_in_words(&rows(paths)?).map(Statement::in_detail));
    answer.extend(state_of_data(&rows(paths)?));
    answer.extend(notes.into_iter().map(|note| Statement::new(Topic::Note, note)));
    Ok(answer)
}

/// The answer on bias that the results say; empty where the stage had no queries.
fn answer_on_bias(
    paths: &ResultPaths,
    measures: &[Named<dyn Measure>],
    experiment: &Experiment,
) -> Result<Answer> {
    let Some(relative_deltas) = table(paths, RelativeDeltaRow::SCHEMA)? else {
        return Ok(Answer::default());
    };
    let tables = AnswerTables {
        relative_deltas: RelativeDeltaRow::from_table(&relative_deltas)?,
        query_authors: rows(paths)?,
        decompositions: rows(paths)?,
        word_effects: rows(paths)?,
        counterfactuals: rows(paths)?,
        correlations: rows(paths)?,
        conditionals: rows(paths)?,
        matches: rows(paths)?,
        which_twins: rows(paths)?,
        stratified: rows(paths)?,
        mediations: rows(paths)?,
        tie_rules: rows(paths)?,
        ties: experiment.evaluate.ties,
        placebos: rows(paths)?,
    };
    let sources: Vec<SourceSummaryRow> = rows(paths)?;
    let sources: Vec<&str> = sources.iter().map(|row| row.source.as_str()).collect();
    Ok(Answer::of_sources(&sources, &tables, headline(measures), &experiment.bias))
}

/// The answer on bias of the finished experiment whose results are at `paths`.
///
/// # Errors
/// Where its settings or a table cannot be read.
#[cfg(feature = "report")]
pub(super) fn answer_of_results(paths: &ResultPaths) -> Result<Answer> {
    let experiment = Experiment::read(&paths.experiment())?;
    answer_on_bias(paths, &MEASURES.parse_all(&experiment.evaluate.measures)?, &experiment)
}

/// An answer as the bytes of a file.
pub(super) fn as_json(answer: &Answer) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(answer).expect("an answer has no keys but words");
    bytes.push(b'\n');
    bytes
}

/// A result table, where it was written.
pub(super) fn table(paths: &ResultPaths, schema: &Schema) -> Result<Option<Table>> {
    let path = paths.table(schema);
    if path.exists() { Table::read(&path, schema).map(Some) } else { Ok(None) }
}

fn rows<R: TableRow>(paths: &ResultPaths) -> Result<Vec<R>> {
    table(paths, R::SCHEMA)?.map_or(Ok(Vec::new()), |table| R::from_table(&table))
}
