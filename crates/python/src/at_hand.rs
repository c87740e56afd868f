//! What Python has at hand, runs, judgements and sources, in; evaluation and source bias out.

use std::path::PathBuf;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyString};
use sourcebias::bias::{BiasSettings, Evidence, bias_with_steps, share_reaches};
use sourcebias::corpus::{SourceMap, query_clusters, read_judgements};
use sourcebias::evaluate::{EvaluateSettings, EvaluationRow, evaluate_by, reaches};
use sourcebias::experiment::Progress;
use sourcebias::retrieve::{GivenRun, MappedRuns, OF_THIS_COLLECTION, Run, coverage, runs_of_one_source};
use sourcebias::statement::{Statement, Topic};
use sourcebias::table::TableRow;
use sourcebias::{Error, MEASURES, Qrels, Query};

use super::error::raised;
use super::function::Wanted;
use super::own::Measures;
use super::settings::settings;
use super::shown::{Shown, shown};
use super::table::Table;
use super::work::{Manner, not_forked, work_by};

/// A word that Python has as such, or as a number; `_checked.py` says what is none.
pub fn word(value: &Bound<'_, PyAny>, what: &str) -> PyResult<String> {
    if let Ok(word) = value.cast::<PyString>()
        && let Ok(word) = word.extract()
    {
        return Ok(word);
    }
    if value.is_exact_instance_of::<PyInt>() {
        return value.str()?.extract();
    }
    value.py().import("sourcebias._checked")?.getattr("word")?.call1((value, what))?.extract()
}

/// The pairs of a dict, in its order.
pub fn pairs(dict: &Bound<'_, PyDict>, what: &str) -> PyResult<Vec<(String, String)>> {
    dict.iter().map(|(key, value)| Ok((word(&key, what)?, word(&value, what)?))).collect()
}

/// What a run or judgements say of a document.
trait Said: Sized {
    /// What it is called in messages, and what it has to be.
    const NAMES: (&'static str, &'static str, &'static str);

    fn of(value: &Bound<'_, PyAny>) -> Option<Self>;

    /// What to give in the place of `value`.
    fn wanted(_: &Bound<'_, PyAny>) -> &'static str {
        Self::NAMES.2
    }
}

/// A score.
impl Said for f64 {
    const NAMES: (&'static str, &'static str, &'static str) = ("a run", "score", "a finite number");

    fn of(value: &Bound<'_, PyAny>) -> Option<f64> {
        value.extract().ok().filter(|score: &f64| score.is_finite())
    }
}

/// A grade; frames have whole numbers as floats where one of a column is missing.
impl Said for i32 {
    const NAMES: (&'static str, &'static str, &'static str) = ("judgements", "grade", "a whole number");

    fn of(value: &Bound<'_, PyAny>) -> Option<i32> {
        // The least one stands for what is not judged.
        let back = |whole: &i32| -> f64 { (*whole).into() };
        let whole = |number: f64| Some(number as i32).filter(|whole| back(whole) == number);
        let float = || value.extract().ok().and_then(whole);
        value.extract().ok().or_else(float).filter(|grade| *grade > i32::MIN)
    }

    fn wanted(value: &Bound<'_, PyAny>) -> &'static str {
        match value.is_instance_of::<PyInt>() {
            true => "a whole number from -2147483647 to 2147483647",
            false => Self::NAMES.2,
        }
    }
}

/// Rows of query, document and value: a dict of dicts, or three lists of one length.
fn rows<T: Said>(value: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String, T)>> {
    let mut rows = Vec::new();
    let (of_query, of_document) = (format!("{}: a query", T::NAMES.0), format!("{}: a document", T::NAMES.0));
    let mut add = |query: String, document: String, value: Bound<'_, PyAny>| {
        let Some(said) = T::of(&value) else {
            let ((place, said, _), wanted, told) = (T::NAMES, T::wanted(&value), value.repr()?.to_string());
            let reason = format!(
                "document `{document}` of query `{query}` has the {said} {told}; give {wanted}, or leave it out"
            );
            let error = Error::BadExperiment { place: place.to_string(), reason };
            return Err(raised(value.py(), &error));
        };
        rows.push((query, document, said));
        Ok(())
    };
    if let Ok(dict) = value.cast::<PyDict>() {
        for (query, documents) in dict.iter() {
            let query = word(&query, &of_query)?;
            for (document, value) in documents.cast::<PyDict>()?.iter() {
                add(query.clone(), word(&document, &of_document)?, value)?;
            }
        }
        return Ok(rows);
    }
    let (queries, documents, values): (Bound<'_, PyAny>, Bound<'_, PyAny>, Bound<'_, PyAny>) =
        value.extract()?;
    for ((query, document), value) in queries.try_iter()?.zip(documents.try_iter()?).zip(values.try_iter()?) {
        add(word(&query?, &of_query)?, word(&document?, &of_document)?, value?)?;
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
        Ok(path) => {
            // A table, perhaps.
            not_forked(value.py())?;
            Ok(Given::File(path.extract()?))
        }
        Err(_) => rows(value).map(Given::Rows),
    }
}

type Scores = Given<(String, String, f64)>;
type Grades = Given<(String, String, i32)>;

/// Runs by name, in the order of the dict.
fn runs_of(runs: &Bound<'_, PyDict>) -> PyResult<Vec<(String, Scores)>> {
    runs.iter().map(|(name, run)| Ok((word(&name, "runs: a name")?, given(&run, rows)?))).collect()
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
        Given::Rows(rows) => {
            let mut qrels = Qrels::default();
            for (query, document, grade) in rows {
                let Some(earlier) =
                    qrels.insert(&query, &document, grade).filter(|earlier| *earlier != grade)
                else {
                    continue;
                };
                let reason = format!(
                    "document `{document}` of query `{query}` has two grades, {earlier} and {grade}; leave one of them"
                );
                return Err(Error::BadExperiment { place: "judgements".to_string(), reason });
            }
            Ok(qrels)
        }
    }
}

/// Settings as JSON, and the seed.
type Told = (String, Option<u64>);

/// Of one run and measure: their names, the mean with its interval, how many queries have a value and how many have none, and the
/// values by query.
type Series = (String, String, Option<f64>, Option<f64>, Option<f64>, u64, u64, Vec<(String, Option<f64>)>);

/// Evaluates runs.
#[pyfunction]
pub fn evaluate(
    py: Python<'_>,
    runs: &Bound<'_, PyDict>,
    qrels: &Bound<'_, PyAny>,
    measures: &Bound<'_, PyAny>,
    depth: Option<usize>,
    told: Told,
) -> PyResult<Vec<Series>> {
    let (told, seed) = told;
    let (runs, qrels, wanted) = (runs_of(runs)?, given(qrels, rows)?, Wanted::of(measures)?);
    work_by(py, &Manner::default(), wanted.functions(), |steps| {
        let mut settings: EvaluateSettings = settings("evaluate", &told)?;
        settings.seed = seed.unwrap_or(settings.seed);
        settings.check()?;
        let measures = Measures::of(&wanted, settings.seed)?;
        depth.map_or(Ok(()), |depth| reaches(depth, &measures.all))?;
        let (given, qrels) = (read_runs(runs)?, read_qrels(qrels)?);
        let runs = runs_of_one_source(&given, &qrels, depth.unwrap_or(usize::MAX));
        for run in &runs {
            if let Some(reason) = coverage(run, &qrels).nothing_in_common(run, &qrels) {
                tracing::warn!("{}: {reason}; {OF_THIS_COLLECTION}", run.model);
            }
        }
        let found = evaluate_by(&runs, &qrels, &measures.all, &settings, &|| steps.step());
        measures.tell_what_is_drawn();
        let asked: Vec<Query> = qrels.queries().map(|query| Query::new(query, "")).collect();
        let clusters = query_clusters(&asked, &qrels);
        let summary = EvaluationRow::from_table(&found.summary_table(&clusters))?;
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
    measures: &Bound<'_, PyAny>,
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
            let content = if content.is_none() { None } else { Some(word(&content, "sources: a content")?) };
            found.push((word(&document, "sources: a document")?, source, content));
        }
        Ok(found)
    })?;
    let wanted = Wanted::of(measures)?;
    work_by(py, &Manner { threads, progress: None }, wanted.functions(), |steps| {
        let mut settings: BiasSettings = settings("bias", &told)?;
        settings.seed = seed.unwrap_or(settings.seed);
        settings.check()?;
        let own = Measures::of(&wanted, settings.seed)?;
        let measures = &own.all;
        depth.map_or(Ok(()), |depth| share_reaches(depth).and_then(|()| reaches(depth, measures)))?;
        let tie_rule_measures = MEASURES.parse_all(&settings.tie_rule_measures)?;
        let map = match sources {
            Given::File(path) => SourceMap::read(&path)?,
            Given::Rows(rows) => SourceMap::from_documents(rows)?,
        };
        let given = read_runs(runs)?;
        let mapped = MappedRuns::of_given(&given, map, reference.as_deref(), depth.unwrap_or(usize::MAX))?;
        let (qrels, names) = mapped.judgements(&read_qrels(qrels)?)?;
        let notes = notes(&mapped, &qrels, names.notes())?;
        mapped.runs.iter().flat_map(Run::absent_notes).for_each(|note| tracing::warn!("{note}"));
        let queries: Vec<Query> = qrels.queries().map(|query| Query::new(query, "")).collect();
        let how = EvaluateSettings { seed: settings.seed, ..EvaluateSettings::default() };
        let evaluation = evaluate_by(&mapped.runs, &qrels, measures, &how, &|| steps.step());
        let evidence = Evidence {
            queries: &queries,
            qrels: &qrels,
            measures,
            tie_rule_measures: &tie_rule_measures,
            ..Evidence::without_texts(&evaluation, &mapped.runs, &mapped.catalogue, &settings)
        };
        let found = bias_with_steps(&evidence, settings.placebo, &|| steps.step())?;
        own.tell_what_is_drawn();
        let tables = found.tables().map(|(schema, table)| Table::new(schema, table.clone()));
        let mut answer = found.answer().clone();
        answer.extend(notes.into_iter().map(|note| Statement::new(Topic::Note, note)));
        Ok((shown(&answer), tables.collect()))
    })
}

/// What a reader must know of runs and judgements, behind what there is to say of these: as an audit of files says it, and where an
/// audit stops this stops too.
fn notes(mapped: &MappedRuns, qrels: &Qrels, mut notes: Vec<String>) -> Result<Vec<String>, Error> {
    for run in &mapped.runs {
        let found = coverage(run, qrels);
        if let Some(reason) = found.nothing_in_common(run, qrels) {
            let reason = format!("{reason}; {OF_THIS_COLLECTION}");
            return Err(Error::BadExperiment { place: format!("the run `{}`", run.model), reason });
        }
        notes.extend(found.notes(&run.model));
    }
    notes.extend(mapped.notes(qrels));
    Ok(notes)
}
