//! Parquet files of any program, some rows at a time, so that these are in memory and no more, however the file is grouped: named
//! columns of words and of numbers come out.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use polars::prelude::{ArrowDataType, DataFrame, DataType, IntoColumn, PolarsResult, Series, StringChunked};
use polars_io::prelude::{FileMetadata, KeyValueMetadata, ParquetReader, ParquetWriter, SerReader};

use crate::error::{Error, Result, caught};

const DAMAGED_ADVICE: &str = "fetch or write the file again, and compare its size and checksum";

/// At most so many rows are decoded at a time: other tools write groups of any size.
const ROWS: usize = 1 << 17;

/// A Parquet file that is read a group of rows at a time, or a part of a large one.
pub(crate) struct RowGroups {
    file: Arc<Path>,
    metadata: Arc<FileMetadata>,
    kinds: Vec<(String, ArrowDataType)>,
    notes: Vec<(String, String)>,
    group: usize,
    /// How many rows of this group were read.
    of_group: usize,
    before: usize,
}

impl RowGroups {
    /// Opens a file; `advice` says what to do where there is none.
    ///
    /// # Errors
    /// Where it is missing, a folder, damaged, or no Parquet file.
    pub fn open(path: &Path, advice: &str) -> Result<RowGroups> {
        let mut reader = ParquetReader::new(file(path, advice)?);
        let (kinds, metadata, notes) = guarded(path, || {
            let mut metadata = (**reader.get_metadata()?).clone();
            // What the writer adds of its own types, as of categories, is left out: the columns come as they are stored.
            let notes = metadata.key_value_metadata.take().unwrap_or_default();
            reader.set_metadata(Arc::new(metadata.clone()));
            let schema = reader.schema()?;
            let kind = |(name, kind): (&str, &ArrowDataType)| (name.to_string(), kind.clone());
            let kinds: Vec<_> = schema.iter_values().map(|field| kind((&field.name, &field.dtype))).collect();
            if kinds.iter().any(|(_, kind)| is_narrow(kind)) {
                metadata.key_value_metadata = as_read(&kinds)?.key_value_metadata.clone();
            }
            let notes: Vec<(String, String)> =
                notes.into_iter().filter_map(|note| Some((note.key, note.value?))).collect();
            Ok((kinds, Arc::new(metadata), notes))
        })?;
        Ok(RowGroups { file: Arc::from(path), metadata, kinds, notes, group: 0, of_group: 0, before: 0 })
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

    /// How many rows stand before those that are read next.
    pub fn before(&self) -> usize {
        self.before
    }

    /// The columns `names`, which can be words or numbers, of the next rows; `None` at the end of the file.
    ///
    /// # Errors
    /// Where the file is damaged.
    pub fn next_frame(&mut self, names: Vec<String>) -> Result<Option<DataFrame>> {
        let Some(group) = self.metadata.row_groups.get(self.group) else { return Ok(None) };
        // Pages before the first of these rows are passed over as they are, compressed.
        let left = group.num_rows().saturating_sub(self.of_group);
        let (start, rows) = (self.before, left.min(ROWS));
        self.before += rows;
        (self.group, self.of_group) =
            if rows == left { (self.group + 1, 0) } else { (self.group, self.of_group + rows) };
        let mut reader = ParquetReader::new(file(&self.file, "")?)
            .with_slice(Some((start, rows)))
            .with_columns(Some(names));
        reader.set_metadata(self.metadata.clone());
        let frame = guarded(&self.file, || reader.finish())?;
        // Of a damaged column fewer rows may come, and polars does not look.
        match frame.columns().iter().all(|column| column.len() == rows) {
            true => Ok(Some(frame)),
            false => {
                let reason = format!("is damaged: a column has not the {rows} rows that the file tells of");
                Err(Error::file(&*self.file, reason, DAMAGED_ADVICE))
            }
        }
    }

    /// Refuses a column of words that holds something else: neither texts nor whole numbers.
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

    /// The next rows with columns of words and one of numbers, as they were checked to be; `None` at the end of the file.
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

/// Whether cells of that type can be strings: texts, bytes that are UTF-8, whole numbers.
pub(crate) fn can_be_words(kind: &ArrowDataType) -> bool {
    use ArrowDataType::{Binary, BinaryView, LargeBinary, LargeUtf8, Null, Utf8, Utf8View};
    let text = matches!(kind, Utf8 | LargeUtf8 | Utf8View | Binary | LargeBinary | BinaryView | Null);
    text || is_whole(kind)
}

/// Whether cells of that type can be numbers, as they are: none is rounded but whole ones beyond 2⁵³.
fn can_be_numbers(kind: &ArrowDataType) -> bool {
    use ArrowDataType::{Float32, Float64, Null};
    is_whole(kind) || matches!(kind, Float32 | Float64 | Null)
}

fn is_whole(kind: &ArrowDataType) -> bool {
    use ArrowDataType::{Int32, Int64, UInt32, UInt64};
    is_narrow(kind) || matches!(kind, Int32 | Int64 | UInt32 | UInt64)
}

/// Whole numbers of one or two bytes. Parquet stores them as it does those of four, and as such they are read: polars as it is built
/// here has no columns of them.
fn is_narrow(kind: &ArrowDataType) -> bool {
    use ArrowDataType::{Int8, Int16, UInt8, UInt16};
    matches!(kind, Int8 | Int16 | UInt8 | UInt16)
}

/// The notes of a file that has whole numbers of four bytes in place of narrow ones: a reader believes what they say of the columns.
/// Those that are never asked for are left out.
fn as_read(kinds: &[(String, ArrowDataType)]) -> PolarsResult<Arc<FileMetadata>> {
    let read = |(name, kind): &(String, ArrowDataType)| {
        let kind = if is_narrow(kind) { DataType::Int32 } else { DataType::from_arrow_dtype(kind) };
        Series::new_empty(name.as_str().into(), &kind).into_column()
    };
    let asked = kinds.iter().filter(|(_, kind)| can_be_words(kind) || can_be_numbers(kind));
    let mut frame = DataFrame::new(0, asked.map(read).collect())?;
    let mut bytes = std::io::Cursor::new(Vec::new());
    let notes = KeyValueMetadata::from_static(Vec::new());
    ParquetWriter::new(&mut bytes).with_key_value_metadata(Some(notes)).finish(&mut frame)?;
    ParquetReader::new(bytes).get_metadata().cloned()
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
    let advice = DAMAGED_ADVICE;
    match caught(read) {
        Some(Ok(value)) => Ok(value),
        Some(Err(error)) => {
            Err(Error::file(path, format!("is not a Parquet file, or damaged ({error})"), advice))
        }
        None => Err(Error::file(path, "is damaged, or no Parquet file that can be read", advice)),
    }
}

#[cfg(test)]
#[path = "row_groups_tests.rs"]
mod tests;
