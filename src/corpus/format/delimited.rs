//! Rows of named columns with a delimiter between them (CSV and its kin): a file in; rows with their lines out. Quotes
//! hold delimiters and line ends; texts come out as they are, whatever the line ends of the file.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Record;
use super::lines::{ENCODING_ADVICE, LINE_ADVICE, not_utf8, reader, unreadable};
use super::quoted::{Fault, Scanner};
use crate::error::{Error, Result};
use crate::number::counted;

/// The delimiters, as specifications call them.
const DELIMITERS: [(&str, char); 4] = [("comma", ','), ("tab", '\t'), ("semicolon", ';'), ("pipe", '|')];

/// The rows of one file.
pub(super) struct Rows {
    file: Arc<Path>,
    compression: Option<&'static str>,
    /// The names of the columns.
    pub header: Vec<String>,
    scanner: Scanner,
    /// Whether lines end in carriage return and line feed.
    carriage_returns: bool,
    line: u64,
    ended: bool,
}

impl Rows {
    /// Opens a file and reads the names of its columns; `advice` says what to do where there is no such file.
    pub(super) fn open(path: &Path, delimiter: u8, advice: &str) -> Result<Rows> {
        let (bytes, compression) = reader(path, advice)?;
        let mut rows = Rows {
            file: Arc::from(path),
            compression,
            header: Vec::new(),
            scanner: Scanner::new(bytes, delimiter),
            carriage_returns: false,
            line: 0,
            ended: false,
        };
        // Without its header a file cannot be read: that is no line that may be left out.
        let whole = |error| match error {
            Error::BadLine { path, line, reason, .. } => {
                let advice = if reason.contains("UTF-8") { ENCODING_ADVICE } else { "correct the line" };
                Error::file(path, format!("line {line}, which names the columns: {reason}"), advice)
            }
            other => other,
        };
        match rows.advance() {
            Some(read) => read.map(|_| ()).map_err(whole)?,
            None => {
                return Err(Error::file(path, "is empty", "give a file whose first line names the columns"));
            }
        }
        rows.carriage_returns = rows.scanner.returned();
        rows.header = (0..rows.scanner.len())
            .map(|column| Ok(rows.cell(column).map_err(whole)?.trim().to_string()))
            .collect::<Result<_>>()?;
        Ok(rows)
    }

    /// The position of the column `name`, where there is one.
    ///
    /// # Errors
    /// Where there are two: which of them is meant is not known.
    pub(super) fn find(&self, name: &str) -> Result<Option<usize>> {
        let mut found = (0..self.header.len()).filter(|column| self.header[*column] == name);
        match (found.next(), found.next()) {
            (Some(first), Some(second)) => {
                let reason = format!("columns {} and {} are both named `{name}`", first + 1, second + 1);
                Err(Error::file(&self.file, reason, "give one of them another name"))
            }
            (first, _) => Ok(first),
        }
    }

    /// As [`Rows::find`], where there must be one; `parameter` is how the format's specification calls it.
    ///
    /// # Errors
    /// With the names of the columns there are, or the delimiter that they seem to have.
    pub(super) fn column(&self, name: &str, parameter: &str) -> Result<usize> {
        let missing = || match self.other_delimiter() {
            Some((delimiter, sign)) => {
                let reason =
                    format!("has one column, whose name holds {sign:?}; there is no column `{name}`");
                let advice = match is_tsv(&self.file) {
                    true => format!("give it a name that ends in .csv, and set `delimiter={delimiter}`"),
                    false => format!("set `delimiter={delimiter}`"),
                };
                Error::file(&self.file, reason, advice)
            }
            None => missing_column(&self.file, name, parameter, &self.header),
        };
        self.find(name)?.ok_or_else(missing)
    }

    /// The delimiter that stands in the one cell of a header that was to have several.
    pub(super) fn other_delimiter(&self) -> Option<(&'static str, char)> {
        let [only] = self.header.as_slice() else { return None };
        DELIMITERS.into_iter().find(|(_, sign)| only.contains(*sign))
    }

    /// Reads the next row; `None` at the end of the file. A bad row is an error, after which the next can be read.
    pub(super) fn next(&mut self) -> Option<Result<()>> {
        loop {
            let last = match self.advance()? {
                Ok(last) => last,
                Err(error) => return Some(Err(error)),
            };
            let columns = (self.scanner.len(), self.header.len());
            // A blank line of a file with carriage returns.
            if columns.0 == 1 && columns.1 > 1 && self.scanner.cell(0).trim_ascii().is_empty() {
                continue;
            }
            if columns.0 != columns.1 {
                let end = match last == self.line {
                    true => String::new(),
                    false => format!(" (the row ends on line {last}: is a quote not closed?)"),
                };
                let found = counted(columns.0 as u64, "column", "columns");
                let reason = format!("{found} where the first line has {}{end}", columns.1);
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
        let mut bytes = self.scanner.cell(column);
        if self.carriage_returns && column + 1 == self.scanner.len() && !self.scanner.last_is_quoted() {
            bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        }
        std::str::from_utf8(bytes).map_err(|error| {
            let advice = format!(
                "{ENCODING_ADVICE}, or set `skip_bad_lines` (--skip-bad-lines) to leave such lines out"
            );
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

    /// Reads on: the line on which the row ends; `None` at the end of the file.
    fn advance(&mut self) -> Option<Result<u64>> {
        if self.ended {
            return None;
        }
        Some(match self.scanner.next()? {
            Ok((first, last)) => {
                self.line = first;
                Ok(last)
            }
            Err(Fault::Quote { row, opened, reason }) => {
                let lost = match row == opened {
                    true => String::new(),
                    false => format!("; the row begins on line {row}"),
                };
                Err(Error::line(&self.file, opened, format!("{reason}{lost}"), LINE_ADVICE))
            }
            Err(Fault::Io(error)) => {
                self.ended = true;
                Err(unreadable(&self.file, self.compression, self.scanner.line() - 1, error))
            }
        })
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
    let name = if is_tsv(path) { "tab" } else { name };
    DELIMITERS.into_iter().find(|(known, _)| *known == name).map_or(b',', |(_, sign)| sign as u8)
}

fn is_tsv(path: &Path) -> bool {
    let file = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    file.trim_end_matches(".gz").trim_end_matches(".zst").ends_with(".tsv")
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

/// Calls `each` with every row of the files that can be read; the first bad row, where there is one, comes out: all of
/// them are told by the stream of documents.
///
/// # Errors
/// Those of `each` and of `open`, and where a file cannot be read on.
pub(super) fn for_each_row(
    files: &[PathBuf],
    open: impl Fn(&Path) -> Result<Rows>,
    mut each: impl FnMut(&Rows) -> Result<()>,
) -> Result<Option<Error>> {
    let mut first_bad = None;
    for file in files {
        let mut rows = open(file)?;
        while let Some(row) = rows.next() {
            match row {
                Ok(()) => each(&rows)?,
                Err(error @ Error::BadLine { .. }) => first_bad = first_bad.or(Some(error)),
                Err(error) => return Err(error),
            }
        }
    }
    Ok(first_bad)
}
