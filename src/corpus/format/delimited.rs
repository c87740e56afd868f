//! Rows of named columns with a delimiter between them (CSV and its kin): a file in; rows with their lines out. Quotes
//! hold delimiters and line ends; texts come out as they are, whatever the line ends of the file.

use std::collections::VecDeque;
use std::io::{BufRead, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use csv::{ByteRecord, ReaderBuilder, Terminator};

use super::Record;
use super::lines::{ENCODING_ADVICE, LINE_ADVICE, not_utf8, reader, unreadable};
use crate::error::{Error, Result};

/// The rows of one file.
pub(super) struct Rows {
    file: Arc<Path>,
    compression: Option<&'static str>,
    /// The names of the columns.
    pub header: Vec<String>,
    reader: csv::Reader<Watched>,
    seen: Arc<Mutex<Seen>>,
    record: ByteRecord,
    /// Whether lines end in carriage return and line feed.
    carriage_returns: bool,
    line: u64,
    ended: bool,
}

/// What went through to the reader of rows: where blank lines are, and how the file ends.
#[derive(Default)]
struct Seen {
    /// Offsets of line feeds that end a blank line.
    blank: VecDeque<u64>,
    bytes: u64,
    in_blank_line: bool,
    last_sign: u8,
}

/// A file's bytes, watched as they go by.
struct Watched {
    bytes: Box<dyn BufRead + Send>,
    seen: Arc<Mutex<Seen>>,
}

impl Read for Watched {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let length = self.bytes.read(out)?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for byte in &out[..length] {
            match byte {
                b'\n' => {
                    if seen.in_blank_line {
                        let at = seen.bytes;
                        seen.blank.push_back(at);
                    }
                    seen.in_blank_line = true;
                }
                other => {
                    seen.in_blank_line = false;
                    if *other != b'\r' {
                        seen.last_sign = *other;
                    }
                }
            }
            seen.bytes += 1;
        }
        Ok(length)
    }
}

impl Rows {
    /// Opens a file and reads the names of its columns; `advice` says what to do where there is no such file.
    pub(super) fn open(path: &Path, delimiter: u8, advice: &str) -> Result<Rows> {
        let (bytes, compression) = reader(path, advice)?;
        let seen = Arc::new(Mutex::new(Seen { in_blank_line: true, ..Seen::default() }));
        let watched = Watched { bytes, seen: seen.clone() };
        let reader = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            .buffer_capacity(1 << 16)
            .from_reader(watched);
        let mut rows = Rows {
            file: Arc::from(path),
            compression,
            header: Vec::new(),
            reader,
            seen,
            record: ByteRecord::new(),
            carriage_returns: false,
            line: 0,
            ended: false,
        };
        if !rows.advance()? {
            return Err(Error::file(path, "is empty", "give a file whose first line names the columns"));
        }
        let last = rows.record.len() - 1;
        rows.carriage_returns = rows.record[last].ends_with(b"\r");
        rows.header =
            (0..=last).map(|column| Ok(rows.cell(column)?.trim().to_string())).collect::<Result<_>>()?;
        Ok(rows)
    }

    /// The position of the column `name`.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// As [`Rows::find`], where there must be one; `parameter` is how the format's specification calls it.
    ///
    /// # Errors
    /// With the names of the columns there are.
    pub(super) fn column(&self, name: &str, parameter: &str) -> Result<usize> {
        self.find(name).ok_or_else(|| missing_column(&self.file, name, parameter, &self.header))
    }

    /// Reads the next row; `None` at the end of the file. A bad row is an error, after which the next can be read.
    pub(super) fn next(&mut self) -> Option<Result<()>> {
        loop {
            match self.advance() {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
            // A blank line of a file with carriage returns.
            if self.record.len() == 1 && self.header.len() > 1 && self.record[0].trim_ascii().is_empty() {
                continue;
            }
            let columns = (self.record.len(), self.header.len());
            if columns.0 != columns.1 {
                let reason = format!("{} columns where the first line has {}", columns.0, columns.1);
                return Some(Err(Error::line(&self.file, self.line, reason, LINE_ADVICE)));
            }
            if self.is_cut_off() {
                let reason = "a quote is opened and not closed before the file ends";
                return Some(Err(Error::line(&self.file, self.line, reason, LINE_ADVICE)));
            }
            return Some(Ok(()));
        }
    }

    /// The line on which the row begins.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The file.
    pub(super) fn file(&self) -> &Arc<Path> {
        &self.file
    }

    /// A cell of the row.
    ///
    /// # Errors
    /// Where it is not UTF-8.
    pub(super) fn cell(&self, column: usize) -> Result<&str> {
        let mut bytes = &self.record[column];
        if self.carriage_returns && column + 1 == self.record.len() {
            bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        }
        std::str::from_utf8(bytes).map_err(|error| {
            let advice = format!("{ENCODING_ADVICE}, or pass --skip-bad-lines to leave such lines out");
            not_utf8(&self.file, self.line, bytes, error, &advice)
        })
    }

    /// A record of this row with that content, or what is wrong with it.
    pub(super) fn record<T>(&self, content: std::result::Result<T, String>) -> Result<Record<T>> {
        match content {
            Ok(content) => Ok(Record { file: self.file.clone(), line: self.line, content }),
            Err(reason) => Err(Error::line(&self.file, self.line, reason, LINE_ADVICE)),
        }
    }

    /// Reads on; false at the end of the file.
    fn advance(&mut self) -> Result<bool> {
        if self.ended {
            return Ok(false);
        }
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => {
                self.line = self.first_line();
                Ok(true)
            }
            Ok(false) => {
                self.ended = true;
                Ok(false)
            }
            Err(error) => {
                self.ended = true;
                let error = match error.into_kind() {
                    csv::ErrorKind::Io(error) => error,
                    other => std::io::Error::other(format!("{other:?}")),
                };
                Err(unreadable(&self.file, self.compression, self.line, error))
            }
        }
    }

    /// The line of the row's first sign: the reader's position stands before the blank lines that it passes over.
    fn first_line(&self) -> u64 {
        let Some(position) = self.record.position() else { return 0 };
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        while seen.blank.front().is_some_and(|at| *at < position.byte()) {
            seen.blank.pop_front();
        }
        let (mut line, mut byte) = (position.line(), position.byte());
        while seen.blank.front() == Some(&byte) {
            seen.blank.pop_front();
            (line, byte) = (line + 1, byte + 1);
        }
        line
    }

    /// Whether this row's last cell was opened by a quote and ended with the file. Only a quoted cell holds a line end, and
    /// then a quote is the last sign of the file.
    fn is_cut_off(&self) -> bool {
        let last = &self.record[self.record.len() - 1];
        let inside = last.len() - usize::from(self.carriage_returns && last.ends_with(b"\r"));
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let at_the_end = self.reader.position().byte() == seen.bytes;
        last[..inside].contains(&b'\n') && at_the_end && seen.last_sign != b'"'
    }
}

/// What is said of a column that a file does not have.
pub(super) fn missing_column(file: &Path, name: &str, parameter: &str, columns: &[String]) -> Error {
    let advice = format!("the columns are: {}; name the right one with `{parameter}=`", listed(columns));
    Error::file(file, format!("has no column `{name}`"), advice)
}

/// The names of columns for a message: the first of them, and of each the start.
pub(super) fn listed(columns: &[String]) -> String {
    let short = |name: &String| match name.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.clone(),
    };
    let names: Vec<String> = columns.iter().take(40).map(short).collect();
    let more =
        if columns.len() > names.len() { format!(", … ({} in all)", columns.len()) } else { String::new() };
    format!("{}{more}", names.join(", "))
}

/// The delimiter of a name that the registry has checked; in a file that ends in `.tsv` it is a tab.
pub(super) fn delimiter(name: &str, path: &Path) -> u8 {
    let file = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    if file.trim_end_matches(".gz").trim_end_matches(".zst").ends_with(".tsv") {
        return b'\t';
    }
    match name {
        "tab" => b'\t',
        "semicolon" => b';',
        "pipe" => b'|',
        _ => b',',
    }
}

/// The records that `each` makes of the rows of a file; `None` passes over a row.
pub(super) fn records<T: 'static>(
    mut rows: Rows,
    mut each: impl FnMut(&Rows) -> Option<Result<Record<T>>> + Send + 'static,
) -> super::Records<T> {
    Box::new(std::iter::from_fn(move || {
        loop {
            match rows.next()? {
                Ok(()) => {
                    if let Some(record) = each(&rows) {
                        return Some(record);
                    }
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }))
}

/// Calls `each` with every row of the files that can be read; bad rows are told by the stream of documents.
///
/// # Errors
/// Those of `each` and of `open`, and where a file cannot be read on.
pub(super) fn for_each_row(
    files: &[PathBuf],
    open: impl Fn(&Path) -> Result<Rows>,
    mut each: impl FnMut(&Rows) -> Result<()>,
) -> Result<()> {
    for file in files {
        let mut rows = open(file)?;
        while let Some(row) = rows.next() {
            match row {
                Ok(()) => each(&rows)?,
                Err(Error::BadLine { .. }) => {}
                Err(error) => return Err(error),
            }
        }
    }
    Ok(())
}
