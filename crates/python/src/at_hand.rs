//! What Python has at hand, runs, judgements, sources and texts, in; evaluation, source bias and profiles out.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use pyo3::conversion::FromPyObjectOwned;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use sourcebias::bias::{BiasSettings, Evidence, bias_with_steps};
use sourcebias::cli::ask;
use sourcebias::corpus::{SourceMap, read_judgements};
use sourcebias::evaluate::{EvaluateSettings, EvaluationRow, evaluate_by};
use sourcebias::experiment::Progress;
use sourcebias::profile::{
    DocumentValueRow, FindingRow, LEXICAL_MEASURES, ProfileSettings, need_text_statistics,
    profile_with_steps, words,
};
use sourcebias::retrieve::{GivenRun, MappedRuns, Run, runs_of_one_source};
use sourcebias::table::TableRow;
use sourcebias::text::DocumentReader;
use sourcebias::{Analyzer, Corpus, Error, MEASURES, Qrels, Query};

use super::shown::{Shown, shown};
use super::table::Table;
use super::work::{Manner, work};

/// A word that Python has as such, or as a number.
fn word(value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.cast::<PyString>() {
        Ok(word) => word.extract(),
        Err(_) => value.str()?.extract(),
    }
}

/// The pairs of a dict, in its order.
pub fn pairs(dict: &Bound<'_, PyDict>) -> PyResult<Vec<(String, String)>> {
    dict.iter().map(|(key, value)| Ok((word(&key)?, value.extract()?))).collect()
}

/// Rows of query, document and value: a dict of dicts, or three lists of one length.
fn rows<'py, T>(value: &Bound<'py, PyAny>) -> PyResult<Vec<(String, String, T)>>
where
    T: FromPyObjectOwned<'py>,
{
    let mut rows = Vec::new();
    if let Ok(dict) = value.cast::<PyDict>() {
        for (query, documents) in dict.iter() {
            let query = word(&query)?;
            for (document, value) in documents.cast::<PyDict>()?.iter() {
                rows.push((query.clone(), word(&document)?, value.extract().map_err(Into::<PyErr>::into)?));
            }
        }
        return Ok(rows);
    }
    let (queries, documents, values): (Bound<'_, PyAny>, Bound<'_, PyAny>, Bound<'_, PyAny>) =
        value.extract()?;
    for ((query, document), value) in queries.try_iter()?.zip(documents.try_iter()?).zip(values.try_iter()?) {
        rows.push((word(&query?)?, word(&document?)?, value?.extract().map_err(Into::<PyErr>::into)?));
    }
    Ok(rows)
}

/// Something that a file holds, or Python has.
enum Given<T> {
    File(PathBuf),
    Rows(Vec<T>),
}

fn given<'py, T>(
    value: &Bound<'py, PyAny>,
    rows: impl FnOnce(&Bound<'py, PyAny>) -> PyResult<Vec<T>>,
) -> PyResult<Given<T>> {
    match value.cast::<PyString>() {
        Ok(path) => Ok(Given::File(path.extract()?)),
        Err(_) => rows(value).map(Given::Rows),
    }
}

type Scores = Given<(String, String, f64)>;
type Grades = Given<(String, String, i32)>;

/// Runs by name, in the order of the dict.
fn runs_of(runs: &Bound<'_, PyDict>) -> PyResult<Vec<(String, Scores)>> {
    runs.iter().map(|(name, run)| Ok((word(&name)?, given(&run, rows)?))).collect()
}

fn read_runs(runs: Vec<(String, Scores)>) -> Result<Vec<GivenRun>, Error> {
    let read = |(name, run): (String, Scores)| match run {
        Given::File(path) => Ok(GivenRun::read(&path)?.named(name)),
        Given::Rows(rows) => GivenRun::new(name, rows),
    };
    runs.into_iter().map(read).collect()
}

fn read_qrels(qrels: Grades) -> Result<Qrels, Error> {
    match qrels {
        Given::File(path) => read_judgements(&path),
        Given::Rows(rows) => Ok(Qrels::from_grades(rows)),
    }
}

/// Settings as JSON, and the seed.
type Told = (String, Option<u64>);

/// Settings as JSON, in the words of an experiment file.
fn settings<T: serde::de::DeserializeOwned>(section: &str, text: &str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| {
        let told = error.to_string();
        let reason = told.split(" at line ").next().unwrap_or_default().to_string();
        Error::BadExperiment { place: section.to_string(), reason }
    })
}

/// Of one run and measure: their names, the mean with its interval, how many queries have a value and how many have none, and the
/// values by query.
type Series = (String, String, Option<f64>, Option<f64>, Option<f64>, u64, u64, Vec<(String, Option<f64>)>);

/// Evaluates runs.
#[pyfunction]
pub fn evaluate(
    py: Python<'_>,
    runs: &Bound<'_, PyDict>,
    qrels: &Bound<'_, PyAny>,
    measures: Vec<String>,
    depth: Option<usize>,
    told: Told,
) -> PyResult<Vec<Series>> {
    let (told, seed) = told;
    let (runs, qrels) = (runs_of(runs)?, given(qrels, rows)?);
    work(py, &Manner::default(), |steps| {
        let mut settings: EvaluateSettings = settings("evaluate", &told)?;
        settings.seed = seed.unwrap_or(settings.seed);
        settings.check()?;
        let measures = MEASURES.parse_all(&measures)?;
        let (given, qrels) = (read_runs(runs)?, read_qrels(qrels)?);
        let runs = runs_of_one_source(&given, &qrels, depth.unwrap_or(usize::MAX));
        let found = evaluate_by(&runs, &qrels, &measures, &settings, &|| steps.step());
        let summary = EvaluationRow::from_table(&found.summary_table())?;
        let series = summary.into_iter().zip(found.series).map(|(row, series)| {
            let EvaluationRow { mean, low, high, queries, undefined, .. } = row;
            (series.model, series.measure, mean, low, high, queries, undefined, series.values)
        });
        Ok(series.collect())
    })
}

/// Source bias in runs: the answer and the tables.
#[pyfunction]
pub fn bias(
    py: Python<'_>,
    at_hand: (Bound<'_, PyDict>, Bound<'_, PyAny>, Bound<'_, PyAny>),
    measures: Vec<String>,
    reading: (Option<String>, Option<usize>),
    told: Told,
    threads: usize,
) -> PyResult<(Shown, Vec<Table>)> {
    let ((reference, depth), (told, seed)) = (reading, told);
    let (runs, qrels) = (runs_of(&at_hand.0)?, given(&at_hand.1, rows)?);
    let sources = given(&at_hand.2, |value| {
        let mut found = Vec::new();
        for row in value.try_iter()? {
            let (document, source, content): (Bound<'_, PyAny>, String, Bound<'_, PyAny>) = row?.extract()?;
            let content = if content.is_none() { None } else { Some(word(&content)?) };
            found.push((word(&document)?, source, content));
        }
        Ok(found)
    })?;
    work(py, &Manner { threads, progress: None }, |steps| {
        let mut settings: BiasSettings = settings("bias", &told)?;
        settings.seed = seed.unwrap_or(settings.seed);
        settings.check()?;
        let measures = MEASURES.parse_all(&measures)?;
        let tie_rule_measures = MEASURES.parse_all(&settings.tie_rule_measures)?;
        let map = match sources {
            Given::File(path) => SourceMap::read(&path)?,
            Given::Rows(rows) => SourceMap::from_documents(rows)?,
        };
        let given = read_runs(runs)?;
        let mapped = MappedRuns::of_given(&given, map, reference.as_deref(), depth.unwrap_or(usize::MAX))?;
        let (qrels, _) = mapped.judgements(&read_qrels(qrels)?)?;
        mapped.runs.iter().flat_map(Run::absent_notes).for_each(|note| tracing::warn!("{note}"));
        let queries: Vec<Query> = qrels.queries().map(|query| Query::new(query, "")).collect();
        let how = EvaluateSettings { seed: settings.seed, ..EvaluateSettings::default() };
        let evaluation = evaluate_by(&mapped.runs, &qrels, &measures, &how, &|| steps.step());
        let evidence = Evidence {
            queries: &queries,
            qrels: &qrels,
            measures: &measures,
            tie_rule_measures: &tie_rule_measures,
            ..Evidence::without_texts(&evaluation, &mapped.runs, &mapped.catalogue, &settings)
        };
        let found = bias_with_steps(&evidence, settings.placebo, &|| steps.step())?;
        let tables = found.tables().map(|(schema, table)| Table::new(schema, table.clone()));
        Ok((shown(found.answer()), tables.collect()))
    })
}

/// Texts by source: id and text.
pub struct Texts(Vec<(String, Vec<(String, String)>)>);

impl Texts {
    pub fn corpus(&self) -> Result<Corpus, Error> {
        Corpus::from_texts(self.0.iter().map(|(source, texts)| {
            (source.as_str(), texts.iter().map(|(id, text)| (id.as_str(), text.as_str())))
        }))
    }
}

/// The texts of a dict of sources, each a dict of texts by id.
pub fn corpus(sources: &Bound<'_, PyDict>) -> PyResult<Texts> {
    let of = |(source, texts): (Bound<'_, PyAny>, Bound<'_, PyAny>)| {
        let texts =
            texts.cast::<PyDict>().map_err(|_| PyTypeError::new_err("the texts of a source are a dict"))?;
        Ok((word(&source)?, pairs(texts)?))
    };
    sources.iter().map(of).collect::<PyResult<_>>().map(Texts)
}

/// The profile of texts: what sets the sources apart in sentences, the tables, and what a reader of them must know.
#[pyfunction]
pub fn profile(
    py: Python<'_>,
    sources: &Bound<'_, PyDict>,
    arguments: Vec<OsString>,
    threads: usize,
) -> PyResult<(Vec<String>, Vec<Table>, Vec<String>)> {
    let texts = corpus(sources)?;
    work(py, &Manner { threads, progress: None }, |steps| {
        let found = ask::profile(&texts.corpus()?, Vec::new(), arguments, &|| steps.step())?;
        let said = words(&FindingRow::from_table(found.findings())?);
        let tables = found.tables().into_iter().map(|(schema, table)| Table::new(schema, table.clone()));
        Ok((said.iter().map(ToString::to_string).collect(), tables.collect(), found.notes().to_vec()))
    })
}

/// The names of measures, and a row of their values for each text.
type Features = (Vec<String>, Vec<Vec<Option<f64>>>);

/// The values of lexical measures of each text.
#[pyfunction]
pub fn features(
    py: Python<'_>,
    texts: Vec<String>,
    measures: Vec<String>,
    analyzer: String,
) -> PyResult<Features> {
    work(py, &Manner::default(), |steps| {
        let analyzer = Analyzer::parse(&analyzer)?;
        let measures = LEXICAL_MEASURES.parse_all(&measures)?;
        // Texts of a source stand by their names.
        let named = texts.iter().enumerate().map(|(place, text)| (format!("{place:012}"), text.as_str()));
        let corpus = DocumentReader::new(&analyzer)
            .with_text_statistics(need_text_statistics(&measures))
            .read(&Corpus::from_texts([("texts", named)])?)?;
        let settings = ProfileSettings { bootstrap: 0, ..ProfileSettings::default() };
        let found = profile_with_steps(&corpus, &measures, &settings, &|| steps.step())?;
        let rows = DocumentValueRow::from_table(found.documents())?;
        let columns = rows.len() / texts.len().max(1);
        let names: Vec<String> = rows.iter().take(columns).map(|row| row.measure.to_string()).collect();
        let Some(columns) = NonZeroUsize::new(columns) else {
            let reason = "none of them has values of single texts; name one that has, as in `tokens`";
            return Err(Error::BadExperiment { place: "measures".to_string(), reason: reason.to_string() });
        };
        let values = rows.chunks(columns.get()).map(|row| row.iter().map(|cell| cell.value).collect());
        Ok((names, values.collect()))
    })
}
