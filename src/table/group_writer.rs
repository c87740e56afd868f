//! Large Parquet files: columns of borrowed words and of numbers go out, a group of rows at a time, so that one of them is in
//! memory.

use std::io::Write;
use std::path::Path;

use polars::prelude::{
    Column, DataFrame, Float64Chunked, IntoColumn, NamedFrom, NewChunkedArray, PolarsError, Series,
    StringChunked,
};
use polars_io::prelude::{KeyValueMetadata, ParquetWriter};

use super::{ColumnKind, Schema};
use crate::error::{Error, Result};

/// A column of one group of rows.
pub(crate) enum Cells<'a> {
    /// Words that stand elsewhere.
    Words(Vec<&'a str>),
    /// Numbers, all finite.
    Numbers(Vec<f64>),
    /// Whole numbers.
    Counts(Vec<u64>),
}

impl Cells<'_> {
    fn len(&self) -> usize {
        match self {
            Cells::Words(words) => words.len(),
            Cells::Numbers(numbers) => numbers.len(),
            Cells::Counts(counts) => counts.len(),
        }
    }

    fn column(self, name: &str) -> Column {
        match self {
            Cells::Words(words) => {
                StringChunked::from_iter_values(name.into(), words.into_iter()).into_column()
            }
            Cells::Numbers(numbers) => Float64Chunked::from_vec(name.into(), numbers).into_column(),
            Cells::Counts(counts) => Series::new(name.into(), counts).into_column(),
        }
    }
}

/// Writes a Parquet file of `schema` to `out`: of each group of rows all columns, in the order of the schema; beside them `notes`
/// by their names. `path` is told in errors.
///
/// # Errors
/// Where `out` refuses.
pub(crate) fn write_row_groups<'a>(
    path: &Path,
    (schema, notes): (&Schema, &[(&str, &str)]),
    out: &mut dyn Write,
    groups: impl Iterator<Item = Vec<Cells<'a>>>,
) -> Result<()> {
    let frame = |cells: Vec<Cells<'a>>| {
        let height = cells.first().map_or(0, Cells::len);
        let columns =
            schema.columns.iter().zip(cells).map(|(column, cells)| cells.column(column.name)).collect();
        DataFrame::new(height, columns).expect("columns of one length and distinct names")
    };
    let empty = frame(schema.columns.iter().map(|column| empty(column.kind)).collect());
    let notes = notes.iter().map(|(name, note)| (name.to_string(), note.to_string())).collect();
    let notes = KeyValueMetadata::from_static(notes);
    let mut out = Refusing { out, error: None };
    let written = (|| {
        let mut writer =
            ParquetWriter::new(&mut out).with_key_value_metadata(Some(notes)).batched(empty.schema())?;
        groups.map(frame).try_for_each(|group| writer.write_batch(&group))?;
        writer.finish().map(drop)
    })();
    written.map_err(|error: PolarsError| match out.error {
        Some(error) => Error::io(path, "write", error),
        None => Error::Failed(format!("{}: {error}", path.display())),
    })
}

/// Keeps what the system answers, which polars does not hand on.
struct Refusing<'w> {
    out: &'w mut dyn Write,
    error: Option<std::io::Error>,
}

impl Refusing<'_> {
    fn keep<T>(&mut self, answer: std::io::Result<T>) -> std::io::Result<T> {
        answer.inspect_err(|error| {
            // A system's answer by its number, which says it best.
            let again = error.raw_os_error().map(std::io::Error::from_raw_os_error);
            self.error = Some(again.unwrap_or_else(|| std::io::Error::new(error.kind(), error.to_string())));
        })
    }
}

impl Write for Refusing<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let answer = self.out.write(bytes);
        self.keep(answer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let answer = self.out.flush();
        self.keep(answer)
    }
}

fn empty(kind: ColumnKind) -> Cells<'static> {
    match kind {
        ColumnKind::Text => Cells::Words(Vec::new()),
        ColumnKind::Number => Cells::Numbers(Vec::new()),
        ColumnKind::Count | ColumnKind::Flag => Cells::Counts(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_the_way_of_writing_is_told() {
        struct Full;
        impl Write for Full {
            fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
                Err(std::io::ErrorKind::StorageFull.into())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        crate::table! {
            /// Words.
            struct WordRow("runs/x", crate::table::FileKind::Parquet, None) {
                /// A word.
                word: String;
            }
        }
        use crate::table::TableRow;
        let groups = std::iter::once(vec![Cells::Words(vec!["a"])]);
        let error =
            write_row_groups(Path::new("x.parquet"), (WordRow::SCHEMA, &[]), &mut Full, groups).unwrap_err();
        assert!(
            matches!(error, Error::Io { .. }) && error.to_string().contains("x.parquet: cannot write"),
            "{error}"
        );
    }
}
