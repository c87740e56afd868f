//! A result table as Python sees it: its columns with their meanings, and the table itself by Arrow's C stream interface, which
//! polars, pyarrow and pandas read without a copy of the text.

use polars::prelude::{AnyValue, CompatLevel, PolarsResult};
use polars_arrow::array::{Array, StructArray};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi::export_iterator;
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyList};
use sourcebias::Error;
use sourcebias::table::{Schema, Table as Rows};

use super::error::raised;
use super::work::not_forked;

/// A result table. `polars.DataFrame(table)`, `pyarrow.table(table)` and `pandas.DataFrame.from_arrow(table)` read it, by Arrow's
/// C stream interface (`__arrow_c_stream__`). `len(table)` is how many rows it has, `table["model"]` a column as a list, in which
/// undefined numbers are None.
#[pyclass(frozen, module = "sourcebias")]
pub struct Table {
    schema: &'static Schema,
    rows: Rows,
}

impl Table {
    pub fn new(schema: &'static Schema, rows: Rows) -> Table {
        Table { schema, rows }
    }
}

#[pymethods]
impl Table {
    /// Its place below the results, as in `bias/relative_delta`.
    #[getter]
    fn name(&self) -> &'static str {
        self.schema.key
    }

    /// What it says, in a line.
    #[getter]
    fn summary(&self) -> &'static str {
        self.schema.summary
    }

    /// The names of its columns, in order.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.rows.names()
    }

    /// What each column means, with its unit.
    #[getter]
    fn meanings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let meanings = PyDict::new(py);
        for name in self.rows.names() {
            if let Some(column) = self.schema.column(&name) {
                meanings.set_item(name, column.meaning)?;
            }
        }
        Ok(meanings)
    }

    fn __len__(&self) -> usize {
        self.rows.height()
    }

    fn __repr__(&self) -> String {
        let (name, rows) = (self.schema.key, self.rows.height());
        format!("Table('{name}', {rows} rows: {})", self.rows.names().join(", "))
    }

    fn _repr_html_<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("sourcebias._results")?.call_method1("_shown", (slf,))
    }

    /// The values of a column, as a list; undefined numbers are None.
    fn __getitem__<'py>(&self, py: Python<'py>, column: &str) -> PyResult<Bound<'py, PyList>> {
        let column = self.rows.frame().column(column).map_err(|_| {
            PyKeyError::new_err(format!("no column `{column}`; there are {}", self.rows.names().join(", ")))
        })?;
        let values = PyList::empty(py);
        for value in column.as_materialized_series().rechunk().iter() {
            match value {
                AnyValue::String(word) => values.append(word)?,
                AnyValue::StringOwned(word) => values.append(word.as_str())?,
                AnyValue::Float64(number) => values.append(number)?,
                AnyValue::UInt64(count) => values.append(count)?,
                AnyValue::Boolean(flag) => values.append(flag)?,
                _ => values.append(py.None())?,
            }
        }
        Ok(values)
    }

    /// The rows, each a dict.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows: Vec<Bound<'py, PyDict>> = (0..self.rows.height()).map(|_| PyDict::new(py)).collect();
        for name in self.rows.names() {
            for (row, value) in rows.iter().zip(self.__getitem__(py, &name)?) {
                row.set_item(&name, value)?;
            }
        }
        PyList::new(py, rows)
    }

    /// The table as comma-separated values.
    fn to_csv(&self, py: Python<'_>) -> PyResult<String> {
        not_forked(py)?;
        self.rows.to_csv().map_err(|error| raised(py, &error))
    }

    /// The table as Markdown.
    ///
    /// Parameters
    /// ----------
    /// decimals
    ///     How many numbers have, 0 to 100.
    #[pyo3(signature = (decimals=4))]
    fn to_markdown(&self, py: Python<'_>, decimals: i64) -> PyResult<String> {
        let decimals = within(py, decimals)?;
        self.rows.to_markdown(decimals).map_err(|error| raised(py, &error))
    }

    /// Headings, and cells as people read them.
    ///
    /// Parameters
    /// ----------
    /// decimals
    ///     How many numbers have, 0 to 100.
    fn cells(&self, py: Python<'_>, decimals: i64) -> PyResult<(Vec<String>, Vec<Vec<String>>)> {
        Ok((self.rows.names(), self.rows.cells(within(py, decimals)?, "–")))
    }

    /// Arrow's C stream interface: one batch, text as large UTF-8.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // What a reader asks for is a wish; it casts where it got something else.
        drop(requested_schema);
        let level = CompatLevel::oldest();
        let (mut fields, mut arrays): (Vec<Field>, Vec<Box<dyn Array>>) = (Vec::new(), Vec::new());
        for column in self.rows.frame().columns() {
            let series = column.as_materialized_series().rechunk();
            fields.push(series.dtype().to_arrow_field(series.name().clone(), level));
            arrays.push(series.to_arrow(0, level));
        }
        let kind = ArrowDataType::Struct(fields);
        let batch = StructArray::new(kind.clone(), self.rows.height(), arrays, None);
        let batch: PolarsResult<Box<dyn Array>> = Ok(Box::new(batch));
        let stream = export_iterator(Box::new(std::iter::once(batch)), Field::new("".into(), kind, false));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }
}

/// How many decimals are asked for: as many as can be written.
fn within(py: Python<'_>, decimals: i64) -> PyResult<usize> {
    usize::try_from(decimals).ok().filter(|decimals| *decimals <= 100).ok_or_else(|| {
        let reason = format!("{decimals}; give a whole number from 0 to 100");
        raised(py, &Error::BadExperiment { place: "decimals".to_string(), reason })
    })
}
