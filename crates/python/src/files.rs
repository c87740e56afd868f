//! Audits and labels, from files alone, as the command line has them.

use std::ffi::OsString;
use std::path::PathBuf;

use pyo3::prelude::*;
use sourcebias::cli::ask;
use sourcebias::experiment::Called;

use super::shown::{Shown, shown};
use super::table::Table;
use super::work::{Manner, not_forked, work};

/// What files are called that stand for something at hand, and runs by their places.
type Names = (Vec<(PathBuf, String)>, Vec<Option<String>>);

/// Audits run files: the answer, the verdict as JSON, and the tables.
#[pyfunction]
pub fn audit(
    py: Python<'_>,
    arguments: Vec<OsString>,
    names: Names,
    threads: usize,
) -> PyResult<(Shown, String, Vec<Table>)> {
    not_forked(py)?;
    work(py, &Manner { threads, progress: None }, |_| {
        let found = ask::audit(arguments, Called::new(names.0, names.1))?;
        let tables = found.audit.tables().map(|(schema, table)| Table::new(schema, table.clone()));
        Ok((shown(found.audit.answer()), found.verdict.to_json(), tables.collect()))
    })
}

/// Judges label files: the answer's sentences, the record as JSON, and the tables.
#[pyfunction]
pub fn labels(
    py: Python<'_>,
    arguments: Vec<OsString>,
    names: Names,
    threads: usize,
) -> PyResult<(Vec<String>, String, Vec<Table>)> {
    not_forked(py)?;
    work(py, &Manner { threads, progress: None }, |_| {
        let found = ask::labels(arguments, &Called::new(names.0, names.1))?;
        let answer = found.labels.answer.iter().map(ToString::to_string).collect();
        let record = found.record.to_json();
        let tables = found.labels.tables.into_iter().map(|(schema, table)| Table::new(schema, table));
        Ok((answer, record, tables.collect()))
    })
}
