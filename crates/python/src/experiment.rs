//! Experiments: run as the command line runs them, and read back from their folders.

use std::ffi::OsString;
use std::path::PathBuf;

use pyo3::prelude::*;
use sourcebias::cli::ask;
use sourcebias::experiment::{self, ComparedRow, Experiment};
use sourcebias::results::ResultPaths;
use sourcebias::table::{Table as Rows, TableRow};

use super::settings::settings;
use super::shown::{Shown, shown};
use super::table::Table;
use super::work::{Manner, not_forked, work};

/// Runs an experiment, that of the arguments or one as JSON; returns the folder of its results.
#[pyfunction]
pub fn run(
    py: Python<'_>,
    given: Option<String>,
    arguments: Vec<OsString>,
    threads: usize,
    progress: Option<Py<PyAny>>,
) -> PyResult<PathBuf> {
    not_forked(py)?;
    work(py, &Manner { threads, progress }, |steps| {
        let given: Option<Experiment> =
            given.as_deref().map(|text| settings("the experiment", text)).transpose()?;
        ask::run(given.as_ref(), arguments, steps)
    })
}

/// What the results of a folder say.
#[pyfunction]
pub fn answer(py: Python<'_>, folder: PathBuf) -> PyResult<Shown> {
    not_forked(py)?;
    work(py, &Manner::default(), |_| Ok(shown(&experiment::answer_of_folder(&folder)?)))
}

/// The tables that are in a folder of results by place, or one of them; each with the path of its file.
#[pyfunction]
pub fn tables(
    py: Python<'_>,
    folder: PathBuf,
    name: Option<String>,
) -> PyResult<Vec<(&'static str, PathBuf, Option<Table>)>> {
    not_forked(py)?;
    work(py, &Manner::default(), |_| {
        let paths = ResultPaths::of_results(&folder);
        let mut found = Vec::new();
        for schema in experiment::tables() {
            let path = paths.table(schema);
            if !path.is_file() {
                continue;
            }
            let wanted = name.as_deref() == Some(schema.key);
            let table = wanted.then(|| Rows::read(&path, schema)).transpose()?;
            found.push((schema.key, path, table.map(|rows| Table::new(schema, rows))));
        }
        Ok(found)
    })
}

/// The source bias of finished experiments side by side: the table, the text, Markdown, LaTeX, and notes.
#[pyfunction]
pub fn compare(
    py: Python<'_>,
    folders: Vec<PathBuf>,
    measure: Option<String>,
) -> PyResult<(Table, String, String, String, Vec<String>)> {
    not_forked(py)?;
    work(py, &Manner::default(), |_| {
        let found = experiment::compare(&folders, measure.as_deref())?;
        let table = Table::new(ComparedRow::SCHEMA, found.table());
        let (text, markdown, latex) = (found.text(), found.markdown(), found.latex());
        Ok((table, text, markdown, latex, found.notes))
    })
}
