//! The lines of a file, plain, gzip or zstd by its name's ending. Bytes come out without line end, byte-order mark or
//! empty lines; a file that ends inside its compressed stream is an error, never a short file.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::MultiGzDecoder;

use super::{Record, Records};
use crate::error::{Error, Result};

/// What to do about a line that cannot be used.
pub(super) const LINE_ADVICE: &str =
    "correct the line, or set `skip_bad_lines` (--skip-bad-lines) to leave such lines out";

const DAMAGED_ADVICE: &str = "fetch or compress the file again, and compare its size and checksum";

const BUFFER: usize = 1 << 17;
pub(super) const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// What to do about a line in another encoding.
pub(super) const ENCODING_ADVICE: &str =
    "convert the file to UTF-8, for instance with `iconv -f WINDOWS-1252 -t UTF-8`";

/// Files that are no text by their first bytes: what each is, and what to do.
const STARTS: [(&[u8], &str, &str); 9] = [
    (GZIP, "is compressed with gzip", "give it a name that ends in .gz"),
    (b"\x28\xb5\x2f\xfd", "is compressed with zstd", "give it a name that ends in .zst"),
    (b"\xff\xfe", "is encoded in UTF-16", "convert it with `iconv -f UTF-16 -t UTF-8`"),
    (b"\xfe\xff", "is encoded in UTF-16", "convert it with `iconv -f UTF-16 -t UTF-8`"),
    (b"PK\x03\x04", "is a zip archive", "unpack it with `unzip`"),
    (b"\x1f\x9d", "is compressed with compress", "unpack it with `uncompress` or `gzip -d`"),
    (b"BZh", "is compressed with bzip2", "unpack it with `bunzip2`"),
    (b"\xfd7zXZ\0", "is compressed with xz", "unpack it with `unxz`"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive", "unpack it with `7z x`"),
];

const GZIP: &[u8] = b"\x1f\x8b";

/// A line has at most so many bytes: what has no end is no text, and would fill the memory.
pub(super) const LONGEST_LINE: u64 = 1 << 30;

/// Why a line is not read on.
#[derive(Debug, thiserror::Error)]
#[error("longer than {0} bytes")]
pub(super) struct TooLong(u64);

impl TooLong {
    pub(super) fn error() -> std::io::Error {
        std::io::Error::other(TooLong(LONGEST_LINE))
    }
}

/// Reads on to the end of the line, which comes with its line feed; how many bytes that were.
///
/// # Errors
/// Those of the reader, and [`TooLong`].
pub(super) fn read_line(bytes: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<usize> {
    read_line_up_to(LONGEST_LINE, bytes, line)
}

fn read_line_up_to(longest: u64, bytes: &mut dyn BufRead, line: &mut Vec<u8>) -> std::io::Result<usize> {
    let read = bytes.take(longest + 1).read_until(b'\n', line)?;
    match read as u64 > longest {
        true => Err(std::io::Error::other(TooLong(longest))),
        false => Ok(read),
    }
}

/// Reads a file line by line into one buffer.
pub(super) struct Lines {
    path: PathBuf,
    reader: Box<dyn BufRead + Send>,
    compression: Option<&'static str>,
    buffer: Vec<u8>,
    line: u64,
    ended: bool,
}

impl Lines {
    /// Opens `path`; `advice` says what to do where there is no such file.
    pub(super) fn open(path: &Path, advice: &str) -> Result<Lines> {
        let (reader, compression) = reader(path, advice)?;
        let buffer = Vec::with_capacity(4096);
        Ok(Lines { path: path.to_path_buf(), reader, compression, buffer, line: 0, ended: false })
    }

    /// Reads the next line that is not empty; says where it stands in the buffer. `None` at the end of the file and
    /// after an error.
    fn advance(&mut self) -> Option<Result<Range<usize>>> {
        while !self.ended {
            self.buffer.clear();
            let read = match read_line(&mut self.reader, &mut self.buffer) {
                Ok(read) => read,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(unreadable(&self.path, self.compression, self.line, error)));
                }
            };
            if read == 0 {
                self.ended = true;
                return None;
            }
            self.line += 1;
            let start = if self.line == 1 && self.buffer.starts_with(BYTE_ORDER_MARK) { 3 } else { 0 };
            if self.buffer[start..].iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let end = self.buffer.len()
                - self.buffer.iter().rev().take_while(|byte| b"\r\n".contains(byte)).count();
            return Some(Ok(start..end));
        }
        None
    }

    /// Turns each line, checked to be UTF-8, into a record; `parse` gives the reason where it cannot.
    pub(super) fn records<T, F>(mut self, mut parse: F) -> Records<T>
    where
        T: 'static,
        F: FnMut(u64, &str) -> std::result::Result<Option<T>, String> + Send + 'static,
    {
        let file: Arc<Path> = Arc::from(self.path.as_path());
        Box::new(std::iter::from_fn(move || {
            loop {
                let line = match self.parsed(&mut parse)? {
                    Ok(Some(content)) => Ok(Record { file: file.clone(), line: self.line, content }),
                    Ok(None) => continue,
                    Err(error) => Err(error),
                };
                return Some(line);
            }
        }))
    }

    /// As [`Lines::records`], for lines that hold any number of them.
    pub(super) fn several_records<T, F>(mut self, mut parse: F) -> Records<T>
    where
        T: Send + 'static,
        F: FnMut(u64, &str) -> std::result::Result<Vec<T>, String> + Send + 'static,
    {
        let file: Arc<Path> = Arc::from(self.path.as_path());
        let mut waiting = Vec::new().into_iter();
        Box::new(std::iter::from_fn(move || {
            loop {
                if let Some(content) = waiting.next() {
                    return Some(Ok(Record { file: file.clone(), line: self.line, content }));
                }
                match self.parsed(&mut parse)? {
                    Ok(contents) => waiting = contents.into_iter(),
                    Err(error) => return Some(Err(error)),
                }
            }
        }))
    }

    /// What `parse` makes of the next line, or what is wrong with it; `None` at the end of the file.
    fn parsed<T>(
        &mut self,
        parse: &mut impl FnMut(u64, &str) -> std::result::Result<T, String>,
    ) -> Option<Result<T>> {
        let range = match self.advance()? {
            Ok(range) => range,
            Err(error) => return Some(Err(error)),
        };
        let (bytes, line) = (&self.buffer[range], self.line);
        Some(match std::str::from_utf8(bytes) {
            Ok(text) => {
                parse(line, text).map_err(|reason| Error::line(&self.path, line, reason, LINE_ADVICE))
            }
            Err(error) => {
                let advice = format!(
                    "{ENCODING_ADVICE}, or set `skip_bad_lines` (--skip-bad-lines) to leave such lines out"
                );
                Err(not_utf8(&self.path, line, bytes, error, &advice))
            }
        })
    }
}

/// A file's bytes, unpacked where the name's ending says so, and the name of the compression.
pub(super) fn reader(path: &Path, advice: &str) -> Result<(Box<dyn BufRead + Send>, Option<&'static str>)> {
    if path.is_dir() {
        return Err(Error::file(path, "a folder where a file is wanted", "give a file"));
    }
    let file = File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Error::MissingFile { path: path.to_path_buf(), advice: advice.to_string() },
        _ => Error::io(path, "open", error),
    })?;
    let buffered = BufReader::with_capacity(BUFFER, file);
    Ok(match ending(path) {
        "gz" => (Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(buffered))), Some("gzip")),
        "zst" => {
            let decoder =
                zstd::stream::read::Decoder::new(buffered).map_err(|error| Error::io(path, "open", error))?;
            (Box::new(BufReader::with_capacity(BUFFER, decoder)), Some("zstd"))
        }
        _ => (Box::new(buffered), None),
    })
}

/// As [`reader`], where a name may not say how its file is compressed: gzip is known by its first bytes too.
///
/// # Errors
/// Where the first bytes are those of a file that is compressed otherwise, or no text.
pub(super) fn reader_by_content(
    path: &Path,
    advice: &str,
) -> Result<(Box<dyn BufRead + Send>, Option<&'static str>)> {
    let (mut bytes, compression) = reader(path, advice)?;
    if compression.is_some() {
        return Ok((bytes, compression));
    }
    let start = bytes.fill_buf().map_err(|error| Error::io(path, "read", error))?;
    match STARTS.iter().find(|(known, _, _)| start.starts_with(known)) {
        Some((start, _, _)) if *start == GZIP => {
            Ok((Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(bytes))), Some("gzip")))
        }
        Some((_, what, advice)) => Err(Error::file(path, format!("the file {what}"), *advice)),
        None => Ok((bytes, None)),
    }
}

/// Why the file could not be read on: the system's answer, or a damaged compressed stream.
pub(super) fn unreadable(path: &Path, compression: Option<&str>, line: u64, error: std::io::Error) -> Error {
    if error.get_ref().is_some_and(|inner| inner.is::<TooLong>()) {
        let reason = format!("the line is {error}");
        return Error::line(
            path,
            line + 1,
            reason,
            "break it up, or name the right format where there is a choice (`format`, --from)",
        );
    }
    match compression {
        Some(kind) if error.raw_os_error().is_none() => {
            let after = match line {
                0 => "at its start".to_string(),
                line => format!("after line {line}"),
            };
            let (reason, advice) = match error.kind() {
                ErrorKind::UnexpectedEof => {
                    (format!("the {kind} stream is truncated {after}"), DAMAGED_ADVICE.to_string())
                }
                _ if line == 0 => (
                    format!("the file is not compressed with {kind}, or damaged at its start ({error})"),
                    format!("take .{} off its name, or {DAMAGED_ADVICE}", ending(path)),
                ),
                _ => (format!("the {kind} stream is damaged {after} ({error})"), DAMAGED_ADVICE.to_string()),
            };
            Error::file(path, reason, advice)
        }
        _ => Error::io(path, "read", error),
    }
}

/// Calls `each` with the number (from 1) and the text of every line that is not blank; the first error ends it.
///
/// # Errors
/// Those of `each`; where the file is missing (`advice` says what to do then), damaged or not in UTF-8.
pub(crate) fn for_each_line(
    path: &Path,
    advice: &str,
    mut each: impl FnMut(u64, &str) -> Result<()>,
) -> Result<()> {
    let mut lines = Lines::open(path, advice)?;
    while let Some(range) = lines.advance() {
        let (bytes, line) = (&lines.buffer[range?], lines.line);
        let text = std::str::from_utf8(bytes)
            .map_err(|error| not_utf8(path, line, bytes, error, ENCODING_ADVICE))?;
        each(line, text)?;
    }
    Ok(())
}

/// The last ending of a file's name: "gz" of `human.jsonl.gz`.
fn ending(path: &Path) -> &str {
    path.extension().and_then(|ending| ending.to_str()).unwrap_or("")
}

/// A line in another encoding; where the first bytes tell what the file is, the advice says so.
pub(super) fn not_utf8(
    path: &Path,
    line: u64,
    bytes: &[u8],
    error: std::str::Utf8Error,
    advice: &str,
) -> Error {
    if line == 1
        && let Some((_, what, advice)) = STARTS.iter().find(|(start, _, _)| bytes.starts_with(start))
    {
        return Error::file(path, format!("the file {what}"), *advice);
    }
    let reason = format!("the text is not UTF-8 (byte {} of the line)", error.valid_up_to() + 1);
    Error::line(path, line, reason, advice)
}

/// Whether a file name is `<stem><suffix>`, plain or compressed, and the stem.
pub(super) fn stem<'a>(file_name: &'a str, suffix: &str) -> Option<&'a str> {
    let plain = file_name.strip_suffix(".gz").or_else(|| file_name.strip_suffix(".zst")).unwrap_or(file_name);
    plain.strip_suffix(suffix).filter(|stem| !stem.is_empty() && !stem.starts_with('.'))
}

/// `path` or its compressed form, whichever exists; the plain one first.
pub(super) fn plain_or_compressed(path: &Path) -> Option<PathBuf> {
    let with = |ending: &str| {
        let mut name = path.as_os_str().to_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    [path.to_path_buf(), with(".gz"), with(".zst")].into_iter().find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_without_an_end_is_told_with_its_number() {
        let mut line = Vec::new();
        let mut bytes = std::io::Cursor::new(b"ab\nabcd\nabcde".to_vec());
        let mut next = |line: &mut Vec<u8>| read_line_up_to(5, &mut bytes, line);
        assert_eq!((next(&mut line).unwrap(), next(&mut line).unwrap()), (3, 5));
        assert_eq!(next(&mut line).unwrap(), 5);
        assert_eq!(line, b"ab\nabcd\nabcde");
        let mut bytes = std::io::Cursor::new(b"abcdef".to_vec());
        let error = read_line_up_to(5, &mut bytes, &mut Vec::new()).unwrap_err();
        let message = unreadable(Path::new("x.jsonl.gz"), Some("gzip"), 2, error).to_string();
        assert!(message.starts_with("x.jsonl.gz:3: the line is longer than 5 bytes; "), "{message}");
    }
}
