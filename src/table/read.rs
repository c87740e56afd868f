//! How a table is read back: a CSV or Parquet file that this program wrote goes in, the table with its types comes out.

use std::path::Path;
use std::sync::Arc;

use polars::prelude::{Column as PolarsColumn, DataFrame, DataType, Field, NamedFrom, Schema, Series};
use polars_io::prelude::{CsvReadOptions, ParquetReader, SerReader};

use super::Table;
use crate::error::{Error, Result};

/// The columns of result tables that hold words. A CSV file does not say so, and a source named `007` or `1e5` would be
/// read as a number; columns of other names (also `queries`, a rule in one table and a count in others) are typed by what
/// they hold.
const WORDS: &[&str] = &[
    "base",
    "check",
    "coefficient",
    "control",
    "direction",
    "example",
    "family",
    "file",
    "finding",
    "kind",
    "measure",
    "model",
    "name",
    "note",
    "quantity",
    "query",
    "reference",
    "scope",
    "sentence",
    "severity",
    "sha256",
    "similarity",
    "source",
    "summary",
    "target",
    "term",
    "test",
    "ties",
];

impl Table {
    /// Reads a CSV file that [`Table::to_csv`] wrote.
    ///
    /// Columns of names and specifications (`source`, `model`, …) are read as words, whatever they look like; where all
    /// of them are `true` or `false`, as flags.
    ///
    /// # Errors
    /// Where the file is missing or not such a table.
    pub fn read_csv(path: &Path) -> Result<Table> {
        let bad = |error: polars::error::PolarsError| not_a_table(path, error);
        let words = WORDS.iter().map(|name| Field::new((*name).into(), DataType::String));
        let reader = CsvReadOptions::default()
            .with_has_header(true)
            .with_infer_schema_length(None)
            .with_schema_overwrite(Some(Arc::new(Schema::from_iter(words))))
            .try_into_reader_with_file_path(Some(path.to_path_buf()))
            .map_err(bad)?;
        let frame = reader.finish().map_err(bad)?;
        let columns = frame.columns().iter().map(|column| flags(column).unwrap_or_else(|| column.clone()));
        Ok(Table { frame: DataFrame::new(frame.height(), columns.collect()).map_err(bad)? })
    }

    /// Reads a Parquet file that [`Table::to_parquet`] wrote.
    ///
    /// # Errors
    /// Where the file is missing or not such a table.
    pub fn read_parquet(path: &Path) -> Result<Table> {
        let file = std::fs::File::open(path).map_err(|error| Error::io(path, "read", error))?;
        let frame = ParquetReader::new(file).finish().map_err(|error| not_a_table(path, error))?;
        Ok(Table { frame })
    }
}

/// A column of words of which each is `true` or `false` as flags: `reference` is a name in one table, a flag in another.
fn flags(column: &PolarsColumn) -> Option<PolarsColumn> {
    let words = column.str().ok().filter(|words| !words.is_empty())?;
    let flag = |word: Option<&str>| match word? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    };
    let flags = words.iter().map(flag).collect::<Option<Vec<bool>>>()?;
    Some(Series::new(column.name().clone(), flags).into())
}

fn not_a_table(path: &Path, error: polars::error::PolarsError) -> Error {
    Error::file(path, format!("not a table: {error}"), "make it again with --force")
}

#[cfg(test)]
mod tests {
    use super::super::Column;
    use super::*;

    fn read_back(table: &Table) -> Table {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, table.to_csv().unwrap()).unwrap();
        Table::read_csv(&path).unwrap()
    }

    fn words(words: &[&str]) -> Column {
        Column::Text(words.iter().map(|word| (*word).to_string()).collect())
    }

    #[test]
    fn csv_and_parquet_read_back_as_written() {
        let folder = tempfile::tempdir().unwrap();
        let table = Table::new(vec![
            ("model", words(&["bm25(k1=1.2,b=0.75)", "a&b|c"])),
            ("value", Column::Number(vec![Some(0.25), Some(f64::NAN)])),
            ("n", Column::Count(vec![3, 4])),
            ("matched", Column::Flag(vec![true, false])),
        ]);
        let (csv, parquet) = (folder.path().join("t.csv"), folder.path().join("t.parquet"));
        std::fs::write(&csv, table.to_csv().unwrap()).unwrap();
        std::fs::write(&parquet, table.to_parquet().unwrap()).unwrap();
        assert_eq!(table.to_csv().unwrap().lines().nth(1), Some("\"bm25(k1=1.2,b=0.75)\",0.25,3,true"));
        for read in [Table::read_csv(&csv).unwrap(), Table::read_parquet(&parquet).unwrap()] {
            assert_eq!(read.to_csv().unwrap(), table.to_csv().unwrap());
            assert_eq!(read.number("value").unwrap(), [Some(0.25), None]);
            assert_eq!(read.number("n").unwrap(), [Some(3.0), Some(4.0)]);
        }
    }

    #[test]
    fn names_that_look_like_numbers_stay_names() {
        let table = Table::new(vec![
            ("reference", words(&["007", "007", "007"])),
            ("source", words(&["1e5", "+1", "1.10"])),
            ("queries", Column::Count(vec![3, 4, 5])),
            ("note", words(&["", "2", ""])),
            ("matched", Column::Flag(vec![true, false, true])),
            ("value", Column::Number(vec![Some(1e5), None, Some(-0.5)])),
        ]);
        let read = read_back(&table);
        for format in [Table::to_csv, Table::to_json] {
            assert_eq!(format(&read).unwrap(), format(&table).unwrap());
        }
        assert_eq!(read.to_markdown(3).unwrap(), table.to_markdown(3).unwrap());
        assert_eq!(read.text("source").unwrap(), ["1e5", "+1", "1.10"]);
        assert_eq!(read.number("value").unwrap(), [Some(1e5), None, Some(-0.5)]);
        assert_eq!(read.numeric(), table.numeric());
    }

    #[test]
    fn reference_is_a_name_or_a_flag() {
        let flags = Table::new(vec![
            ("source", words(&["007", "true"])),
            ("reference", Column::Flag(vec![true, false])),
        ]);
        assert_eq!(read_back(&flags), flags);
        let names = Table::new(vec![("reference", words(&["true", "TRUE"]))]);
        assert_eq!(read_back(&names), names);
    }
}
