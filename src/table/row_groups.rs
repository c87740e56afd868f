//! Parquet files of any program, a group of rows at a time, so that one of them is in memory: named columns of words and of
//! numbers come out.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use polars::prelude::{ArrowDataType, DataFrame, DataType, PolarsResult, Series, StringChunked};
use polars_io::prelude::{FileMetadata, ParquetReader, SerReader};

use crate::error::{Error, Result, caught};

/// A Parquet file that is read group by group.
pub(crate) struct RowGroups {
    file: Arc<Path>,
    metadata: Arc<FileMetadata>,
    kinds: Vec<(String, ArrowDataType)>,
    notes: Vec<(String, String)>,
    group: usize,
    before: usize,
}

impl RowGroups {
    /// Opens a file; `advice` says what to do where there is none.
    ///
    /// # Errors
    /// Where it is missing, a folder, damaged, or no Parquet file.
    pub fn open(path: &Path, advice: &str) -> Result<RowGroups> {
        let mut reader = ParquetReader::new(file(path, advice)?);
        let (schema, metadata, notes) = guarded(path, || {
            let mut metadata = (**reader.get_metadata()?).clone();
            // What the writer adds of its own types, as of categories, is left out: the columns come as they are stored.
            let notes = metadata.key_value_metadata.take().unwrap_or_default();
            let metadata = Arc::new(metadata);
            reader.set_metadata(metadata.clone());
            let notes: Vec<(String, String)> =
                notes.into_iter().filter_map(|note| Some((note.key, note.value?))).collect();
            Ok((reader.schema()?, metadata, notes))
        })?;
        let kinds = schema.iter_values().map(|field| (field.name.to_string(), field.dtype.clone())).collect();
        Ok(RowGroups { file: Arc::from(path), metadata, kinds, notes, group: 0, before: 0 })
    }

    /// The file.
    pub fn file(&self) -> &Arc<Path> {
        &self.file
    }

    /// The names of its columns.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().map(|(name, _)| name.as_str())
    }

    /// What a column holds, where there is one of that name.
    pub fn kind(&self, name: &str) -> Option<&ArrowDataType> {
        self.kinds.iter().find(|(known, _)| known == name).map(|(_, kind)| kind)
    }

    /// What the file notes beside its columns under a name.
    pub fn note(&self, name: &str) -> Option<&str> {
        self.notes.iter().find(|(known, _)| known == name).map(|(_, note)| note.as_str())
    }

    /// How many rows stand before the group that is read next.
    pub fn before(&self) -> usize {
        self.before
    }

    /// The columns `names` of the next group; `None` at the end of the file.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn next_frame(&mut self, names: Vec<String>) -> Result<Option<DataFrame>> {
        let Some(rows) = self.metadata.row_groups.get(self.group).map(|group| group.num_rows()) else {
            return Ok(None);
        };
        let start = self.before;
        self.group += 1;
        self.before += rows;
        let mut reader = ParquetReader::new(file(&self.file, "")?)
            .with_slice(Some((start, rows)))
            .with_columns(Some(names));
        reader.set_metadata(self.metadata.clone());
        Ok(Some(guarded(&self.file, || reader.finish())?))
    }

    /// Refuses a column of words that holds something else: neither texts nor whole numbers of the usual sizes.
    ///
    /// # Errors
    /// Where that is so; the column must be there.
    pub fn check_words(&self, name: &str) -> Result<()> {
        self.check(name, can_be_words, "strings or whole numbers")
    }

    /// As [`RowGroups::check_words`] for numbers.
    ///
    /// # Errors
    /// Where the column holds something else.
    pub fn check_numbers(&self, name: &str) -> Result<()> {
        self.check(name, can_be_numbers, "numbers")
    }

    fn check(&self, name: &str, fits: fn(&ArrowDataType) -> bool, wanted: &str) -> Result<()> {
        match self.kind(name) {
            Some(kind) if !fits(kind) => {
                let reason = format!("column `{name}` is of type {}, and must be of {wanted}", named(kind));
                Err(Error::file(&*self.file, reason, "convert the column"))
            }
            _ => Ok(()),
        }
    }

    /// The next group of rows with columns of words and one of numbers, as they were checked to be; `None` at the end of the file.
    ///
    /// # Errors
    /// Where the file is damaged, or bytes are no text.
    pub fn next_group(&mut self, words: &[&str], number: &str) -> Result<Option<RowGroup>> {
        let names = words.iter().chain([&number]).map(ToString::to_string).collect();
        let first = self.before as u64 + 1;
        let Some(frame) = self.next_frame(names)? else { return Ok(None) };
        let cast = |name: &str, kind: &DataType| {
            caught(|| frame.column(name)?.as_materialized_series().cast(kind)).and_then(PolarsResult::ok)
        };
        let no_text = |name: &str| {
            let reason = format!("column `{name}` holds bytes that are not UTF-8");
            Error::file(&*self.file, reason, "convert the column to strings")
        };
        let text = |name: &&str| cast(name, &DataType::String).ok_or_else(|| no_text(name));
        let words = words.iter().map(text).collect::<Result<_>>()?;
        let numbers = cast(number, &DataType::Float64).ok_or_else(|| {
            let reason = format!("column `{number}` cannot be read as numbers");
            Error::file(&*self.file, reason, "write the file again, with numbers in that column")
        })?;
        Ok(Some(RowGroup { file: self.file.clone(), first, words, numbers }))
    }
}

/// Some columns of a group of rows.
pub(crate) struct RowGroup {
    file: Arc<Path>,
    first: u64,
    words: Vec<Series>,
    numbers: Series,
}

impl RowGroup {
    /// Calls `each` with the number (from 1, in the file), the words and the number of every row.
    ///
    /// # Errors
    /// Those of `each`, and where a cell is null.
    pub fn for_each<const N: usize>(
        &self,
        mut each: impl FnMut(u64, [&str; N], f64) -> Result<()>,
    ) -> Result<()> {
        let words: Vec<&StringChunked> =
            self.words.iter().map(Series::str).collect::<PolarsResult<_>>().map_err(super::failed)?;
        let mut columns: Vec<_> = words.iter().map(|column| column.iter()).collect();
        let null = |row: u64, name: &str| {
            let reason = format!("row {row}: column `{name}` is null");
            Error::line(&*self.file, row, reason, "fill the cell, or leave the row out")
        };
        for (row, number) in (self.first..).zip(self.numbers.f64().map_err(super::failed)?.iter()) {
            let mut cells = [""; N];
            for ((cell, column), series) in cells.iter_mut().zip(&mut columns).zip(&self.words) {
                *cell = column.next().flatten().ok_or_else(|| null(row, series.name()))?;
            }
            each(row, cells, number.ok_or_else(|| null(row, self.numbers.name()))?)?;
        }
        Ok(())
    }
}

/// Whether cells of that type can be strings: texts, bytes that are UTF-8, whole numbers of the usual sizes.
pub(crate) fn can_be_words(kind: &ArrowDataType) -> bool {
    use ArrowDataType::{
        Binary, BinaryView, Int32, Int64, LargeBinary, LargeUtf8, Null, UInt32, UInt64, Utf8, Utf8View,
    };
    let text = matches!(kind, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView | Null);
    text || matches!(kind, Int32 | Int64 | UInt32 | UInt64)
}

/// Whether cells of that type can be numbers, as they are: none is rounded but whole ones beyond 2⁵³.
fn can_be_numbers(kind: &ArrowDataType) -> bool {
    use ArrowDataType::{Float32, Float64, Int8, Int16, Int32, Int64, Null, UInt8, UInt16, UInt32, UInt64};
    let whole = matches!(kind, Int8 | Int16 | Int32 | Int64 | UInt8 | UInt16 | UInt32 | UInt64);
    whole || matches!(kind, Float32 | Float64 | Null)
}

/// The name of a type, without what it is made of.
pub(crate) fn named(kind: &ArrowDataType) -> String {
    let whole = format!("{kind:?}");
    whole.split(['(', '{', ' ']).next().unwrap_or_default().to_string()
}

fn file(path: &Path, advice: &str) -> Result<File> {
    if path.is_dir() {
        return Err(Error::file(path, "a folder where a file is wanted", "give a file"));
    }
    File::open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Error::MissingFile { path: path.to_path_buf(), advice: advice.to_string() }
        }
        _ => Error::io(path, "open", error),
    })
}

/// Calls the reader, which on some damaged files panics instead of telling an error.
fn guarded<T>(path: &Path, read: impl FnOnce() -> PolarsResult<T>) -> Result<T> {
    let advice = "fetch or write the file again, and compare its size and checksum";
    match caught(read) {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => {
            Err(Error::file(path, format!("is not a Parquet file, or damaged ({error})"), advice))
        }
        None => Err(Error::file(path, "is damaged, or no Parquet file that can be read", advice)),
    }
}

#[cfg(test)]
mod tests {
    use polars::prelude::NamedFrom;
    use polars_io::prelude::ParquetWriter;

    use super::*;

    /// A file with a column of words and one of numbers, of any types.
    fn file_of(words: Series, numbers: Series) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        let columns = vec![words.with_name("word".into()).into(), numbers.with_name("number".into()).into()];
        let mut frame = DataFrame::new(2, columns).unwrap();
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
        std::fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn read(path: &Path) -> Result<Vec<(u64, String, f64)>> {
        let mut groups = RowGroups::open(path, "")?;
        groups.check_words("word")?;
        groups.check_numbers("number")?;
        let mut rows = Vec::new();
        while let Some(group) = groups.next_group(&["word"], "number")? {
            group.for_each(|row, [word], number| {
                rows.push((row, word.to_string(), number));
                Ok(())
            })?;
        }
        Ok(rows)
    }

    #[test]
    fn words_and_numbers_come_from_any_type_that_holds_them() {
        let series = |kind: &DataType, numbers: &[f64]| Series::new("".into(), numbers).cast(kind).unwrap();
        let (of_words, of_numbers) = (Series::new("".into(), &["7", "-8"]), [0.5, -2.0]);
        for kind in [DataType::Float32, DataType::Float64] {
            let (_folder, path) = file_of(of_words.clone(), series(&kind, &of_numbers));
            let expected = [(1, "7".to_string(), 0.5), (2, "-8".to_string(), -2.0)];
            assert_eq!(read(&path).unwrap(), expected);
        }
        for kind in [DataType::Int32, DataType::Int64] {
            let (_folder, path) = file_of(series(&kind, &[7.0, -8.0]), series(&kind, &[3.0, -2.0]));
            let expected = [(1, "7".to_string(), 3.0), (2, "-8".to_string(), -2.0)];
            assert_eq!(read(&path).unwrap(), expected);
        }
        // Bytes that are text are text.
        let bytes = Series::new("".into(), &[&b"\xc3\xa9"[..], b"b"]);
        let (_folder, path) = file_of(bytes, series(&DataType::Float32, &of_numbers));
        assert_eq!(read(&path).unwrap()[0].1, "é");
        let (_folder, path) = file_of(of_words.clone(), of_words);
        let error = read(&path).unwrap_err().to_string();
        assert!(
            error.contains("column `number` is of type") && error.contains("must be of numbers"),
            "{error}"
        );
    }

    #[test]
    fn bytes_that_are_no_text_are_told() {
        let bytes = Series::new("".into(), &[&b"a"[..], b"\xff\xfe"]);
        let (_folder, path) = file_of(bytes, Series::new("".into(), &[1.0, 2.0]));
        let error = read(&path).unwrap_err().to_string();
        assert!(error.contains("x.parquet: column `word` holds bytes that are not UTF-8"), "{error}");
    }
}
