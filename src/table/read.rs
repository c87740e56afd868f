//! How a table is read back: a file that this program wrote and the schema of its table go in, the typed table comes out.

use std::path::Path;
use std::sync::Arc;

use polars::prelude::{DataType, Field, Schema as PolarsSchema};
use polars_io::prelude::{CsvReadOptions, ParquetReader, SerReader};

use super::{ColumnKind, FileKind, Schema, Table};
use crate::error::{Error, Result};

impl Table {
    /// Reads the file of a table of `schema`. What a column holds, the schema says: a source named `007` stays a name.
    ///
    /// # Errors
    /// Where the file is missing, or is not such a table: it lacks a column, or has one more.
    pub fn read(path: &Path, schema: &Schema) -> Result<Table> {
        let frame = match schema.file {
            FileKind::Csv => csv(path, schema),
            FileKind::Parquet => {
                let file = std::fs::File::open(path).map_err(|error| Error::io(path, "read", error))?;
                ParquetReader::new(file).finish()
            }
        };
        let table = Table { frame: frame.map_err(|error| not_a_table(path, &error.to_string()))? };
        let other =
            |reason: String| Error::file(path, format!("not the table {}: {reason}", schema.key), ADVICE);
        if let Some(column) = schema.columns.iter().find(|column| !column.optional && !table.has(column.name))
        {
            return Err(other(format!("it has no column `{}`", column.name)));
        }
        if let Some(name) = table.names().iter().find(|name| schema.column(name).is_none()) {
            return Err(other(format!("it has a column `{name}`")));
        }
        Ok(table)
    }
}

const ADVICE: &str =
    "it was changed, or is of another version of this program; make it again (`force`, --force)";

fn csv(path: &Path, schema: &Schema) -> polars::error::PolarsResult<polars::prelude::DataFrame> {
    let field = |column: &super::ColumnSchema| {
        let kind = match column.kind {
            ColumnKind::Text => DataType::String,
            ColumnKind::Number => DataType::Float64,
            ColumnKind::Count => DataType::UInt64,
            ColumnKind::Flag => DataType::Boolean,
        };
        Field::new(column.name.into(), kind)
    };
    CsvReadOptions::default()
        .with_has_header(true)
        .with_infer_schema_length(Some(0))
        .with_schema_overwrite(Some(Arc::new(PolarsSchema::from_iter(schema.columns.iter().map(field)))))
        .try_into_reader_with_file_path(Some(path.to_path_buf()))?
        .finish()
}

fn not_a_table(path: &Path, reason: &str) -> Error {
    Error::file(path, format!("not a table: {reason}"), ADVICE)
}

#[cfg(test)]
mod tests {
    use super::super::TableRow;
    use super::*;

    crate::table! {
        /// A table of each kind of column.
        struct KindsRow("bias/kinds", FileKind::Csv, None) {
            /// A name.
            reference: String;
            /// Another.
            source: Arc<str>;
            /// A count.
            queries: u64;
            /// A remark.
            note: String;
            /// A flag.
            matched: bool;
            /// A number.
            value: Option<f64>;
            /// A number that only some files have.
            placebo(optional): Option<f64>;
        }
    }

    crate::table! {
        /// The same in the other kind of file.
        struct ParquetRow("bias/kinds", FileKind::Parquet, None) {
            /// A name.
            source: String;
            /// A number.
            value: Option<f64>;
        }
    }

    fn rows() -> Vec<KindsRow> {
        let row = |source: &str, queries, note: &str, value| KindsRow {
            reference: "007".to_string(),
            source: source.into(),
            queries,
            note: note.to_string(),
            matched: queries != 4,
            value,
            placebo: None,
        };
        vec![row("1e5", 3, "", Some(1e5)), row("true", 4, "2", None), row("1.10", 5, "", Some(-0.5))]
    }

    fn written(text: &str) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        (folder, path)
    }

    #[test]
    fn what_is_written_reads_back_by_its_schema() {
        let mut rows = rows();
        for placebo in [None, Some(0.25)] {
            rows[1].placebo = placebo;
            let table = KindsRow::to_table(rows.clone());
            assert_eq!(table.has("placebo"), placebo.is_some());
            let (_folder, path) = written(&table.to_csv().unwrap());
            let read = Table::read(&path, KindsRow::SCHEMA).unwrap();
            assert_eq!(read, table);
            assert_eq!(KindsRow::from_table(&read).unwrap(), rows);
        }
        let rows = vec![ParquetRow { source: "a".to_string(), value: None }];
        let (_folder, path) = written("");
        std::fs::write(&path, ParquetRow::to_table(rows.clone()).to_parquet().unwrap()).unwrap();
        assert_eq!(ParquetRow::from_table(&Table::read(&path, ParquetRow::SCHEMA).unwrap()).unwrap(), rows);
        // No row is a table too.
        let (_folder, path) = written(&KindsRow::to_table(Vec::new()).to_csv().unwrap());
        assert!(KindsRow::from_table(&Table::read(&path, KindsRow::SCHEMA).unwrap()).unwrap().is_empty());
    }

    #[test]
    fn another_table_is_refused_with_advice() {
        let head = "reference,source,queries,note,matched";
        for (text, reason) in [
            (format!("{head}\na,b,1,,true\n"), "no column `value`"),
            (format!("{head},value,more\na,b,1,,true,0.5,x\n"), "a column `more`"),
            (format!("{head},value\na,b,many,,true,0.5\n"), "not a table"),
        ] {
            let (_folder, path) = written(&text);
            let error = Table::read(&path, KindsRow::SCHEMA).unwrap_err().to_string();
            assert!(error.contains(reason) && error.contains("--force"), "{error}");
        }
    }
}
