//! A file of elements that follow each other, `<DOC>…</DOC>` or `<top>…</top>`: bytes in; what stands in each element,
//! decoded, out, with the line of its opening tag. One element at a time is in memory.

use std::io::{BufRead, Read};
use std::path::Path;
use std::sync::Arc;

use encoding_rs::WINDOWS_1252;

use super::super::lines::{LINE_ADVICE, LONGEST_LINE, read_line, reader_by_content, unreadable};
use super::super::{Record, Records};
use crate::error::{Error, Result};

/// How many bytes are looked at to know whether a file holds elements.
const LOOKED_AT: u64 = 1 << 16;

/// Reads every element `name` (in lower case) of a file; `parse` gives the reason where one cannot be used.
///
/// An element that is not UTF-8 is taken for windows-1252, of which Latin-1 is a part. An element that does not end
/// before the next one begins, or before the file ends, is a bad line; so is an end without a beginning, and a file that
/// holds no element at all.
pub(super) fn elements<T: 'static>(
    path: &Path,
    name: &'static str,
    advice: &str,
    parse: impl Fn(&str) -> std::result::Result<T, String> + Send + 'static,
) -> Result<Records<T>> {
    let (bytes, compression) = reader_by_content(path, advice)?;
    let file: Arc<Path> = Arc::from(path);
    let mut elements = Elements {
        bytes,
        compression,
        name,
        buffer: Vec::new(),
        at: 0,
        line: 0,
        content: Vec::new(),
        opened: None,
        found: 0,
        ended: false,
    };
    Ok(Box::new(std::iter::from_fn(move || {
        let (line, content) = match elements.next(&file)? {
            Ok(next) => next,
            Err(error) => return Some(Err(error)),
        };
        let decoded = match std::str::from_utf8(&content) {
            Ok(text) => std::borrow::Cow::Borrowed(text),
            Err(_) => WINDOWS_1252.decode_without_bom_handling(&content).0,
        };
        Some(match parse(&decoded) {
            Ok(content) => Ok(Record { file: file.clone(), line, content }),
            Err(reason) => Err(Error::line(&file, line, reason, LINE_ADVICE)),
        })
    })))
}

/// Whether one of the first lines of a file holds the tag `name` (in lower case).
///
/// # Errors
/// Where the file cannot be read, or is compressed in a way that is not known.
pub(super) fn begins_with_element(path: &Path, name: &str, advice: &str) -> Result<bool> {
    let (bytes, compression) = reader_by_content(path, advice)?;
    let mut start = Vec::new();
    let read = bytes.take(LOOKED_AT).read_to_end(&mut start);
    read.map_err(|error| unreadable(path, compression, 0, error))?;
    Ok(start.split(|byte| *byte == b'\n').any(|line| next_tag(line, name).is_some()))
}

struct Elements {
    bytes: Box<dyn BufRead + Send>,
    compression: Option<&'static str>,
    name: &'static str,
    /// The line that is read.
    buffer: Vec<u8>,
    /// How far it is read.
    at: usize,
    line: u64,
    /// What stands in the open element so far.
    content: Vec<u8>,
    /// The line of the opening tag of the element that is open.
    opened: Option<u64>,
    found: u64,
    ended: bool,
}

impl Elements {
    /// The next element: the line of its tag and its content.
    fn next(&mut self, file: &Path) -> Option<Result<(u64, Vec<u8>)>> {
        let (name, tag) = (self.name, self.name.to_uppercase());
        while !self.ended {
            if self.at == self.buffer.len() {
                self.buffer.clear();
                self.at = 0;
                match read_line(&mut self.bytes, &mut self.buffer) {
                    Ok(0) => {
                        self.ended = true;
                        return self.at_the_end(file, &tag);
                    }
                    Ok(_) => self.line += 1,
                    Err(error) => {
                        self.ended = true;
                        return Some(Err(unreadable(file, self.compression, self.line, error)));
                    }
                }
            }
            let rest = &self.buffer[self.at..];
            let Some(Tag { start, end, closes }) = next_tag(rest, name) else {
                if let Some(opened) = self.opened {
                    self.content.extend_from_slice(rest);
                    if self.content.len() as u64 > LONGEST_LINE {
                        self.ended = true;
                        let reason = format!("this <{tag}> has no </{tag}> within {LONGEST_LINE} bytes");
                        return Some(Err(Error::line(file, opened, reason, LINE_ADVICE)));
                    }
                }
                self.at = self.buffer.len();
                continue;
            };
            if self.opened.is_some() {
                self.content.extend_from_slice(&rest[..start]);
            }
            self.at += end;
            self.found += 1;
            let content = std::mem::take(&mut self.content);
            let line = self.line;
            match (self.opened, closes) {
                (None, false) => self.opened = Some(line),
                (Some(opened), true) => {
                    self.opened = None;
                    return Some(Ok((opened, content)));
                }
                (Some(opened), false) => {
                    self.opened = Some(line);
                    let reason = format!("this <{tag}> has no </{tag}> before the <{tag}> of line {line}");
                    return Some(Err(Error::line(file, opened, reason, LINE_ADVICE)));
                }
                (None, true) => {
                    let reason = format!("a </{tag}> without <{tag}>");
                    return Some(Err(Error::line(file, line, reason, LINE_ADVICE)));
                }
            }
        }
        None
    }

    fn at_the_end<T>(&mut self, file: &Path, tag: &str) -> Option<Result<T>> {
        if let Some(opened) = self.opened.take() {
            let reason = format!("this <{tag}> has no </{tag}> before the file ends");
            return Some(Err(Error::line(file, opened, reason, LINE_ADVICE)));
        }
        if self.found == 0 {
            let advice = "give files of such elements only; those that are named readme… are passed over";
            return Some(Err(Error::file(file, format!("holds no <{tag}>"), advice)));
        }
        None
    }
}

/// Where a tag stands in a line.
struct Tag {
    start: usize,
    end: usize,
    closes: bool,
}

/// The first tag `name` of a line, opening (with attributes or without) or closing, in letters of any case. An opening tag
/// whose `>` is on a later line ends with its name.
fn next_tag(line: &[u8], name: &str) -> Option<Tag> {
    memchr::memchr_iter(b'<', line).find_map(|start| {
        let closes = line.get(start + 1) == Some(&b'/');
        let begin = start + 1 + usize::from(closes);
        let end = begin + name.len();
        if !line.get(begin..end)?.eq_ignore_ascii_case(name.as_bytes()) {
            return None;
        }
        match line.get(end) {
            Some(b'>') => Some(Tag { start, end: end + 1, closes }),
            Some(byte) if byte.is_ascii_whitespace() => {
                // Up to the next tag and no further: however many there are, each letter is looked at once.
                let close = memchr::memchr2(b'>', b'<', &line[end..]).map(|at| end + at);
                let close = close.filter(|at| line[*at] == b'>').map_or(end, |at| at + 1);
                Some(Tag { start, end: close, closes })
            }
            _ => None,
        }
    })
}
