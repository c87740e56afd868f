//! A result table as Python sees it: its columns with their meanings, and the table itself by Arrow's C stream interface, which
//! polars, pyarrow and pandas read without a copy of the text.

use polars::prelude::{AnyValue, CompatLevel, DataType, PolarsResult};
use polars_arrow::array::{Array, StructArray};
use polars_arrow::datatypes::{ArrowDataType, Field};
use polars_arrow::ffi::export_iterator;
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyIterator, PyList, PyString};
use sourcebias::Error;
use sourcebias::experiment::{ComparedRow, all_tables};
use sourcebias::table::{Column, Schema, Table as Rows, TableRow};

use super::error::{failed, raised};
use super::work::not_forked;

/// A result table. `polars.DataFrame(table)`, `pyarrow.table(table)` and `pandas.DataFrame.from_arrow(table)` read it, by Arrow's
/// C stream interface (`__arrow_c_stream__`). It is a mapping of the names of its columns to lists of values, in which undefined numbers
/// are None: `table["model"]`, `dict(table)`; but `len(table)` is how many rows it has.
#[pyclass(frozen, module = "sourcebias")]
pub struct Table {
    schema: &'static Schema,
    rows: Rows,
}

impl Table {
    pub fn new(schema: &'static Schema, rows: Rows) -> Table {
        Table { schema, rows }
    }

    /// The values of a column that there is.
    fn values<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyList>> {
        let column = self.rows.frame().column(name).map_err(|error| failed(py, &error.to_string()))?;
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
}

/// The name of a column, what it holds, and its values.
type Values<'py> = (String, &'static str, Bound<'py, PyAny>);
/// What makes a table again, and of what: the key of its schema, and its columns.
type Reduced<'py> = (Bound<'py, PyAny>, (String, Vec<Values<'py>>));

const NUMBERS: &str = "numbers";
const COUNTS: &str = "counts";
const FLAGS: &str = "flags";

/// What a column holds.
fn kind(kind: &DataType) -> &'static str {
    match kind {
        DataType::Float64 => NUMBERS,
        DataType::UInt64 => COUNTS,
        DataType::Boolean => FLAGS,
        _ => "words",
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

    /// The names of its columns, as `columns`.
    fn keys(&self) -> Vec<String> {
        self.rows.names()
    }

    fn __iter__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyIterator>> {
        PyList::new(py, self.rows.names())?.try_iter()
    }

    fn __contains__(&self, column: &Bound<'_, PyAny>) -> bool {
        column.extract::<String>().is_ok_and(|name| self.rows.has(&name))
    }

    /// A table never changes, so that it is its own copy.
    fn __copy__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }

    /// As `_of` takes it, for pickle.
    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        let (py, this) = (slf.py(), slf.get());
        let columns = this.rows.frame().columns().iter().map(|column| {
            let name = column.name().to_string();
            let values = this.values(py, &name)?.into_any();
            Ok((name, kind(column.dtype()), values))
        });
        let columns = columns.collect::<PyResult<_>>()?;
        Ok((py.get_type::<Table>().getattr("_of")?, (this.schema.key.to_string(), columns)))
    }

    /// A table again of what `__reduce__` makes of it.
    #[staticmethod]
    fn _of(py: Python<'_>, key: &str, columns: Vec<(String, String, Bound<'_, PyAny>)>) -> PyResult<Table> {
        let schema = all_tables().chain([ComparedRow::SCHEMA]).find(|schema| schema.key == key);
        let schema =
            schema.ok_or_else(|| failed(py, &format!("no table is called `{key}` in this version")))?;
        let read = |(name, kind, values): &(String, String, Bound<'_, PyAny>)| {
            let column = match kind.as_str() {
                NUMBERS => Column::Number(values.extract()?),
                COUNTS => Column::Count(values.extract()?),
                FLAGS => Column::Flag(values.extract()?),
                _ => {
                    let words: Vec<Option<String>> = values.extract()?;
                    Column::Text(words.into_iter().map(Option::unwrap_or_default).collect())
                }
            };
            Ok((name.clone(), column))
        };
        let columns = columns.iter().map(read).collect::<PyResult<Vec<_>>>()?;
        let columns = columns.iter().map(|(name, column)| (name.as_str(), column.clone())).collect();
        Ok(Table::new(schema, Rows::new(columns)))
    }

    /// The values of a column, as a list; undefined numbers are None.
    fn __getitem__<'py>(&self, py: Python<'py>, column: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyList>> {
        let known = column.cast::<PyString>().ok().and_then(|name| name.extract::<String>().ok());
        match known.filter(|name| self.rows.has(name)) {
            Some(name) => self.values(py, &name),
            None => {
                let asked = match column.cast::<PyString>() {
                    Ok(name) => format!("`{name}`"),
                    Err(_) => column.repr()?.to_string(),
                };
                let names = self.rows.names().join(", ");
                Err(PyKeyError::new_err(format!("no column {asked}; there are {names}")))
            }
        }
    }

    /// The rows, each a dict.
    fn rows<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let rows: Vec<Bound<'py, PyDict>> = (0..self.rows.height()).map(|_| PyDict::new(py)).collect();
        for name in self.rows.names() {
            for (row, value) in rows.iter().zip(self.values(py, &name)?) {
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
